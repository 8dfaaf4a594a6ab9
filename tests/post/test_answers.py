"""Answers of the city: made once, the same record on every desk, opened by whom the letter named, shown as a state."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kyosei_desk.clock import parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.errors import FieldError, NotAllowed
from kyosei_desk.opening import open_desk
from kyosei_desk.records import AgencyAnswer, AgencyState, Confirmation, FromCity, LetterOpened, Level, Task
from kyosei_desk.referrals import ReferralState
from kyosei_desk.store.changes import pack_writes
from kyosei_desk.store.fields import flat
from kyosei_desk.store.registers import Write
from kyosei_desk.vault import Role
from sync import answering, post
from sync.answering import Heading
from sync.protocol import Body
from sync.referring import refer
from sync.standing import Enrolment
from tests.builders import CLOCK, COLLEAGUE, NOW, OTHER_WORDS, WORDS
from tests.conftest import Made
from tests.post.city import COORDINATOR, City
from tests.post.talks import GIVEN, POVERTY, YES, recorded

LETTER, FILE = "1" * 32, "2" * 32
HEADING = Heading(reply_id="3" * 32, letter_id=LETTER, to=post.Address(file=FILE), by=COORDINATOR, at=NOW)
LOWERED = post.Lowered(
    desk=post.Contact(name="見本の場"), written_on="2026-10-05", number="ABC123", reply=post.Address(file=FILE),
    level=Level.L3, lowered_from=Level.L5,
)  # fmt: skip
BODIES: tuple[tuple[Body, FromCity], ...] = (
    (
        answering.answer(HEADING, "保健所", AgencyState.ACCEPTED, "見本の返事"),
        AgencyAnswer(id="3" * 32, agency="保健所", state=AgencyState.ACCEPTED, text="見本の返事"),
    ),
    (answering.opened(HEADING), LetterOpened(id="3" * 32)),
    (
        answering.confirmation(HEADING, LOWERED, confirmed=True),
        Confirmation(id="3" * 32, confirmed=True, level=Level.L3, lowered_from=Level.L5),
    ),
    (
        answering.task(HEADING, "訪ねる", "見本 保健師", "2026-10-20", "支援会議"),
        Task(id="3" * 32, what="訪ねる", who="見本 保健師", until="2026-10-20", meeting="支援会議"),
    ),
)


@pytest.mark.parametrize(("body", "record"), BODIES, ids=lambda each: getattr(each, "kind", ""))
def test_an_answer_is_written_exactly_as_a_desk_would_write_it(body: Body, record: FromCity) -> None:
    whole = msgspec.structs.replace(
        record, letter_id=LETTER, about=FILE, by=COORDINATOR, at="2026-10-05T13:00:00+09:00"
    )
    assert body.writes == pack_writes({name: Write(value) for name, value in flat(whole).items()})
    assert (body.record_id, body.kind, body.author, body.restricted) == (record.id, record.KIND, "city", False)


@pytest.mark.parametrize(("body", "record"), BODIES, ids=lambda each: getattr(each, "kind", ""))
def test_it_comes_to_a_desk_as_the_record_that_the_city_wrote(
    desk: Desk, city: City, body: Body, record: FromCity
) -> None:
    city.deliver(desk, [city.reply(body)])
    shown, found = desk.postbox.shown(record.id, FromCity)
    bare = msgspec.structs.replace(found, letter_id="", about="", by="", at="")
    assert (bare, shown.readers) == (record, ())
    assert parse_moment(found.at) == NOW


def test_no_is_no_answer_without_a_reason() -> None:
    with pytest.raises(FieldError, match="不受理の理由"):
        answering.answer(HEADING, "保健所", AgencyState.DECLINED, "　")
    with pytest.raises(FieldError, match="下げられない理由"):
        answering.confirmation(HEADING, LOWERED, confirmed=False)


# On the desks


@pytest.fixture
def other(made: Made, tmp_path: Path) -> Iterator[Desk]:
    """Another laptop of the district: it has not heard of the talk."""
    with open_desk(Path(shutil.copytree(made.path, tmp_path / "other")), WORDS) as opened:
        yield opened


def test_every_desk_has_the_same_answer_once_however_often_it_comes(
    desk: Desk, other: Desk, enrolment: Enrolment, city: City
) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    letter = city.referral(desk, enrolment, sent.letter_id)
    city.accept(sent.letter_id, letter, POVERTY)
    for each in (desk, other, desk, other, other):
        city.deliver(each)
    found = [each.postbox.answers_to(sent.record_id) for each in (desk, other)]
    assert found[0] == found[1]
    assert len(found[0]) == 1
    changes = "SELECT id, record_id, kind, stamp, author, writes FROM change WHERE kind = 'answer'"
    assert desk._store._database.execute(changes).fetchall() == other._store._database.execute(changes).fetchall()


def test_the_referral_shows_what_was_answered(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    letter = city.referral(desk, enrolment, sent.letter_id)
    heading = city.heading(sent.letter_id, letter.reply)
    city.reply(answering.opened(heading))
    city.deliver(desk)
    assert [each.state for each in desk.postbox.referrals(NOW, talk.id)] == [ReferralState.OPENED]
    city.accept(sent.letter_id, letter, POVERTY)
    city.deliver(desk)
    (found,) = desk.postbox.referrals(NOW)
    assert (found.state, found.unsent, len(found.answers)) == (ReferralState.ACCEPTED, 1, 2)


def test_a_purge_takes_the_answers_with_it(desk: Desk, enrolment: Enrolment, city: City) -> None:
    talk = recorded(desk, {"Q12": YES}, GIVEN)
    sent = refer(desk, enrolment, talk.id, POVERTY)
    letter = city.referral(desk, enrolment, sent.letter_id)
    city.accept(sent.letter_id, letter)
    city.deliver(desk)
    assert len(desk.postbox.answers_to(sent.record_id)) == 1
    desk.purge(talk.id)
    assert (desk.postbox.answers_to(sent.record_id), desk.exchange.unsent_letters()) == ([], [])
    city.deliver(desk)
    assert desk.postbox.answers_to(sent.record_id) == []


# Restricted


def test_an_answer_on_a_restricted_talk_is_opened_by_its_readers_alone(
    vault: Path, enrolment: Enrolment, city: City
) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        desk.add_person(COLLEAGUE, Role.STAFF, OTHER_WORDS)
        renewed = desk.restrict(recorded(desk, {"Q12": YES}, GIVEN).id, ())
        sent = refer(desk, enrolment, renewed, POVERTY)
        reply = city.accept(sent.letter_id, city.referral(desk, enrolment, sent.letter_id), "見本の機関名")
    with open_desk(vault, OTHER_WORDS, clock=CLOCK) as theirs:  # it comes while another person is at the desk
        city.deliver(theirs)
        with pytest.raises(NotAllowed):
            theirs.postbox.shown(reply.id, FromCity)
        assert theirs.postbox.referrals(NOW) == []
        content = theirs._store._database.execute("SELECT writes FROM change WHERE id = ?", (reply.id,)).fetchone()[0]
        assert "見本の機関名".encode() not in content
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert [each.state for each in desk.postbox.referrals(NOW, renewed)] == [ReferralState.ACCEPTED]
        assert desk.postbox.shown(reply.id, FromCity)[0].readers == (desk.me.id,)
