"""What the first run does, off the window's thread. Until the recovery code was typed back there is no vault at all.

It is made beside its place and moved there: whoever is cut short begins again, and no code is lost unseen.
"""

import shutil
from contextlib import ExitStack
from pathlib import Path

import msgspec

from kyosei_desk import disk
from kyosei_desk.clock import Clock
from kyosei_desk.desk import Desk
from kyosei_desk.opening import make_desk, open_desk, restore_backup
from kyosei_desk.records import DISTRICT_ID, District
from sync import devices
from sync.client import HubClient, Signer
from sync.devices import Enrolment
from sync.enrolling import Application, enrol


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of themself and their desk. `application` None: the desk stands alone."""

    name: str
    words: str
    district: District
    application: Application | None = None

    def __repr__(self) -> str:
        return "Founding()"


def beside(folder: Path) -> Path:
    return folder.with_name(folder.name + ".new")


def begin(folder: Path, founding: Founding, clock: Clock) -> str:
    """A vault beside its place; returns its recovery code."""
    place = beside(folder)
    with disk.in_words():
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
    district = msgspec.structs.replace(founding.district, id=DISTRICT_ID)
    return make_desk(place, founding.name, founding.words, clock, district)


def settle(folder: Path) -> None:
    """The code stands on paper: the vault goes to its place."""
    with disk.in_words():
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
        beside(folder).rename(folder)
        disk.sync_folder(folder.parent)


def join(folder: Path, founding: Founding, clock: Clock) -> str:
    """Ask to be of a city's district; returns how this laptop stands there. Raises SyncError: the desk stays usable."""
    application = founding.application
    assert application is not None  # noqa: S101 - only asked where there is one
    with open_desk(folder, founding.words, person=founding.name, clock=clock) as desk, ExitStack() as stack:
        enrolment = enrol(desk, lambda signer: stack.enter_context(hub(desk, application, signer, clock)), application)
        if enrolment.state == devices.ACTIVE:
            desk.set_district(msgspec.structs.replace(desk.district(), name=enrolment.district_name))
        return standing(enrolment)


def standing(enrolment: Enrolment) -> str:
    return enrolment.state


def hub(desk: Desk, application: Application, signer: Signer | None, clock: Clock) -> HubClient:
    exchange = desk.exchange
    return HubClient(
        application.hub, clock, ca=application.ca, signer=signer, offset=exchange.clock_offset(),
        on_offset=exchange.set_clock_offset,
    )  # fmt: skip


def restore(source: Path, folder: Path, words: str, code: str | None) -> None:
    """A backup into an empty place."""
    restore_backup(source, folder, words, code=code)
