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
        self._waiting: dict[Path, tuple[SealedDraft, ...]] = {}

    @property
    def holds(self) -> bool:
        """Whether anything waits to be kept."""
        return any(self._waiting.values())

    def take_from(self, session: Session) -> None:
        """What its screens could not keep."""
        rows = {each.id: each for each in (*session.desk.unkept, *session.unkept)}
        if rows:
            self._waiting[session.folder] = tuple(rows.values())

    def keep(self, session: Session) -> None:
        """The desk is open again: it has them from now on, and keeps them as soon as it can."""
        waiting = self._waiting.pop(session.folder, ())
        if waiting:
            session.act(session, lambda desk: desk.keep_sealed(waiting), lambda _none: None)

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
