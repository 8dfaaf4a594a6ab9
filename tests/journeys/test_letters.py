"""`refer --tick`, `share`, `level`, `lack` and `monthly` as a script types them; with a real hub they arrive."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kyosei_desk.opening import open_desk
from sync import devices, post
from sync.practice_hub import PracticeHub, start_hub
from tests.builders import CLOCK, COLLEAGUE, OTHER_WORDS, WORDS
from tests.journeys.running import Ended, run, secret_file
from tests.post.city import City

POVERTY = "自立相談支援機関"
MONTH = ("--month", "2026-10")


class Typed:
    """One vault of a district, at the command line, and the city that opens its post."""

    def __init__(self, vault: Path, words: Path, city: City) -> None:
        self.vault, self.words, self.city = vault, words, city

    def run(self, command: str, *more: object) -> Ended:
        return run(command, "--vault", self.vault, "--passphrase-file", self.words, *more)

    def json(self, command: str, *more: object) -> list[dict[str, Any]]:
        ended = self.run(command, *more, "--json")
        assert ended.status == 0, ended.err
        return [json.loads(line) for line in ended.lines]

    def mail(self) -> list[post.Letter]:
        with open_desk(self.vault, WORDS, clock=CLOCK) as desk:
            enrolment = devices.load(desk.exchange)
            assert enrolment is not None
            return list(self.city.mail(desk, enrolment).values())


@pytest.fixture
def typed(filled: Path, words: Path) -> Typed:
    city = City()
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        devices.keep(desk.exchange, city.enrolment(device=desk.exchange.device))
    return Typed(filled, words, city)


def test_the_fields_are_listed_ticked_shown_and_sent_as_shown(typed: Typed) -> None:
    about = ("--consultation", "P01", "--agency", POVERTY)
    fields = typed.json("refer", *about, "--fields")
    assert (fields[0]["field"], fields[0]["ticked"]) == ("話1", True)
    ticks = ("--untick", "話1", "--untick", "希望")
    (seen,) = typed.json("refer", *about, *ticks, "--preview")
    assert typed.mail() == []
    assert (fields[0]["text"] in [each["text"] for each in seen["statements"]], seen["wish"]) == (False, "")
    typed.json("refer", *about, *ticks)
    (sent,) = typed.mail()
    assert isinstance(sent, post.Referral)
    assert [each.text for each in sent.statements] == [each["text"] for each in seen["statements"]]
    refused = typed.run("refer", *about, "--tick", "名前")
    assert (refused.status, refused.out, "--fields" in refused.err) == (1, "", True)


def test_a_closed_talk_is_shared_at_the_ticked_fields(typed: Typed) -> None:
    about = ("--consultation", "P01", "--untick", "話1")
    (seen,) = typed.json("share", *about, "--preview")
    first, again = typed.json("share", *about)[0], typed.json("share", *about)[0]
    assert (first["fresh"], again["fresh"], again["letter"]) == (True, False, first["letter"])
    (sent,) = typed.mail()
    assert isinstance(sent, post.Sharing)
    assert [each.text for each in sent.statements] == [each["text"] for each in seen["statements"]]
    refused = typed.run("share", "--consultation", "P02")
    assert (refused.status, "同意がない" in refused.err) == (1, True)


def test_a_level_is_raised_and_lowered_with_its_letter(typed: Typed) -> None:
    about = ("--consultation", "P01")
    no_reason = typed.run("level", *about, "--to", 2)
    assert (no_reason.status, "理由" in no_reason.err) == (1, True)
    (lowered,) = typed.json("level", *about, "--to", 2, "--reason", "見本の理由")
    assert (lowered["level"], lowered["waits"], bool(lowered["letter"])) == ("L4", True, True)
    (sent,) = typed.mail()
    assert isinstance(sent, post.Lowered)
    assert (sent.level, sent.lowered_from) == (2, 4)
    assert "高いほうの緊急度" in typed.run("level", *about, "--to", 2, "--reason", "見本の理由").out
    assert typed.run("level", *about, "--to", 5).out == "いまの緊急度: 緊急・今すぐ\n"


def test_what_the_town_lacks_is_shown_and_told_without_its_free_words(typed: Typed) -> None:
    words = (
        "--field",
        "交通",
        "--area",
        "みどり町",
        "--kind",
        "遠い",
        "--note",
        "見本の補足",
        "--proposal",
        "見本の提案",
    )
    shown = typed.run("lack", *words, "--tick", "提案", "--preview")
    assert (shown.status, "見本の提案" in shown.out, "見本の補足" in shown.out, typed.mail()) == (0, True, False, [])
    assert typed.run("lack", *words, "--tick", "提案").out == "資源不足の手紙を書きました。次の同期で市に届きます。\n"
    assert typed.run("lack", *words, "--tick", "提案").out == "同じ内容の資源不足の手紙を、もう書いてあります。\n"
    (sent,) = typed.mail()
    assert isinstance(sent, post.Gap)
    assert (sent.field, sent.area, sent.lack, sent.note, sent.proposal) == (
        "交通", "みどり町", "遠い", "", "見本の提案",
    )  # fmt: skip
    assert typed.run("lack").err.startswith("何が足りないのかが、まだ書かれていません。")
    assert typed.run("lack", "--kind", "ふしぎ").status == 1


def test_a_month_is_shown_and_handed_in_once(typed: Typed) -> None:
    shown = typed.run("monthly", *MONTH, "--figure", "証明事務=2", "--preview")
    assert (shown.status, "月: 2026-10" in shown.lines, "証明事務: 2" in shown.lines) == (0, True, True)
    assert typed.mail() == []
    first, again = typed.json("monthly", *MONTH, "--figure", "証明事務=2")[0], typed.json("monthly", *MONTH)[0]
    assert (first["fresh"], again["fresh"], again["letter"]) == (True, False, first["letter"])
    (sent,) = typed.mail()
    assert isinstance(sent, post.Monthly)
    assert sum(sent.consultations.values()) == sum(sent.client_groups.values()) > 0
    for wrong in (
        ("--month", "ことし"),
        ("--month", "2199-01"),
        (*MONTH, "--figure", "恋=1"),
        (*MONTH, "--figure", "x"),
    ):
        assert typed.run("monthly", *wrong).status == 1


def test_only_a_manager_hands_a_month_in(typed: Typed, tmp_path: Path) -> None:
    with open_desk(typed.vault, WORDS, clock=CLOCK) as desk:
        from kyosei_desk.vault import Role

        desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    typed.words = secret_file(tmp_path, OTHER_WORDS, "other.txt")
    ended = typed.run("monthly", *MONTH)
    assert (ended.status, ended.out, "責任者" in ended.err) == (1, "", True)


# With a hub


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[PracticeHub]:
    with start_hub(tmp_path / "hub") as city:
        yield city


def at_the_city(hub: PracticeHub) -> list[dict[str, Any]]:
    """What `kyosei-hub letters --json` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "sync.hub", "letters", "--json", "--data", str(hub.folder)],
        env={**os.environ, "KYOSEI_HUB_PASSPHRASE_FILE": str(hub.words_file)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_kind_of_letter_arrives_at_the_city(filled: Path, words: Path, hub: PracticeHub) -> None:
    typed = Typed(filled, words, City())
    early = typed.run("level", "--consultation", "P06", "--to", 1, "--reason", "登録の前に下げた")  # told by the sync
    assert early.status == 0, early.err
    enrolled = typed.run("enrol", "--hub", hub.url, "--code", hub.code())
    assert enrolled.status == 0, enrolled.err
    for command in (
        ("refer", "--consultation", "P01", "--agency", POVERTY),
        ("share", "--consultation", "P01"),
        ("level", "--consultation", "P01", "--to", 2, "--reason", "見本の理由"),
        ("lack", "--field", "交通", "--kind", "遠い"),
        ("monthly", *MONTH),
        ("monthly", *MONTH, "--figure", "証明事務=1"),
        ("withdraw", "--consultation", "P01"),
    ):
        ended = typed.run(*command)
        assert ended.status == 0, (command, ended.err)
    synced = typed.run("sync")
    assert synced.status == 0, synced.err
    found = at_the_city(hub)
    kinds = sorted(each.get("kind", "hidden") for each in found)
    assert kinds == ["gap", "lowered", "lowered", "monthly", "monthly", "withdrawal"]
    assert [each["replaced"] for each in found if each.get("kind") == "monthly"] == [True, False]
    told = json.dumps(found, ensure_ascii=False)
    assert [word for word in ("登録の前に下げた", "見本の理由", "P01", "P06") if word in told] == []
