"""A press that begins something slow: it says so, and a second press meanwhile is none."""

from ui.widgets.buttons import Button


class Once:
    """`word` and what stands there in its place while it is under way."""

    def __init__(self, press: Button, word: str, meanwhile: str) -> None:
        self._press, self._word, self._meanwhile = press, word, meanwhile
        self._under_way = False

    def begun(self) -> bool:
        """Whether this press counts."""
        if self._under_way:
            return False
        self._under_way = True
        self._press.show_as(self._meanwhile)
        return True

    @property
    def under_way(self) -> bool:
        return self._under_way

    def over(self) -> None:
        self._under_way = False
        self._press.show_as(self._word)
