"""同意・つなぎ先: what the person agreed to, why something may go to whom, and exactly what would leave the desk."""

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.assessment import person_in_question
from kyosei_desk.checklist import AgencyDecision, explain_ground
from kyosei_desk.errors import DeskError
from kyosei_desk.records import Consent, ConsentState, Level, Member, new_id
from kyosei_desk.ticking import offers
from ui.intake.consent_scope import ConsentScope
from ui.intake.controls import lead_to
from ui.intake.letter import ACTION_WORDS, SENDABLE, letter_to, lines_of
from ui.intake.page import IntakePage
from ui.intake.reading import taken_on
from ui.widgets.buttons import Button
from ui.widgets.cards import Row, Rows, facts, heading
from ui.widgets.page import WIDE
from ui.widgets.text import Icon, Words, beside, line
from ui.widgets.tiles import Choice, Tick

STATES = tuple((str(each), str(each)) for each in ConsentState)
SHOWN_LEVELS = (Level.L5, Level.L4, Level.L3, Level.L2)


class ConsentPage(IntakePage):
    """Left: the consent and whom to ask. Right: what the chosen agency would read."""

    title = _("同意・つなぎ先")

    def __init__(self, *args: object) -> None:
        super().__init__(*args, aside=500)  # type: ignore[arg-type, misc]

    def build(self) -> None:
        look = self.look
        self.agency = ""
        self.main.addWidget(heading(_("ご本人の同意")))
        self.state = Choice(look, _("ご本人の同意"), STATES, columns=2)
        self.state.chosen.connect(self._choose_state)
        self.main.addWidget(self.state)
        self._details = ConsentScope(look, self.writing, self._put, self._all_agencies)
        self.main.addWidget(self._details)
        self._others_press = Button(look, _("ほかの大人の同意"), "link", "people")
        self._others_press.clicked.connect(self._show_others)
        self.main.addWidget(self._others_press, 0, Qt.AlignmentFlag.AlignLeft)
        self._others = Rows()
        self._others.hide()
        self.main.addWidget(self._others)
        self.main.addWidget(heading(_("頼む先と、送れる理由")))
        self._agencies = Rows()
        self.main.addWidget(self._agencies)
        self._why = Words("", "note")
        self.main.addWidget(self._why)
        self._head = Words("", "heading")
        self.aside.addWidget(self._head)
        self._content = Rows()
        self.aside.addWidget(self._content)
        self.reflowed.connect(lambda em: self.state.lay_out(2 if em >= WIDE / 2 else 1))

    # The consent of the person in question

    def _consent(self) -> Consent | None:
        person = person_in_question(self.writing.intake.members)
        ids = {"", person.id} if person else {""}
        return next((each for each in self.writing.intake.consents if each.member_id in ids), None)

    def _put(self, **fields: object) -> None:
        consent = self._consent()
        if consent is not None:
            self.writing.put(msgspec.structs.replace(consent, **fields))
            self._show_agencies()

    def _choose_state(self, state: str) -> None:
        person = person_in_question(self.writing.intake.members)
        self._choose_for(person, state, self._consent())
        self.show_form()

    def _choose_for(self, member: Member | None, state: str, known: Consent | None) -> None:
        chosen = ConsentState(state) if state else ConsentState.NOT_ASKED
        consent = known or Consent(
            id=new_id(),
            household_id=self.writing.home.id,
            consultation_id=self.writing.talk.id,
            member_id=member.id if member else "",
        )
        asked = chosen is not ConsentState.NOT_ASKED
        self.writing.put(
            msgspec.structs.replace(
                consent,
                state=chosen,
                asked_on=self._asked_on() if asked else "",
                asked_by=self.session.desk.me.id if asked else "",
            )
        )

    def _asked_on(self) -> str:
        """Today; what is typed in from paper was asked on the day of the talk."""
        day = taken_on(self.writing) if self.writing.talk.entered_late else self.session.now().date()
        return day.isoformat()

    def _all_agencies(self) -> frozenset[str]:
        return frozenset(each.agency for each in self.writing.assessment().decisions)

    # The other adults

    def _show_others(self) -> None:
        self._others.setVisible(self._others.isHidden())
        self._fill_others()

    def _fill_others(self) -> None:
        self._others.clear()
        person = person_in_question(self.writing.intake.members)
        others = [each for each in self.writing.intake.members if person is None or each.id != person.id]
        for member in others:
            known = next((each for each in self.writing.intake.consents if each.member_id == member.id), None)
            name = member.name or member.relation or _("お名前はまだ")
            tiles = Choice(self.look, _("{name}さんの同意").format(name=name), STATES, columns=2, size=18)
            tiles.show_value(str(known.state) if known else "")
            tiles.chosen.connect(lambda state, member=member: self._choose_other(member, state))
            self._others.add(Row([line(_("{name}さん").format(name=name), "label"), tiles]))
        if not others:
            self._others.add(Row([Words(_("ほかの人は、まだ書かれていません。"), "note")]))

    def _choose_other(self, member: Member, state: str) -> None:
        known = next((each for each in self.writing.intake.consents if each.member_id == member.id), None)
        self._choose_for(member, state, known)
        self._show_agencies()

    # Showing

    def show_form(self) -> None:
        consent = self._consent()
        self.state.show_value(str(consent.state) if consent else "")
        given = consent is not None and consent.state is ConsentState.GIVEN
        self._details.setVisible(given)
        if consent is not None and given:
            self._details.show_consent(consent)
        if not self._others.isHidden():
            self._fill_others()
        self._show_agencies()

    def _show_agencies(self) -> None:
        assessment = self.writing.assessment()
        chosen = chosen_agencies(self.writing.form.send, assessment.decisions)
        if self.agency not in {each.agency for each in assessment.decisions}:
            self.agency = next((each.agency for each in assessment.decisions), "")
        self._agencies.clear()
        for decision in assessment.decisions:
            self._agencies.add(self._agency_row(decision, sent=decision.agency in chosen))
        if not assessment.decisions:
            self._agencies.add(Row([Words(_("この相談では、|協力を頼む先は出ていません。"))]))
        self._why.say(_("実際に送るのは|「確かめる」のあとです。") if assessment.decisions else "")
        self._show_content()

    def _agency_row(self, decision: AgencyDecision, *, sent: bool) -> QWidget:
        definition = self.writing.checklist
        words: list[QWidget] = [line(decision.agency, "name")]
        words += [
            Words(f"{definition[ground.finding].short}：{explain_ground(definition, ground)}", "note")
            for ground in decision.grounds
        ]
        right: list[QWidget] = []
        if decision.action in SENDABLE:
            tick = Tick(self.look, ACTION_WORDS[decision.action], framed=False)
            tick.setChecked(sent)
            tick.setAccessibleName(
                _("{agency}に{action}").format(agency=decision.agency, action=ACTION_WORDS[decision.action])
            )
            tick.toggled.connect(lambda on, agency=decision.agency: self._send(agency, on=on))
            right.append(tick)
        else:
            right.append(line(ACTION_WORDS[decision.action], "label"))
        look_in = Button(self.look, _("中身"), "second" if decision.agency == self.agency else "plain", row=True)
        look_in.setAccessibleName(_("{agency}に送る中身を見る").format(agency=decision.agency))
        look_in.clicked.connect(lambda: self._look_in(decision.agency))
        right.append(look_in)
        return Row(words, right=right)

    def _send(self, agency: str, *, on: bool) -> None:
        chosen = chosen_agencies(self.writing.form.send, self.writing.assessment().decisions) - {agency}
        self.writing.note(send=tuple(sorted(chosen | ({agency} if on else set()))))

    def _look_in(self, agency: str) -> None:
        self.agency = agency
        self._show_agencies()
        self.reveal(self._head)

    # What would leave the desk

    def _show_content(self) -> None:
        self._content.clear()
        self._head.setVisible(bool(self.agency))
        self._content.setVisible(bool(self.agency))
        if not self.agency:
            return
        self._head.say(_("{agency}に|送る内容").format(agency=self.agency))
        file, on = self.writing.file(), self.session.now().date()
        ticked = self.writing.form.ticks.get(self.agency)
        try:
            letter = letter_to(file, self.agency, on, ticked)
        except DeskError as error:
            self._content.add(Row([Words(error.happened), Words(error.todo, "note")]))
            return
        there = offers(file, self.agency, on)
        spoken = {offer.text for offer in there}
        for each in lines_of(letter):
            if each.value not in spoken:
                self._content.add(Row([facts(self.look, [(each.label, each.value)])]))
        chosen = frozenset(ticked) if ticked is not None else frozenset(each.key for each in there if each.ticked)
        for offer in there:
            tick = Tick(self.look, offer.text, framed=False)
            tick.setAccessibleName(f"{offer.source or _('希望')} {offer.text}")
            tick.setChecked(offer.key in chosen)
            tick.toggled.connect(lambda on, key=offer.key: self._tick(key, on=on))
            label = line(offer.source or _("希望"), "note")
            self._content.add(Row([label, tick]))
        self._content.add(Row([beside(Icon(self.look, "info"), Words(_("このほかは、何も送りません。"), "note"))]))

    def _tick(self, key: str, *, on: bool) -> None:
        file, today = self.writing.file(), self.session.now().date()
        there = offers(file, self.agency, today)
        known = self.writing.form.ticks.get(self.agency)
        chosen = set(known) if known is not None else {each.key for each in there if each.ticked}
        chosen = (chosen | {key}) if on else (chosen - {key})
        ticks = {**self.writing.form.ticks, self.agency: tuple(sorted(chosen))}
        self.writing.note(ticks=ticks)

    def done(self) -> bool:
        consent = self._consent()
        return consent is not None and consent.state is not ConsentState.NOT_ASKED

    def first(self) -> QWidget | None:
        return next(iter(self.state.tiles.values()))

    def jump(self, part: str) -> None:
        if part == "until":
            lead_to(self, self._details.until)


def chosen_agencies(send: tuple[str, ...] | None, decisions: tuple[AgencyDecision, ...]) -> frozenset[str]:
    """Who is to be asked: every agency that may be, until a person chose otherwise."""
    able = frozenset(each.agency for each in decisions if each.action in SENDABLE)
    return able if send is None else able & frozenset(send)
