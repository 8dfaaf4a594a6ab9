"""The desk itself: no window, no network."""

__version__ = "0.2.0"
