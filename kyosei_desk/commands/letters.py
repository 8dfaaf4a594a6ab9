"""Options and lines that the commands share which write letters to the city."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

import click
import msgspec

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.clock import parse_moment
from kyosei_desk.commands.plain import PlainOption
from kyosei_desk.japanese import format_moment, shown
from kyosei_desk.ticking import Offer, chosen
from sync import post
from sync.mailing import Sent

consultation_option = click.option(
    "--consultation",
    "talk",
    cls=PlainOption,
    metavar=_("番号"),
    required=True,
    help=_("相談の番号（事例の番号か、記録の番号）"),
)
preview_option = click.option(
    "--preview", "--dry-run", "only_show", is_flag=True, cls=PlainOption, help=_("送らずに、出る内容だけを見せます。")
)


class Ticks(msgspec.Struct, frozen=True):
    """What a person ticked and unticked by name, or that they only want to see what there is, or what would go."""

    tick: tuple[str, ...]
    untick: tuple[str, ...]
    only_list: bool
    only_show: bool

    def of(self, offers: Callable[[], Iterable[Offer]]) -> frozenset[str] | None:
        """None where nobody touched a tick: then the first ticks go."""
        return chosen(offers(), self.tick, self.untick) if self.tick or self.untick else None


def ticking(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a letter with ticks and a preview, gathered into `ticks`."""

    @click.option(
        "--tick", multiple=True, cls=PlainOption, metavar=_("項目"), help=_("入れる項目（希望・話1 など。何回でも）")
    )
    @click.option(
        "--untick",
        multiple=True,
        cls=PlainOption,
        metavar=_("項目"),
        help=_("入れない項目（希望・話1 など。何回でも）"),
    )
    @click.option(
        "--fields", "only_list", is_flag=True, cls=PlainOption, help=_("送らずに、選べる項目と、はじめの印を見せます。")
    )
    @preview_option
    @wraps(command)
    def gathered(
        *, tick: tuple[str, ...], untick: tuple[str, ...], only_list: bool, only_show: bool, **rest: Any
    ) -> None:
        command(ticks=Ticks(tick, untick, only_list, only_show), **rest)

    return gathered


def show_offers(offers: Iterable[Offer], *, as_json: bool) -> None:
    """What may be ticked, one a line; nothing where no field of this letter is a person's choice."""
    for each in offers:
        click.echo(msgspec.json.encode(each) if as_json else offer_line(each))


def offer_line(offer: Offer) -> str:
    mark = _("入れる") if offer.ticked else _("入れない")
    text = shown(" ".join(offer.text.split()))
    return "  ".join(part for part in (offer.field, mark, offer.source, text) if part)


def show_preview(seen: post.Content, lines: Iterable[tuple[str, str]], *, as_json: bool) -> None:
    """Exactly what would leave: the content itself, or one thing a line."""
    click.echo(msgspec.json.encode(seen) if as_json else "\n".join(said(lines)))


def said(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    for label, text in entries:
        if text.strip():
            yield _("{label}: {text}").format(label=label, text=shown(" ".join(text.split())))


class Line(msgspec.Struct, frozen=True):
    """A letter as `--json` prints it. `fresh` False: the same was sent before, no second letter was written."""

    letter: str
    record: str
    number: str
    fresh: bool


def line_of(sent: Sent) -> Line:
    return Line(letter=sent.letter_id, record=sent.record_id, number=sent.number, fresh=sent.fresh)


def show_sent(sent: Sent, words: str, *, as_json: bool) -> None:
    """`words`: what was written, for a person."""
    if as_json:
        click.echo(msgspec.json.encode(line_of(sent)))
        return
    told = (
        _("{words}を書きました。次の同期で市に届きます。")
        if sent.fresh
        else _("同じ内容の{words}を、もう書いてあります。")
    )
    click.echo(told.format(words=words))


# What a case says, a line each


def of_case(seen: post.Case) -> Iterator[tuple[str, str]]:
    yield _("急ぎ"), level_words(seen.level)
    yield from ((_("理由"), f"{each.words}（{each.law}）") for each in seen.grounds)
    yield _("相談を受けた日時"), format_moment(parse_moment(seen.taken_at))
    yield from ((_("人"), " ".join(msgspec.structs.astuple(each))) for each in seen.people)
    yield from of_place(seen.place)
    yield from ((_("話"), f"{each.text}（{each.source}）") for each in seen.statements)
    yield _("希望"), seen.wish
    agreed = seen.consent
    yield _("同意"), f"{agreed.state} {agreed.way} {agreed.asked_on} {agreed.ends_on} {agreed.matters}"
    yield _("書いた人"), seen.author
    yield from of_desk(seen)
    yield _("確認シートの版"), seen.checklist


def of_place(place: post.Place) -> Iterator[tuple[str, str]]:
    yield _("住所"), f"{place.postal} {place.address}"
    yield _("電話"), f"{place.phone} {place.phone_hours}"
    yield _("場所"), _("安全のため、書きません。") if place.withheld else ""


def of_desk(seen: post.Content) -> Iterator[tuple[str, str]]:
    yield _("相談の場"), f"{seen.desk.name} {seen.desk.phone} {seen.desk.hours}"
