"""Furigana out of what is typed on the way to a name: the last pre-edit text that is kana alone. Pure."""

import re

KANA = re.compile("[ぁ-ゖァ-ヺーゝゞ・\u3000 ]+")


class Furigana:
    """`follow` is told the field's text and what is composed, and gives the furigana that grew out of both."""

    def __init__(self) -> None:
        self.so_far = ""
        self._reading, self._text, self._was_composing = "", "", False

    def start(self, text: str, kana: str) -> None:
        """The field holds `text` already, read `kana`."""
        self.so_far, self._text = kana, text
        self._reading, self._was_composing = "", False

    def follow(self, text: str, composing: str) -> str:
        if not text and not composing:
            self.so_far = ""
        if self._was_composing and text != self._text and self._reading:
            self.so_far = joined(self.so_far, self._reading, apart=is_apart(self._text, text))
            self._reading = ""
        self._text, self._was_composing = text, bool(composing)
        if KANA.fullmatch(composing):
            self._reading = composing.strip()
        elif not composing:
            self._reading = ""
        return self.so_far


def is_apart(before: str, after: str) -> bool:
    """Whether a space stands between what was there and what came."""
    return before.endswith((" ", "　")) or after[len(before) : len(before) + 1] in {" ", "　"}


def joined(one: str, other: str, *, apart: bool) -> str:
    return f"{one} {other}" if one and apart else one + other
