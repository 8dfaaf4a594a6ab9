"""What `kyosei-hub` says of itself: Japanese throughout, and the same on every machine."""

import re

import pytest

from kyosei_desk.commands import leaving
from sync.hub import failures
from sync.hub.commands.line import kyosei_hub
from tests.hub.commands.operating import run, spoken
from tests.journeys.running import Ended

LISTED = {
    "init", "serve", "district", "enrol-code", "device", "letters", "answer", "confirm", "bulletin", "bundle", "alarms",
    "backup", "restore",
}  # fmt: skip
GROUPS = {
    "district": {"add", "list"}, "device": {"list", "revoke"}, "bulletin": {"publish", "list"},
    "bundle": {"import", "export"},
}  # fmt: skip
COMMANDS = [
    [],
    *([name] for name in sorted(LISTED)),
    *([group, name] for group in GROUPS for name in sorted(GROUPS[group])),
]
LATIN = re.compile(r"(?<![-\w./])[A-Za-z]{2,}")
NAMES = LISTED | {name for group in GROUPS.values() for name in group} | {"enrol", "code"}
KNOWN = {"kyosei", "hub", "JSON", "TLS", "PEM", "USB", "PostgreSQL", "postgresql", "sqlite", "Host"} | {
    "checklist", "numbers", "agencies", "directory", "notice", "training",
}  # fmt: skip


def test_the_machines_language_makes_no_difference() -> None:
    ended = run("serve", "--help", words=None, env={"LC_ALL": "en_US.UTF-8", "LANGUAGE": "en"})
    assert ended == said("serve", "--help")


def said(*typed: str) -> Ended:
    """What the command line says, within this process."""
    with spoken() as (out, err):
        status = leaving.run(kyosei_hub, "kyosei-hub", typed, failures.known)
    return Ended(status, out(), err())


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_japanese(command: list[str]) -> None:
    ended = said(*command, "--help")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("使い方: kyosei-hub")
    assert "この説明を出します。" in ended.out
    assert set(LATIN.findall(ended.out)) - KNOWN - NAMES == set()


def test_every_command_is_named_in_the_help() -> None:
    for group, names in {"": LISTED, **GROUPS}.items():
        listed = said(*group.split(), "--help").out.partition("命令:\n")[2]
        assert {line.split()[0] for line in listed.splitlines() if line[2:3].strip()} == names


@pytest.mark.parametrize(
    ("typed", "happened"),
    [
        (["fly"], "「fly」という命令はありません。"),
        (["district", "add", "見本"], "--data が指定されていません。"),
        (["district", "add", "--data", "d"], "名前 が指定されていません。"),
        (["answer", "--data", "d", "x"], "--state が指定されていません。"),
        (["answer", "--data", "d", "x", "--state", "ひみつ"], "--state の書き方が合いません。"),
        (["serve", "--data", "d", "--port", "70000"], "--port の書き方が合いません。"),
        (["serve", "--data", "d", "--passphrase", "ひみつ"], "--passphrase という指定はないか、書き方が合いません。"),
    ],
)
def test_a_command_typed_wrongly_is_answered_in_japanese_without_what_was_typed(
    typed: list[str], happened: str
) -> None:
    ended = said(*typed)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(happened)
    assert "使い方は kyosei-hub" in ended.err
    assert "ひみつ" not in ended.err
