"""One talk as it stands: its words, what the checklist made of it, and what can be done with it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.assessment import answers_of
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import explain, unanswered
from kyosei_desk.clock import JAPAN, parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.japanese import shown
from kyosei_desk.sheets import SheetKind
from kyosei_desk.timeline import Entry, Written
from ui.households.history import show_history
from ui.households.purging import ask_purge, talk
from ui.households.restricting import ask_restrict
from ui.households.timeline import STATES
from ui.intake import writing as writings
from ui.intake.reading import Section, sections
from ui.intake.writing import Ground, Writing
from ui.navigation import OF_TALK, Place, To
from ui.widgets.buttons import Button
from ui.widgets.cards import FindingBox, LevelTag, Row, Rows, StateTag, empty, facts, heading
from ui.widgets.dates import moment_words
from ui.widgets.page import Page
from ui.widgets.steady import steady
from ui.widgets.text import Icon, Words, beside, line

if TYPE_CHECKING:
    from ui.households.household import HouseholdScreen

PAPERS = (SheetKind.RECORD, SheetKind.OWN_COPY, SheetKind.CONSENT, SheetKind.ANONYMOUS)
CONSENT_PAGE = "6"
"""The page of 新しい相談 with 同意・つなぎ先."""


class Read(msgspec.Struct, frozen=True):
    """A talk with what was made of it, and as the pages of 新しい相談 would show it."""

    file: CaseFile
    ground: Ground


def read(desk: Desk, consultation_id: str) -> Read:
    return Read(desk.file(consultation_id), writings.correct(desk, consultation_id))


class TalkPage(Page):
    """A view of the household's screen."""

    def __init__(self, screen: "HouseholdScreen") -> None:
        super().__init__(screen.look, aside=300)
        self._screen, self._look = screen, screen.look
        self.back = Button(self._look, _("世帯にもどる"), "plain", "back", row=True)
        self.back.clicked.connect(screen.show_overview)
        self._head = Button(self._look, _("直す"), "main", "write", big=True)
        self.talk_id = ""
        self.moment = ""
        self._found: Read | None = None

    def load(self, consultation_id: str) -> None:
        self.talk_id = consultation_id
        session = self._screen.session
        session.ask(self, lambda desk: read(desk, consultation_id), self._take, self._screen.not_read)

    def _take(self, found: Read) -> None:
        if found.file.consultation.id != self.talk_id:
            return  # another was opened meanwhile
        if found != self._found:
            self._found = found
            with steady(self):
                self._show(found)
        self._screen.show_view(self)

    def _show(self, found: Read) -> None:
        self.moment = moment_words(parse_moment(found.file.consultation.taken_at).astimezone(JAPAN))
        """In three turns, so that no key waits for the whole of it."""
        self._clear()
        self._show_head(found.file)
        writing = Writing(self._screen.session, found.ground)
        told = sections(writing)
        writing.deleteLater()
        self._show_sections(told[:2])
        self._show_presses()
        self._later(found, lambda: self._show_on(found, told[2:]))

    def _show_on(self, found: Read, told: Sequence[Section]) -> None:
        self._show_sections(told)
        self._later(found, lambda: self._show_end(found))

    def _show_end(self, found: Read) -> None:
        self._show_checklist(found.file)
        self._show_consents(found.file)

    def _later(self, found: Read, act: Callable[[], None]) -> None:
        """In the next turn, unless another talk is shown by then."""
        QTimer.singleShot(0, self, lambda: act() if found is self._found else None)

    def _show_sections(self, told: Sequence[Section]) -> None:
        for section in told:
            self._show_section(section.title, [(each.label, each.value) for each in section.rows if each.value])

    def _clear(self) -> None:
        self.main.removeWidget(self.back)
        empty(self.main)
        empty(self.aside)
        self.main.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)

    # What stands there

    def _entry(self) -> Entry | None:
        page = self._screen.found
        return next((each for each in page.entries if each.id == self.talk_id), None) if page else None

    def _show_head(self, file: CaseFile) -> None:
        entry = self._entry()
        self.main.addWidget(heading(shown(file.consultation.title) or _("{moment}の相談").format(moment=self.moment)))
        marks: list[QWidget] = [LevelTag(self._look, int(file.assessment.level))]
        if entry and entry.state in STATES:
            marks.append(StateTag(self._look, STATES[Written(entry.state)]))
        if entry and entry.restricted:
            marks += [Icon(self._look, "lock"), line(_("閲覧制限"), "label")]
        self.main.addWidget(beside(*marks, spacing=12))
        if file.taken_by:
            self.main.addWidget(Words(_("受けた人：{name}").format(name=shown(file.taken_by)), "note"))

    def _show_section(self, title: str, pairs: list[tuple[str, str]]) -> None:
        if not pairs:
            return
        rows = Rows()
        for pair in pairs:
            rows.add(Row([facts(self._look, [pair], 160)]))
        self.main.addWidget(heading(title))
        self.main.addWidget(rows)

    def _show_checklist(self, file: CaseFile) -> None:
        self.main.addWidget(heading(_("つなぎ確認")))
        for finding in file.assessment.result.findings:
            title = f"{finding.id}　{file.definition[finding.id].short}"
            box = FindingBox(self._look, int(finding.level or 1), title)
            box.body.addWidget(Words("".join(explain(file.definition, finding)), "note"))
            self.main.addWidget(box)
        if not file.assessment.result.findings:
            self.main.addWidget(Words(_("急ぎのしるしは、ありません。")))
        unheard = unanswered(file.definition, answers_of(file.consultation, file.members))
        if unheard:
            asked = "\n".join(f"{each}　{file.definition[each].short}" for each in unheard)
            self._show_section(_("聞けていないこと"), [(_("あとで聞く"), asked)])

    def _show_consents(self, file: CaseFile) -> None:
        names = {each.id: shown(each.name) for each in file.members}
        pairs = []
        for each in file.consents:
            name = names.get(each.member_id, "")
            whom = _("{name}さん").format(name=name) if name else _("ご本人")
            withdrawn = _("{day}に取り消し").format(day=each.withdrawn_on) if each.withdrawn_on else ""
            pairs.append((whom, "　".join(part for part in (str(each.state), each.way, withdrawn) if part)))
        self._show_section(_("同意"), pairs)

    # What can be done with it

    @property
    def closed(self) -> bool:
        return self._found is not None and bool(self._found.file.consultation.closed_at)

    def _show_presses(self) -> None:
        screen, talk_id, go = self._screen, self.talk_id, self._screen.go
        self._head = self._press(_("直す"), "write", lambda: go(To(place=Place.INTAKE, record_id=talk_id)), main=True)
        self._press(
            _("同意・つなぎ先"), "join", lambda: go(To(place=Place.INTAKE, record_id=talk_id, part=CONSENT_PAGE))
        )
        self.aside.addWidget(heading(_("市に知らせる")))
        self._press(_("市に共有する"), "send", lambda: screen.sharing.load(talk_id))
        lack = To(place=Place.LACKING, record_id=talk_id, part=OF_TALK)
        self._press(_("足りないものを知らせる"), "gap", partial(go, lack))
        self.aside.addWidget(heading(_("印刷する")))
        for kind in PAPERS:
            to = To(place=Place.PAPER, record_id=talk_id, part=str(kind))
            self._press(str(kind), "print", partial(go, to), name=_("{paper}を印刷").format(paper=kind))
        self.aside.addWidget(heading(_("ほかのこと")))
        self._press(_("見る人を限る"), "lock", lambda: ask_restrict(screen, talk_id))
        self._press(_("直した履歴を見る"), "undo", lambda: show_history(screen, [(talk_id, "")]))
        self._press(_("この相談を消す"), "close", lambda: ask_purge(screen, talk(talk_id)))

    def _press(self, word: str, icon: str, act: Callable[[], object], name: str = "", *, main: bool = False) -> Button:
        press = Button(self._look, word, "main" if main else "plain", icon, big=main)
        if name:
            press.setAccessibleName(name)
        press.clicked.connect(lambda _on=False: act())
        self.aside.addWidget(press)
        return press

    def first(self) -> QWidget:
        return self.back
