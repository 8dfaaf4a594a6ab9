"""`kyosei-hub letters`, `answer` and `confirm`: what the city may read, and what it says to it."""

from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from i18n import _
from kyosei_desk.checklist import COORDINATOR
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import clean
from kyosei_desk.records import AgencyState
from sync import answering, post
from sync.hub import keys, replying
from sync.hub.commands import wording
from sync.hub.commands.asking import Hub, at_hub, district_option, hub_options, json_option, passphrase
from sync.hub.keys import ServingKeys
from sync.hub.letters import Opened, Withdrawals, opened

LONGEST_TEXT, LONGEST_NAME = 4000, 100

text_option = click.option("--text", cls=PlainOption, default="", metavar=_("文"), help=_("机に伝える言葉"))
by_option = click.option(
    "--by", cls=PlainOption, default="", metavar=_("名前"), help=_("答える人か機関の名前（書かなければ推進員）")
)


class Mail(NamedTuple):
    """A district's letters, opened, in their order."""

    district: str
    letters: list[Opened]

    def replaced(self) -> frozenset[str]:
        there = [(each.stored.letter.id, each.content) for each in self.letters if each.content is not None]
        return post.replaced(content for _id, content in there) | post.outdated(there)


def mail_of(hub: Hub, held: ServingKeys, district: str) -> Mail:
    """Opened now; what was taken back is hidden first."""
    Withdrawals(hub.store, held)(district)
    return Mail(district, [opened(each, held) for each in hub.store.letters(district)])


@click.command(cls=PlainCommand, help=_("市が読んでよい手紙を開けます。開けたことは、書いた机に伝わります。"))
@hub_options
@district_option
@json_option
def letters(*, data: Path, database: str | None, district: str | None, as_json: bool) -> None:
    """Each is shown before it counts as opened."""
    waiting = shown = 0
    with at_hub(data, database) as hub:
        held = keys.serving_keys(hub.keys, passphrase())
        for each in hub.districts(district):
            mail = mail_of(hub, held, each.id)
            for letter in mail.letters:
                show(mail, letter, as_json=as_json)
                waiting += not told(hub, held, mail, letter)
                shown += 1
    if waiting:
        click.echo(
            _("{count}通は、開けたことをまだ机に伝えられません（地区の鍵を替えている途中です）。").format(
                count=waiting
            ),
            err=True,
        )
    if not shown:
        click.echo(_("手紙はありません。"), err=True)


def show(mail: Mail, letter: Opened, *, as_json: bool) -> None:
    hidden, replaced = letter.stored.hidden_at is not None, letter.stored.letter.id in mail.replaced()
    if as_json:
        facts = wording.hidden_facts(letter) if hidden else wording.facts(letter, replaced=replaced)
        click.echo(msgspec.json.encode(facts))
    elif hidden:
        click.echo(wording.hidden_line(letter))
    else:
        for line in wording.lines(letter, replaced=replaced):
            click.echo(line)


def told(hub: Hub, held: ServingKeys, mail: Mail, letter: Opened) -> bool:
    """Whether nothing is left to tell its desk. What was taken back, or cannot be read, is not opened."""
    if letter.stored.hidden_at is not None or letter.content is None:
        return True
    return replying.tell_opened(hub.store, held, letter, mail.letters)


@click.command(cls=PlainCommand, help=_("協力依頼に答えます。答えは、その地区の机だけが開けられます。"))
@click.argument("letter_id", metavar=_("手紙の番号"))
@hub_options
@click.option(
    "--state",
    cls=PlainOption,
    type=click.Choice([str(state) for state in AgencyState]),
    required=True,
    help=_("答え（不受理には --text で理由を書きます）"),
)
@text_option
@by_option
def answer(*, letter_id: str, data: Path, database: str | None, state: str, text: str, by: str) -> None:
    with at_hub(data, database) as hub:
        held = keys.serving_keys(hub.keys, passphrase())
        mail, letter = found(hub, held, letter_id)
        head = replying.heading(hub.store, letter, mail.letters, clean(_("名前"), by.strip(), LONGEST_NAME))
        body = answering.answer(
            head, agency_of(letter), allowed(letter, AgencyState(state)), clean(_("文"), text.strip(), LONGEST_TEXT)
        )
        replying.send(hub.store, held, mail.district, body)
    click.echo(_("答えを置きました。地区の机は、次の同期で受け取ります。"), err=True)


def found(hub: Hub, held: ServingKeys, letter_id: str) -> tuple[Mail, Opened]:
    """The letter and its district's mail. Raises DeskError where there is none."""
    for each in hub.store.letters():
        if each.letter.id == letter_id:
            mail = mail_of(hub, held, each.district)
            return mail, next(letter for letter in mail.letters if letter.stored.letter.id == letter_id)
    raise DeskError(
        _("その番号の手紙はありません。"),
        _("何も変えていません。"),
        _("kyosei-hub letters で、番号を確かめてください。"),
    )


def allowed(letter: Opened, state: AgencyState) -> AgencyState:
    """Raises DeskError for an answer that does not fit the letter."""
    if letter.stored.hidden_at is not None and state is not AgencyState.WITHDRAWN:
        raise DeskError(
            _("その手紙は取り下げられています。"),
            _("何も変えていません。"),
            _("取下げ とだけ答えられます。"),
        )
    if not isinstance(letter.content, post.Case | post.Gap):
        raise not_answered()
    return state


def not_answered() -> DeskError:
    return DeskError(
        _("その手紙には、この命令では答えません。"),
        _("何も変えていません。"),
        _("協力依頼には answer を、緊急度を下げる確認には confirm を使ってください。"),
    )


def agency_of(letter: Opened) -> str:
    return letter.content.agency if isinstance(letter.content, post.Referral) else COORDINATOR


@click.command(cls=PlainCommand, help=_("緊急度を下げてよいかを答えます。"))
@click.argument("letter_id", metavar=_("手紙の番号"))
@hub_options
@click.option(
    "--refuse", is_flag=True, cls=PlainOption, help=_("下げてはいけないと答えます（--text で理由を書きます）")
)
@text_option
@by_option
def confirm(*, letter_id: str, data: Path, database: str | None, refuse: bool, text: str, by: str) -> None:
    with at_hub(data, database) as hub:
        held = keys.serving_keys(hub.keys, passphrase())
        mail, letter = found(hub, held, letter_id)
        if not isinstance(letter.content, post.Lowered):
            raise not_answered()
        head = replying.heading(hub.store, letter, mail.letters, clean(_("名前"), by.strip(), LONGEST_NAME))
        words = clean(_("文"), text.strip(), LONGEST_TEXT)
        body = answering.confirmation(head, letter.content, confirmed=not refuse, text=words)
        replying.send(hub.store, held, mail.district, body)
    click.echo(_("答えを置きました。地区の机は、次の同期で受け取ります。"), err=True)
