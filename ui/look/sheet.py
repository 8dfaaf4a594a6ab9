"""The one style sheet. Widgets say what they are by a property (`role`, `kind`); colours and sizes stand here alone."""

from collections.abc import Callable

from ui.look.palettes import Palette

Measure = Callable[[float], int]


def style_sheet(look: Palette, px: Measure, *, contrast: bool) -> str:
    """Everything Qt's sheets can draw: the rest (tiles, rings, tags) is painted."""
    control = max(48, round(2.1 * px(18)))
    hair = 2 if contrast else 1
    return "".join(
        (surfaces(look, hair), texts(look, px), buttons(look, px, control), fields(look, px, control), bars(look))
    )


def surfaces(look: Palette, hair: int) -> str:
    return f"""
QWidget {{ color: {look.ink}; }}
QMainWindow, QDialog, QWidget[kind="paper"], QScrollArea, QScrollArea > QWidget > QWidget[kind="page"] {{
  background: {look.paper}; border: 0; }}
QScrollArea[kind="rail"], QWidget[kind="rail"] {{ background: {look.rail}; border: 0; }}
QFrame[box="card"] {{ background: {look.surface}; border: {hair}px solid {look.line}; border-radius: 12px; }}
QFrame[box="choice"] {{ background: {look.surface}; border: 2px solid {look.edge}; border-radius: 12px; padding: 1px; }}
QFrame[box="choice"][chosen="true"] {{ background: {look.tint}; border: 3px solid {look.main}; padding: 0; }}
QFrame[box="flat"] {{ background: {look.surface}; border: 0; }}
QFrame[box="line"] {{ background: {look.line}; border: 0; max-height: {hair}px; min-height: {hair}px; }}
QFrame[box="band"] {{ background: {look.band}; border: 0; }}
QFrame[box="rail"] {{ background: {look.rail}; border: 0; border-right: {hair}px solid {look.line}; }}
QFrame[box="strip"] {{ background: {look.quiet}; border: 0; border-top: {hair}px solid {look.line}; }}
QFrame[box="footer"] {{ background: {look.surface}; border: 0; border-top: {hair}px solid {look.line}; }}
QFrame[box="quiet"] {{ background: {look.quiet}; border: 0; }}
QFrame[box="alarm"] {{ background: {look.surface}; border: 2px solid {look.l5}; border-radius: 12px; }}
QFrame[box="alarmhead"] {{ background: {look.l5t}; border: 0; border-bottom: 2px solid {look.l5};
  border-top-left-radius: 10px; border-top-right-radius: 10px; }}
QFrame[box="summary"] {{ background: {look.surface}; border: 3px solid {look.l5}; border-radius: 8px; }}
QFrame[box="practice"] {{ background: {look.l3t}; border: 0; border-bottom: 2px solid {look.l3}; }}
QFrame[finding="5"] {{ background: {look.l5t}; border: 2px solid {look.l5}; border-left: 8px solid {look.l5}; }}
QFrame[finding="4"] {{ background: {look.l4t}; border: 2px solid {look.l4}; border-left: 8px solid {look.l4}; }}
QFrame[finding="3"] {{ background: {look.l3t}; border: 2px solid {look.l3}; border-left: 8px solid {look.l3}; }}
QFrame[finding="2"] {{ background: {look.l2t}; border: 2px solid {look.l2}; border-left: 8px solid {look.l2}; }}
QFrame[finding="1"] {{ background: {look.l1t}; border: 2px solid {look.l1}; border-left: 8px solid {look.l1}; }}
"""


def texts(look: Palette, px: Measure) -> str:
    return f"""
QLabel {{ background: transparent; font-size: {px(18)}px; }}
QLabel[kind="note"] {{ font-size: {px(16)}px; color: {look.ink2}; }}
QLabel[kind="label"] {{ font-size: {px(18)}px; font-weight: bold; }}
QLabel[kind="big"] {{ font-size: {px(20)}px; }}
QLabel[kind="name"] {{ font-size: {px(20)}px; font-weight: bold; }}
QLabel[kind="heading"] {{ font-size: {px(22)}px; font-weight: bold; }}
QLabel[kind="clock"] {{ font-size: {px(22)}px; font-weight: bold; }}
QLabel[kind="title"] {{ font-size: {px(26)}px; font-weight: bold; }}
QLabel[kind="number"] {{ font-size: {px(26)}px; font-weight: bold; }}
QLabel[kind="huge"] {{ font-size: {px(30)}px; font-weight: bold; }}
QLabel[kind="wrong"] {{ font-size: {px(18)}px; font-weight: bold; color: {look.l5}; }}
QLabel[kind="late"] {{ font-size: {px(16)}px; font-weight: bold; color: {look.l3}; }}
QLabel[kind="bandtitle"] {{ font-size: {px(26)}px; font-weight: bold; color: {look.on_band}; }}
QLabel[kind="bandnote"] {{ font-size: {px(18)}px; color: {look.on_band2}; }}
QLabel[kind="strip"] {{ font-size: {px(16)}px; color: {look.ink2}; }}
QLabel[kind="alarmhead"] {{ font-size: {px(20)}px; font-weight: bold; color: {look.l5}; }}
QLabel[kind="practice"] {{ font-size: {px(18)}px; font-weight: bold; color: {look.l3}; }}
"""


def buttons(look: Palette, px: Measure, control: int) -> str:
    tall, side = max(control, 52), px(20)
    return f"""
QPushButton {{ font-size: {px(18)}px; min-height: {tall - 4}px; padding: 0 {side}px; border-radius: 8px;
  border: 2px solid {look.edge}; background: {look.surface}; color: {look.ink}; text-align: center; }}
QPushButton:hover {{ background: {look.quiet}; }}
QPushButton:pressed {{ background: {look.tint}; }}
QPushButton[role="main"] {{ background: {look.main}; color: {look.on_main}; border-color: {look.main};
  font-weight: bold; }}
QPushButton[role="main"]:hover {{ background: {look.main_hover}; border-color: {look.main_hover}; }}
QPushButton[role="main"]:pressed {{ background: {look.main_press}; border-color: {look.main_press}; }}
QPushButton[role="second"] {{ color: {look.link}; border-color: {look.main}; font-weight: bold; }}
QPushButton[big="true"] {{ font-size: {px(20)}px; min-height: {max(control, 64) - 4}px; }}
QPushButton[row="true"] {{ min-height: {control - 4}px; padding: 0 {px(14)}px; }}
QPushButton[role="link"] {{ border: 2px solid transparent; background: transparent; color: {look.link};
  text-decoration: underline; font-weight: bold; min-height: {control - 4}px; padding: 0 {px(6)}px; }}
QPushButton[role="link"]:hover {{ background: {look.tint}; }}
QPushButton[role="band"] {{ background: transparent; color: {look.on_band}; border-color: {look.on_band};
  min-height: {control - 4}px; }}
QPushButton[role="band"]:hover {{ background: {look.main_hover if look.band == look.main else look.rail}; }}
QPushButton[role="alarm"] {{ background: {look.surface}; color: {look.l5}; border-color: {look.surface};
  min-height: {control - 4}px; font-weight: bold; }}
QPushButton[role="rail"] {{ background: transparent; border: 0; border-left: 5px solid transparent; border-radius: 0;
  text-align: left; padding: 0 {px(12)}px 0 {px(20)}px; }}
QPushButton[role="rail"]:hover {{ background: {look.tint}; }}
QPushButton[role="rail"][chosen="true"] {{ background: {look.surface}; color: {look.link};
  border-left: 5px solid {look.main}; }}
"""


def fields(look: Palette, px: Measure, control: int) -> str:
    tall = max(control, 52)
    return f"""
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox {{ font-size: {px(18)}px; background: {look.surface}; color: {look.ink};
  border: 2px solid {look.edge}; border-radius: 8px; padding: {px(4)}px {px(12)}px;
  selection-background-color: {look.main}; selection-color: {look.on_main}; }}
QLineEdit, QComboBox, QSpinBox {{ min-height: {tall - 4 - 2 * px(4)}px; }}
QPlainTextEdit {{ min-height: {max(72, px(72))}px; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{ border: 3px solid {look.l5}; }}
QComboBox::drop-down {{ border: 0; width: {px(36)}px; }}
QComboBox QAbstractItemView {{ font-size: {px(18)}px; background: {look.surface}; color: {look.ink};
  border: 2px solid {look.edge}; selection-background-color: {look.tint}; selection-color: {look.ink}; }}
QListView {{ background: {look.surface}; border: {1}px solid {look.line}; border-radius: 12px; font-size: {px(18)}px; }}
QListView::item:selected {{ background: {look.tint}; color: {look.ink}; }}
"""


def bars(look: Palette) -> str:
    return f"""
QScrollBar:vertical {{ background: {look.quiet}; width: 16px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {look.scroll}; border-radius: 5px; min-height: 48px; margin: 3px; }}
QScrollBar:horizontal {{ background: {look.quiet}; height: 16px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {look.scroll}; border-radius: 5px; min-width: 48px; margin: 3px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {look.bar2}; border: 0; border-radius: 6px; min-height: 12px; max-height: 12px; }}
QProgressBar::chunk {{ background: {look.bar}; border-radius: 6px; }}
"""
