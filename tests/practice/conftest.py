"""The fixtures of this room: see tests/vault/staffing.py."""

from tests.vault.staffing import staffed, staffed_once

__all__ = ["staffed", "staffed_once"]
