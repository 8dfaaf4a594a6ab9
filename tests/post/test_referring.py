"""A volunteer presses send: the record says what left, the letter waits sealed, and both are there or neither."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import DeskError, NotAllowed, NotFound
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Action, Answer, ConsentState, Consultation, Level, Referral, Source
from kyosei_desk.referrals import ReferralState, live
from kyosei_desk.vault import Role
from sync import post
from sync.mailing import NoPost
from sync.referring import preview, refer
from sync.standing import PENDING, Enrolment
from tests.builders import COLLEAGUE, NOW, OTHER_WORDS, WORDS, statement
from tests.post.city import City, HandClock
from tests.post.talks import CHILDREN, COORDINATOR, ELDERLY, GIVEN, NAME, POVERTY, REFUSED, SAID, YES, recorded

UNASKED = None


def referrals(desk: Desk, talk: Consultation) -> list[Referral]:
    return [each for _shown, each in desk.postbox.sent(talk.id) if isinstance(each, Referral)]


def the_letter(city: City, desk: Desk, enrolment: Enrolment) -> post.Referral:
    """The one letter that waits."""
    (letter,) = city.mail(desk, enrolment).values()
    assert isinstance(letter, post.Referral)
    return letter


def test_the_city_reads_what_the_volunteer_saw(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, wish="見本の希望")
    sent = refer(desk, enrolment, talk.id, POVERTY)
    letter = the_letter(city, desk, enrolment)
    assert (letter.agency, letter.action, letter.level) == (POVERTY, Action.SEND, Level.L4)
    assert [each.text for each in letter.statements] == [SAID]
    assert [each.name for each in letter.people] == [NAME]
    assert (letter.wish, letter.number) == ("見本の希望", sent.number)
    assert letter.desk.name == desk.district().desk


def test_the_record_says_what_was_disclosed_and_until_when(desk: Desk, enrolment: Enrolment, clock: HandClock) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, wish="見本の希望")
    clock.move(hours=3)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    (record,) = referrals(desk, talk)
    assert (record.id, record.number, record.agency, record.by) == (sent.record_id, sent.number, POVERTY, desk.me.id)
    assert (record.findings, record.grounds) == (frozenset({"Q12"}), frozenset({"Q12 N"}))
    assert record.statements == {*desk.file(talk.id).consultation.statements, "wish"}
    assert record.due_at == (NOW + timedelta(hours=24)).isoformat()  # from the talk, not from the letter
    assert record.made_at == (NOW + timedelta(hours=3)).isoformat()
    assert (list(record.letters), record.state) == ([sent.letter_id], ReferralState.ASKED)


def test_the_desk_itself_cannot_open_what_it_sealed_and_queues_no_word_in_the_clear(
    desk: Desk, enrolment: Enrolment
) -> None:
    talk = recorded(desk, {"Q12": YES})
    refer(desk, enrolment, talk.id, POVERTY)
    (queued,) = desk.exchange.unsent_letters()
    assert queued.kind == "referral"
    for word in (SAID, NAME, "見本市", POVERTY):
        assert word.encode() not in queued.content


def test_each_agency_has_a_letter_of_its_own_with_its_own_ground(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q13": YES, "Q12": YES}, GIVEN)
    refer(desk, enrolment, talk.id, POVERTY)
    refer(desk, enrolment, talk.id, CHILDREN)
    letters = [each for each in city.mail(desk, enrolment).values() if isinstance(each, post.Referral)]
    assert [(each.agency, [ground.question for ground in each.grounds]) for each in letters] == [
        (POVERTY, ["Q12"]), (CHILDREN, ["Q13"]),
    ]  # fmt: skip
    assert len({each.number for each in letters}) == len({each.reply.file for each in letters}) == 2


def test_only_what_was_ticked_goes(desk: Desk, enrolment: Enrolment, city: City) -> None:
    heard = statement("見本の聞いた話", Source.HEARSAY)
    talk = recorded(desk, {"Q12": YES}, GIVEN, statement(SAID), heard)
    keys = {each.text: key for key, each in talk.statements.items()}
    refer(desk, enrolment, talk.id, POVERTY, (keys[heard.text],))
    assert [each.text for each in the_letter(city, desk, enrolment).statements] == [heard.text]
    assert referrals(desk, talk)[0].statements == {keys[heard.text]}


def test_what_is_shown_before_is_what_goes(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    seen = preview(desk, talk.id, POVERTY)
    refer(desk, enrolment, talk.id, POVERTY)
    bare = {"number": "", "reply": post.Address()}
    assert msgspec.structs.replace(the_letter(city, desk, enrolment), **bare) == seen


def test_a_case_id_names_the_talk_as_well(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, case_id="P01")
    assert refer(desk, enrolment, "P01", POVERTY).record_id == referrals(desk, talk)[0].id


def test_asking_the_coordinator_sends_no_name_and_no_word(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q15": YES}, REFUSED)
    refer(desk, enrolment, talk.id, ELDERLY)
    letter = the_letter(city, desk, enrolment)
    assert (letter.agency, letter.goes_to, letter.action) == (ELDERLY, COORDINATOR, Action.ASK_COORDINATOR)
    text = post.written(letter).decode()
    assert all(word not in text for word in (NAME, "みほん", SAID, "みどり町"))


@pytest.mark.parametrize(
    ("answers", "state", "agency", "error"),
    [
        ({"Q30": YES}, UNASKED, "ハローワーク", NotAllowed),  # まず聞く
        ({"Q30": YES}, REFUSED, "ハローワーク", NotAllowed),  # 送らない
        ({"Q30": YES}, GIVEN, "保健所", NotFound),  # not asked by the sheet
        ({"Q30": YES}, GIVEN, "ない機関", NotFound),
    ],
)
def test_where_nothing_may_leave_nothing_is_written(
    desk: Desk,
    enrolment: Enrolment,
    answers: dict[str, Answer],
    state: ConsentState | None,
    agency: str,
    error: type[DeskError],
) -> None:
    talk = recorded(desk, answers, state)
    with pytest.raises(error):
        refer(desk, enrolment, talk.id, agency)
    assert (referrals(desk, talk), desk.exchange.unsent_letters()) == ([], [])


def test_an_unknown_consultation_is_said_to_be_so(desk: Desk, enrolment: Enrolment) -> None:
    with pytest.raises(NotFound):
        refer(desk, enrolment, "0" * 32, POVERTY)


@pytest.mark.parametrize("state", ["none", PENDING])
def test_without_a_hub_the_letter_can_be_printed(desk: Desk, city: City, state: str) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    with pytest.raises(NoPost, match="印刷して渡せます"):
        refer(desk, None if state == "none" else city.enrolment(state), talk.id, POVERTY)
    assert (referrals(desk, talk), desk.exchange.unsent_letters()) == ([], [])


def test_a_letter_that_would_be_too_long_is_not_begun(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN, statement("長い話" * 30_000))
    with pytest.raises(DeskError, match="長すぎます"):
        refer(desk, enrolment, talk.id, POVERTY)
    assert (referrals(desk, talk), desk.exchange.unsent_letters()) == ([], [])


# Twice


def test_the_same_again_is_no_second_letter(desk: Desk, enrolment: Enrolment, clock: HandClock) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    first = refer(desk, enrolment, talk.id, POVERTY)
    clock.move(hours=5)
    again = refer(desk, enrolment, talk.id, POVERTY)
    assert (first.fresh, again.fresh) == (True, False)
    assert (again.letter_id, again.number) == (first.letter_id, first.number)
    assert len(desk.exchange.unsent_letters()) == 1


def test_a_change_is_a_second_letter_in_the_place_of_the_first(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    first = refer(desk, enrolment, talk.id, POVERTY)
    second = refer(desk, enrolment, talk.id, POVERTY, ())
    third = refer(desk, enrolment, talk.id, POVERTY)
    assert [each.fresh for each in (first, second, third)] == [True, True, True]
    assert {each.record_id for each in (first, second, third)} == {first.record_id}
    letters = city.mail(desk, enrolment)
    assert post.replaced(letters.values()) == {first.letter_id, second.letter_id}
    (record,) = referrals(desk, talk)
    assert live(record) == (first.letter_id, second.letter_id, third.letter_id)
    assert refer(desk, enrolment, talk.id, POVERTY).letter_id == third.letter_id


def test_a_level_that_was_raised_is_a_change(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    refer(desk, enrolment, talk.id, POVERTY)
    desk.set_level(talk.id, Level.L5)
    assert refer(desk, enrolment, talk.id, POVERTY).fresh
    (record,) = referrals(desk, talk)
    assert (record.level, record.due_at) == (Level.L5, NOW.isoformat())
    assert [each.level for each in city.mail(desk, enrolment).values() if isinstance(each, post.Referral)] == [4, 5]


# Durable


def test_a_letter_and_its_record_are_there_after_the_desk_was_closed(
    vault: Path, clock: HandClock, city: City, enrolment: Enrolment
) -> None:
    with open_desk(vault, WORDS, clock=clock) as desk:
        talk = recorded(desk, {"Q12": YES}, GIVEN)
        sent = refer(desk, enrolment, talk.id, POVERTY)
    with open_desk(vault, WORDS, clock=clock) as desk:
        assert list(city.mail(desk, enrolment)) == [sent.letter_id]
        assert [list(each.letters) for each in referrals(desk, talk)] == [[sent.letter_id]]


@pytest.mark.parametrize("table", ["letter", "change", "audit"])
def test_where_one_part_cannot_be_kept_none_is(desk: Desk, enrolment: Enrolment, table: str) -> None:
    """The disk fails at one of the writes: neither a letter without a record, nor a record without its letter."""
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    database = desk._store._database
    database.execute(f"CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(DeskError, match="記録の読み書き"):
        refer(desk, enrolment, talk.id, POVERTY)
    database.execute("DROP TRIGGER broken")
    assert (referrals(desk, talk), desk.exchange.unsent_letters()) == ([], [])
    assert refer(desk, enrolment, talk.id, POVERTY).fresh
    assert desk.verify() == []


def test_the_trail_says_to_whom_and_on_what_ground_and_no_word_of_anyone(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q13": YES}, UNASKED)
    refer(desk, enrolment, talk.id, CHILDREN)
    event = desk._store.events(talk.id)[-1]
    assert (event.action, event.detail["agency"], event.detail["grounds"]) == ("refer", CHILDREN, ["Q13 D"])
    assert SAID not in str(event.detail)


# Restricted


def test_a_restricted_talk_gives_a_restricted_record_and_an_answer_for_its_readers_alone(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    assert the_reply(desk, enrolment, city, talk.id).readers == ()
    renewed = desk.restrict(talk.id, ())
    (shown, record), *_rest = desk.postbox.sent(renewed)
    assert shown.readers == (desk.me.id,)
    assert the_reply(desk, enrolment, city, renewed) == post.Address(
        file=record.id, readers=(post.Reader(id=desk.me.id, key=desk.me.public_key),)
    )


def the_reply(desk: Desk, enrolment: Enrolment, city: City, talk_id: str) -> post.Address:
    desk_letter = refer(desk, enrolment, talk_id, POVERTY, () if desk.postbox.sent(talk_id) else None)
    letter = city.mail(desk, enrolment)[desk_letter.letter_id]
    assert isinstance(letter, post.Referral)
    return letter.reply
