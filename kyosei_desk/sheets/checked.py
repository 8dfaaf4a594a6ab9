"""The checklist on the 相談票: the level, whom to call, why, which agencies, and every answer. Pure."""

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import (
    AgencyDecision,
    Finding,
    Question,
    action_words,
    consequences,
    explain_ground,
    level_words,
)
from kyosei_desk.records import Action, Answer, Basis, ConsentState, Level
from kyosei_desk.sheets.page import Band, Block, Heading, Notice, Number, Numbers, Pair, Pairs, Table, Urgency, Words
from kyosei_desk.sheets.wording import deadline_words, joined, plain, taken_moment

NUMBERS_A_ROW = 3
TELLING = frozenset({Action.SEND, Action.SEND_MINIMUM, Action.ASK_COORDINATOR})


def band_of(file: CaseFile) -> Band:
    """The level that counts and its deadline."""
    held = file.assessment
    deadline = deadline_words(held.due_at) if held.due_at and held.level is not Level.L5 else ""
    note = _("聞けていないことがあります。") if held.not_heard else ""
    if held.lowering_awaited:
        note = _("急ぎの度合いを下げる願いは、推進員の確認待ちです。それまでは上の度合いで動きます。")
    elif file.consultation.override:
        note = _("人が決めた度合いです。理由：{reason}").format(
            reason=plain(file.consultation.override.reason) or _("未記入")
        )
    return Band(held.level, level_words(held.level), deadline, note)


def call_blocks(file: CaseFile) -> tuple[Block, ...]:
    """The numbers to call; where an L5 has none, whom to telephone now."""
    known = {each.number: each for each in file.vocabulary.numbers}
    calls = file.assessment.result.calls
    on = taken_moment(file.consultation.taken_at).date()
    numbers = [Number(plain(call), known[call].name if call in known else _("電話")) for call in calls]
    rows = [Numbers(tuple(numbers[start : start + NUMBERS_A_ROW])) for start in range(0, len(numbers), NUMBERS_A_ROW)]
    doubtful = joined([call for call in calls if call in known and known[call].stale(on)])
    warning = _("番号を確かめてください（確かめてから1年をこえています）：{calls}").format(calls=doubtful)
    if not rows and file.assessment.level is Level.L5:
        agencies = joined([each.agency for each in file.assessment.decisions]) or "119・110"
        return Heading(_("いま電話するところ")), Notice(
            "", _("{agencies} に、いますぐ電話します。").format(agencies=agencies)
        )
    head = (Heading(_("いま電話するところ")),) if rows else ()
    return (*head, *rows, *((Notice("", warning),) if doubtful else ()))


def finding_blocks(file: CaseFile) -> tuple[Block, ...]:
    """What the checklist found, why, how urgent, and whom to ask."""
    result = file.assessment.result
    head = Heading(_("つなぎ確認"), _("（第{version}版）").format(version=plain(result.version)))
    unheard = Pairs(((Pair(_("聞けていないこと"), Words(unheard_words(file) or _("なし"))),),), label=38)
    if not result.findings:
        return head, Pairs(((Pair(_("結果"), Words(nothing_found(file))),),), label=38), unheard
    header = (_("番号"), _("わかったことと、そのわけ"), _("急ぎ"), _("頼む先"))
    return head, Table(header, (13, 0, 22, 50), tuple(finding_cells(each, file) for each in result.findings)), unheard


def nothing_found(file: CaseFile) -> str:
    """Nothing found is calm only where everything was heard."""
    if file.assessment.not_heard:
        return _("まだ聞けていないことがあります。あてはまるかどうかは、わかりません。")
    return _("あてはまることはありません。地域で見守ります。")


def finding_cells(finding: Finding, file: CaseFile) -> tuple[Words | Urgency, ...]:
    level = Urgency(finding.level, short_level(finding.level)) if finding.level else Words("―")
    return Words(finding.id, strong=True), Words(why(finding, file)), level, Words(whom(finding))


def why(finding: Finding, file: CaseFile) -> str:
    """The question in short with its answer, what was asked after it, and the reason."""
    question = file.definition[finding.id]
    lines = [plain(question.short) if question.computed else answered(question.short, finding.answer)]
    if question.sub and finding.sub_answer:
        lines.append(answered(question.sub.text, finding.sub_answer))
    return "\n".join((*lines, plain("".join(consequences(file.definition, finding))))).strip()


def answered(text: str, answer: Answer) -> str:
    """The answer before its question: it is what the eye looks for."""
    return _("{answer}：{text}").format(answer=answer, text=plain(text))


def whom(finding: Finding) -> str:
    """The numbers to call first, then the agencies."""
    calls = [_("電話 {number}").format(number=plain(number)) for number in finding.calls]
    return joined([*calls, *(ask.agency for ask in finding.asks)], "\n") or "―"


def short_level(level: Level) -> str:
    return {
        Level.L5: _("緊急"),
        Level.L4: _("至急"),
        Level.L3: _("通常"),
        Level.L2: _("見守り"),
        Level.L1: _("地域"),
    }[level]


def agency_blocks(file: CaseFile) -> tuple[Block, ...]:
    """What may be told to whom, and on what ground."""
    decisions = file.assessment.decisions
    if not decisions:
        return registered(file)
    header = (_("頼む先"), _("すること"), _("根拠"))
    rows = tuple(agency_cells(each, file) for each in decisions)
    return Heading(_("頼む先に、話してよいこと")), Table(header, (40, 0, 60), rows), *registered(file)


def agency_cells(decision: AgencyDecision, file: CaseFile) -> tuple[Words, ...]:
    todo = _("{action}：{words}").format(action=decision.action, words=action_words(decision.action))
    bases = {ground.basis for ground in decision.in_letter()}
    if Basis.DUTY in bases and decision.consent is ConsentState.NOT_ASKED:
        todo += _("危ないときは、本人に告げずに知らせます。")
    if Basis.PROTECTION in bases and decision.consent is ConsentState.REFUSED:
        todo += _("命が危ないときは、電話が先です。")
    telling = decision.in_letter() if decision.action in TELLING else ()
    because: dict[str, list[str]] = {}
    for ground in decision.grounds:
        words = (
            explain_ground(file.definition, ground)
            if ground in telling
            else _("同意があれば話せます（いまは話さない）")
        )
        because.setdefault(words, []).append(ground.finding)
    why = "\n".join(_("{ids}　{words}").format(words=plain(words), ids=joined(ids)) for words, ids in because.items())
    return Words(plain(decision.agency), strong=True), Words(todo), Words(why)


def registered(file: CaseFile) -> tuple[Block, ...]:
    """What the result puts on other lists."""
    result = file.assessment.result
    marks = [_("支援会議の候補")] if result.conference_candidate else []
    registered_gap = any(not gap.deleted for gap in file.gaps)
    marks += [_("資源不足として登録") if registered_gap else _("資源不足（未登録）")] if result.resource_gap else []
    return (Pairs(((Pair(_("あわせて登録"), Words(joined(marks))),),)),) if marks else ()


def unheard_words(file: CaseFile) -> str:
    """The marks in the checklist's order: Q10, and Q10の追加の質問 for a sub-question nobody could answer."""
    order = {question.id: place for place, question in enumerate(file.definition.question)}
    marks = sorted(file.assessment.not_heard, key=lambda mark: (order.get(mark.rstrip("+"), 0), mark))
    return joined([_("{id}の追加の質問").format(id=mark[:-1]) if mark.endswith("+") else mark for mark in marks])


def answer_blocks(file: CaseFile) -> tuple[Block, ...]:
    """Every question, gathered under its answer; a sub-question stands with the finding that its はい made."""
    under: dict[str, list[str]] = {}
    for question in file.definition.question:
        under.setdefault(answer_words(question, file), []).append(f"{question.id}\u00a0{plain(question.short)}")
    order = (*map(str, Answer), _("未回答"))
    rows = tuple((Pair(answer, Words("、".join(under[answer]))),) for answer in order if answer in under)
    return Heading(_("確認の質問とこたえ")), Pairs(rows)


def answer_words(question: Question, file: CaseFile) -> str:
    """はい, いいえ, わからない or 未回答; "" for what was not to be asked: computed, or following on no はい."""
    answers = file.consultation.answers
    if question.computed or (question.after and answers.get(question.after) is not Answer.YES):
        return ""
    given = answers.get(question.id)
    return str(given) if given else _("未回答")
