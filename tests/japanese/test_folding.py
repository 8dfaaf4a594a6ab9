"""What a volunteer would call the same name is found by any of its forms."""

import importlib.util
import time
import tomllib
import unicodedata
from pathlib import Path

import pytest

from kyosei_desk.japanese import fold
from kyosei_desk.japanese.folding import NAME_FORMS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "forms",
    [
        "高橋 髙橋 髙槗 高\u3000橋",
        "渡辺 渡邊 渡邉 渡邉\U000e0101",
        "斎藤 齋藤 斉藤 齊藤",
        "山崎 山﨑 山嵜 山碕",
        "浜田 濱田 濵田",
        "沢田 澤田",
        "小島 小嶋 小嶌",
        "吉田 𠮷田",
        "桜井 櫻井",
        "国分 國分",
        "広田 廣田",
        "神谷 神谷",
        "一ヶ関 一ケ関 一ｹ関",
        "キヱ きえ ｷｴ",
        "サービス サ−ビス サ-ビス ｻｰﾋﾞｽ",
        "ガ が ｶﾞ か゛ か\u3099",
        "ヴ ゔ ｳﾞ",
        "123 １２３",
        "090-1234 ０９０−１２３４ 090(1234)",
        "Maria ｍａｒｉａ MARIA",
        "富田 冨田",
        "滝 瀧",
        "真 眞",
    ],
)
def test_forms_of_one_name_fold_to_one_text(forms: str) -> None:
    assert len({fold(form) for form in forms.split(" ")}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        "大阪 大坂",
        "埼 崎",
        "堺 界",
        "太 大",
        "未 末",
        "己 巳",
        "辺 部",
        "沖 仲",
        "土 士",
        "吉 古",
        "阿部 安部",
        "は ば",
        "びょう ひょう",
        "島 鳥",
        "治 冶",
        "博 傅",
        "藤 籐",
        "杉 椙",
        "崎 埼",
    ],
)
def test_clearly_different_names_stay_apart(pair: str) -> None:
    one, other = pair.split(" ")
    assert fold(one) != fold(other)


def test_one_sign_is_enough_and_a_mark_alone_is_nothing() -> None:
    assert fold("髙") == "高"
    assert fold(" 、。\u200b\ufe00ー\ud800") == ""
    assert fold("\ue000") == "\ue000"


def test_devanagari_keeps_its_vowels() -> None:
    assert fold("नेपाली") == unicodedata.normalize("NFKC", "नेपाली")
    assert fold("नेपाली") != fold("नपल")


def test_the_table_is_what_its_source_gives() -> None:
    path = ROOT / "packaging" / "variants.py"
    spec = importlib.util.spec_from_file_location("variants", path)
    assert spec
    assert spec.loader
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    made, kept = tomllib.loads(generator.table()), tomllib.loads(generator.TABLE.read_text("utf-8"))
    assert kept["forms"] == made["forms"]


def test_our_own_forms_hold_only_what_the_sources_lack() -> None:
    forms = tomllib.loads((ROOT / "kyosei_desk" / "japanese" / "variants.toml").read_text("utf-8"))["forms"]
    own = "".join(NAME_FORMS.values())
    assert not set(own) & set(forms)
    assert len(own) == len(set(own))
    assert unicodedata.normalize("NFKC", own) == own


def test_a_megabyte_folds_in_a_moment() -> None:
    text = "見本 由美子さんはパートの時間が減って、家賃と電気代が払えていません。" * 10_000
    begun = time.perf_counter()
    fold(text)
    assert time.perf_counter() - begun < 2
