"""A referral's whole way through a real hub: up from one laptop, answered, and the same on every laptop after."""

from kyosei_desk.desk import Desk
from kyosei_desk.records import AgencyState, Consultation
from kyosei_desk.referrals import ReferralState
from sync import answering, post
from sync.hub import replying
from sync.hub.letters import Opened, opened
from sync.referring import refer
from sync.withdrawing import withdraw
from tests.post.talks import GIVEN, NAME, POVERTY, SAID, YES, consent_of, recorded
from tests.sync.hubs import Hub
from tests.sync.laptops import Laptop, quiet

Pair = tuple[Laptop, Laptop]


def mail(hub: Hub) -> list[Opened]:
    """What the city can read, in its order."""
    return [opened(each, hub.city.held) for each in hub.store.letters(hub.district)]


def answer(hub: Hub, state: AgencyState = AgencyState.ACCEPTED) -> None:
    """The city answers the first letter."""
    letters = mail(hub)
    head = replying.heading(hub.store, letters[0], letters, "見本 推進員")
    replying.send(hub.store, hub.city.held, hub.district, answering.answer(head, POVERTY, state))


def state_at(desk: Desk, talk: Consultation) -> list[ReferralState]:
    return [each.state for each in desk.postbox.referrals(desk.now(), talk.id)]


def test_a_referral_goes_up_and_its_answer_is_the_same_on_every_laptop(hub: Hub, pair: Pair) -> None:
    one, other = pair
    talk = recorded(one.desk, {"Q12": YES}, GIVEN)
    refer(one.desk, one.enrolment, talk.id, POVERTY)
    assert one.sync().letters_up == 1
    (letter,) = mail(hub)
    assert isinstance(letter.content, post.Referral)
    assert [each.name for each in letter.content.people] == [NAME]
    answer(hub)
    quiet(pair)
    assert state_at(one.desk, talk) == state_at(other.desk, talk) == [ReferralState.ACCEPTED]
    assert one.states() == other.states()


def test_the_hub_holds_no_word_of_a_letter_in_the_clear(hub: Hub, pair: Pair) -> None:
    one, _other = pair
    talk = recorded(one.desk, {"Q12": YES}, GIVEN)
    refer(one.desk, one.enrolment, talk.id, POVERTY)
    quiet(pair)
    content = b"".join(path.read_bytes() for path in hub.database.parent.glob(hub.database.name + "*"))
    assert [word for word in (NAME, SAID, POVERTY) if word.encode() in content] == []


def test_a_letter_whose_receipt_was_lost_is_there_once(hub: Hub, pair: Pair) -> None:
    one, _other = pair
    talk = recorded(one.desk, {"Q12": YES}, GIVEN)
    sent = refer(one.desk, one.enrolment, talk.id, POVERTY)
    (queued,) = one.desk.exchange.unsent_letters()
    one.sync()
    one.desk.exchange.post((), dropped=(sent.letter_id,))
    one.desk.exchange.queue_letter(queued.id, queued.kind, queued.subject, queued.content)  # as if never heard of
    one.sync()
    assert [each.stored.letter.id for each in mail(hub)] == [sent.letter_id]
    assert one.desk.exchange.unsent_letters() == []


def test_consent_taken_back_on_another_laptop_hides_the_case_at_the_hub(hub: Hub, pair: Pair) -> None:
    one, other = pair
    talk = recorded(one.desk, {"Q12": YES}, GIVEN)
    sent = refer(one.desk, one.enrolment, talk.id, POVERTY)
    quiet(pair)
    done = withdraw(other.desk, other.enrolment, consent_of(other.desk, talk).id)
    assert done.letters == (sent.letter_id,)
    quiet(pair)
    hidden = {each.stored.letter.id: each.stored.hidden_at is not None for each in mail(hub)}
    assert hidden[sent.letter_id]
    assert state_at(one.desk, talk) == state_at(other.desk, talk) == [ReferralState.WITHDRAWN]


def test_a_letter_that_waited_on_one_laptop_while_another_took_it_back_never_leaves(hub: Hub, pair: Pair) -> None:
    """The record went by bundle or by a sync that broke off before the letters; the letter itself is still here."""
    one, other = pair
    talk = recorded(one.desk, {"Q12": YES}, GIVEN)
    sent = refer(one.desk, one.enrolment, talk.id, POVERTY)
    (queued,) = one.desk.exchange.unsent_letters()
    one.desk.exchange.letters_sent({sent.letter_id: "kept back for the test"})
    quiet(pair)
    withdraw(other.desk, other.enrolment, consent_of(other.desk, talk).id)
    other.sync()
    one.desk.exchange.post((), dropped=(sent.letter_id,))
    one.desk.exchange.queue_letter(queued.id, queued.kind, queued.subject, queued.content)
    quiet(pair)
    assert sent.letter_id not in {each.stored.letter.id for each in mail(hub)}
