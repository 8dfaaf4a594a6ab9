"""`kyosei-desk refer` and `withdraw`: shown first, written once, taken back; and a sentence where it cannot be done."""

import json
from pathlib import Path

import pytest

from kyosei_desk.opening import open_desk
from kyosei_desk.referrals import ReferralState
from sync import devices, post
from sync.standing import PENDING
from tests.builders import CLOCK, NOW, WORDS, practice_cases
from tests.journeys.running import Ended, run
from tests.post.city import City

KEYS = ["letter", "referral", "number", "agency", "goes_to", "action", "level", "due_at", "fresh"]


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def enrolled(filled: Path, city: City) -> Path:
    """The vault with the twelve cases, of a district."""
    with open_desk(filled, WORDS, clock=CLOCK) as desk:
        devices.keep(desk.exchange, city.enrolment(device=desk.exchange.device))
    return filled


def refer(vault: Path, words: Path, case_id: str, agency: str, *more: object, command: str = "refer") -> Ended:
    about = ("--agency", agency) if agency else ()
    return run(command, "--vault", vault, "--passphrase-file", words, "--consultation", case_id, *about, *more)


def mail(vault: Path, city: City) -> list[post.Letter]:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        enrolment = devices.load(desk.exchange)
        assert enrolment is not None
        return list(city.mail(desk, enrolment).values())


def of_case(case_id: str) -> list[str]:
    """Every name and statement of a practice case."""
    case = next(each for each in practice_cases() if each["id"] == case_id)
    names = [each.get("name", "") for each in case["members"]]
    return [text for text in (*names, *(each["text"] for each in case["statements"])) if text]


def test_a_letter_is_written_and_waits_for_the_next_sync(enrolled: Path, words: Path, city: City) -> None:
    ended = refer(enrolled, words, "P01", "自立相談支援機関", "--json")
    assert (ended.status, ended.err) == (0, "")
    line = json.loads(ended.out)
    assert list(line) == KEYS
    assert (line["agency"], line["action"], line["level"], line["fresh"]) == ("自立相談支援機関", "送る", "L4", True)
    (letter,) = mail(enrolled, city)
    assert isinstance(letter, post.Referral)
    assert (letter.number, letter.due_at) == (line["number"], line["due_at"])


def test_a_second_time_says_that_nothing_changed(enrolled: Path, words: Path, city: City) -> None:
    first = json.loads(refer(enrolled, words, "P01", "法テラス", "--json").out)
    again = refer(enrolled, words, "P01", "法テラス")
    assert again.status == 0
    assert again.out == f"同じ内容の手紙を、もう書いてあります（依頼番号 {first['number']}）。\n"
    assert len(mail(enrolled, city)) == 1


def test_a_dry_run_shows_exactly_what_would_leave_and_sends_nothing(enrolled: Path, words: Path, city: City) -> None:
    dry = refer(enrolled, words, "P01", "自立相談支援機関", "--dry-run", "--json")
    assert dry.status == 0
    assert mail(enrolled, city) == []
    seen = post.read(dry.out.encode())
    refer(enrolled, words, "P01", "自立相談支援機関")
    (letter,) = mail(enrolled, city)
    assert isinstance(seen, post.Referral)
    assert isinstance(letter, post.Referral)
    for name in seen.__struct_fields__:
        if name not in {"number", "reply"}:
            assert getattr(seen, name) == getattr(letter, name), name


def test_a_dry_run_needs_no_hub_and_reads_like_a_letter(filled: Path, words: Path) -> None:
    dry = refer(filled, words, "P01", "自立相談支援機関", "--dry-run")
    assert (dry.status, dry.err) == (0, "")
    assert all(text in dry.out for text in of_case("P01") if "伝聞" not in text)
    assert "急ぎ: 至急・24時間以内" in dry.lines
    assert not any(line.endswith(": ") for line in dry.lines)


def test_what_goes_to_the_coordinator_without_a_name_names_nobody(enrolled: Path, words: Path, city: City) -> None:
    dry = refer(enrolled, words, "P05", "地域包括支援センター", "--dry-run")
    assert "届く先: 推進員" in dry.lines
    refer(enrolled, words, "P05", "地域包括支援センター")
    text = post.written(mail(enrolled, city)[0]).decode()
    assert [each for each in of_case("P05") if each in text or each in dry.out] == []


def test_an_urgent_letter_says_that_it_is_no_call(enrolled: Path, words: Path) -> None:
    assert "電話でもつないでください" in refer(enrolled, words, "P03", "保健所").out


@pytest.mark.parametrize(
    ("case_id", "agency", "said"),
    [
        ("P02", "地域包括支援センター", "同意をまだ聞いていない"),  # まず聞く
        ("P03", "ハローワーク", "同意がない"),  # 送らない
        ("P01", "保健所", "依頼は出ていません"),
        ("ない番号", "保健所", "見つかりません"),
    ],
)
def test_what_may_not_go_is_said_in_words(
    enrolled: Path, words: Path, city: City, case_id: str, agency: str, said: str
) -> None:
    ended = refer(enrolled, words, case_id, agency)
    assert (ended.status, ended.out) == (1, "")
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert mail(enrolled, city) == []


@pytest.mark.parametrize("state", ["", PENDING])
def test_without_a_hub_the_sheet_can_be_printed(filled: Path, words: Path, city: City, state: str) -> None:
    if state:
        with open_desk(filled, WORDS, clock=CLOCK) as desk:
            devices.keep(desk.exchange, city.enrolment(state, desk.exchange.device))
    ended = refer(filled, words, "P01", "法テラス")
    assert (ended.status, ended.out) == (1, "")
    assert "印刷して渡せます" in ended.err


def test_a_consent_is_taken_back_with_every_letter_that_stood_on_it(enrolled: Path, words: Path, city: City) -> None:
    for agency in ("自立相談支援機関", "法テラス"):
        assert refer(enrolled, words, "P01", agency).status == 0
    ended = refer(enrolled, words, "P01", "", command="withdraw")
    assert (ended.status, ended.out) == (0, "同意を取り消しました。取り下げる手紙: 2通\n")
    assert [post.kind_of(each) for each in mail(enrolled, city)] == ["withdrawal"]
    with open_desk(enrolled, WORDS, clock=CLOCK) as desk:
        assert {each.state for each in desk.postbox.referrals(NOW)} == {ReferralState.WITHDRAWN}
    again = refer(enrolled, words, "P01", "", command="withdraw")
    assert (again.status, "取り消す同意がありません" in again.err) == (1, True)
    refused = refer(enrolled, words, "P01", "法テラス")
    assert (refused.status, "同意がない" in refused.err) == (1, True)
