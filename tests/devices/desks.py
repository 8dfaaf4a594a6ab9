"""What the tests of this room do with desks: enrol, approve, carry a bundle from one to another."""

from pathlib import Path

from kyosei_desk.desk import Desk
from sync import by_hand, devices
from sync.devices import Enrolment
from sync.enrolling import Application, enrol, signer_of
from tests.devices.standin import Door, StandIn

SECOND, SECOND_WORDS = "見本 二台目の責任者", "にだいめ の ながい あいことば"
HUB = "https://hub.example"


def application(hub: StandIn, name: str = "見本の机", code: str = "") -> Application:
    return Application(hub=HUB, code=code or hub.code(), name=name)


def enrolled(desk: Desk, hub: StandIn, name: str = "見本の机") -> Enrolment:
    return enrol(desk, hub.door, application(hub, name))


def door(desk: Desk, hub: StandIn) -> Door:
    """The hub as this enrolled desk speaks to it."""
    return hub.door(signer_of(member(desk)))


def member(desk: Desk) -> Enrolment:
    enrolment = devices.load(desk.exchange)
    assert enrolment is not None
    return enrolment


def refreshed(desk: Desk, hub: StandIn) -> Enrolment:
    """What a sync does first: the roster as the hub has it."""
    return devices.refreshed(desk, door(desk, hub), member(desk))[0]


def joined(desk: Desk, other: Desk, hub: StandIn) -> Enrolment:
    """`other` enrols, `desk` approves it, `other` hears of it."""
    card = enrolled(other, hub, "二台目の机").device
    devices.approve(desk, door(desk, hub), refreshed(desk, hub), card)
    return refreshed(other, hub)


def settled(desk: Desk, hub: StandIn) -> None:
    """People certified, an epoch begun where one must be."""
    devices.settle(desk, door(desk, hub), refreshed(desk, hub))


def carried(desk: Desk, other: Desk, folder: Path) -> None:
    """Everything one desk has, taken by another as a bundle."""
    path = folder / "carried.bundle"
    path.unlink(missing_ok=True)
    by_hand.export(desk, member(desk), path, everything=True)
    by_hand.take(other, member(other), path)
