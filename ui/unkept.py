"""What was typed and could not be kept when the desk was locked: carried, sealed, until it is open again."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.store import SealedDraft
from ui.look import Look
from ui.session import Session
from ui.widgets.asking import Panel, ask, nothing


class Unkept:
    """One for the window. The words themselves leave with the keys; what waits here only its readers can open."""

    def __init__(self) -> None:
        self._waiting: dict[Path, list[SealedDraft]] = {}

    @property
    def holds(self) -> bool:
        """Whether anything waits to be kept."""
        return any(self._waiting.values())

    def take_from(self, session: Session) -> None:
        """What its screens could not keep."""
        self._waiting.setdefault(session.folder, []).extend(session.unkept)

    def keep(self, session: Session) -> None:
        """The desk is open again: try anew. What cannot be kept now waits on."""
        waiting = tuple(self._waiting.get(session.folder, ()))
        if waiting:
            session.act(session, lambda desk: desk.keep_sealed(waiting), lambda _none: self._kept(session.folder))

    def _kept(self, folder: Path) -> None:
        self._waiting.pop(folder, None)

    def ask(self, look: Look, window: QWidget, close: Callable[[], object]) -> Panel:
        """Before the window is closed over it."""

        def let_go() -> None:
            self._waiting.clear()
            close()

        return ask(
            look,
            window,
            _("まだ保存できていません"),
            _("窓をとじると、|さいごに書いたところが消えます。|もう一度鍵をあけると、保存します。"),
            [(_("消してとじる"), "plain", let_go), (_("とじない"), "main", nothing)],
        )
