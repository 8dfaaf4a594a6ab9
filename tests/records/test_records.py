"""What is written down stays as it was typed, and nothing but the date has to be written."""

import re
from typing import Any

import msgspec
import pytest

from kyosei_desk.japanese import parse_birth
from kyosei_desk.records import (
    KINDS,
    AgencyAnswer,
    Answer,
    Birth,
    Colleague,
    Confirmation,
    Consent,
    ConsentState,
    Consultation,
    District,
    FollowUp,
    Gap,
    Household,
    LetterOpened,
    Level,
    Member,
    Note,
    Override,
    Phone,
    Post,
    Posted,
    Record,
    Referral,
    Source,
    Statement,
    Task,
    Visitor,
    new_id,
)
from kyosei_desk.store.fields import flat, record_of
from kyosei_desk.store.registers import Live, Register

NEEDED: dict[type[Record], dict[str, Any]] = {
    Household: {},
    Member: {"household_id": "h"},
    Consent: {"household_id": "h"},
    Consultation: {"household_id": "h", "taken_at": "2026-10-05T10:20:00+09:00"},
    Referral: {"household_id": "h", "consultation_id": "c", "agency": "保健所"},
    FollowUp: {"household_id": "h"},
    Gap: {},
    Note: {"household_id": "h"},
    District: {},
    Colleague: {},
    Posted: {"what": Post.SHARING},
    AgencyAnswer: {},
    LetterOpened: {},
    Confirmation: {},
    Task: {},
}
"""All that a record of each kind needs beside its id: whose it is, and for a talk its date."""

RARE = (
    "𠮷田",  # outside the basic plane
    "山﨑\U000e0100",  # a variation selector chooses the form of the sign before it
    "渡邉󠄂",
    "髙橋",
    "か\u3099",  # ga, decomposed
    "ｶﾞ",
    "グエン・ティ・ラン",
    "नेपा\u200dल",
    "家族👨\u200d👩\u200d👧",
    "一行目\n二行目\t字下げ",
    '"引用" \\ <b> \u2028',
)


def through_bytes(record: Record) -> Record:
    return msgspec.json.decode(msgspec.json.encode(record), type=type(record))


def through_registers(record: Record) -> Record | None:
    state = {name: Register(live=(Live("v", 1, value),)) for name, value in flat(record).items()}
    stored = msgspec.json.decode(msgspec.json.encode(state), type=dict[str, Register])
    return record_of(record.KIND, record.id, stored)


def full_talk() -> Consultation:
    return Consultation(
        id="c",
        household_id="h",
        taken_at="2026-10-05T10:20:00+09:00",
        channel="電話",
        visitor=Visitor(relation="家族", name="見本 𠮷江", phone="03-0000-0001", kinship="姉"),
        statements={
            "s1": Statement(source=Source.SAID, text="眠れない。", questions=frozenset({"Q25", "Q3"})),
            "s2": Statement(source=Source.HEARSAY, text="夜に声がする。", position=1, member_id="m"),
        },
        wish="話を聞いてほしい。",
        urgent=False,
        topics=frozenset({"病気や健康、障害", "家族との関係"}),
        main_topic="家族との関係",
        answers={"Q1": Answer.NO, "Q3": Answer.UNKNOWN, "Q25": Answer.YES},
        sub_answers={"Q26": Answer.UNKNOWN},
        override=Override(level=Level.L4, lowered_from=Level.L5, reason="家族が来た"),
        response=frozenset({"傾聴"}),
        minutes=0,
        entered_late=True,
    )


FULL: tuple[Record, ...] = (
    full_talk(),
    Member(
        id="m",
        household_id="h",
        name="山﨑\U000e0100 𠮷子",
        kana="やまざき よしこ",
        born=Birth(said="昭和15年2月頃", year=1940, month=2, about=True),
        phone=Phone(number="090-0000-0001", safe_hours="昼だけ", message_allowed=False),
        issues=frozenset({"病気", "けが"}),
    ),
    Household(id="h", postal="001-0001", phone=Phone(number="0120000001"), no_fixed_abode=True),
    Consent(
        id="k",
        household_id="h",
        state=ConsentState.GIVEN,
        everyone=False,
        agencies=frozenset({"保健所", "法テラス"}),
        ends_on="2027-03-31",
    ),
    Gap(id="g", field="交通", kind="遠い", note="週1回の足"),
    Note(id="n", household_id="h", text="また来る"),
)


def test_every_kind_is_known_by_its_name() -> None:
    names = {"household", "member", "consent", "consultation", "referral", "follow_up", "gap", "note", "district"}
    names |= {"colleague", "posted", "answer", "opened", "confirmation", "task"}
    assert {kind.KIND for kind in NEEDED} == set(KINDS) == names


@pytest.mark.parametrize("kind", NEEDED, ids=lambda kind: str(kind.KIND))
def test_everything_but_the_date_may_stay_empty(kind: type[Record]) -> None:
    record = kind(id="x", **NEEDED[kind])
    assert through_bytes(record) == record
    assert through_registers(record) == record


@pytest.mark.parametrize("left_out", ["taken_at", "household_id"])
def test_a_talk_without_its_date_or_household_is_no_talk(left_out: str) -> None:
    fields = {name: value for name, value in NEEDED[Consultation].items() if name != left_out}
    with pytest.raises(TypeError):
        Consultation(id="c", **fields)


@pytest.mark.parametrize("record", FULL, ids=lambda record: str(record.KIND))
def test_a_full_record_survives_bytes_and_registers(record: Record) -> None:
    assert through_bytes(record) == record
    assert through_registers(record) == record


@pytest.mark.parametrize("record", FULL, ids=lambda record: str(record.KIND))
def test_a_record_cannot_be_changed_in_place(record: Record) -> None:
    for name in record.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(record, name, None)


def test_parts_of_a_record_cannot_be_changed_in_place() -> None:
    talk = full_talk()
    for part, name in ((talk.visitor, "name"), (talk.statements["s1"], "text"), (talk.override, "reason")):
        with pytest.raises(AttributeError):
            setattr(part, name, "")


@pytest.mark.parametrize("text", RARE)
def test_rare_signs_are_kept_sign_for_sign(text: str) -> None:
    member = Member(id="m", household_id="h", name=text, kana=text, other_name=text)
    talk = Consultation(
        id="c",
        household_id="h",
        taken_at="2026-10-05T10:20:00+09:00",
        statements={"s": Statement(source=Source.SAID, text=text)},
    )
    for record in (member, talk):
        assert through_bytes(record) == record
        assert through_registers(record) == record
    kept = through_bytes(member)
    assert isinstance(kept, Member)
    assert [f"{ord(sign):x}" for sign in kept.name] == [f"{ord(sign):x}" for sign in text]


@pytest.mark.parametrize(
    "number", ["03-0000-0001", "0120000001", "090-0000-0001", "０３（００００）０００１", "+81-3-0000-0001"]
)
def test_a_phone_number_stays_as_it_was_said(number: str) -> None:
    kept = through_registers(Household(id="h", phone=Phone(number=number)))
    assert isinstance(kept, Household)
    assert kept.phone.number == number


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("平成元年6月14日", Birth(said="平成元年6月14日", year=1989, month=6, day=14)),
        ("昭和45年", Birth(said="昭和45年", year=1970)),
        ("昭和15年2月頃", Birth(said="昭和15年2月頃", year=1940, month=2, about=True)),
        ("昭和12年頃", Birth(said="昭和12年頃", year=1937, about=True)),
        ("1994-05-20", Birth(said="1994-05-20", year=1994, month=5, day=20)),
        ("40代", Birth(said="40代", age_said=40, decade=True)),
        ("3歳くらい", Birth(said="3歳くらい", age_said=3, about=True)),
        ("不明", Birth(said="不明")),
        ("", Birth()),
    ],
)
def test_a_birth_is_kept_as_far_as_it_is_known(said: str, expected: Birth) -> None:
    born = parse_birth(said)
    assert born == expected
    member = Member(id="m", household_id="h", born=born)
    assert through_bytes(member) == member
    assert through_registers(member) == member


def test_not_asked_and_no_are_told_apart() -> None:
    for said in (None, True, False):
        for record in (
            Household(id="h", phone=Phone(message_allowed=said)),
            Consultation(id="c", household_id="h", taken_at="2026-10-05T10:20:00+09:00", urgent=said),
        ):
            assert through_bytes(record) == record
            assert through_registers(record) == record


def test_a_consent_is_not_asked_for_until_somebody_says_so() -> None:
    assert Consent(id="k", household_id="h").state == "まだ聞いていない"


def test_an_id_says_nothing_and_never_comes_twice() -> None:
    ids = {new_id() for _each in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)


@pytest.mark.parametrize(
    "item",
    [
        {"id": "c", "household_id": "h"},
        {"id": "c", "household_id": "h", "taken_at": 3},
        {"id": "c", "household_id": "h", "taken_at": "x", "answers": {"Q1": "たぶん"}},
        {"id": "c", "household_id": "h", "taken_at": "x", "statements": {"s": {"source": "うわさ", "text": "x"}}},
        {"id": "c", "household_id": "h", "taken_at": "x", "override": {"level": 6}},
    ],
)
def test_what_is_no_talk_is_not_taken_for_one(item: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(item, Consultation)


def test_a_field_of_a_newer_version_does_no_harm() -> None:
    item = {"id": "h", "address": "見本町1", "colour_of_the_door": "青"}
    assert msgspec.convert(item, Household) == Household(id="h", address="見本町1")
