"""The table of つなぎ確認シート as the form has it, written down by hand: what the built-in definition must say."""

from collections.abc import Mapping
from typing import NamedTuple

from kyosei_desk.checklist import Answers, Finding, Result, builtin, evaluate
from kyosei_desk.records import Answer

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
SHEET = builtin()


class Row(NamedTuple):
    """One line: level of はい (0: none), numbers, agencies, basis, 理由文."""

    id: str
    level: int
    calls: tuple[str, ...]
    agencies: tuple[str, ...]
    basis: str
    reason: str


class Sub(NamedTuple):
    """A sub-question's はい: level, basis, all numbers and agencies of the finding then."""

    id: str
    level: int
    calls: tuple[str, ...]
    agencies: tuple[str, ...]
    basis: str


ROWS = (
    Row("Q1", 5, ("119",), (), "X", "命が最優先です"),
    Row("Q2", 5, ("110",), (), "X", "身の安全が先です"),
    Row("Q3", 4, (), ("保健所", "推進員"), "X", "一人で抱えないでください"),
    Row("Q4", 5, ("119", "110"), ("推進員",), "X", "実行の危険が高いです。一人にしないでください"),
    Row("Q5", 5, ("110", "119"), (), "X", "中で倒れているおそれがあります"),
    Row("Q6", 5, ("110", "189"), ("児童相談所",), "D", "子どもの安全確認が要ります"),
    Row("Q7", 5, ("110",), ("地域包括支援センター",), "X", "早いほど見つかります"),
    Row("Q8", 5, ("119",), (), "X", "熱中症・低体温のおそれがあります"),
    Row("Q9", 5, ("119",), ("かかりつけ医",), "X", "中断は命に関わります"),
    Row("Q10", 4, (), ("自立相談支援機関", "福祉事務所"), "N/X", "今日の食事の支援を頼めます"),
    Row("Q11", 4, (), ("自立相談支援機関",), "N/X", "今夜の居場所を探します"),
    Row("Q12", 4, (), ("自立相談支援機関",), "N/X", "困窮のサインです"),
    Row("Q13", 4, ("189",), ("児童相談所",), "D", "確信がなくても知らせる義務があります"),
    Row("Q14", 4, ("189",), ("児童相談所",), "D", "心理的虐待に当たります"),
    Row("Q15", 4, (), ("地域包括支援センター",), "E", "市町村に知らせます"),
    Row("Q16", 4, (), ("障害者虐待防止センター",), "D", "知らせる義務があります"),
    Row("Q17", 4, ("#8008",), ("配偶者暴力相談支援センター",), "N", "本人の希望と安全を優先します"),
    Row("Q18", 4, ("#8891",), ("推進員",), "N", "早い相談で守れます"),
    Row("Q19", 4, (), ("推進員",), "E", "外からの確認が要ります（根拠は要確認）"),
    Row("Q20", 3, (), ("地域包括支援センター",), "N/X", "自分の世話が難しい状態かもしれません"),
    Row("Q21", 3, (), ("地域包括支援センター",), "N", "早い相談で事故を防げます"),
    Row("Q22", 4, ("188", "#9110"), ("消費生活センター",), "N/X", "取消しに期限があります"),
    Row("Q23", 4, (), ("地域包括支援センター", "基幹相談支援センター"), "N", "共倒れを防ぎます"),
    Row("Q24", 4, (), ("こども家庭センター",), "N/X3", "母子の安全のためです"),
    Row("Q25", 3, (), ("保健所",), "N", "病気として相談できます"),
    Row("Q26", 2, (), ("ひきこもり地域支援センター",), "N", "孤立が深まる前につながります"),
    Row("Q27", 3, (), ("こども家庭センター", "学校"), "N/X3", "学びと休みを守ります"),
    Row("Q28", 3, (), ("スクールソーシャルワーカー",), "N", "学校と家を支えます"),
    Row("Q29", 3, (), ("自立相談支援機関", "法テラス"), "N", "早いほど方法が多いです"),
    Row("Q30", 3, (), ("自立相談支援機関", "ハローワーク"), "N", "仕事と生活を一緒に考えます"),
    Row("Q31", 3, (), ("外国人の一元的相談窓口",), "N", "通訳つきで相談できます"),
    Row("Q32", 3, (), ("市町村", "地域生活定着支援センター"), "N", "専門の窓口があります"),
    Row("C3", 3, (), ("推進員",), "N", "たらい回しを止めます"),
    Row("C4", 2, (), (), "—", "会議で見守り方を決めます"),
    Row("C5", 0, (), (), "匿名", "地域の課題として集めます"),
)

SUBS = (
    Sub("Q10", 5, ("119",), ("自立相談支援機関", "福祉事務所"), "N/X"),
    Sub("Q12", 5, ("119",), ("自立相談支援機関",), "N/X"),
    Sub("Q13", 5, ("189", "119", "110"), ("児童相談所",), "D"),
    Sub("Q15", 5, ("119", "110"), ("地域包括支援センター",), "D"),
    Sub("Q16", 5, ("119", "110"), ("障害者虐待防止センター",), "D"),
    Sub("Q17", 4, ("#8008",), ("配偶者暴力相談支援センター",), "E2"),
    Sub("Q18", 4, ("#8891", "189"), ("推進員", "児童相談所"), "D"),
    Sub("Q20", 4, (), ("地域包括支援センター",), "N/X"),
    Sub("Q21", 4, (), ("地域包括支援センター",), "N"),
    Sub("Q26", 3, (), ("ひきこもり地域支援センター",), "N"),
    Sub("Q29", 4, (), ("自立相談支援機関", "法テラス"), "N"),
)

COMPUTED = (
    Row("C1", 3, (), ("推進員",), "N", "世帯全体で調整します"),
    Row("C2", 3, (), ("推進員",), "N", "家族を別々に見ません"),
)


def result(answers: Mapping[str, Answer], sub_answers: Mapping[str, Answer] | None = None) -> Result:
    """What the built-in sheet makes of some answers."""
    return evaluate(SHEET, Answers(answers=answers, sub_answers=sub_answers or {}))


def leading_to(question_id: str, answer: Answer) -> dict[str, Answer]:
    """The answer, and for Q4 the はい that makes it asked."""
    return {"Q3": YES, "Q4": answer} if question_id == "Q4" else {question_id: answer}


def finding(outcome: Result, question_id: str) -> Finding:
    """The one finding of a question."""
    (only,) = [each for each in outcome.findings if each.id == question_id]
    return only


def asked(outcome: Result, question_id: str) -> list[tuple[str, str]]:
    """Whom a finding asks, and on which basis."""
    return [(ask.agency, str(ask.basis)) for ask in finding(outcome, question_id).asks]
