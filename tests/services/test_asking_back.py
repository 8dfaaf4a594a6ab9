"""開示請求: the person's own record as one paper, and nothing of anybody else."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kyosei_desk.asking_back import print_record_of_person, record_of_person
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed
from kyosei_desk.intake import Intake
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Answer, Consent, ConsentState, Source, Statement, Visitor, new_id
from kyosei_desk.sheets import Sheet
from kyosei_desk.timeline import append_note
from sync.referring import refer
from sync.standing import Enrolment
from tests.builders import ALL_NO, CLOCK, COLLEAGUE, OTHER_WORDS, consultation, household, member, statement
from tests.post.talks import POVERTY
from tests.sheets.reading import text_of

NAME, SON = "見本 花子", "見本 太郎"
YES = Answer.YES


class Family:
    """A woman and her grown-up son, and one talk with her."""

    def __init__(self, *said: Statement, **fields: Any) -> None:
        self.home = household(address="見本市みどり町1-2-3")
        self.mother = member(self.home, name=NAME, kana="みほん はなこ")
        self.son = member(self.home, name=SON, position=1, relation="子", issues=frozenset({"病気"}))
        fields.setdefault("visitor", Visitor(relation="本人"))
        self.talk = consultation(self.home, *said, **fields)
        self.consent = Consent(
            id=new_id(), household_id=self.home.id, consultation_id=self.talk.id, member_id=self.mother.id,
            state=ConsentState.GIVEN, way="口頭", asked_on="2026-10-05",
        )  # fmt: skip

    def recorded(self, desk: Desk) -> "Family":
        people = (self.mother, self.son)
        desk.record(Intake(household=self.home, members=people, consultation=self.talk, consents=(self.consent,)))
        return self


def paper(desk: Desk, member_id: str, *notes: str) -> str:
    return text_of(print_record_of_person(desk, member_id, notes).pdf)


def test_the_whole_record_of_the_person_without_what_others_said(desk: Desk, enrolment: Enrolment) -> None:
    family = Family(
        statement("電気が止まりそう"), statement("顔色が悪い", Source.SEEN), statement("酒を飲む", Source.HEARSAY),
        wish="家にいたい", answers=ALL_NO | {"Q12": YES}, topics=frozenset({"収入・生活費"}), place="集会所",
    ).recorded(desk)  # fmt: skip
    refer(desk, enrolment, family.talk.id, POVERTY)
    text = paper(desk, family.mother.id)
    for there in (
        "見本花子様",
        "電気が止まりそう",
        "顔色が悪い",
        "家にいたい",
        "収入・生活費",
        "集会所",
        POVERTY,
        "同意あり",
        "みどり町",
    ):
        assert there in text, there
    for absent in ("酒を飲む", "太郎"):
        assert absent not in text, absent


def test_a_statement_about_another_member_is_theirs_alone(desk: Desk) -> None:
    family = Family(statement("わたしの話"))
    about_son = statement("むすこの話", member_id=family.son.id)
    family.talk = msgspec.structs.replace(family.talk, statements={**family.talk.statements, new_id(): about_son})
    family.recorded(desk)
    assert "むすこの話" not in paper(desk, family.mother.id)
    text = paper(desk, family.son.id)
    assert "むすこの話" in text
    for absent in ("わたしの話", "花子", "同意あり"):
        assert absent not in text, absent


def test_who_came_stands_nowhere_and_a_talk_that_only_others_had_is_not_told(desk: Desk) -> None:
    visitor = Visitor(relation="近隣", name="練習 隣人", phone="000-9999-0000")
    family = Family(statement("夜に声がする", Source.HEARSAY), visitor=visitor).recorded(desk)
    file = record_of_person(desk, family.mother.id)
    assert (file.talks, file.left_out) == ((), 1)
    sheet = print_record_of_person(desk, family.mother.id)
    assert "お見せできる相談の記録はありません" in text_of(sheet.pdf)
    for absent in ("隣人", "夜に声がする", "近隣"):
        assert absent not in text_of(sheet.pdf)
    assert "見せられない相談が1件" in "".join(sheet.warnings)


@pytest.mark.parametrize("question", ["Q2", "Q15", "Q17"])
def test_of_abuse_and_dv_nobody_but_the_person_hears_and_they_nothing_of_the_report(
    desk: Desk, enrolment: Enrolment, question: str
) -> None:
    family = Family(
        statement("たたかれる"), statement("あざがある", Source.SEEN), answers=ALL_NO | {question: YES}, place="隠れ家"
    )
    about_son = statement("むすこがする", member_id=family.son.id)
    family.talk = msgspec.structs.replace(family.talk, statements={**family.talk.statements, new_id(): about_son})
    family.recorded(desk)
    if question == "Q15":
        refer(desk, enrolment, family.talk.id, "地域包括支援センター")
    assert record_of_person(desk, family.son.id).talks == ()
    text = paper(desk, family.mother.id)
    assert "たたかれる" in text
    for absent in ("あざがある", "むすこ", "地域包括支援センター", "確認したこと"):
        assert absent not in text, absent
    if question != "Q15":
        assert "みどり町" not in text
        assert "隠れ家" not in text


def test_a_note_is_shown_only_where_it_was_chosen(desk: Desk) -> None:
    family = Family(statement("話")).recorded(desk)
    note = append_note(desk, family.home.id, "見せてよい覚え書き")
    append_note(desk, family.home.id, "隣の人のこと")
    assert "覚え書き" not in paper(desk, family.mother.id)
    text = paper(desk, family.mother.id, note.id)
    assert "見せてよい覚え書き" in text
    assert "隣の人のこと" not in text


def test_every_paper_has_a_number_and_stands_in_the_trail_without_a_name(desk: Desk) -> None:
    family = Family(statement("話"), entered_late=True).recorded(desk)
    sheets: list[Sheet] = [print_record_of_person(desk, family.mother.id) for _each in range(2)]
    assert "-002" in text_of(sheets[1].pdf)
    assert "後から入力" in text_of(sheets[1].pdf)
    assert all(sheet.tagged for sheet in sheets)
    events = [each for each in desk._store.events(family.mother.id) if each.action == "print"]
    assert [(each.detail["kind"], each.detail["talks"]) for each in events] == [("開示する記録", 1)] * 2
    assert NAME not in repr(events)


def test_only_a_manager_makes_it_and_what_they_cannot_open_is_counted(staffed: Path) -> None:
    with open_desk(staffed, OTHER_WORDS, person=COLLEAGUE, clock=CLOCK) as desk:
        family = Family(statement("話")).recorded(desk)
        secret = consultation(family.home, statement("見せない話"))
        desk.save(None, secret)
        desk.restrict(secret.id, (), excluded=[each.id for each in desk.people if each.id != desk.me.id])
        with pytest.raises(NotAllowed):
            record_of_person(desk, family.mother.id)
    from tests.builders import FOUNDER, WORDS

    with open_desk(staffed, WORDS, person=FOUNDER, clock=CLOCK) as desk:
        file = record_of_person(desk, family.mother.id)
        assert (len(file.talks), file.closed) == (1, 1)
        assert "見られる人にたずねて" in "".join(print_record_of_person(desk, family.mother.id).warnings)
