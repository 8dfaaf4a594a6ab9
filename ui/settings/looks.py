"""How large, in which colours, and after how long the desk locks itself."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from i18n import _
from ui.widgets.cards import Card
from ui.widgets.fields import Field
from ui.widgets.page import MIDDLE, WIDE
from ui.widgets.tiles import Choice
from ui.wishes import LockAfter, Wear, Wish

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen

SCALES = (("1.0", "100%"), ("1.25", "125%"), ("1.5", "150%"), ("1.75", "175%"), ("2.0", "200%"))
DRESSES = (("light", _("明るい")), ("dark", _("暗い")), ("contrast", _("高コントラスト")))
MINUTES = (("5", _("5分")), ("10", _("10分")), ("20", _("20分")), ("30", _("30分")))


def looks(screen: "SettingsScreen", _found: "Settings") -> QWidget:
    look, card = screen.look, Card("card", 20, 14)
    scale = Choice(look, _("文字の大きさ"), SCALES, columns=5)
    look.follow(scale, lambda: scale.show_value(str(look.scale)))  # the keys change it too
    scale.chosen.connect(lambda value: wish(screen, Wear(look.dress, float(value)) if value else None))
    dress = Choice(look, _("色"), DRESSES, columns=3)
    look.follow(dress, lambda: dress.show_value(look.dress))
    dress.chosen.connect(lambda value: wish(screen, Wear(value, look.scale) if value else None))
    idle = Choice(look, _("鍵がかかるまで"), MINUTES, columns=4)
    idle.show_value(str(screen.session.idle_minutes))
    idle.chosen.connect(lambda value: wish(screen, LockAfter(int(value)) if value else None))

    def reflow(em: float) -> None:
        """Larger text: fewer tiles side by side, so that no word breaks."""
        scale.lay_out(5 if em >= WIDE else 3)
        dress.lay_out(3 if em >= MIDDLE else 1)
        idle.lay_out(4 if em >= WIDE else 2)

    screen.page.reflowed.connect(reflow)
    reflow(screen.page.em)
    card.body.addWidget(Field(look, _("文字の大きさ"), scale))
    card.body.addWidget(Field(look, _("色"), dress))
    hint = _("しばらく使わないと、鍵がかかります。書いたものは保存されています。")
    card.body.addWidget(Field(look, _("鍵がかかるまで"), idle, hint))
    return card


def wish(screen: "SettingsScreen", wanted: Wish | None) -> None:
    """A choice that was taken back changes nothing."""
    if wanted is not None:
        screen.wished.emit(wanted)
