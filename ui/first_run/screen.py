"""The first run."""

from ui.first_run.wizard import Wizard


class FirstRunScreen(Wizard):
    """To be built."""
