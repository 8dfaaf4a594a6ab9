"""The checklist in words: why a finding stands, and what an action means. Pure."""

from i18n import _
from kyosei_desk.checklist.consent import Ground
from kyosei_desk.checklist.definition import Definition, Question
from kyosei_desk.checklist.evaluation import Finding
from kyosei_desk.records import Action, Answer, Basis, Level


def level_words(level: Level) -> str:
    """L4 → 至急・24時間以内."""
    return {
        Level.L5: _("緊急・今すぐ"),
        Level.L4: _("至急・24時間以内"),
        Level.L3: _("通常・1週間以内"),
        Level.L2: _("見守り"),
        Level.L1: _("地域で解決"),
    }[level]


def basis_words(basis: Basis) -> str:
    """The ground in a few words of plain Japanese; the law's name stands in the definition."""
    return {
        Basis.DUTY: _("法律で決まった通告・通報の義務"),
        Basis.EFFORT: _("法律の通報の努力義務"),
        Basis.EFFORT_WISH_FIRST: _("通報の努力義務。本人の希望と安全が先"),
        Basis.PROTECTION: _("命・体・財産を守るため"),
        Basis.CHILD: _("子どもの健やかな育ちのため"),
        Basis.FIND_OUT: _("確かめる手伝い"),
        Basis.CONSENT: _("本人の同意"),
        Basis.CONSENT_OR_PROTECTION: _("本人の同意、または命・体・財産を守るため"),
        Basis.CONSENT_OR_CHILD: _("本人の同意、または子どもの健やかな育ちのため"),
        Basis.ANONYMOUS: _("名前を出さずに集める"),
        Basis.NONE: _("名前は出しません"),
    }[basis]


def action_words(action: Action) -> str:
    """What the volunteer does."""
    return {
        Action.SEND: _("協力を頼めます。出す内容を確かめて送ります。"),
        Action.SEND_MINIMUM: _("だれが・どこで・何が危ないか、だけを送ります。"),
        Action.ASK_COORDINATOR: _("名前を出さずに、推進員に電話で相談します。"),
        Action.ASK_FIRST: _("先に、本人に話してよいか聞きます。"),
        Action.DO_NOT_SEND: _("送りません。匿名の相談や、会議での見守りは頼めます。"),
    }[action]


def explain(definition: Definition, finding: Finding) -> tuple[str, ...]:
    """Why this finding stands: the question and its answer, the sub-question, the level, the reason, what is next."""
    question = definition[finding.id]
    lines = [answered(question.text, finding.answer, computed=bool(question.computed))]
    if question.sub and finding.sub_answer:
        lines.append(answered(question.sub.text, finding.sub_answer, computed=False))
    if finding.level:
        lines.append(_("{level}（{words}）です。").format(level=finding.level.name, words=level_words(finding.level)))
    return (*lines, *consequences(definition, finding))


def consequences(definition: Definition, finding: Finding) -> tuple[str, ...]:
    """What follows from a finding: that it must be found out, the reason, when to ask again, whom to call then."""
    question = definition[finding.id]
    lines: list[str] = []
    if finding.answer is Answer.UNKNOWN:
        lines.append(_("わからないままにせず、確認が必要です。"))
    if finding.reason:
        lines.append(_("{reason}。").format(reason=finding.reason))
    if finding.recheck_days is not None:
        lines.append(recheck_words(finding.recheck_days))
        calls = calls_near(definition, question) if finding.recheck_days == 0 else ()
        if calls:
            lines.append(_("様子が変わったら、すぐ電話します（{calls}）。").format(calls="、".join(calls)))
    return tuple(lines)


def calls_near(definition: Definition, question: Question) -> tuple[str, ...]:
    """The numbers of a question, of its sub-question, and of the one that follows on its はい."""
    after = (each for each in definition.question if each.after == question.id)
    calls = [*question.calls, *(question.sub.calls if question.sub else ())]
    return tuple(dict.fromkeys((*calls, *(number for each in after for number in each.calls))))


def answered(text: str, answer: Answer, *, computed: bool) -> str:
    if computed:
        return _("「{text}」に、記録からあてはまります。").format(text=text)
    return _("「{text}」の答えが「{answer}」です。").format(text=text, answer=answer)


def recheck_words(days: int) -> str:
    if days == 0:
        return _("今日のうちに、もう一度聞きます。")
    return _("{days}日のうちに、もう一度聞きます。").format(days=days)


def explain_ground(definition: Definition, ground: Ground) -> str:
    """On what ground an agency is asked for one finding: 根拠 and its law."""
    laws = "、".join(each.law for each in definition.law_of(ground.basis, ground.finding))
    words = basis_words(ground.basis)
    return f"{words}（{laws}）" if laws else words
