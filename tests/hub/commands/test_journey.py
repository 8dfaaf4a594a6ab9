"""A city and two desks with nothing but their commands: TLS, a referral up, an answer down, a consent withdrawn."""

import json
from pathlib import Path

import pytest

from kyosei_desk.opening import make_desk, open_desk
from kyosei_desk.practice.district import practice_district
from kyosei_desk.practice.replay import replay
from kyosei_desk.sealing.passphrase import FLOOR
from tests.builders import CLOCK, FOUNDER, WORDS, practice_cases
from tests.hub.commands.operating import Operated
from tests.journeys.running import Ended, run, secret_file

AGENCY = "自立相談支援機関"


class Desk:
    """A desk's folder and the commands upon it."""

    def __init__(self, vault: Path, words: Path) -> None:
        self.vault = vault
        self.words = words

    def run(self, *arguments: object) -> Ended:
        return run(*arguments, "--vault", self.vault, "--passphrase-file", self.words)

    def done(self, *arguments: object) -> list[str]:
        ended = self.run(*arguments)
        assert ended.status == 0, ended.err
        return ended.lines

    def synced(self) -> dict[str, object]:
        told: dict[str, object] = json.loads(self.done("sync", "--json")[-1])
        return told


@pytest.fixture
def first(tmp_path: Path) -> Desk:
    """A desk with the practice cases."""
    vault = tmp_path / "first"
    make_desk(vault, FOUNDER, WORDS, CLOCK, practice_district(), FLOOR)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert len(list(replay(desk, practice_cases(), None))) == 12
    return Desk(vault, secret_file(tmp_path, WORDS, "desk.txt"))


def test_a_referral_travels_to_the_city_and_its_answer_back_to_every_desk(
    operated: Operated, certificate: tuple[Path, Path, Path], first: Desk, tmp_path: Path
) -> None:
    hub, (ca, cert, key) = operated, certificate
    second = Desk(tmp_path / "second", first.words)
    assert hub.process("district", "add", "みどり地区").status == 0
    with hub.serving("--tls-cert", cert, "--tls-key", key, ca=ca) as served:
        for desk in (first, second):
            code = hub.process("enrol-code", "みどり地区").out.strip()
            desk.done("enrol", "--hub", served.url, "--code", code, "--ca", ca, "--name", desk.vault.name)
        first.done("device", "approve")
        assert first.synced()["pushed"]
        assert second.synced()["pulled"]
        letter = refer(first, hub)
        told = hub.process("answer", letter, "--state", "受理", "--text", "あす、電話します。")
        assert (told.status, told.out) == (0, "")
        assert (first.synced()["letters_down"], second.synced()["letters_down"]) == (2, 2)
        assert first.done("digest") == second.done("digest")
        first.done("withdraw", "--consultation", "P01")
        first.synced()
        assert next(set(each) for each in hub.json("letters")) == {"id", "hidden", "withdrawn_at"}


def refer(desk: Desk, hub: Operated) -> str:
    """The id of a letter that went up and was opened."""
    desk.done("refer", "--consultation", "P01", "--agency", AGENCY)
    assert desk.synced()["letters_up"] == 1
    (letter,) = [json.loads(line) for line in hub.process("letters", "--json").lines]
    assert (letter["kind"], letter["agency"]) == ("referral", AGENCY)
    return str(letter["id"])
