"""対応: what was done for the person, what it counts as, and when they are heard again."""

import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import msgspec
from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.japanese import format_date, parse_date
from kyosei_desk.records import FollowUp, Note, new_id
from ui.intake.controls import Fitting, Side, fill, lead_to
from ui.intake.page import IntakePage
from ui.intake.reading import both, taken_on
from ui.intake.reception import problem_of
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, heading
from ui.widgets.fields import Area, Field, Line
from ui.widgets.text import Words, beside
from ui.widgets.tiles import Choice, Ticks

WAYS = (_("訪問"), _("電話"), _("来所"))
LENGTHS = tuple((str(each), _("{count}分").format(count=each)) for each in (15, 30, 45, 60, 90))


class ResponsePage(IntakePage):
    """The next contact is a day of the talk and, for 今日, a follow-up of its own."""

    title = _("対応")

    def build(self) -> None:
        self._build_done()
        self._build_next()
        self._build_counted()
        self._build_note()

    def _build_done(self) -> None:
        lists = self.writing.ground.vocabulary
        self.main.addWidget(heading(_("どう対応しましたか")))
        self.response = Ticks(self.look, _("対応"), lists.responses, 3)
        self.response.changed.connect(lambda ticked: self.writing.talks(response=ticked))
        Fitting(self, self.response, (3, 2, 2))
        self.main.addWidget(self.response)

    def _build_next(self) -> None:
        look, card = self.look, Card("card", 20, 12)
        self.day, self.what = Line(), Line()
        self._day_field = Field(look, _("次に連絡する日"), self.day, _("「令和8年11月5日」など"))
        self.day.edited.connect(self._take_day)
        self.day.editingFinished.connect(self._leave_day)
        self.calendars = Words("")
        presses = [
            self._after(_("1週間後"), lambda on: on + timedelta(days=7)),
            self._after(_("2週間後"), lambda on: on + timedelta(days=14)),
            self._after(_("1か月後"), month_after),
        ]
        soon = Field(look, _("よくある日"), beside(*presses), _("相談の日から数えます"))
        card.body.addWidget(Side(self, [self._day_field, soon]))
        card.body.addWidget(self.calendars)
        self.way = Choice(look, _("次の連絡のしかた"), WAYS, size=18)
        self.way.chosen.connect(lambda _way: self._put_plan())
        Fitting(self, self.way, (3, 3, 3))
        self.what.edited.connect(self._put_plan)
        card.body.addWidget(
            Side(
                self,
                [
                    Field(look, _("どうやって"), self.way),
                    Field(look, _("すること"), self.what),
                ],
            )
        )
        self.main.addWidget(heading(_("次の連絡・見守り")))
        self.main.addWidget(card)

    def _after(self, word: str, reckon: Callable[[date], date]) -> Button:
        press = Button(self.look, word, "plain", row=True)
        press.setAccessibleName(_("次に連絡する日を{when}にする").format(when=word))
        press.clicked.connect(lambda: self._set_day(reckon(taken_on(self.writing))))
        return press

    def _build_counted(self) -> None:
        lists, card = self.writing.ground.vocabulary, Card("card", 20, 12)
        self.minutes = Line()
        self._minutes_field = Field(self.look, _("かかった時間（分）"), self.minutes)
        self.minutes.edited.connect(self._take_minutes)
        self.minutes.editingFinished.connect(self._say_minutes)
        self.lengths = Choice(self.look, _("かかった時間"), LENGTHS, size=18)
        self.lengths.chosen.connect(self._choose_length)
        Fitting(self, self.lengths, (5, 5, 3))
        lengths = Field(self.look, _("よくある長さ"), self.lengths)
        self.lengths.setAccessibleName(_("かかった時間"))
        card.body.addWidget(Side(self, [self._minutes_field, lengths], (1, 3)))
        self.activity = Choice(self.look, _("活動の内容"), lists.activities, size=18)
        self.activity.chosen.connect(lambda activity: self.writing.talks(activity=activity))
        Fitting(self, self.activity, (4, 3, 2))
        self.client_group = Choice(self.look, _("活動の分野"), lists.client_groups, size=18)
        self.client_group.chosen.connect(lambda group: self.writing.talks(client_group=group))
        Fitting(self, self.client_group, (4, 3, 2))
        hint = _("月の活動報告で、数える欄です")
        card.body.addWidget(Field(self.look, _("活動の内容"), self.activity, hint))
        card.body.addWidget(Field(self.look, _("活動の分野"), self.client_group))
        self.main.addWidget(heading(_("活動の記録")))
        self.main.addWidget(card)

    def _build_note(self) -> None:
        self.note_words = Area(2)
        self.note_words.edited.connect(self._put_note)
        card = Card("card", 20, 12)
        card.body.addWidget(Field(self.look, _("覚え書き"), self.note_words, _("ほかの人に伝えておきたいこと")))
        self.main.addWidget(card)

    # The next contact

    def _planned(self) -> FollowUp | None:
        return next((each for each in self.writing.intake.follow_ups if not each.question), None)

    def _day_now(self) -> str:
        """ISO; "" where no day can be read."""
        try:
            return parse_date(self.day.text_now()).isoformat()
        except FieldError:
            return ""

    def _take_day(self) -> None:
        self._day_field.problem("")
        self._put_plan()

    def _set_day(self, day: date) -> None:
        fill(self.day, format_date(day, weekday=False))
        self._take_day()

    def _leave_day(self) -> None:
        """Emptied for good, it takes the day away; while it is typed anew, nothing does."""
        self._say_problem()
        self._put_plan(left=True)

    def _put_plan(self, *, left: bool = False) -> None:
        talk, planned, read = self.writing.talk, self._planned(), self._day_now()
        self._show_calendars(read)
        day, typing = read, self.day.hasFocus() and not left
        if not day and (typing or self.day.text_now().strip()):  # a word that is no day takes no visit away
            day = planned.due_on if planned else talk.next_contact
        self.writing.unread(next_contact="" if read else self.day.text_now())
        self.writing.talks(next_contact=day)
        way = self.way.value or (planned.way if planned and planned.way not in WAYS else "")
        fresh = planned or FollowUp(
            id=new_id(), household_id=talk.household_id, consultation_id=talk.id, by=talk.taken_by
        )
        plan = msgspec.structs.replace(fresh, due_on=day, way=way, text=self.what.text_now())
        if plan.due_on or plan.way or plan.text or plan.id in self.writing.form.known:
            self.writing.put(plan)
        elif planned is not None:
            self.writing.drop(planned.id)

    def _say_problem(self) -> None:
        words = self.day.text_now()
        self._day_field.problem(problem_of(parse_date, words) if words.strip() else "")

    def _show_calendars(self, day: str) -> None:
        self.calendars.say(both(date.fromisoformat(day)) if day else "")
        self.calendars.setVisible(bool(day))

    # What is counted

    def _take_minutes(self) -> None:
        self._minutes_field.problem("")
        minutes = minutes_of(self.minutes.text_now())
        self.writing.unread(minutes=self.minutes.text_now() if minutes is None else "")
        self.writing.talks(minutes=minutes)
        self.lengths.show_value("" if minutes is None else str(minutes))

    def _choose_length(self, length: str) -> None:
        fill(self.minutes, length)
        self._take_minutes()

    def _say_minutes(self) -> None:
        words = self.minutes.text_now().strip()
        unread = bool(words) and minutes_of(words) is None
        self._minutes_field.problem(
            _("時間を読みとれませんでした。「30」のように、分で書いてください。") if unread else ""
        )

    def _put_note(self) -> None:
        talk, words = self.writing.talk, self.note_words.text_now()
        there = next(iter(self.writing.intake.notes), None)
        if there is not None and not words.strip():
            self.writing.drop(there.id)
        elif words.strip():
            note = there or Note(
                id=new_id(), household_id=talk.household_id, consultation_id=talk.id, at=talk.taken_at,
                by=talk.taken_by,
            )  # fmt: skip
            self.writing.put(msgspec.structs.replace(note, text=words))

    # The page

    def show_form(self) -> None:
        talk, planned = self.writing.talk, self._planned()
        self.response.show_value(talk.response)
        due = planned.due_on if planned and planned.due_on else talk.next_contact
        if self._day_field.control.property("wrong") != "true" and due != self._day_now():
            fill(self.day, format_date(date.fromisoformat(due), weekday=False) if is_day(due) else due)
        self._show_unread()
        self._show_calendars(self._day_now())
        self.way.show_value(planned.way if planned else "")
        fill(self.what, planned.text if planned else "")
        if minutes_of(self.minutes.text_now()) != talk.minutes:
            fill(self.minutes, "" if talk.minutes is None else str(talk.minutes))
        self.lengths.show_value("" if talk.minutes is None else str(talk.minutes))
        self.activity.show_value(talk.activity)
        self.client_group.show_value(talk.client_group)
        fill(self.note_words, next((each.text for each in self.writing.intake.notes), ""))

    def _show_unread(self) -> None:
        """Words that are no day or no number, as they were left."""
        unread = self.writing.form.unread
        if (words := unread.get("next_contact")) and words != self.day.text_now():
            fill(self.day, words)
            self._say_problem()
        if (words := unread.get("minutes")) and words != self.minutes.text_now():
            fill(self.minutes, words)
            self._say_minutes()

    def done(self) -> bool:
        return bool(self.writing.talk.response)

    def first(self) -> QWidget | None:
        return next(iter(self.response.ticks.values()))

    def jump(self, part: str) -> None:
        parts: dict[str, QWidget] = {
            "response": self.response, "minutes": self.minutes, "activity": self.activity,
            "client_group": self.client_group, "follow_up": self.day, "note": self.note_words,
        }  # fmt: skip
        if part in parts:
            lead_to(self, parts[part])


def minutes_of(text: str) -> int | None:
    """Of 30 and ３０分; None for other words, which a person is asked to reckon into minutes."""
    words = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 5 else None


def month_after(day: date) -> date:
    """The same day of the next month, or its last one."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_day(iso: str) -> bool:
    try:
        return bool(date.fromisoformat(iso))
    except ValueError:
        return False
