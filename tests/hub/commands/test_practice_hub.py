"""The hub of the demo and of other tests: real, on loopback, and an ordinary hub's folder all the same."""

from pathlib import Path

import msgspec
import pytest
import requests

from kyosei_desk.errors import DeskError
from sync import codes
from sync.practice_hub import DISTRICT, WORDS, start_hub
from sync.protocol import PREFIX, Enrolled
from tests.hub.building import Laptop, Line, enrolment
from tests.hub.commands.operating import run
from tests.journeys.running import secret_file


def test_a_laptop_comes_into_its_district_by_its_code_and_finds_it_again_after_a_restart(tmp_path: Path) -> None:
    with start_hub(tmp_path / "hub") as hub:
        laptop = Laptop(hub.district)
        line = Line(hub.url)
        enrolled = line.open("POST", f"{PREFIX}/enrol", enrolment(codes.parsed(hub.code()), laptop))
        told = msgspec.json.decode(enrolled.content, type=Enrolled)
        assert (told.district, told.district_name, told.founding) == (hub.district, DISTRICT, True)
        card, district = hub.card, hub.district
    with pytest.raises(requests.exceptions.ConnectionError):
        line.open("GET", f"{PREFIX}/hub")
    with start_hub(tmp_path / "hub") as hub:
        assert (hub.card, hub.district) == (card, district)
        assert hub.store.device(laptop.id) is not None
    line.session.close()


def test_while_it_runs_the_commands_work_on_its_folder(tmp_path: Path) -> None:
    with start_hub(tmp_path / "hub") as hub:
        assert run("district", "list", "--data", hub.folder, words=None).out == f"{hub.district}  {DISTRICT}\n"
        assert run("letters", "--data", hub.folder, words=hub.words_file).err == "手紙はありません。\n"
        assert hub.words_file.read_text("utf-8") == secret_file(tmp_path, WORDS).read_text("utf-8")


def test_with_a_certificate_it_speaks_tls_alone(tmp_path: Path, certificate: tuple[Path, Path, Path]) -> None:
    ca, cert, key = certificate
    with start_hub(tmp_path / "hub", tls=(cert, key)) as hub:
        assert hub.url.startswith("https://127.0.0.1:")
        answer = requests.get(f"{hub.url}{PREFIX}/hub", verify=str(ca), timeout=30)
        assert answer.status_code == 200


def test_what_keeps_it_from_starting_is_raised_to_whoever_starts_it(tmp_path: Path) -> None:
    with start_hub(tmp_path / "hub") as hub:
        port = int(hub.url.rpartition(":")[2])
        with pytest.raises(DeskError, match="ほかのものが使っています"), start_hub(tmp_path / "other", port=port):
            pytest.fail("it started")
