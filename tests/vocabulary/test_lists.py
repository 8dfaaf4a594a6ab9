"""The official lists are whole, and a record carries no other label."""

import json
import tomllib
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.errors import FieldError
from kyosei_desk.records import Consent, Consultation, Gap, Household, Member, Record, Visitor
from kyosei_desk.vocabulary import UNKNOWN_ISSUE, builtin_vocabulary

LISTS = builtin_vocabulary()
PACKAGE = Path(__file__).parents[2] / "kyosei_desk"


def talk(**fields: object) -> Consultation:
    empty = Consultation(id="c", household_id="h", taken_at="2026-10-05T10:20+09:00")
    return msgspec.structs.replace(empty, **fields)


def test_the_official_lists_have_their_official_length() -> None:
    assert (len(LISTS.topics), len(LISTS.activities), len(LISTS.client_groups)) == (16, 14, 4)
    assert len(LISTS.issues) == 28
    assert LISTS.issues[-1] == UNKNOWN_ISSUE == "具体的記載なし（不明）"
    assert (len(LISTS.responses), len(LISTS.relations), len(LISTS.gap_kinds)) == (8, 8, 6)


def test_the_report_keeps_its_order() -> None:
    assert LISTS.activities[0] == "在宅福祉"
    assert LISTS.activities[-1] == "その他"
    assert LISTS.client_groups == ("高齢者", "障害者", "子ども", "その他")
    assert LISTS.responses[-1] == "他"


def test_every_agency_of_the_checklist_is_a_kind() -> None:
    sheet = tomllib.loads((PACKAGE / "checklist" / "definitions" / "v1.toml").read_text("utf-8"))
    asked = [*sheet["question"], *(each["sub"] for each in sheet["question"] if "sub" in each)]
    named = {agency for each in asked for agency in each.get("agencies", ())}
    assert len(named) > 15
    assert named <= LISTS.agency_kinds()


def test_every_number_of_the_checklist_is_a_number() -> None:
    sheet = tomllib.loads((PACKAGE / "checklist" / "definitions" / "v1.toml").read_text("utf-8"))
    asked = [*sheet["question"], *(each["sub"] for each in sheet["question"] if "sub" in each)]
    assert {call for each in asked for call in each.get("calls", ())} <= {each.number for each in LISTS.numbers}


def test_the_practice_cases_use_the_lists() -> None:
    for case in json.loads((PACKAGE / "practice" / "cases.json").read_text("utf-8")):
        assert set(case.get("topics", ())) <= set(LISTS.topics)
        assert set(case.get("response", ())) <= set(LISTS.responses)
        assert {issue for member in case.get("members", ()) for issue in member["issues"]} <= set(LISTS.issues)
        assert case.get("activity", "その他") in LISTS.activities


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (talk(topics=frozenset({"住まい", "恋"})), "topics"),
        (talk(main_topic="恋"), "main_topic"),
        (talk(channel="手紙"), "channel"),
        (talk(response=frozenset({"説教"})), "response"),
        (talk(activity="恋"), "activity"),
        (talk(client_group="恋"), "client_group"),
        (talk(visitor=Visitor(relation="恋")), "visitor.relation"),
        (Member(id="m", household_id="h", gender="恋"), "members.gender"),
        (Member(id="m", household_id="h", living="恋"), "members.living"),
        (Member(id="m", household_id="h", issues=frozenset({"病気 "})), "members.issues"),
        (Gap(id="g", kind="恋"), "gap.kind"),
        (Consent(id="k", household_id="h", way="恋"), "consent.way"),
    ],
)
def test_another_label_is_refused_by_its_field_alone(record: Record, field: str) -> None:
    with pytest.raises(FieldError) as caught:
        LISTS.check(record)
    assert caught.value.field == field
    assert "恋" not in str(caught.value)


def test_empty_and_listed_labels_are_fine() -> None:
    LISTS.check(talk())
    LISTS.check(talk(topics=frozenset({"住まい"}), main_topic="住まい", visitor=Visitor(relation="近隣")))
    LISTS.check(Member(id="m", household_id="h", gender="答えない", living="別居", issues=frozenset({UNKNOWN_ISSUE})))
    LISTS.check(Household(id="h"))
    LISTS.check(Gap(id="g"))
