"""A form while it is written: what is kept comes back, a record takes its place, a person moves without loss."""

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.drafted_people import carried, moved, with_member_again, without_member
from kyosei_desk.drafting import (
    VERSION,
    Form,
    base_of,
    blank,
    kept,
    on_base,
    taken_up,
    with_record,
    without_record,
)
from kyosei_desk.errors import VaultDamaged
from kyosei_desk.records import (
    Birth,
    Consent,
    ConsentState,
    FollowUp,
    Gap,
    Household,
    Member,
    Note,
    Phone,
    Record,
    Referral,
    Source,
    Statement,
    new_id,
)
from tests.builders import intake

AT = "2026-10-21T10:20+09:00"


def form(**fields: object) -> Form:
    return msgspec.structs.replace(blank(AT, "p", "みどり集会所"), **fields)


def someone(at: Form, **fields: object) -> Member:
    return Member(id=new_id(), household_id=at.intake.household.id, **fields)  # type: ignore[arg-type]


def test_a_blank_form_is_a_talk_of_a_household_of_its_own() -> None:
    fresh = blank(AT, "p", "みどり集会所")
    talk = fresh.intake.consultation
    assert (talk.taken_at, talk.taken_by, talk.place) == (AT, "p", "みどり集会所")
    assert talk.household_id == fresh.intake.household.id
    assert fresh.id == talk.id
    assert not fresh.known


def test_what_is_kept_is_taken_up_word_for_word() -> None:
    fresh = form(page=3, reason="途中で帰られた", known=frozenset({"a"}), ticks={"k": ("s",)}, send=("k",))
    fresh = with_record(fresh, someone(fresh, name="見本 𠮷子", born=Birth(said="70代", age_said=70, decade=True)))
    said = {"s": Statement(source=Source.HEARSAY, text="「夜に声」\nという")}
    fresh = with_record(fresh, msgspec.structs.replace(fresh.intake.consultation, statements=said))
    assert taken_up(kept(fresh)) == fresh


def test_a_choice_nobody_made_stays_apart_from_a_choice_of_none() -> None:
    assert taken_up(kept(form(send=None))).send is None
    assert taken_up(kept(form(send=()))).send == ()


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"intake": {"household": 3}}'])
def test_a_draft_this_program_cannot_read_says_so(content: bytes) -> None:
    with pytest.raises(VaultDamaged, match="下書きはそのまま残っています"):
        taken_up(content)


def test_a_draft_of_a_newer_form_is_left_untouched() -> None:
    """Read by halves, it would be kept by halves."""
    with pytest.raises(VaultDamaged, match="新しい版"):
        taken_up(kept(form(version=VERSION + 1)))


def test_a_draft_of_an_earlier_form_is_taken_up() -> None:
    """Fields that came later are not in it."""
    old = msgspec.json.decode(kept(form()))
    for name in ("notes", "referrals"):
        del old["intake"][name]
    assert taken_up(msgspec.json.encode(old)).intake.notes == ()
    assert VERSION == 1


def test_each_kind_of_record_has_its_place_and_is_replaced_by_its_id() -> None:
    fresh = form()
    home, talk = fresh.intake.household.id, fresh.intake.consultation.id
    places: dict[str, Record] = {
        "members": someone(fresh, name="見本"),
        "consents": Consent(id=new_id(), household_id=home),
        "gaps": Gap(id=new_id(), household_id=home),
        "referrals": Referral(id=new_id(), household_id=home, consultation_id=talk, agency="k"),
        "follow_ups": FollowUp(id=new_id(), household_id=home),
        "notes": Note(id=new_id(), household_id=home),
    }
    for record in places.values():
        fresh = with_record(fresh, record)
    for name, record in places.items():
        assert getattr(fresh.intake, name) == (record,)
        again = with_record(fresh, msgspec.structs.replace(record, deleted=True))
        assert [each.deleted for each in getattr(again.intake, name)] == [True]
        assert getattr(without_record(fresh, record.id).intake, name) == ()
    assert all(record in fresh.intake.records() for record in places.values())


def test_household_and_talk_are_replaced_where_they_stand() -> None:
    fresh = form()
    home = msgspec.structs.replace(fresh.intake.household, address="見本市みどり町1-1")
    talk = msgspec.structs.replace(fresh.intake.consultation, wish="眠りたい")
    written = with_record(with_record(fresh, home), talk)
    assert (written.intake.household, written.intake.consultation) == (home, talk)
    assert without_record(written, "nobody") == written


# People that move


def test_a_talk_goes_over_to_a_known_household_and_fills_what_was_blank_there() -> None:
    home = Household(id="home", address="見本市みどり町1-1", phone=Phone(number="000-0001"))
    known = Member(id="tome", household_id="home", name="見本 トメ", kana="みほん とめ", relation="本人")
    fresh = form()
    own = someone(fresh, name="見本トメ", gender="女", born=Birth(said="昭和15年", year=1940))
    talk = msgspec.structs.replace(
        fresh.intake.consultation, statements={"s": Statement(source=Source.SAID, text="痛い", member_id=own.id)}
    )
    written = with_record(with_record(fresh, own), talk)
    written = with_record(written, msgspec.structs.replace(written.intake.household, association="みどり自治会"))
    over = carried(written, home, (known,))
    assert over.id == written.id
    assert over.intake.household == msgspec.structs.replace(home, association="みどり自治会")
    (both,) = over.intake.members
    assert (both.id, both.name, both.kana, both.gender, both.born.year) == (
        "tome",
        "見本 トメ",
        "みほん とめ",
        "女",
        1940,
    )
    assert over.intake.consultation.statements["s"].member_id == "tome"
    assert over.intake.consultation.household_id == "home"
    assert over.known == {"home", "tome"}
    assert over.intake.notes == ()


def test_what_the_known_record_says_otherwise_is_kept_in_a_note() -> None:
    home = Household(id="home", address="見本市みどり町1-1", phone=Phone(number="000-0001"))
    fresh = form()
    typed = msgspec.structs.replace(fresh.intake.household, address="見本市あおば町9", phone=Phone(number="000-0009"))
    over = carried(with_record(fresh, typed), home, ())
    assert over.intake.household == home
    (note,) = over.intake.notes
    assert note.household_id == "home"
    assert note.consultation_id == over.id
    assert "見本市あおば町9" in note.text
    assert "000-0009" in note.text


def test_someone_new_joins_the_known_household_and_two_years_of_birth_are_two_persons() -> None:
    home = Household(id="home")
    known = Member(id="a", household_id="home", name="見本 一", born=Birth(year=1940), position=4)
    fresh = form()
    son = someone(fresh, name="見本 一", born=Birth(year=1970))
    over = carried(with_record(fresh, son), home, (known,))
    assert [each.id for each in over.intake.members] == ["a", son.id]
    assert [each.household_id for each in over.intake.members] == ["home", "home"]
    assert over.intake.members[1].position == 5
    assert son.id not in over.known


def test_a_hidden_place_stays_hidden_and_every_record_is_filed_anew() -> None:
    fresh = form()
    own = someone(fresh, name="見本 花子")
    filed: list[Consent | FollowUp | Gap] = [
        Consent(id="c", household_id=own.household_id, member_id=own.id, state=ConsentState.GIVEN),
        FollowUp(id="f", household_id=own.household_id),
        Gap(id="g", household_id=own.household_id),
    ]
    fresh = with_record(fresh, msgspec.structs.replace(fresh.intake.household, address_withheld=True))
    for record in (own, *filed):
        fresh = with_record(fresh, record)
    over = carried(fresh, Household(id="home"), (Member(id="h", household_id="home", name="見本花子"),))
    assert over.intake.household.address_withheld
    assert over.intake.consents[0].member_id == "h"
    assert over.intake.consents[0].household_id == "home"
    assert over.intake.follow_ups[0].household_id == "home"
    assert over.intake.gaps[0].household_id == "home"


def test_a_member_goes_with_what_names_them_and_comes_back_with_it() -> None:
    fresh = form()
    first, second = someone(fresh, name="見本 一", position=0), someone(fresh, name="見本 二", position=1)
    consent = Consent(id="c", household_id=first.household_id, member_id=first.id)
    said = {"s": Statement(source=Source.SAID, text="痛い", member_id=first.id)}
    talk = msgspec.structs.replace(fresh.intake.consultation, statements=said)
    for record in (first, second, consent, talk):
        fresh = with_record(fresh, record)
    gone = without_member(fresh, first.id)
    assert gone.intake.members == (second,)
    assert gone.intake.consents == ()
    assert gone.intake.consultation.statements["s"].member_id == ""
    later = with_record(gone, msgspec.structs.replace(gone.intake.consultation, wish="休みたい"))
    again = with_member_again(later, fresh, first.id)
    assert again.intake.members == (first, second)
    assert again.intake.consents == (consent,)
    assert again.intake.consultation.statements["s"].member_id == first.id
    assert again.intake.consultation.wish == "休みたい"


def test_a_statement_that_went_meanwhile_does_not_come_back_with_the_member() -> None:
    fresh = form()
    own = someone(fresh, name="見本 一")
    said = {"s": Statement(source=Source.SAID, text="痛い", member_id=own.id)}
    fresh = with_record(with_record(fresh, own), msgspec.structs.replace(fresh.intake.consultation, statements=said))
    gone = without_member(fresh, own.id)
    gone = with_record(gone, msgspec.structs.replace(gone.intake.consultation, statements={}))
    assert with_member_again(gone, fresh, own.id).intake.consultation.statements == {}


def test_members_are_counted_anew_where_one_rises() -> None:
    fresh = form()
    people = [someone(fresh, name=each, position=place) for place, each in enumerate("一二三")]
    for each in people:
        fresh = with_record(fresh, each)
    risen = moved(fresh, people[2].id, -1).intake.members
    assert [(each.name, each.position) for each in risen] == [("一", 0), ("三", 1), ("二", 2)]
    assert moved(fresh, people[0].id, -1) == fresh


def test_a_form_builds_on_what_stood_there_when_it_was_begun(desk: Desk) -> None:
    """What another desk wrote meanwhile stands beside what is written now, until a person chooses."""
    talk = desk.record(intake("話"))
    begun = on_base(Form(intake=intake("話")), {talk.id: there}) if (there := desk.shown(talk.id)) else None
    assert begun is not None
    desk.save(desk.shown(talk.id), msgspec.structs.replace(talk, wish="ほかの机で書いた希望"))
    base = base_of(taken_up(kept(begun)))
    desk.correct(talk.id, (msgspec.structs.replace(talk, wish="この机で書いた希望"),), base)
    (conflict,) = desk.conflicts()
    assert {each.value for each in conflict.versions} == {"ほかの机で書いた希望", "この机で書いた希望"}
