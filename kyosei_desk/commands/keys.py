"""`kyosei-desk people`, `passphrase` and `recover`: who may open the vault, and with what."""

from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.commands.asking import (
    at_desk,
    json_option,
    new_passphrase_option,
    passphrase_option,
    person_option,
    secret,
    vault_option,
)
from kyosei_desk.commands.copies import code_option
from kyosei_desk.commands.plain import PlainCommand, PlainGroup, PlainOption
from kyosei_desk.japanese import shown
from kyosei_desk.opening import people_of, recover_access, remove_person
from kyosei_desk.vault import Person, Role

role_option = click.option(
    "--role",
    cls=PlainOption,
    type=click.Choice([str(role) for role in Role]),
    default=str(Role.STAFF),
    help=_("役割（書かなければ担当者）"),
)


@click.group(cls=PlainGroup, help=_("この記録を開けられる人を、見る・足す・外す。"))
def people() -> None:
    """The group of `people …`."""


class Line(msgspec.Struct, frozen=True):
    """A person as `--json` prints them."""

    id: str
    name: str
    role: str


@people.command("list", help=_("開けられる人の一覧（合言葉は要りません。渡せば、確かめてから出します）"))
@vault_option
@passphrase_option
@person_option
@json_option
def list_people(*, folder: Path, passphrase_file: Path | None, person: str | None, as_json: bool) -> None:
    """Names and roles stand open beside the vault (SECURITY.md): nobody is asked for a passphrase."""
    for each in everyone(folder, passphrase_file, person):
        click.echo(msgspec.json.encode(Line(each.id, each.name, str(each.role))) if as_json else line_of(each))


def everyone(folder: Path, passphrase_file: Path | None, person: str | None) -> tuple[Person, ...]:
    if passphrase_file is None:
        return people_of(folder)
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        return desk.people


def line_of(person: Person) -> str:
    return f"{shown(person.name)}  {person.role}"


@people.command("add", help=_("人を足します（責任者がします）。"))
@vault_option
@click.argument("name", metavar=_("名前"))
@role_option
@passphrase_option
@new_passphrase_option
@person_option
def add_person(
    *,
    folder: Path,
    name: str,
    role: str,
    passphrase_file: Path | None,
    new_passphrase_file: Path | None,
    person: str | None,
) -> None:
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        desk.add_person(name, Role(role), secret(new_passphrase_file, _("足す人の合言葉"), twice=True))
    click.echo(_("{name} さんを足しました。").format(name=name))


@people.command("remove", help=_("人を外し、鍵をかけ直します（責任者がします）。"))
@vault_option
@click.argument("name", metavar=_("名前"))
@passphrase_option
@person_option
def remove(*, folder: Path, name: str, passphrase_file: Path | None, person: str | None) -> None:
    remove_person(folder, name, secret(passphrase_file, _("合言葉")), person=person)
    click.echo(_("{name} さんを外し、記録と控えの鍵をかけ直しました。").format(name=name))


@click.command(cls=PlainCommand, help=_("合言葉を変えます。"))
@vault_option
@passphrase_option
@new_passphrase_option
@person_option
def passphrase(
    *, folder: Path, passphrase_file: Path | None, new_passphrase_file: Path | None, person: str | None
) -> None:
    with at_desk(folder, secret(passphrase_file, _("いまの合言葉")), person) as desk:
        desk.change_passphrase(secret(new_passphrase_file, _("新しい合言葉"), twice=True))
    click.echo(_("合言葉を変えました。記録はそのままです。"))


@click.command(
    cls=PlainCommand, help=_("回復コードで、新しい合言葉を決めます（--passphrase-file には新しい合言葉を書きます）。")
)
@vault_option
@code_option
@passphrase_option
@person_option
def recover(*, folder: Path, code_file: Path | None, passphrase_file: Path | None, person: str | None) -> None:
    """`--passphrase-file` holds the new passphrase."""
    code = secret(code_file, _("回復コード"))
    name = recover_access(folder, code, secret(passphrase_file, _("新しい合言葉"), twice=True), person=person)
    click.echo(_("{name} さんは、新しい合言葉で開けられます。記録はそのままです。").format(name=name))
