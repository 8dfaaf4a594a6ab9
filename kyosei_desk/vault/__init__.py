"""Keys: who may open the vault and with what. It knows the file `people.slots`, never the database."""

from kyosei_desk.sealing.passphrase import FLOOR, Parameters, calibrate
from kyosei_desk.vault.colleagues import (
    colleagues_in,
    later_box,
    strangers,
    with_colleagues,
    with_signing_key,
    without_people,
)
from kyosei_desk.vault.papers import private_of, waiting, with_own_box, with_paper
from kyosei_desk.vault.people import (
    add_person,
    change_passphrase,
    make_people,
    people_in,
    people_of,
    rekeyed,
    unlock,
    unlock_bytes,
    without_person,
)
from kyosei_desk.vault.recovering import set_passphrase_with_code, unlock_bytes_with_code, unlock_with_code
from kyosei_desk.vault.slots import Role, read_slots, write_slots
from kyosei_desk.vault.unlocked import Person, Unlocked

SLOTS_NAME = "people.slots"

__all__ = [
    "FLOOR", "SLOTS_NAME", "Parameters", "Person", "Role", "Unlocked", "add_person", "calibrate",
    "change_passphrase", "colleagues_in", "later_box", "make_people", "people_in", "people_of", "private_of",
    "read_slots", "rekeyed", "set_passphrase_with_code", "strangers", "unlock", "unlock_bytes",
    "unlock_bytes_with_code", "unlock_with_code", "waiting", "with_colleagues", "with_own_box", "with_paper",
    "with_signing_key", "without_people", "without_person", "write_slots",
]  # fmt: skip
