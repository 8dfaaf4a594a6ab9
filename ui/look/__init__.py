"""How the window looks: palettes, type, icons, one style sheet. It knows no screen and no case."""

from ui.look.look import Look
from ui.look.palettes import Dress

__all__ = ["Dress", "Look"]
