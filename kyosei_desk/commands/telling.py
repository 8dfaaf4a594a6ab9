"""`kyosei-desk share`, `level`, `lack` and `monthly`: what the city is told beside a 協力依頼."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.commands.asking import at_desk, json_option, passphrase_option, person_option, secret, vault_option
from kyosei_desk.commands.letters import (
    Ticks,
    consultation_option,
    of_case,
    of_desk,
    preview_option,
    show_offers,
    show_preview,
    show_sent,
    ticking,
)
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from kyosei_desk.errors import FieldError
from kyosei_desk.monthly import lines_of, month_before, month_of
from kyosei_desk.records import Gap, Level, new_id
from kyosei_desk.vocabulary import builtin_vocabulary
from sync import devices, post, reporting, telling
from sync.reporting import Report

FREE_WORDS = {"補足": "note", "代わり": "substitute", "提案": "proposal"}
"""How a person names the free sentences of a 資源不足."""


@click.command(cls=PlainCommand, help=_("閉じた相談を、本人の同意の範囲で、市の推進員に共有します。"))
@vault_option
@consultation_option
@ticking
@passphrase_option
@person_option
@json_option
def share(
    *,
    folder: Path,
    talk: str,
    ticks: Ticks,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
) -> None:
    """It asks for nothing: help is asked for with `refer`."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        if ticks.only_list:
            show_offers(telling.share_offers(desk, talk), as_json=as_json)
            return
        ticked = ticks.of(lambda: telling.share_offers(desk, talk))
        if ticks.only_show:
            seen = telling.share_preview(desk, talk, ticked)
            show_preview(seen, of_case(seen), as_json=as_json)
            return
        sent = telling.share(desk, devices.load(desk.exchange), talk, ticked)
    show_sent(sent, _("情報共有の手紙"), as_json=as_json)


# A level


class LevelLine(msgspec.Struct, frozen=True):
    """A level as `--json` prints it: the one that counts, whether a lower one waits to be confirmed, and its letter
    ("" where none was written)."""

    level: str
    waits: bool
    letter: str


@click.command(
    "level", cls=PlainCommand, help=_("緊急度を上げ下げします。下げるには理由が要り、推進員の確認を待ちます。")
)
@vault_option
@consultation_option
@click.option(
    "--to",
    "wanted",
    cls=PlainOption,
    type=click.IntRange(1, 5),
    metavar=_("1–5"),
    required=True,
    help=_("緊急度（5 緊急・今すぐ … 1 地域で解決）"),
)
@click.option(
    "--reason", cls=PlainOption, default="", metavar=_("理由"), help=_("下げる理由（机に残り、市には送りません）")
)
@passphrase_option
@person_option
@json_option
def level(
    *,
    folder: Path,
    talk: str,
    wanted: int,
    reason: str,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
) -> None:
    """The letter of a lowered level carries numbers only, and goes by itself."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        done = telling.set_level(desk, devices.load(desk.exchange), talk, Level(wanted), reason)
    reached = done.assessment
    if as_json:
        letter = done.sent.letter_id if done.sent else ""
        click.echo(msgspec.json.encode(LevelLine(reached.level.name, reached.lowering_awaited, letter)))
        return
    click.echo(_("いまの緊急度: {level}").format(level=level_words(reached.level)))
    if reached.lowering_awaited:
        click.echo(_("下げる確認を、推進員に頼みます。確認があるまで、高いほうの緊急度で動きます。"))


# 資源不足


class Lacking(msgspec.Struct, frozen=True):
    """What a person wrote of a 資源不足, and which of its free sentences they ticked."""

    gap: Gap
    told: frozenset[str]


OF_GAP: dict[str, tuple[str, str]] = {
    "field": (_("分野"), _("分野（例 交通）")),
    "area": (_("地域"), _("地域（例 みどり町）")),
    "audience": (_("対象"), _("だれのため（例 高齢の人）")),
    "kind": (_("種類"), _("種類（{kinds}）").format(kinds="・".join(builtin_vocabulary().gap_kinds))),
    "note": (_("文"), _("補足（--tick 補足 で市に出ます）")),
    "substitute": (_("文"), _("代わりに使ったもの（--tick 代わり で市に出ます）")),
    "proposal": (_("文"), _("提案（--tick 提案 で市に出ます）")),
}
"""Each word of a 資源不足 as an option: what stands for its value, and its help."""


def describing(command: Callable[..., None]) -> Callable[..., None]:
    """What is lacking, gathered into `lacking`; new as long as nobody finds it among those that are there."""

    @click.option(
        "--tick",
        multiple=True,
        cls=PlainOption,
        type=click.Choice(list(FREE_WORDS)),
        metavar=_("項目"),
        help=_("市に出す文（{names}。何回でも。書かなければ出ません）").format(names="・".join(FREE_WORDS)),
    )
    @wraps(command)
    def gathered(*, tick: tuple[str, ...], **rest: Any) -> None:
        words = {name: rest.pop(name).strip() for name in OF_GAP}
        told = frozenset(FREE_WORDS[each] for each in tick)
        command(lacking=Lacking(Gap(id=new_id(), **words), told), **rest)

    for name, (metavar, help_text) in reversed(OF_GAP.items()):
        gathered = click.option(f"--{name}", cls=PlainOption, default="", metavar=metavar, help=help_text)(gathered)
    return gathered


@click.command(cls=PlainCommand, help=_("町に足りないもの（資源不足）を、名前も世帯もなしで、市に伝えます。"))
@vault_option
@click.option(
    "--consultation",
    "talk",
    cls=PlainOption,
    default="",
    metavar=_("番号"),
    help=_("もとの相談の番号（あれば。市には出ません）"),
)
@describing
@preview_option
@passphrase_option
@person_option
@json_option
def lack(
    *,
    folder: Path,
    talk: str,
    lacking: Lacking,
    only_show: bool,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
) -> None:
    """A free sentence may name someone: it leaves only where a person ticked it."""
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        wanted = telling.lack_of(desk, lacking.gap, talk)
        if only_show:
            seen = telling.lack_preview(desk, wanted, lacking.told)
            show_preview(seen, of_gap(seen), as_json=as_json)
            return
        sent = telling.lack(desk, devices.load(desk.exchange), wanted, lacking.told)
    show_sent(sent, _("資源不足の手紙"), as_json=as_json)


def of_gap(seen: post.Gap) -> Iterator[tuple[str, str]]:
    yield _("分野"), seen.field
    yield _("地域"), seen.area
    yield _("対象"), seen.audience
    yield _("種類"), seen.lack
    yield _("補足"), seen.note
    yield _("代わり"), seen.substitute
    yield _("提案"), seen.proposal
    yield from of_desk(seen)


# The month


@click.command(cls=PlainCommand, help=_("1か月の活動の件数を数え、市に報告します（責任者がします）。名前は出ません。"))
@vault_option
@click.option("--month", cls=PlainOption, default="", metavar=_("月"), help=_("月（例 2026-10。書かなければ先月）"))
@click.option(
    "--figure",
    "figures",
    multiple=True,
    cls=PlainOption,
    metavar=_("名前=件数"),
    help=_("記録からは数えられない件数（例 証明事務=2、委員相互=5。何回でも。前に出した数は残ります）"),
)
@preview_option
@passphrase_option
@person_option
@json_option
def monthly(
    *,
    folder: Path,
    month: str,
    figures: tuple[str, ...],
    only_show: bool,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
) -> None:
    """It counts what this desk holds: a sync comes first."""
    entered = dict(map(figure_of, figures))
    with at_desk(folder, secret(passphrase_file, _("合言葉")), person) as desk:
        report = reporting.preview(desk, month_of(month) if month else month_before(desk.today()), entered)
        for remark in remarks(report):
            click.echo(remark, err=True)
        if only_show:
            show_preview(reporting.letter_of(desk, report), of_month(report), as_json=as_json)
            return
        sent = reporting.hand_in(desk, devices.load(desk.exchange), report)
    show_sent(sent, _("{month} の活動の報告").format(month=report.month), as_json=as_json)


def figure_of(text: str) -> tuple[str, int]:
    name, _sign, number = text.partition("=")
    try:
        return name.strip(), int(number)
    except ValueError:
        raise FieldError(
            "figures", _("件数の書き方が合いません。"), _("証明事務=2 のように、名前と数を書いてください。")
        ) from None


def of_month(report: Report) -> Iterator[tuple[str, str]]:
    yield _("月"), str(report.month)
    yield from ((label, str(number)) for label, number in lines_of(report.counts))


def remarks(report: Report) -> Iterator[str]:
    """What is in no sum."""
    if report.counts.unlabelled:
        yield _("内容か分野が書かれていない相談が {count}件あり、内容別と分野別の件数に入っていません。").format(
            count=report.counts.unlabelled
        )
    if report.hidden:
        yield _("見ることを限られた相談が {count}件あり、この月のものかどうか分からないので、入っていません。").format(
            count=report.hidden
        )
