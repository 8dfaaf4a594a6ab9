"""A person takes their consent back: what stood on it goes at the city too, what stands on a duty stays, nothing is
sent after it, and a case that is restricted takes its answers with it."""

from pathlib import Path

import msgspec
import pytest

from kyosei_desk.desk import Desk
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Answer, ConsentState, Consultation, Referral
from kyosei_desk.referrals import ReferralState, live
from kyosei_desk.vault import Role
from sync import post
from sync.mailing import Sent
from sync.referring import refer
from sync.standing import Enrolment
from sync.telling import share
from sync.withdrawing import MOVING, readdress, restrict, settle, withdraw
from tests.builders import CLOCK, COLLEAGUE, NOW, OTHER_WORDS, WORDS, statement
from tests.post.city import City
from tests.post.talks import (
    CHILDREN,
    ELDERLY,
    GIVEN,
    NAME,
    POVERTY,
    REFUSED,
    SAID,
    YES,
    asked,
    consent_of,
    recorded,
)

UNOBTAINABLE = ConsentState.UNOBTAINABLE


def withdrawals(city: City, desk: Desk, enrolment: Enrolment) -> list[post.Withdrawal]:
    return [each for each in city.mail(desk, enrolment).values() if isinstance(each, post.Withdrawal)]


def arrived(desk: Desk, *sent: Sent) -> None:
    """The hub has these letters."""
    desk.exchange.letters_sent({each.letter_id: "" for each in sent})


def states(desk: Desk, talk: Consultation) -> dict[str, ReferralState]:
    return {each.referral.agency: each.state for each in desk.postbox.referrals(NOW, talk.id)}


def test_what_stood_on_consent_is_taken_back_by_a_letter(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    arrived(desk, sent)
    done = withdraw(desk, enrolment, consent_of(desk, talk).id)
    assert (done.letters, done.kept, done.again) == ((sent.letter_id,), (), ())
    (letter,) = withdrawals(city, desk, enrolment)
    assert (letter.letters, letter.reason) == ((sent.letter_id,), post.WithdrawalReason.CONSENT_WITHDRAWN)
    assert states(desk, talk) == {POVERTY: ReferralState.WITHDRAWN}
    consent = consent_of(desk, talk)
    assert (consent.state, consent.withdrawn_on) == (REFUSED, NOW.date().isoformat())


def test_a_withdrawal_tells_nothing_but_ids(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    refer(desk, enrolment, talk.id, POVERTY)
    withdraw(desk, enrolment, consent_of(desk, talk).id)
    text = post.written(withdrawals(city, desk, enrolment)[0]).decode()
    assert all(word not in text for word in (NAME, SAID, POVERTY, "Q12", talk.id, talk.household_id))


@pytest.mark.parametrize(
    ("answers", "agency", "state"),
    [
        ({"Q13": YES}, CHILDREN, GIVEN),  # D
        ({"Q15": YES}, ELDERLY, GIVEN),  # E
        ({"Q12": YES}, POVERTY, UNOBTAINABLE),  # X, 最小限: it never stood on a consent
        ({"Q15": YES}, ELDERLY, REFUSED),  # nameless
    ],
)
def test_what_stands_on_another_ground_stays(
    desk: Desk, enrolment: Enrolment, city: City, answers: dict[str, Answer], agency: str, state: ConsentState
) -> None:
    talk = recorded(desk, answers, state)
    refer(desk, enrolment, talk.id, agency)
    done = withdraw(desk, enrolment, consent_of(desk, talk).id)
    assert (done.letters, done.kept) == ((), (agency,))
    assert (withdrawals(city, desk, enrolment), states(desk, talk)) == ([], {agency: ReferralState.ASKED})


def test_a_letter_on_duty_and_consent_stays_and_is_to_be_sent_again_with_less(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    """Q15 asks the office by duty, Q23 by consent alone: the duty keeps the letter, but not all of its words."""
    said = (
        statement("見本のQ15の話", questions=frozenset({"Q15"})),
        statement("見本のQ23の話", questions=frozenset({"Q23"})),
    )
    talk = recorded(desk, {"Q15": YES, "Q23": YES}, GIVEN, *said, sub_answers={"Q15": YES})
    first = refer(desk, enrolment, talk.id, ELDERLY)
    done = withdraw(desk, enrolment, consent_of(desk, talk).id)
    assert (done.letters, done.kept, done.again) == ((), (ELDERLY,), (ELDERLY,))
    second = refer(desk, enrolment, talk.id, ELDERLY)
    letter = city.referral(desk, enrolment, second.letter_id)
    assert letter.replaces == (first.letter_id,)
    assert [ground.question for ground in letter.grounds] == ["Q15"]
    assert [each.text for each in letter.statements] == ["見本のQ15の話"]


def test_every_letter_that_still_counts_is_taken_back_and_no_other(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q12": YES, "Q13": YES, "Q29": YES}, GIVEN)
    first = refer(desk, enrolment, talk.id, POVERTY)
    second = refer(desk, enrolment, talk.id, POVERTY, ())
    law = refer(desk, enrolment, talk.id, "法テラス")
    duty = refer(desk, enrolment, talk.id, CHILDREN)
    done = withdraw(desk, enrolment, consent_of(desk, talk).id)
    assert set(done.letters) == {first.letter_id, second.letter_id, law.letter_id}
    assert duty.letter_id not in done.letters
    assert states(desk, talk)[CHILDREN] is ReferralState.ASKED


def test_a_consent_of_another_talk_leaves_this_ones_letters_alone(desk: Desk, enrolment: Enrolment) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    refer(desk, enrolment, talk.id, POVERTY)
    later = asked(GIVEN, talk.household_id, "9" * 32)
    desk.save(None, later)
    assert withdraw(desk, enrolment, later.id).letters == ()
    assert states(desk, talk) == {POVERTY: ReferralState.ASKED}


def test_information_that_was_shared_is_taken_back(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q30": YES}, GIVEN)
    sent = share(desk, enrolment, talk.id)
    assert withdraw(desk, enrolment, consent_of(desk, talk).id).letters == (sent.letter_id,)
    assert withdrawals(city, desk, enrolment)[0].letters == (sent.letter_id,)


def test_after_a_new_consent_a_new_letter_goes(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    first = refer(desk, enrolment, talk.id, POVERTY)
    old = consent_of(desk, talk)
    withdraw(desk, enrolment, old.id)
    shown, gone = desk.postbox.shown(old.id, type(old))
    desk.save(shown, msgspec.structs.replace(gone, state=GIVEN, withdrawn_on=""))
    second = refer(desk, enrolment, talk.id, POVERTY)
    assert (second.fresh, second.record_id) == (True, first.record_id)
    assert city.referral(desk, enrolment, second.letter_id).replaces == ()
    assert states(desk, talk) == {POVERTY: ReferralState.ASKED}


def test_without_a_hub_the_consent_is_taken_back_all_the_same(desk: Desk) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    assert withdraw(desk, None, consent_of(desk, talk).id).letters == ()
    assert consent_of(desk, talk).state is REFUSED


# Nothing goes after it


def test_a_letter_that_still_waited_is_sent_no_more_and_withdrawn_all_the_same(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    """Its receipt may have been lost: only a withdrawal makes sure."""
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    withdraw(desk, enrolment, consent_of(desk, talk).id)
    assert [post.kind_of(each) for each in city.mail(desk, enrolment).values()] == ["withdrawal"]
    assert withdrawals(city, desk, enrolment)[0].letters == (sent.letter_id,)


def test_a_restored_hub_gets_the_withdrawal_and_not_the_letter(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    arrived(desk, refer(desk, enrolment, talk.id, POVERTY))
    withdraw(desk, enrolment, consent_of(desk, talk).id)
    desk.exchange.letters_again()
    assert [post.kind_of(each) for each in city.mail(desk, enrolment).values()] == ["withdrawal"]


def test_where_another_desk_took_it_back_the_letter_that_waits_here_is_held_back(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    refer(desk, enrolment, talk.id, POVERTY)
    shown, record = desk.postbox.sent(talk.id)[0]
    desk.save(shown, msgspec.structs.replace(record, withdrawn=frozenset(live(record))))  # as it came from there
    settle(desk, enrolment)
    assert city.mail(desk, enrolment) == {}


def test_a_letter_that_nobody_took_back_is_not_held(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    settle(desk, enrolment)
    assert list(city.mail(desk, enrolment)) == [sent.letter_id]


@pytest.mark.parametrize("table", ["letter", "change", "audit"])
def test_consent_marks_and_withdrawal_are_one_step(desk: Desk, enrolment: Enrolment, city: City, table: str) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    database = desk._store._database
    database.execute(f"CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(Exception, match="記録の読み書き"):
        withdraw(desk, enrolment, consent_of(desk, talk).id)
    database.execute("DROP TRIGGER broken")
    assert (consent_of(desk, talk).state, states(desk, talk)) == (GIVEN, {POVERTY: ReferralState.ASKED})
    assert list(city.mail(desk, enrolment)) == [sent.letter_id]


def test_a_purge_does_not_take_a_withdrawal_with_it(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    arrived(desk, refer(desk, enrolment, talk.id, POVERTY))
    withdraw(desk, enrolment, consent_of(desk, talk).id)
    desk.purge(talk.id)
    assert len(withdrawals(city, desk, enrolment)) == 1


# Restricted


def renamed(desk: Desk, talk_id: str) -> Referral:
    (record,) = (each for _shown, each in desk.postbox.sent(talk_id))
    assert isinstance(record, Referral)
    return record


def test_answers_to_what_was_sent_before_go_to_the_readers_from_now_on(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    renewed = restrict(desk, enrolment, talk.id, ())
    letters = list(city.mail(desk, enrolment).values())
    record = renamed(desk, renewed)
    assert [post.kind_of(each) for each in letters] == ["referral", "readdressed"]
    assert post.address_of(sent.letter_id, letters[0], letters) == post.Address(
        file=record.id, readers=(post.Reader(id=desk.me.id, key=desk.me.public_key),)
    )
    assert (record.id != sent.record_id, list(record.letters)) == (True, [sent.letter_id])
    assert desk.exchange.letters_of(record.id)[0] == sent.letter_id  # the letter that waits was not lost


def test_a_cut_between_the_restriction_and_the_new_address_is_made_good(
    vault: Path, enrolment: Enrolment, city: City
) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = recorded(desk, {"Q12": YES}, GIVEN)
        refer(desk, enrolment, talk.id, POVERTY)
        desk.exchange.put(MOVING, b"1")
        desk.restrict(talk.id, ())  # and the power goes
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        settle(desk, enrolment, answers=False)
        settle(desk, enrolment, answers=False)
        assert [post.kind_of(each) for each in city.mail(desk, enrolment).values()] == ["referral", "readdressed"]
        readdress(desk, enrolment)
        assert len(city.mail(desk, enrolment)) == 2


def test_an_answer_that_was_under_way_is_filed_where_the_referral_is_now(
    desk: Desk, enrolment: Enrolment, city: City
) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    reply = city.accept(sent.letter_id, city.referral(desk, enrolment, sent.letter_id), POVERTY)
    renewed = restrict(desk, enrolment, talk.id, ())
    city.deliver(desk, [reply])
    settle(desk, enrolment)
    assert [each.state for each in desk.postbox.referrals(NOW, renewed)] == [ReferralState.ACCEPTED]
    assert desk.postbox.unfiled() == []


def test_answers_that_were_there_are_sealed_with_the_talk(desk: Desk, enrolment: Enrolment, city: City) -> None:
    desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    city.accept(sent.letter_id, city.referral(desk, enrolment, sent.letter_id), POVERTY)
    city.deliver(desk)
    renewed = restrict(desk, enrolment, talk.id, ())
    (answer,) = desk.postbox.answers_to(renamed(desk, renewed).id)
    assert answer.letter_id == sent.letter_id
    assert desk.postbox.shown(answer.id, type(answer))[0].readers == (desk.me.id,)
    assert [each.state for each in desk.postbox.referrals(NOW, renewed)] == [ReferralState.ACCEPTED]
    assert desk.verify() == []
