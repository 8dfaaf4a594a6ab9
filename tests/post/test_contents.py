"""Contents: told apart by kind, read by every version that can, refused by the others without a word of theirs."""

import msgspec
import pytest

from kyosei_desk.records import Basis, ConsentState, Level, Source
from sync import post
from sync.post import Address, Agreed, Contact, Reader, Unreadable, WithdrawalReason

DESK = Contact(name="見本の場", phone="000-000-0000")
ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32
PERSON = "a" * 16
HEAD: dict[str, object] = {"desk": DESK, "written_on": "2026-10-05"}
ANSWERED = HEAD | {"number": "ABC123", "reply": Address(file=ONE, readers=(Reader(id=PERSON, key=bytes(32)),))}
CASE = ANSWERED | {
    "level": Level.L4,
    "taken_at": "2026-10-05T10:20:00+09:00",
    "checklist": "1",
    "grounds": (post.Reason(question="Q12", words="電気", basis=Basis.CONSENT, law="本人の同意"),),
    "consent": Agreed(state=ConsentState.GIVEN, way="口頭"),
    "people": (post.Person(relation="本人", name="見本 花子"),),
    "statements": (post.Said(source=Source.SAID, text="見本の話"),),
}
COUNTS: dict[str, object] = {"month": "2026-10", "consultations": {"住居": 2}, "client_groups": {}, "activities": {}}


def make(kind: type[post.Content], *parts: dict[str, object], **fields: object) -> post.Content:
    """A content of a kind; what does not fit is refused like on the wire."""
    plain: dict[str, object] = {"kind": kind.__struct_config__.tag}
    for part in (*parts, fields):
        plain |= part
    return msgspec.convert(msgspec.to_builtins(plain), kind)


EVERY = (
    make(post.Referral, CASE, agency="保健所", goes_to="推進員", action="送る", due_at="2026-10-06T10:20:00+09:00"),
    make(post.Sharing, CASE, replaces=[TWO]),
    make(post.Withdrawal, HEAD, letters=[ONE, TWO], reason="consent_withdrawn"),
    make(post.Readdressed, HEAD, letters=[ONE], reply=Address(file=TWO)),
    make(post.Lowered, ANSWERED, level=3, lowered_from=5, questions=["Q3"]),
    make(post.Gap, ANSWERED, field="交通", lack="遠い"),
    make(post.Monthly, HEAD, COUNTS, days=12),
)


@pytest.mark.parametrize("letter", EVERY, ids=post.kind_of)
def test_a_content_comes_back_as_it_was_written(letter: post.Letter) -> None:
    assert post.read(post.written(letter)) == letter
    assert post.written(post.read(post.written(letter))) == post.written(letter)


def test_every_kind_of_letter_has_a_word_of_its_own() -> None:
    assert sorted(map(post.kind_of, EVERY)) == [
        "gap", "lowered", "monthly", "readdressed", "referral", "sharing", "withdrawal",
    ]  # fmt: skip


@pytest.mark.parametrize("letter", EVERY, ids=post.kind_of)
def test_what_a_newer_desk_adds_is_left_aside(letter: post.Letter) -> None:
    plain = msgspec.json.decode(post.written(letter))
    assert post.read(msgspec.json.encode(plain | {"later": {"more": 1}})) == letter


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"\xff\xfe", b"null", b"[" * 100_000,
        b'{"kind":"dream","version":1}',
        post.written(EVERY[0]).replace(b'"version":1', b'"version":2'),
        post.written(EVERY[0]).replace("同意あり".encode(), "同意かも".encode()),
        post.written(EVERY[2]).replace(ONE.encode(), b"../../etc/passwd"),
        post.written(EVERY[6]).replace(b'2026-10"', b'2026-13"'),
    ],
)  # fmt: skip
def test_anything_else_is_unreadable_and_not_one_word_of_it_is_repeated(content: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        post.read(content)
    assert str(caught.value) == ""
    assert caught.value.__cause__ is None


def test_a_withdrawal_holds_ids_and_a_code_and_nothing_of_anyone() -> None:
    written = msgspec.json.decode(post.written(EVERY[2]))
    assert set(written) == {"kind", "version", "desk", "written_on", "letters", "reason"}
    assert set(WithdrawalReason) == {"consent_withdrawn", "mistake"}


def test_what_letters_say_of_one_another_does_not_hang_on_their_order() -> None:
    letters: list[post.Letter] = [post.read(post.written(each)) for each in EVERY]
    for order in (letters, letters[::-1]):
        assert post.withdrawn(order) == {ONE, TWO}
        assert post.replaced(order) == {TWO}


def report(month: str, day: str) -> post.Monthly:
    letter = make(post.Monthly, HEAD, COUNTS, month=month, written_on=day)
    assert isinstance(letter, post.Monthly)
    return letter


def test_of_the_reports_of_a_month_the_last_stands() -> None:
    first, second = (ONE, report("2026-10", "2026-11-01")), (TWO, report("2026-10", "2026-11-05"))
    other = (THREE, report("2026-09", "2026-10-02"))
    assert post.outdated([first, other, second]) == {ONE}
    assert post.outdated([second, other, first]) == {ONE}  # a desk that was long without a line
    same_day = (THREE, report("2026-10", "2026-11-05"))
    assert post.outdated([first, second, same_day]) == {ONE, TWO}
    assert post.outdated([]) == frozenset()


def test_an_answer_goes_where_the_last_letter_says() -> None:
    letters: list[post.Letter] = [post.read(post.written(each)) for each in EVERY]
    later = post.Readdressed(desk=DESK, written_on="2026-10-06", letters=(THREE, ONE), reply=Address(file=THREE))
    referral = letters[0]
    assert post.address_of(TWO, referral, letters) == ANSWERED["reply"]
    assert post.address_of(ONE, referral, letters) == Address(file=TWO)
    assert post.address_of(ONE, referral, [*letters, later]) == Address(file=THREE)
    assert post.address_of(TWO, letters[2], letters) == Address()
