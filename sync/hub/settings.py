"""What a hub may be told, and the keys that it holds while it serves."""

import msgspec

from sync.protocol import LEASE_DAYS, MAX_BODY_BYTES, HubCard


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All limits; each has a default that fits a city.

    `authorities`: the names (host, or host:port) this hub answers to; `serve` adds where it listens where none are set.
    An app with none answers to any, and takes a request that was signed for another hub of the same keys.
    """

    authorities: tuple[str, ...] = ()
    lease_days: int = LEASE_DAYS
    max_body_bytes: int = MAX_BODY_BYTES
    device_bytes: int = 4 << 30
    """How many sealed bytes one device may keep here."""
    device_requests: int = 3000
    """Requests a minute of one device."""
    open_requests: int = 300
    """Requests a minute, of one address at one worker, to what needs no signature."""
    retry_seconds: int = 30
    """After how long whoever was told to wait may ask again."""


class Keys(msgspec.Struct, frozen=True):
    """What a running hub holds: the letter key, its own signing key, and its card. Not the city's signing key."""

    letter_private: bytes
    hub_private: bytes
    card: HubCard

    def __repr__(self) -> str:
        return "Keys(…)"
