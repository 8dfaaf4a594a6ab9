"""The way back in."""

from ui.first_run.wizard import Wizard


class RecoveryScreen(Wizard):
    """To be built."""
