"""How, how far and how long a consent goes: what stands under 「同意あり」."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import format_date, parse_date
from kyosei_desk.records import Consent
from ui.intake.controls import fill, show_tick
from ui.intake.reception import problem_of
from ui.intake.writing import Writing
from ui.look import Look
from ui.widgets.cards import Rows, empty
from ui.widgets.fields import Field, Line
from ui.widgets.tiles import Choice, Tick, Ticks

SCOPES = (("all", _("必要な機関ぜんぶ")), ("some", _("えらんだ機関だけ")))
UNTIL = "consent_until"
"""What was typed as an end and is no day, among the form's unread words."""


class ConsentScope(Rows):
    """`put` writes fields of the consent; `agencies` are those the talk may ask."""

    def __init__(
        self, look: Look, writing: Writing, put: Callable[..., None], agencies: Callable[[], frozenset[str]]
    ) -> None:
        super().__init__()
        self._look, self._writing, self._put, self._agencies = look, writing, put, agencies
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(10)
        self.way = Choice(look, _("どうやって"), writing.ground.vocabulary.consent_ways)
        self.way.chosen.connect(lambda way: put(way=way))
        self.everyone = Choice(look, _("どこまで"), SCOPES)
        self.everyone.chosen.connect(self._choose)
        self.scope = Ticks(look, _("えらんだ機関"), (), 2)
        self.city = Tick(look, _("市の推進員にも知らせてよい"))
        self.city.toggled.connect(lambda on: put(city=on))
        self.meetings = Tick(look, _("支援の会議で話してよい"))
        self.meetings.toggled.connect(lambda on: put(meetings=on))
        self.until, self.matters = Line(), Line()
        self.until.edited.connect(self._take_until)
        self.until.editingFinished.connect(self._say_until)
        self.matters.edited.connect(lambda: put(matters=self.matters.text_now()))
        self._lay_out()

    def _lay_out(self) -> None:
        look = self._look
        hint = _("決めていなければ、空けておきます。「令和9年3月31日」など")
        self._until_field = Field(look, _("いつまで"), self.until, hint)
        matters = Field(look, _("言いそえたこと"), self.matters, _("話してよいこと、いけないことなど"))
        self.body.addWidget(Field(look, _("どうやって"), self.way))
        self.body.addWidget(Field(look, _("どこまで"), self.everyone))
        self._box = QHBoxLayout()
        self.body.addLayout(self._box)
        for each in (self.city, self.meetings, self._until_field, matters):
            self.body.addWidget(each)

    def show_consent(self, consent: Consent) -> None:
        self.way.show_value(consent.way)
        self.everyone.show_value("all" if is_full(consent) else "some")
        show_tick(self.city, on=consent.city)
        show_tick(self.meetings, on=consent.meetings)
        if not self.matters.hasFocus():
            self.matters.setText(consent.matters)
        if not self.until.hasFocus():
            self._show_until(consent.ends_on)
        self._show_agencies(full=is_full(consent), chosen=consent.agencies)

    def _choose(self, scope: str) -> None:
        full = scope != "some"
        chosen = frozenset[str]() if full else self._agencies()
        self._put(everyone=full, agencies=chosen)
        self._show_agencies(full=full, chosen=chosen)

    def _show_agencies(self, *, full: bool, chosen: frozenset[str]) -> None:
        empty(self._box)
        if full:
            return
        self.scope = Ticks(self._look, _("えらんだ機関"), sorted(self._agencies() | chosen), 2)
        self.scope.show_value(chosen)
        self.scope.changed.connect(lambda agencies: self._put(everyone=False, agencies=agencies))
        self._box.addWidget(self.scope)

    # Until when

    def _take_until(self) -> None:
        self._until_field.problem("")
        words = self.until.text_now()
        try:
            ends_on = parse_date(words).isoformat()
        except FieldError:
            ends_on = ""
        self._writing.unread(**{UNTIL: "" if ends_on else words})
        self._put(ends_on=ends_on)

    def _say_until(self) -> None:
        words = self.until.text_now()
        self._until_field.problem(problem_of(parse_date, words) if words.strip() else "")

    def _show_until(self, ends_on: str) -> None:
        unread = self._writing.form.unread.get(UNTIL, "")
        fill(self.until, unread or (format_date(date.fromisoformat(ends_on), weekday=False) if ends_on else ""))
        self._say_until()


def is_full(consent: Consent) -> bool:
    return consent.everyone and not consent.agencies
