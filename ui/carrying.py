"""What a person has confirmed is carried to its end, whatever becomes of the screen; and what came of it is told."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from i18n import BREAK, _
from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError

T = TypeVar("T")


@dataclass(frozen=True)
class Act(Generic[T]):
    """`waiting`: what the strip says where the lock waits for it. `told`: what came of it, without a name: it is read
    at the unlock screen, by whoever passes."""

    work: Callable[[Desk], T]
    waiting: str
    told: Callable[[T], str]


class Told:
    """What came of acts that outlived their screen. It outlives the session: an error is told to whoever opens next."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._errors: list[str] = []
        self._unkept = False

    def done(self, words: str) -> None:
        self._words.append(words)

    def failed(self, error: DeskError) -> None:
        """Not at the unlock screen: what an error says is for those who may read the records."""
        self._errors.append(str(error))

    def unkept(self, error: DeskError) -> None:
        """Words that were typed could not be written."""
        self._unkept = True
        self.failed(error)

    def at_lock(self, *, waiting: bool = False) -> str:
        """Once: the words of this locking. `waiting`: something is carried to the next opening, and kept then."""
        words, self._words = self._words, []
        if not waiting and not self._unkept:
            words.insert(0, _("書いたものは保存されています。"))
        if waiting:
            later = _(
                "さいごに書いたところは、|まだ保存できていません。|窓をとじずに、|もう一度鍵をあけると、|保存します。"
            )
            words.insert(0, later)
        if self._unkept:
            self._unkept = False
            words.insert(0, _("とちゅうの言葉に、|保存できなかったものがあります。"))
        if self._errors:
            words.append(_("やり終えられなかったことがあります。|次に開いたときに、わけを知らせます。"))
        return BREAK.join([_("鍵をかけました。"), *words])

    def at_opening(self, remarks: Iterable[str]) -> tuple[str, ...]:
        errors, self._errors, self._words = self._errors, [], []
        return (*remarks, *errors)

    @property
    def amiss(self) -> bool:
        """Whether something failed that nobody has been told of."""
        return bool(self._errors)


class UnderWay:
    """Acts that the keys must wait for. Touched by the window's thread alone, which never waits itself."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._then: list[Callable[[], None]] = []

    @property
    def waiting(self) -> str:
        """What the strip says; "" where nothing is under way."""
        return self._waiting[0] if self._waiting else ""

    def begun(self, waiting: str) -> None:
        self._waiting.append(waiting)

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Around the telling of an outcome. They end in the order they began in: one worker does them."""
        try:
            yield
        finally:
            del self._waiting[0]
            if not self._waiting:
                then, self._then = self._then, []
                for act in then:
                    act()

    def once_over(self, act: Callable[[], None]) -> None:
        """At once where nothing is under way."""
        if self._waiting:
            self._then.append(act)
        else:
            act()
