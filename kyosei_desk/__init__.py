"""The desk itself: no window, no network."""

__version__ = "0.3.0"
