"""`kyosei-desk sync`, `bundle` and `digest`: with the hub over the line, or by hand on a stick."""

import sys
from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.commands.asking import (
    at_desk,
    json_option,
    passphrase_option,
    person_option,
    place_option,
    secret,
    vault_option,
)
from kyosei_desk.commands.plain import PlainCommand, PlainGroup, PlainOption
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError
from sync import by_hand, devices
from sync.engine import sync_once
from sync.reaching import client_of, enrolment_of
from sync.round import Hooks, Report, digest_of


class Line(msgspec.Struct, frozen=True):
    """A sync as `--json` prints it."""

    pushed: int
    pulled: int
    letters_up: int
    letters_down: int
    quarantined: int
    conflicts: int
    digest: str
    seconds: float
    state: str
    complete: bool


def hooks() -> Hooks:
    """At a terminal a person compares the 照合番号 of a laptop that is let in; a script is only told it."""
    return Hooks(recognise=same_number if sys.stdin.isatty() else None)


def same_number(number: str) -> bool:
    click.echo(_("照合番号: {number}").format(number=number), err=True)
    return click.confirm(_("この机を承認した机に出た照合番号と、同じですか"), err=True)


@click.command(cls=PlainCommand, help=_("市のハブと同期します。"))
@vault_option
@passphrase_option
@person_option
@json_option
@click.option(
    "--log", "only_log", is_flag=True, cls=PlainOption, help=_("これまでの同期の記録（件数だけ）を出します。")
)
def sync(*, folder: Path, passphrase_file: Path | None, person: str | None, as_json: bool, only_log: bool) -> int:
    """Exit status 1 when not everything is acknowledged, or something needs a person's eye."""
    words = secret(passphrase_file, _("合言葉"))
    with at_desk(folder, words, person) as desk:
        if only_log:
            return show_log(desk)
        enrolment = enrolment_of(desk)
        with client_of(desk, enrolment) as client:
            report = sync_once(desk, client, enrolment, hooks())
        told(report, as_json=as_json)
    return 0 if report.complete and not report.remarks else 1


def show_log(desk: Desk) -> int:
    """Times, codes and counts: it can be handed to a stranger."""
    for at, event, detail in desk.exchange.log():
        counts = " ".join(f"{name}={value}" for name, value in detail.items())
        click.echo(f"{at} {event} {counts}".rstrip())
    return 0


def told(report: Report, *, as_json: bool) -> None:
    tell_all(report)
    click.echo(msgspec.json.encode(line_of(report)) if as_json else sentence(report))


def tell_all(report: Report) -> None:
    """What a person should read; news is said and changes no exit status."""
    for each in (*report.remarks, *report.news):
        click.echo(each, err=True)


def line_of(report: Report) -> Line:
    return Line(**{name: getattr(report, name) for name in Line.__struct_fields__})


def sentence(report: Report) -> str:
    """One line for a person's eye."""
    if report.state != devices.ACTIVE:
        return _("この机は、まだ承認を待っています。地区の責任者に、承認を頼んでください。")
    counts = _("送った記録 {pushed}件・届いた記録 {pulled}件・手紙 {up}通・答え {down}通").format(
        pushed=report.pushed, pulled=report.pulled, up=report.letters_up, down=report.letters_down
    )
    open_things = [counts]
    if report.conflicts:
        open_things.append(_("どちらか選ぶもの {count}件").format(count=report.conflicts))
    if report.quarantined:
        open_things.append(_("別にしてあるもの {count}件").format(count=report.quarantined))
    head = _("同期済み") if report.complete else _("同期の途中です（残りは、次の同期で）")
    return f"{head}: {'・'.join(open_things)}"


@click.command(cls=PlainCommand, help=_("この机が持つ記録ぜんたいのしるし（そろった机どうしは同じ）を出します。"))
@vault_option
@passphrase_option
@person_option
def digest(*, folder: Path, passphrase_file: Path | None, person: str | None) -> None:
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        click.echo(digest_of(desk.exchange))


@click.group(cls=PlainGroup, help=_("線のない所で、USB などの束で同期します。"))
def bundle() -> None:
    """The group of `bundle …`."""


def file_of(given: Path | None, option: Path | None) -> Path:
    path = given or option
    if path is None:
        raise FieldError("file", _("束のファイルの名前がありません。"), _("ファイルの名前を書いてください。"))
    return path


file_argument = click.argument("given", required=False, type=click.Path(path_type=Path), metavar=_("ファイル"))


@bundle.command("export", help=_("まだハブにないものを、束に書き出します。"))
@vault_option
@file_argument
@place_option("--to", "target", metavar=_("ファイル"), help=_("束のファイル"))
@click.option("--all", "everything", is_flag=True, cls=PlainOption, help=_("ぜんぶ書き出します。"))
@passphrase_option
@person_option
def export_bundle(
    *,
    folder: Path,
    given: Path | None,
    target: Path | None,
    everything: bool,
    passphrase_file: Path | None,
    person: str | None,
) -> int:
    """Exit status 1 when something had to stay behind."""
    path = file_of(given, target)
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        written = by_hand.export(desk, enrolment_of(desk), path, everything=everything)
        behind = by_hand.left_behind(desk.exchange)
    click.echo(
        _("束を書き出しました: {file}（記録 {changes}件・手紙 {letters}通）").format(
            file=path, changes=by_hand.counted(written), letters=len(written.letters)
        )
    )
    if behind:
        click.echo(behind, err=True)
    return 1 if behind else 0


@bundle.command("import", help=_("束を取りこみます。"))
@vault_option
@file_argument
@place_option("--from", "source", metavar=_("ファイル"), help=_("束のファイル"))
@passphrase_option
@person_option
@json_option
def import_bundle(
    *,
    folder: Path,
    given: Path | None,
    source: Path | None,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
) -> int:
    path, words = file_of(given, source), secret(passphrase_file, _("合言葉"))
    with at_desk(folder, words, person) as desk:
        report = by_hand.take(desk, enrolment_of(desk), path, hooks())
        tell_all(report)
        taken = _("束を取りこみました: 新しい記録 {pulled}件・答え {down}通").format(
            pulled=report.pulled, down=report.letters_down
        )
        click.echo(msgspec.json.encode(line_of(report)) if as_json else taken)
    return 1 if report.remarks else 0
