"""Paper: records in, PDF out. It knows no store, no key and no window."""

from kyosei_desk.sheets.drawing import draw
from kyosei_desk.sheets.sheet import Imprint, Sheet, SheetKind

__all__ = ["Imprint", "Sheet", "SheetKind", "draw"]
