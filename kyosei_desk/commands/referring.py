"""`kyosei-desk refer` and `withdraw`: what leaves the desk for an agency, shown first, and what is taken back."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.assessment import own_consents
from kyosei_desk.clock import parse_moment
from kyosei_desk.commands.asking import at_desk, json_option, passphrase_option, person_option, secret, vault_option
from kyosei_desk.commands.letters import (
    Ticks,
    consultation_option,
    of_case,
    show_offers,
    show_preview,
    ticking,
)
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotFound
from kyosei_desk.japanese import format_moment
from kyosei_desk.records import Action, ConsentState, Level
from sync import devices, post, referring, withdrawing
from sync.mailing import Sent
from sync.withdrawing import Withdrawn


class Line(msgspec.Struct, frozen=True):
    """A referral as `--json` prints it. `fresh` False: the same was sent before, no second letter was written."""

    letter: str
    referral: str
    number: str
    agency: str
    goes_to: str
    action: Action
    level: str
    due_at: str
    fresh: bool


@click.command(cls=PlainCommand, help=_("1つの機関に協力を頼む手紙を書きます。次の同期で市に届きます。"))
@vault_option
@consultation_option
@click.option("--agency", cls=PlainOption, metavar=_("機関"), required=True, help=_("頼む機関（確認シートの名前）"))
@ticking
@passphrase_option
@person_option
@json_option
def refer(
    *,
    folder: Path,
    talk: str,
    agency: str,
    ticks: Ticks,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
) -> None:
    """What is ticked at first goes: everything that may, but for 伝聞. Calls (119, 110, 189) wait for no letter."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        if ticks.only_list:
            show_offers(referring.offers(desk, talk, agency), as_json=as_json)
            return
        ticked = ticks.of(lambda: referring.offers(desk, talk, agency))
        seen = referring.preview(desk, talk, agency, ticked)
        if ticks.only_show:
            show_preview(seen, entries(seen), as_json=as_json)
            return
        sent = referring.refer(desk, devices.load(desk.exchange), talk, agency, ticked)
        urgent = referring.talk_of(desk, talk).assessment.level is Level.L5
    click.echo(msgspec.json.encode(line_of(seen, sent)) if as_json else sentence(seen, sent, urgent=urgent))


def line_of(seen: post.Referral, sent: Sent) -> Line:
    return Line(
        letter=sent.letter_id,
        referral=sent.record_id,
        number=sent.number,
        agency=seen.agency,
        goes_to=seen.goes_to,
        action=seen.action,
        level=seen.level.name,
        due_at=seen.due_at,
        fresh=sent.fresh,
    )


def sentence(seen: post.Referral, sent: Sent, *, urgent: bool) -> str:
    """What happened, and where the case is one of L5, that a letter is no call."""
    if not sent.fresh:
        return _("同じ内容の手紙を、もう書いてあります（依頼番号 {number}）。").format(number=sent.number)
    told = _("{agency}への手紙を書きました（依頼番号 {number}）。次の同期で市に届きます。").format(
        agency=seen.agency, number=sent.number
    )
    return told + _("急ぎます。電話でもつないでください。") if urgent else told


def entries(seen: post.Referral) -> Iterator[tuple[str, str]]:
    """Everything that would leave."""
    yield _("頼む先"), seen.agency
    yield _("届く先"), seen.goes_to
    yield _("すること"), seen.action
    yield _("返事の期限"), format_moment(parse_moment(seen.due_at)) if seen.due_at else ""
    yield from of_case(seen)


class Taken(msgspec.Struct, frozen=True):
    """A consent taken back as `--json` prints it: the letters that go, the agencies whose letters stand, and those
    among them whose letter would say less now."""

    letters: tuple[str, ...]
    kept: tuple[str, ...]
    again: tuple[str, ...]


@click.command(cls=PlainCommand, help=_("本人が同意をやめたときに、同意を取り消し、送った手紙を取り下げます。"))
@vault_option
@consultation_option
@passphrase_option
@person_option
@json_option
def withdraw(*, folder: Path, talk: str, passphrase_file: Path | None, person: str | None, as_json: bool) -> None:
    """What stands on a duty to report stays, and is named."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        for done in withdrawn(desk, talk):
            taken = msgspec.json.encode(Taken(done.letters, done.kept, done.again))
            click.echo(taken if as_json else "\n".join(told(done)))


def told(done: Withdrawn) -> Iterator[str]:
    yield _("同意を取り消しました。取り下げる手紙: {count}通").format(count=len(done.letters))
    for agency in done.kept:
        yield _("義務などにもとづく手紙は、そのままです: {agency}").format(agency=agency)
    for agency in done.again:
        yield _("出す内容が変わります。見直して、もう一度送ってください: {agency}").format(agency=agency)


def withdrawn(desk: Desk, talk: str) -> Iterator[Withdrawn]:
    """Every consent of the person that holds for this talk. Raises NotFound where there is none."""
    file = referring.talk_of(desk, talk)
    given = [each for each in own_consents(file.members, file.consents) if each.state is ConsentState.GIVEN]
    if not given:
        raise NotFound(
            _("この相談には、取り消す同意がありません。"),
            _("記録はそのままです。"),
            _("相談の番号を確かめてください。"),
        )
    enrolment = devices.load(desk.exchange)
    for each in given:
        yield withdrawing.withdraw(desk, enrolment, each.id)
