"""What the command says of itself: Japanese throughout, plain, and the same on every machine."""

import re

import pytest

from tests.journeys.running import run

GROUPS = {
    "people": ("list", "add", "remove"), "device": ("list", "approve", "revoke"), "bundle": ("export", "import"),
    "conflict": ("list", "choose"), "recovery": ("renew",),
}  # fmt: skip
SINGLE = (
    "replay", "search", "verify", "backup", "restore", "passphrase", "recover", "enrol", "sync", "digest", "refer",
    "withdraw", "share", "level", "lack", "monthly", "purge", "practice", "window",
)  # fmt: skip
COMMANDS = [
    [],
    *([each] for each in (*SINGLE, *GROUPS)),
    *([group, each] for group, all_of in GROUPS.items() for each in all_of),
]
LATIN = re.compile(r"(?<![-\w.])[A-Za-z]{2,}")
KNOWN = {"kyosei", "desk", "JSON", "PDF", "json", "USB"}
NAMES = {*SINGLE, *GROUPS, *(each for all_of in GROUPS.values() for each in all_of)}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_japanese(command: list[str]) -> None:
    ended = run(*command, "--help", env={"LC_ALL": "en_US.UTF-8", "LANGUAGE": "en"})
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("使い方: kyosei-desk")
    assert "この説明を出します。" in ended.out
    assert set(LATIN.findall(ended.out)) - KNOWN - NAMES == set()


def test_every_command_of_the_issue_is_named_in_the_help() -> None:
    listed = {line.split()[0] for line in run("--help").out.partition("命令:\n")[2].splitlines()}
    assert listed == {*SINGLE, *GROUPS}


@pytest.mark.parametrize(
    ("typed", "happened"),
    [
        (["fly"], "「fly」という命令はありません。"),
        (["search", "x"], "--vault が指定されていません。"),
        (["search", "--vault", "v"], "言葉 … が指定されていません。"),
        (["search", "--vault", "v", "--limit", "0", "x"], "--limit の書き方が合いません。"),
        (["search", "--valt", "v", "x"], "--valt という指定はないか、書き方が合いません。"),
        (["verify", "--vault"], "--vault という指定はないか、書き方が合いません。"),
        (["verify", "--vault", "v", "あまり"], "命令の書き方が合いません。"),
        (["people", "add", "--vault", "v", "--role", "王", "見本"], "--role の書き方が合いません。"),
    ],
)
def test_a_command_typed_wrongly_is_answered_in_japanese_with_where_to_look(typed: list[str], happened: str) -> None:
    ended = run(*typed)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"{happened}記録はそのままです。使い方は kyosei-desk")
    assert ended.err.endswith(" --help で見られます。\n")
