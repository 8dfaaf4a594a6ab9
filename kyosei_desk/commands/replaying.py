"""`kyosei-desk replay`: practice cases into a vault, a line each."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import msgspec

from i18n import _
from kyosei_desk.checklist import level_words
from kyosei_desk.commands.asking import (
    Moment,
    at_desk,
    clock_of,
    json_option,
    passphrase_option,
    person_option,
    place_option,
    secret,
    vault_option,
)
from kyosei_desk.commands.plain import PlainCommand, PlainOption
from kyosei_desk.opening import make_desk, vault_exists
from kyosei_desk.practice.cases import BadCase, read_cases, readable
from kyosei_desk.practice.district import practice_district
from kyosei_desk.practice.replay import Outcome, Remark
from kyosei_desk.practice.replay import replay as replay_cases
from kyosei_desk.records import Level

FOUNDER = "練習 責任者"


@click.command(
    cls=PlainCommand, help=_("練習の事例を記録し、確認シートの結果を出します。記録がなければ、新しく作ります。")
)
@click.argument("cases", type=click.Path(path_type=Path), metavar=_("事例.json"))
@vault_option
@passphrase_option
@person_option
@json_option
@place_option("--sheets", metavar=_("フォルダー"), help=_("相談票の PDF を置くフォルダー"))
@click.option(
    "--clock",
    "moment",
    cls=PlainOption,
    type=Moment(),
    metavar=_("日時"),
    help=_("いまの時刻のかわりに使う日時（例 2026-10-05T10:20）"),
)
def replay(
    *,
    cases: Path,
    folder: Path,
    passphrase_file: Path | None,
    person: str | None,
    as_json: bool,
    sheets: Path | None,
    moment: datetime | None,
) -> int:
    """Exit status 1 when a case could not be recorded, or its sheet not made; the others are."""
    items = read_cases(cases)
    words = secret(passphrase_file, _("合言葉"), twice=not vault_exists(folder))
    if not vault_exists(folder):
        announce(make_desk(folder, person or FOUNDER, words, clock_of(moment), practice_district()))
    with at_desk(folder, words, person, clock_of(moment)) as desk:
        return show(replay_cases(desk, items, sheets), as_json=as_json)


def announce(recovery_code: str) -> None:
    """A new vault's recovery code, on standard error, once."""
    click.echo(_("新しい記録を作りました。回復コード（紙に書いて、鍵のかかる場所へ）:"), err=True)
    click.echo(recovery_code, err=True)


def show(outcomes: Iterator[Outcome | BadCase | Remark], *, as_json: bool) -> int:
    """Print each outcome as it becomes durable; returns the exit status."""
    failed = False
    for outcome in outcomes:
        if isinstance(outcome, Outcome):
            click.echo(msgspec.json.encode(outcome) if as_json else line_of(outcome))  # flushes each line
        else:
            click.echo(outcome.sentence if isinstance(outcome, Remark) else str(outcome), err=True)
            failed = failed or isinstance(outcome, BadCase) or outcome.failed
    return 1 if failed else 0


def line_of(outcome: Outcome) -> str:
    """One case for a person's eye."""
    calls = "・".join(outcome.calls) or _("なし")
    agencies = "、".join(f"{name}={action}" for name, action in outcome.agencies.items()) or _("なし")
    return _("{id}  {level}  電話: {calls}  つなぎ先: {agencies}").format(
        id=readable(outcome.id), level=level_words(Level[outcome.level]), calls=calls, agencies=agencies
    )
