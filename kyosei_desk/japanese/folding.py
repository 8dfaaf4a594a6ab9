"""Folding for search: what a volunteer would call the same name is the same text here. Shown text is never folded.

Sources, in the order they are used: NFKC and case folding are Unicode's (`unicodedata`; NFKC also joins 神/神, ｶﾞ/ガ,
１/1), kana are jaconv's, old and new forms of kanji are OpenCC's (`variants.toml`, generated), and `NAME_FORMS` holds
only name characters none of them joins. A sign is folded without a look at its neighbours, so that a part of a
text is found within the whole; forms that only their surroundings tell apart (佐々木/佐佐木, 霞が関/霞ヶ関) stay two.
"""

import tomllib
import unicodedata
from importlib.resources import files

import jaconv

FOLDING_VERSION = 1
"""Raised whenever any text would fold differently: an index made with another version must be made anew."""

NAME_FORMS = {
    # Forms of family registers that Unicode holds apart and OpenCC does not carry.
    "高": "髙", "吉": "𠮷", "崎": "﨑嵜碕㟢", "辺": "邉𨕙", "浜": "濵", "島": "嶋嶌隝嶹㠀", "富": "冨", "館": "舘",
    "柳": "栁", "達": "逹", "橋": "槗𣘺", "土": "圡𡈽", "桑": "桒", "鶴": "靏靍", "淵": "渕渊", "薮": "藪籔",
    "園": "薗",
    "野": "埜", "秋": "穐龝", "涼": "凉", "昂": "昻", "梅": "楳", "船": "舩", "昇": "曻", "喜": "㐂", "京": "亰",
    "宝": "寳", "国": "圀", "釜": "釡", "松": "枩柗", "磯": "礒", "柏": "栢", "栃": "杤", "宜": "冝", "垂": "埀",
    "留": "畄", "珍": "珎", "煕": "熙熈", "壷": "壺", "篭": "籠", "範": "笵", "巌": "巗", "岩": "嵒嵓", "糾": "糺",
    "剣": "劔劒剱釼", "鉄": "銕鐡", "世": "丗", "間": "閒", "鉱": "砿", "侭": "儘", "諌": "諫", "頬": "頰",
    # JIS and Unicode kept the printed old form as a character of its own.
    "青": "靑", "清": "淸", "教": "敎", "飲": "飮",
    # Two characters by the dictionary, one family name by habit: 斎藤 is written with any of the four.
    "斉": "斎",
}  # fmt: skip
"""Usual form → the forms written for it. Every one is a variant in the family registers' sense, never a likeness."""

ALIKE_KANA = {"ゖ": "け", "ゕ": "か", "ゐ": "い", "ゑ": "え"}
"""ヶ/ケ (一ヶ関), ヵ/カ, and the old kana of names (キヱ/キエ)."""

LONG_MARK_AND_LIKE = "ー~−"
"""Dropped with the dashes: the long mark is typed with any of them (ー, −, -), and often left out (マリー/マリ)."""

VARIATION_SELECTORS = (*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
LOOSE = frozenset({"Cc", "Cf", "Cs", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Zl", "Zp", "Zs"})
"""Categories dropped: controls, surrogates, punctuation, spaces. Private use (外字) and unassigned signs stay."""


def joined_forms() -> dict[str, str]:
    """Every variant and the one form it folds to; both tables together, followed to the end."""
    text = (files(__package__) / "variants.toml").read_text("utf-8")
    forms: dict[str, str] = tomllib.loads(text)["forms"]
    forms |= {variant: usual for usual, variants in NAME_FORMS.items() for variant in variants}
    for variant in forms:
        while forms[variant] in forms:
            forms[variant] = forms[forms[variant]]
    return forms


class FoldingTable(dict[int, str]):
    """A table for `str.translate` that learns a sign when it first meets it; never more than Unicode has signs."""

    def __missing__(self, code: int) -> str:
        kana: str = jaconv.kata2hira(chr(code))
        folded = self[code] = "" if unicodedata.category(chr(code)) in LOOSE else ALIKE_KANA.get(kana, kana)
        return folded


FIXED: dict[str, str] = joined_forms() | dict.fromkeys((*LONG_MARK_AND_LIKE, *map(chr, VARIATION_SELECTORS)), "")
TABLE = FoldingTable({ord(sign): folded for sign, folded in FIXED.items()})


def fold(text: str) -> str:
    """The text as search compares it: one form per name character and kana, no spaces, marks, case or width.

    Folding twice changes nothing. Text of marks alone folds to "".
    """
    usual = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = usual.translate(TABLE)
    # Dropping what stood between a letter and its mark may let the two compose.
    return folded if unicodedata.is_normalized("NFKC", folded) else fold(folded)
