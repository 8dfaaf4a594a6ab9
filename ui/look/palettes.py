"""The palettes: every colour of the window, three times. The tests compute the contrast of each pair (WCAG 2.2)."""

from typing import Literal

import msgspec

Dress = Literal["light", "dark", "contrast"]


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """Colours as #RRGGBB. `lN` is level N's own, `lNt` its tint; `edge` borders controls, `line` is decoration."""

    paper: str
    focus: str
    surface: str
    focus_in: str
    rail: str
    l5: str
    line: str
    l5t: str
    edge: str
    l4: str
    ink: str
    l4t: str
    ink2: str
    l3: str
    band: str
    l3t: str
    on_band: str
    l2: str
    on_band2: str
    l2t: str
    main: str
    l1: str
    main_hover: str
    l1t: str
    main_press: str
    on_l5: str
    on_main: str
    scroll: str
    tint: str
    bar: str
    link: str
    bar2: str
    quiet: str


LIGHT = Palette(
    paper="#F7F3EC",
    focus="#FFC21A",
    surface="#FFFFFF",
    focus_in="#1A1A1A",
    rail="#EEE8DC",
    l5="#971227",
    line="#D8D0C2",
    l5t="#FBE9EA",
    edge="#6F6A60",
    l4="#84390A",
    ink="#22282A",
    l4t="#FDEFE2",
    ink2="#424849",
    l3="#614A00",
    band="#175145",
    l3t="#FAF2D5",
    on_band="#FFFFFF",
    l2="#234B82",
    on_band2="#E2F0EA",
    l2t="#E8F0F9",
    main="#175145",
    l1="#175145",
    main_hover="#124237",
    l1t="#E3EFE9",
    main_press="#0D332A",
    on_l5="#FFFFFF",
    on_main="#FFFFFF",
    scroll="#7D776B",
    tint="#E3EFE9",
    bar="#2C7563",
    link="#175145",
    bar2="#B9D3C9",
    quiet="#E9E4DA",
)

DARK = Palette(
    paper="#191C1B",
    focus="#FFD24A",
    surface="#232726",
    focus_in="#000000",
    rail="#1E2221",
    l5="#FF9DA4",
    line="#3D4441",
    l5t="#3F1A1F",
    edge="#93A09B",
    l4="#FFBE91",
    ink="#F2EFE9",
    l4t="#3A2516",
    ink2="#C9CCC7",
    l3="#F0D583",
    band="#13332B",
    l3t="#342C14",
    on_band="#F2EFE9",
    l2="#B0CDF7",
    on_band2="#C4DCD3",
    l2t="#1C2B41",
    main="#93D4BF",
    l1="#9AD9C5",
    main_hover="#A9E0CE",
    l1t="#1D3A32",
    main_press="#7CC4AD",
    on_l5="#2B070B",
    on_main="#0D231C",
    scroll="#7F8A86",
    tint="#1D3A32",
    bar="#7CC4AD",
    link="#9AD9C5",
    bar2="#3A5F54",
    quiet="#2C3130",
)

CONTRAST = Palette(
    paper="#000000",
    focus="#00E5FF",
    surface="#000000",
    focus_in="#000000",
    rail="#000000",
    l5="#FF8A8A",
    line="#FFFFFF",
    l5t="#000000",
    edge="#FFFFFF",
    l4="#FFB566",
    ink="#FFFFFF",
    l4t="#000000",
    ink2="#FFFFFF",
    l3="#FFE14D",
    band="#000000",
    l3t="#000000",
    on_band="#FFFFFF",
    l2="#9AD2FF",
    on_band2="#FFFFFF",
    l2t="#000000",
    main="#FFE14D",
    l1="#7DF0C4",
    main_hover="#FFF0A0",
    l1t="#000000",
    main_press="#FFFFFF",
    on_l5="#000000",
    on_main="#000000",
    scroll="#FFFFFF",
    tint="#00382B",
    bar="#FFE14D",
    link="#FFE14D",
    bar2="#8A7A2A",
    quiet="#000000",
)

PALETTES: dict[Dress, Palette] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
