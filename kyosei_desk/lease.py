"""The lease: how long a desk that has not met its hub goes on showing records. Pure; times are seconds since 1970."""

import msgspec

DAY = 24 * 60 * 60
DAYS, EXTENSION_DAYS = 30, 7


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """`met_at`: the hub's signed time when it was last met. `extension_days`: how long a 責任者's opening extends it.

    The extension has a beginning too, so that it holds on a laptop whose clock stands somewhere else entirely.
    """

    met_at: int
    days: int = DAYS
    extension_days: int = EXTENSION_DAYS
    extended_from: int = 0
    extended_until: int = 0


def over(lease: Lease | None, now: int) -> bool:
    """Whether it has run out. There is none before enrolment.

    A clock that stands well before the last meeting tells nothing of the time since: then it counts as run out.
    """
    if lease is None:
        return False
    met = lease.met_at - DAY <= now < lease.met_at + lease.days * DAY
    return not met and not lease.extended_from <= now < lease.extended_until


def renewed(lease: Lease | None, met_at: int, days: int) -> Lease:
    """The hub was met: an extension is needed no more."""
    return Lease(met_at=met_at, days=days, extension_days=lease.extension_days if lease else EXTENSION_DAYS)


def extended(lease: Lease, now: int) -> Lease:
    """A 責任者 has opened the desk."""
    return msgspec.structs.replace(lease, extended_from=now, extended_until=now + lease.extension_days * DAY)


def written(lease: Lease) -> bytes:
    return msgspec.json.encode(lease)


def read(content: bytes | None) -> Lease | None:
    return None if content is None else msgspec.json.decode(content, type=Lease)
