"""What the city is told beside a referral: a closed talk within its consent, a lowered level, what the town lacks."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed
from kyosei_desk.records import Answer, Confirmation, ConsentState, Consultation, Gap, Level, Task, new_id
from sync import answering, post
from sync.mailing import Sent
from sync.referring import refer
from sync.standing import Enrolment
from sync.telling import gap, lowered, share
from tests.post.city import City, HandClock
from tests.post.talks import COORDINATOR, GIVEN, NAME, POVERTY, REFUSED, SAID, YES, brought, recorded

NO = Answer.NO


def letter(city: City, desk: Desk, enrolment: Enrolment, sent: Sent, kind: type[Any]) -> Any:
    found = city.mail(desk, enrolment)[sent.letter_id]
    assert type(found) is kind
    return found


# 情報共有


def test_a_closed_talk_is_shared_as_the_coordinator_may_know_it(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q30": YES}, GIVEN, wish="見本の希望")
    found = letter(city, desk, enrolment, share(desk, enrolment, talk.id), post.Sharing)
    assert [each.name for each in found.people] == [NAME]
    assert ([each.text for each in found.statements], found.wish) == ([SAID], "見本の希望")
    assert [(each.question, str(each.basis)) for each in found.grounds] == [("Q30", "N")]


def test_the_same_is_shared_once_and_a_change_in_its_place(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q30": YES}, GIVEN)
    first, same = share(desk, enrolment, talk.id), share(desk, enrolment, talk.id)
    assert (first.letter_id, same.fresh) == (same.letter_id, False)
    less = share(desk, enrolment, talk.id, ())
    assert letter(city, desk, enrolment, less, post.Sharing).replaces == (first.letter_id,)


@pytest.mark.parametrize("state", [REFUSED, ConsentState.UNOBTAINABLE, ConsentState.NOT_ASKED, None])
def test_without_consent_nothing_is_shared(desk: Desk, enrolment: Enrolment, state: ConsentState | None) -> None:
    talk = recorded(desk, {"Q13": YES}, state)  # not on a duty either: that has a letter of its own
    with pytest.raises(NotAllowed, match="同意がない"):
        share(desk, enrolment, talk.id)
    assert desk.exchange.unsent_letters() == []


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"city": True, "everyone": False, "agencies": frozenset({POVERTY})}, True),
        ({"city": False, "everyone": True}, False),
        ({"city": False, "everyone": False, "agencies": frozenset({COORDINATOR})}, False),
        ({"city": True, "ends_on": "2026-10-04"}, False),
        ({"city": True, "ends_on": "2026-10-05"}, True),
        ({"city": True, "withdrawn_on": "2026-10-05"}, False),
    ],
)
def test_the_scope_must_include_the_city(
    desk: Desk, enrolment: Enrolment, fields: dict[str, Any], allowed: bool
) -> None:
    intake = brought({"Q30": YES}, GIVEN)
    agreed = msgspec.structs.replace(intake.consents[0], **fields)
    talk = desk.record(msgspec.structs.replace(intake, consents=(agreed,)))
    if allowed:
        assert share(desk, enrolment, talk.id).fresh
    else:
        with pytest.raises(NotAllowed):
            share(desk, enrolment, talk.id)


def test_an_expired_consent_that_named_the_city_does_not_lend_itself_to_one_that_does_not(
    desk: Desk, enrolment: Enrolment
) -> None:
    intake = brought({"Q30": YES}, GIVEN)
    past = msgspec.structs.replace(intake.consents[0], id=new_id(), city=True, ends_on="2026-10-01")
    now = msgspec.structs.replace(intake.consents[0], city=False)
    talk = desk.record(msgspec.structs.replace(intake, consents=(past, now)))
    with pytest.raises(NotAllowed):
        share(desk, enrolment, talk.id)


def test_an_open_talk_is_not_shared(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q30": YES}, GIVEN)
    shown, found = desk.postbox.shown(talk.id, Consultation)
    desk.save(shown, msgspec.structs.replace(found, closed_at=""))
    with pytest.raises(NotAllowed, match="閉じていない"):
        share(desk, enrolment, talk.id)


def test_what_is_told_without_a_name_is_not_shared_with_one(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q30": YES, "C4": YES, "C5": YES}, GIVEN)
    found = letter(city, desk, enrolment, share(desk, enrolment, talk.id), post.Sharing)
    assert [each.question for each in found.grounds] == ["Q30"]


# A lowered level


def test_a_lowered_level_goes_as_numbers_only(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES, "Q30": YES}, GIVEN, case_id="見本-7")
    desk.set_level(talk.id, Level.L3, "見本の理由")
    sent = lowered(desk, enrolment, talk.id)
    found = letter(city, desk, enrolment, sent, post.Lowered)
    assert (found.level, found.lowered_from, found.questions) == (Level.L3, Level.L4, ("Q12",))
    text = post.written(found).decode()
    stays = (NAME, SAID, "見本の理由", "見本-7", talk.id, talk.household_id, talk.taken_at, desk.me.name)
    assert [word for word in stays if word in text] == []
    assert found.number == sent.number


def test_nothing_leads_from_a_lowered_level_to_the_letter_that_names_the_person(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    named = refer(desk, enrolment, talk.id, POVERTY)
    desk.set_level(talk.id, Level.L3, "見本の理由")
    number = lowered(desk, enrolment, talk.id)
    one = letter(city, desk, enrolment, named, post.Referral)
    other = letter(city, desk, enrolment, number, post.Lowered)
    assert (one.reply.file == other.reply.file, one.number == other.number) == (False, False)


def test_where_nothing_waits_nothing_is_asked(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    with pytest.raises(NotAllowed, match="ありません"):
        lowered(desk, enrolment, talk.id)


def lowering(desk: Desk, enrolment: Enrolment, city: City) -> tuple[Consultation, Sent, post.Lowered]:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    desk.set_level(talk.id, Level.L3, "見本の理由")
    sent = lowered(desk, enrolment, talk.id)
    return talk, sent, letter(city, desk, enrolment, sent, post.Lowered)


def word(city: City, desk: Desk, sent: Sent, asked: post.Lowered, *, confirmed: bool, clock: HandClock) -> None:
    """What the coordinator says to it, come in at the desk."""
    heading = city.heading(sent.letter_id, asked.reply, clock.now)
    city.reply(answering.confirmation(heading, asked, confirmed=confirmed, text="" if confirmed else "見本の理由"))
    city.deliver(desk)


def test_the_higher_level_counts_until_the_coordinator_confirms(
    desk: Desk, enrolment: Enrolment, city: City, clock: HandClock
) -> None:
    talk, sent, asked = lowering(desk, enrolment, city)
    before = desk.assess(talk.id)
    assert (before.level, before.lowering_awaited) == (Level.L4, True)
    word(city, desk, sent, asked, confirmed=True, clock=clock)
    after = desk.assess(talk.id)
    assert (after.level, after.lowering_awaited) == (Level.L3, False)
    override = desk.file(talk.id).consultation.override
    assert override is not None
    assert override.confirmed_by == "見本 推進員"


def test_a_no_leaves_the_higher_level(desk: Desk, enrolment: Enrolment, city: City, clock: HandClock) -> None:
    talk, sent, asked = lowering(desk, enrolment, city)
    word(city, desk, sent, asked, confirmed=False, clock=clock)
    assert (desk.assess(talk.id).level, desk.assess(talk.id).lowering_awaited) == (Level.L4, True)
    assert [type(each) for each in desk.postbox.answers_to(sent.record_id)] == [Confirmation]


def test_the_last_word_counts(desk: Desk, enrolment: Enrolment, city: City, clock: HandClock) -> None:
    talk, sent, asked = lowering(desk, enrolment, city)
    word(city, desk, sent, asked, confirmed=True, clock=clock)
    clock.move(hours=1)
    word(city, desk, sent, asked, confirmed=False, clock=clock)
    assert desk.assess(talk.id).level is Level.L4


def test_a_confirmation_does_not_outlive_a_change_of_mind(
    desk: Desk, enrolment: Enrolment, city: City, clock: HandClock
) -> None:
    """Raised again and lowered again: it is another lowering, and asks anew."""
    talk, sent, asked = lowering(desk, enrolment, city)
    word(city, desk, sent, asked, confirmed=True, clock=clock)
    clock.move(hours=1)
    desk.set_level(talk.id, Level.L4)
    assert desk.assess(talk.id).level is Level.L4
    clock.move(hours=1)
    desk.set_level(talk.id, Level.L3, "また下げる")
    assert (desk.assess(talk.id).level, desk.assess(talk.id).lowering_awaited) == (Level.L4, True)
    again = lowered(desk, enrolment, talk.id)
    assert (again.fresh, again.record_id != sent.record_id) == (True, True)


def changed(desk: Desk, talk: Consultation, **answers: Answer) -> None:
    shown, found = desk.postbox.shown(talk.id, Consultation)
    desk.save(shown, msgspec.structs.replace(found, answers={**found.answers, **answers}))


def test_answers_that_let_the_level_fall_after_closing_are_a_lowering_too(
    desk: Desk, enrolment: Enrolment, city: City, clock: HandClock
) -> None:
    talk = recorded(desk, {"Q12": YES, "Q30": YES}, GIVEN)
    changed(desk, talk, Q12=NO)
    sent = lowered(desk, enrolment, talk.id)
    asked = letter(city, desk, enrolment, sent, post.Lowered)
    assert (asked.level, asked.lowered_from, asked.questions) == (Level.L3, Level.L4, ())
    word(city, desk, sent, asked, confirmed=True, clock=clock)
    assert (desk.assess(talk.id).level, desk.assess(talk.id).lowering_awaited) == (Level.L3, False)
    changed(desk, talk, Q22=YES)  # and then they rise again: no confirmation hides it
    assert desk.assess(talk.id).level is Level.L4


def test_the_same_lowering_is_asked_about_once(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk, sent, _asked = lowering(desk, enrolment, city)
    again = lowered(desk, enrolment, talk.id)
    assert (again.letter_id, again.fresh) == (sent.letter_id, False)


# 資源不足


def lacking(desk: Desk) -> Gap:
    talk = recorded(desk, {"Q30": YES}, REFUSED)
    found = Gap(
        id=new_id(), household_id=talk.household_id, consultation_id=talk.id, field="交通", area="みどり町",
        audience="高齢の人", kind="遠い", note="見本さんの足", substitute="見本さんの車",
        proposal="見本さん宅の前にバス停",
    )  # fmt: skip
    desk.save(None, found)
    return found


def test_what_the_town_lacks_goes_without_a_person(desk: Desk, enrolment: Enrolment, city: City) -> None:
    found = lacking(desk)
    sent = letter(city, desk, enrolment, gap(desk, enrolment, found.id), post.Gap)
    assert (sent.field, sent.area, sent.audience, sent.lack) == ("交通", "みどり町", "高齢の人", "遠い")
    assert (sent.note, sent.substitute, sent.proposal) == ("", "", "")
    text = post.written(sent).decode()
    assert [
        each for each in (found.household_id, found.consultation_id, found.id, "見本さん", NAME) if each in text
    ] == []


def test_a_free_sentence_goes_only_where_it_was_ticked(desk: Desk, enrolment: Enrolment, city: City) -> None:
    found = lacking(desk)
    first = gap(desk, enrolment, found.id)
    second = gap(desk, enrolment, found.id, ("proposal", "household_id"))
    sent = letter(city, desk, enrolment, second, post.Gap)
    assert (sent.note, sent.substitute, sent.proposal) == ("", "", found.proposal)
    assert sent.replaces == (first.letter_id,)
    assert found.household_id not in post.written(sent).decode()
    assert gap(desk, enrolment, found.id, ("proposal",)).fresh is False


def test_a_decision_comes_back_as_a_task(desk: Desk, enrolment: Enrolment, city: City, clock: HandClock) -> None:
    found = lacking(desk)
    sent = gap(desk, enrolment, found.id)
    heading = city.heading(sent.letter_id, letter(city, desk, enrolment, sent, post.Gap).reply)
    until = (clock.now + timedelta(days=30)).date().isoformat()
    city.reply(answering.task(heading, "送迎を試す", "見本 社協", until, "推進会議"))
    city.deliver(desk)
    (task,) = desk.postbox.answers_to(sent.record_id)
    assert isinstance(task, Task)
    assert (task.what, task.who, task.until, task.meeting) == ("送迎を試す", "見本 社協", until, "推進会議")
