"""`kyosei-desk conflict list|choose`: where two desks wrote different things, both are shown, and a person decides."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.clock import JAPAN
from kyosei_desk.commands.asking import at_desk, json_option, passphrase_option, person_option, secret, vault_option
from kyosei_desk.commands.plain import PlainGroup
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotFound
from kyosei_desk.store import Conflict


class Choice(msgspec.Struct, frozen=True):
    """One value as it is listed. `place` counts from 1; `at` is ISO with zone."""

    place: int
    value: object
    by: str
    at: str


class Listed(msgspec.Struct, frozen=True):
    """One field in doubt."""

    record_id: str
    kind: str
    field: str
    choices: list[Choice]


@click.group(cls=PlainGroup, help=_("2つの机で違うことが書かれたところを見て、どちらかを選びます。"))
def conflict() -> None:
    """The group of `conflict …`."""


@conflict.command("list", help=_("選ぶのを待っているもの"))
@vault_option
@passphrase_option
@person_option
@json_option
def list_conflicts(*, folder: Path, passphrase_file: Path | None, person: str | None, as_json: bool) -> None:
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        for each in desk.conflicts():
            found = listed(desk, each)
            click.echo(msgspec.json.encode(found) if as_json else sentence(found))


@conflict.command("choose", help=_("何番目の値にするかを決めます。"))
@vault_option
@click.argument("record_id", metavar=_("記録の番号"))
@click.argument("field", metavar=_("項目"))
@click.argument("place", type=int, metavar=_("何番目"))
@passphrase_option
@person_option
def choose(
    *, folder: Path, record_id: str, field: str, place: int, passphrase_file: Path | None, person: str | None
) -> None:
    """The other value stays in the history; the choice goes to every desk."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        found = next((each for each in desk.conflicts() if (each.record_id, each.field) == (record_id, field)), None)
        if found is None:
            raise NotFound(_("選ぶものがありません。"), _("記録はそのままです。"), _("conflict list で見てください。"))
        if not 1 <= place <= len(found.versions):
            raise FieldError("place", _("その番号の値はありません。"), _("conflict list の番号で選んでください。"))
        desk.resolve(record_id, field, found.versions[place - 1].value)
    click.echo(_("決めました。次の同期で、ほかの机にも届きます。"))


def listed(desk: Desk, found: Conflict) -> Listed:
    names = {person.id: person.name for person in desk.people}
    choices = [
        Choice(place, each.value, names.get(each.author, each.author), moment(each.stamp))
        for place, each in enumerate(found.versions, start=1)
    ]
    return Listed(found.record_id, found.kind, found.field, choices)


def moment(stamp: int) -> str:
    """A hybrid time as ISO, in Japan's time."""
    return datetime.fromtimestamp((stamp >> 16) / 1000, UTC).astimezone(JAPAN).isoformat(timespec="seconds")


def sentence(found: Listed) -> str:
    head = f"{found.record_id} {found.field}"
    lines = [f"  {each.place}. {each.value}（{each.by}・{each.at}）" for each in found.choices]
    return "\n".join([head, *lines])
