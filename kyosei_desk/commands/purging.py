"""`kyosei-desk purge`: a 責任者 erases a record for good, on every desk and at the hub."""

import sys
from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.clock import parse_moment
from kyosei_desk.commands.asking import at_desk, json_option, passphrase_option, person_option, secret, vault_option
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from kyosei_desk.desk import Desk
from kyosei_desk.erasing import REASONS, check_manager
from kyosei_desk.errors import DeskError, NotAllowed, NotFound
from kyosei_desk.japanese import format_moment, shown
from kyosei_desk.records import Consultation, Household
from kyosei_desk.referrals import live


class Line(msgspec.Struct, frozen=True):
    """A purge as `--json` prints it. `records`: how many went; `letters`: how many letters of it the city still has."""

    id: str
    reason: str
    records: int
    letters: int


@click.command(
    cls=PlainCommand,
    help=_("相談か世帯の記録を、すべての机とハブから消します（責任者がします）。元に戻せません。"),
)
@vault_option
@click.argument("record_id", metavar=_("記録の番号"))
@click.option(
    "--reason",
    cls=PlainOption,
    type=click.Choice(REASONS),
    required=True,
    metavar=_("わけ"),
    help=_("消すわけ（{reasons}）").format(reasons="・".join(REASONS)),
)
@click.option(
    "--yes", is_flag=True, cls=PlainOption, help=_("たずねずに消します（記録の番号をそのまま書いたときだけ）")
)
@passphrase_option
@person_option
@json_option
def purge(
    *,
    folder: Path,
    record_id: str,
    reason: str,
    yes: bool,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
) -> None:
    """At a terminal a person sees what goes, says yes, and types the number once more."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        check_manager(desk.me)
        found = known(desk, record_id, by_case=not yes)
        letters = sent_of(desk, found)
        if not yes:
            confirm(desk, found, letters)
        household = desk.kind_of(found) == Household.KIND
        count = desk.purge_household(found, reason) if household else desk.purge(found, reason)
    click.echo(msgspec.json.encode(Line(found, reason, count, letters)) if as_json else sentence(count))
    if letters:
        click.echo(at_the_city(letters), err=True)


def known(desk: Desk, given: str, *, by_case: bool) -> str:
    """The id of a consultation or a household. Raises NotFound for anything else: no part of a record goes alone."""
    talk = desk.by_case_id(given) if by_case else None
    record_id = talk.id if talk else given
    if desk.kind_of(record_id) not in {Consultation.KIND, Household.KIND}:
        raise NotFound(
            _("この番号の相談や世帯はありません。"),
            _("何も消していません。"),
            _("search --json の record_id で、番号を確かめてください。"),
        )
    return record_id


def sent_of(desk: Desk, record_id: str) -> int:
    """How many letters that still count went about it, as far as this person may know."""
    box = desk.postbox
    sent = box.sent_of_household(record_id) if desk.kind_of(record_id) == Household.KIND else box.sent(record_id)
    return sum(len(live(each)) for _shown, each in sent)


def confirm(desk: Desk, record_id: str, letters: int) -> None:
    """Two confirmations. Raises DeskError where nobody can be asked, or the number is another one."""
    if not sys.stdin.isatty():
        raise DeskError(
            _("消してよいかを、たずねる画面がありません。"),
            _("何も消していません。"),
            _("画面で打つか、記録の番号に --yes をつけてください。"),
        )
    click.echo(summary(desk, record_id), err=True)
    if letters:
        click.echo(at_the_city(letters), err=True)
    click.confirm(_("消すと、元に戻せません。消しますか"), abort=True, err=True)
    typed = click.prompt(
        _("もう一度、番号のはじめの6文字を打ってください（{mark}）").format(mark=record_id[:6]), err=True
    )
    if str(typed).strip().lower() != record_id[:6]:
        raise DeskError(_("番号が違います。"), _("何も消していません。"), _("番号を確かめて、もう一度どうぞ。"))


def summary(desk: Desk, record_id: str) -> str:
    """What goes, as far as this person may see it."""
    try:
        found = desk.shown(record_id)
    except NotAllowed:
        return _("{id}  見る人を限られた相談").format(id=record_id)
    record = found.record if found else None
    if isinstance(record, Consultation):
        return shown(f"{record_id}  {format_moment(parse_moment(record.taken_at))}  {record.case_id} {record.title}")
    return _("{id}  世帯と、その相談のすべて").format(id=record_id)


def sentence(count: int) -> str:
    return _("消しました（記録 {count}件）。次の同期で、ほかの机とハブからも消えます。").format(count=count)


def at_the_city(letters: int) -> str:
    return _("市に出した手紙 {count}通は、消えません。市の担当に、消すよう頼んでください。").format(count=letters)
