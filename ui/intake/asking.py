"""What 新しい相談 asks and tells at its beginning."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from i18n import _
from ui.look import Look
from ui.widgets.asking import ask, nothing


def ask_which(look: Look, window: QWidget, whom: str, begin: Callable[[], None], *, kept: bool) -> None:
    """Two neighbours' words must never come onto one sheet."""
    said = _("書いたところまで保存されています。") if kept else _("さいごに書いたところは、まだ保存できていません。")
    ask(
        look,
        window,
        _("書きかけの相談があります"),
        _("{who}の相談です。|{said}").format(who=whom or _("お名前はまだ"), said=said),
        [(_("新しくはじめる"), "second", begin), (_("つづきを書く"), "main", nothing)],
    )


def say_bereft(look: Look, window: QWidget) -> None:
    """Only what its author wrote anew is left of a draft."""
    ask(
        look,
        window,
        _("この世帯の前の記録は、|見られなくなりました"),
        _("消されたか、|見られる人が限られました。|あなたが書いたことは、残っています。|つづきを書けます。"),
        [(_("わかりました"), "main", nothing)],
    )
