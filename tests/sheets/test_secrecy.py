"""What must never stand on paper (domain.md §5), planted in the record and looked for on every sheet."""

from typing import Any

import msgspec
import pytest

from kyosei_desk.case_file import CaseFile
from kyosei_desk.desk import Desk
from kyosei_desk.intake import Intake
from kyosei_desk.japanese import parse_birth
from kyosei_desk.records import Answer, Consent, ConsentState, Phone, Source, Statement, Visitor, new_id
from kyosei_desk.sheets import SheetKind
from kyosei_desk.sheets.sheet import OF_A_TALK
from tests.builders import ALL_NO, intake, statement
from tests.sheets.papers import case_file, drawn, every_sheet, letter, letters, talk
from tests.sheets.reading import text_of

VISITOR = Visitor(relation="近隣", name="密告 一郎", phone="090-0000-0001", kinship="隣家の主人")
OF_THE_VISITOR = ("密告", "090-0000-0001", "隣家の主人")
PLACE = {
    "address": "避難町9-9-9",
    "building": "避難荘",
    "postal": "999-0009",
    "association": "避難自治会",
    "beat": "避難区域",
}
OF_THE_PLACE = ("避難町", "避難荘", "999-0009", "避難自治会", "避難区域")
ILLNESS = frozenset({"障害（手帳有）", "刑余者", "外国籍"})
ABUSE = ("Q2", "Q13", "Q14", "Q15", "Q16", "Q17", "Q18", "Q19")


def answered(*yes: str, answer: Answer = Answer.YES) -> dict[str, Any]:
    return {"answers": ALL_NO | dict.fromkeys(yes, answer)}


def seen_on(file: CaseFile, words: tuple[str, ...]) -> dict[str, list[str]]:
    texts = {name: text_of(sheet.pdf) for name, sheet in every_sheet(file).items()}
    return {name: found for name, text in texts.items() if (found := [word for word in words if word in text])}


@pytest.mark.parametrize("question", ABUSE)
@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNKNOWN])
def test_who_came_stands_on_no_sheet_in_a_case_of_abuse_or_dv(question: str, answer: Answer) -> None:
    file = talk("話", visitor=VISITOR, **answered(question, answer=answer))
    assert seen_on(file, OF_THE_VISITOR) == {}


def test_who_came_stands_on_no_sheet_where_only_the_topic_was_ticked() -> None:
    assert seen_on(talk("話", visitor=VISITOR, topics=frozenset({"DV・虐待"})), OF_THE_VISITOR) == {}


def test_who_came_stands_on_the_record_only_in_any_other_case() -> None:
    assert set(seen_on(talk("話", visitor=VISITOR), OF_THE_VISITOR)) == {SheetKind.RECORD}


@pytest.mark.parametrize("question", ABUSE)
def test_the_desk_signs_what_leaves_it_in_a_case_of_abuse_or_dv(question: str) -> None:
    file = talk("話", **answered(question))
    outgoing = {
        str(kind): drawn(kind, file) for kind in OF_A_TALK if kind not in {SheetKind.RECORD, SheetKind.REFERRAL}
    }
    for name, sheet in (outgoing | letters(file)).items():
        assert "練習民子" not in text_of(sheet.pdf), name


def test_the_volunteer_signs_a_letter_in_any_other_case() -> None:
    file = talk("話", **answered("Q3"))
    assert "練習民子" in text_of(letter(file, "保健所").pdf)


def test_a_withheld_address_stands_on_no_sheet() -> None:
    file = talk("話", home=PLACE | {"address_withheld": True}, **answered("Q3", "Q13"))
    assert seen_on(file, OF_THE_PLACE) == {}


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNKNOWN])
def test_the_place_of_someone_who_may_flee_stands_on_no_sheet(answer: Answer) -> None:
    file = talk("話", home=PLACE, **answered("Q17", answer=answer))
    assert seen_on(file, OF_THE_PLACE) == {}


def test_a_letter_under_a_duty_says_where_the_child_is() -> None:
    """Danger to life first: 児童相談所 must find the child, and the address is not withheld."""
    file = talk("話", home=PLACE, **answered("Q13", "Q17"))
    assert "避難町9-9-9" in text_of(letter(file, "児童相談所").pdf)


def test_illness_record_and_nationality_leave_the_desk_on_no_sheet() -> None:
    file = talk("話", person={"issues": ILLNESS}, **answered("Q3", "Q13"))
    assert set(seen_on(file, tuple(ILLNESS))) <= {SheetKind.RECORD, SheetKind.BLANK}  # the blank one lists all choices


def test_another_adults_matters_leave_the_desk_only_with_their_consent() -> None:
    other = {"name": "見本 太郎", "relation": "夫", "kana": "みほん たろう"}
    file = talk("話", others=(other,), **answered("Q3"))
    assert set(seen_on(file, ("太郎", "たろう"))) == {SheetKind.RECORD}


def test_hearsay_is_on_no_letter_unless_it_was_ticked() -> None:
    base = talk("本人の話です", **answered("Q13"))
    hearsay = statement("うわさの話です", Source.HEARSAY)
    both = with_statement(base, hearsay)
    text = text_of(letter(both, "児童相談所").pdf)
    assert "本人の話です" in text
    assert "うわさの話です" not in text


def with_statement(file: CaseFile, added: Statement) -> CaseFile:
    talked = msgspec.structs.replace(file.consultation, statements=file.consultation.statements | {new_id(): added})
    return msgspec.structs.replace(file, consultation=talked)


def test_a_minimum_letter_holds_no_word_that_was_spoken() -> None:
    file = talk("だれにも言わないでと泣いた", wish="そっとしてほしい", **answered("Q3"))
    text = text_of(letter(file, "保健所").pdf)
    assert "見本花子" in text
    assert "泣いた" not in text
    assert "そっとしてほしい" not in text


def test_a_letter_to_the_coordinator_about_a_refusal_names_nobody() -> None:
    file = refused(talk("夜ごとの声", wish="月への願い", **answered("Q15")))
    text = text_of(letter(file, "地域包括支援センター").pdf)
    assert "相談支援包括化推進員様" in text
    assert "地域包括支援センター御中" not in text
    assert not [word for word in ("花子", "はなこ", "みどり町", "夜ごとの声", "月への願い") if word in text]


def refused(file: CaseFile) -> CaseFile:
    consent = Consent(id=new_id(), household_id=file.household.id, state=ConsentState.REFUSED)
    return case_file(
        Intake(household=file.household, members=file.members, consultation=file.consultation, consents=(consent,))
    )


def test_the_anonymous_sheet_holds_no_name_no_place_no_day_and_no_word() -> None:
    file = talk("夜ごとの声", wish="月への願い", visitor=VISITOR, title="星の題", person={"issues": ILLNESS})
    text = text_of(drawn(SheetKind.ANONYMOUS, file).pdf)
    planted = (
        "花子",
        "はなこ",
        "みどり町",
        "123-4567",
        "夜ごとの声",
        "月への願い",
        "星の題",
        "練習民子",
        "10月5日",
        *OF_THE_VISITOR,
    )
    assert not [word for word in planted if word in text]
    assert "令和8年10月" in text


def test_the_own_copy_holds_only_what_the_person_said() -> None:
    file = with_statement(
        with_statement(talk("わたしの話"), statement("見た事", Source.SEEN)), statement("うわさ", Source.HEARSAY)
    )
    text = text_of(drawn(SheetKind.OWN_COPY, file).pdf)
    assert "わたしの話" in text
    assert "見た事" not in text
    assert "うわさ" not in text


@pytest.mark.parametrize("question", ABUSE)
def test_the_own_copy_found_at_home_says_nothing_of_abuse(question: str) -> None:
    file = talk("夫がこわい", wish="逃げたい", **answered(question))
    sheet = drawn(SheetKind.OWN_COPY, file)
    text = text_of(sheet.pdf)
    assert sheet.warnings == ("家で見つかるおそれがあります。渡さずに、ここで預かることもできます。",)
    assert not [
        word for word in ("夫", "こわい", "逃げ", "花子", "虐待", "暴力", "配偶者", "児童相談所") if word in text
    ]
    assert "家で見つかる" not in text


def test_no_sheet_asks_for_a_personal_number() -> None:
    file = talk("話", **answered("Q3", "Q13"))
    assert seen_on(file, ("マイナンバー", "個人番号")) == {}


def test_the_least_is_the_person_and_the_place_and_no_more() -> None:
    """domain.md §3: who, where, what danger, how to reach the desk; nothing else."""
    home = {"address": "見本市みどり町1-2-3", "phone": Phone(number="0123-45-6789")}
    other = {"name": "見本 太郎", "relation": "子", "born": parse_birth("2020-01-01")}
    file = talk("話", home=home, person={"language": "ベトナム語"}, others=(other,), **answered("Q3"))
    text = text_of(letter(file, "保健所").pdf)
    assert "見本花子" in text
    assert "みどり町1-2-3" in text
    assert not [word for word in ("0123-45-6789", "ベトナム語", "太郎") if word in text]


def test_what_was_said_of_other_matters_is_not_ticked_for_a_duty_against_the_will() -> None:
    file = refused(talk("借金が三百万円ある", wish="だれにも言わないで", **answered("Q13", "Q29")))
    text = text_of(letter(file, "児童相談所").pdf)
    assert "借金" not in text
    assert "言わないで" not in text


def test_a_letter_without_a_place_ticks_no_statement_that_may_tell_it() -> None:
    file = consenting(talk("いまは姉の家にいる", topics=frozenset({"DV・虐待"}), **answered("Q10")))
    sheet = letter(file, "自立相談支援機関")
    assert "姉の家" not in text_of(sheet.pdf)
    assert "みどり町" not in text_of(sheet.pdf)


def consenting(file: CaseFile) -> CaseFile:
    consent = Consent(id=new_id(), household_id=file.household.id, state=ConsentState.GIVEN)
    return case_file(
        Intake(household=file.household, members=file.members, consultation=file.consultation, consents=(consent,))
    )


def test_a_doubt_is_not_printed_as_a_fact() -> None:
    file = talk("話", **answered("Q1", answer=Answer.UNKNOWN))
    text = text_of(letter(consenting(file), "推進員").pdf)
    assert "命の危険：わからない" in text
    assert "わからない：命の危険" in text_of(drawn(SheetKind.ANONYMOUS, file).pdf)


def test_the_anonymous_copy_shares_no_mark_with_a_named_one(desk: Desk) -> None:
    taken = desk.record(intake("話"))
    named = text_of(desk.print_record(taken.id).pdf)
    anonymous = text_of(desk.print_sheet(taken.id, SheetKind.ANONYMOUS).pdf)
    assert f"{taken.id[:6].upper()}-001" in named
    assert taken.id[:6].upper() not in anonymous
    assert "ANONYM-001" in anonymous


def test_a_scope_stands_only_beside_a_consent() -> None:
    assert "支えてくれる機関すべて" not in text_of(drawn(SheetKind.RECORD, refused(talk("話"))).pdf)
    assert "支えてくれる機関すべて" in text_of(drawn(SheetKind.RECORD, consenting(talk("話"))).pdf)


def test_one_who_never_came_is_not_told_that_there_was_a_talk() -> None:
    file = talk(visitor=Visitor(relation="家族"))
    sheet = drawn(SheetKind.OWN_COPY, file)
    assert "お話を聞きました" not in text_of(sheet.pdf)
    assert sheet.warnings == ("ご本人は、まだ話していません。渡すと、ほかの人が相談したことがわかります。",)


def test_the_reply_is_due_from_the_talk_and_not_from_the_letter() -> None:
    """Q30 is L3: a week from the talk on 28 September at 10:00; the letter is of 5 October, 13:00."""
    late = consenting(talk("話", taken_at="2026-09-28T10:00:00+09:00", **answered("Q30")))
    assert "期限を過ぎています。電話でもお知らせします" in text_of(letter(late, "ハローワーク").pdf)
    fresh = consenting(talk("話", taken_at="2026-10-05T10:00:00+09:00", **answered("Q30")))
    assert "お返事の期限10月12日（月）10:00" in text_of(letter(fresh, "ハローワーク").pdf)
