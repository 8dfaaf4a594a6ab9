"""One member of a household as a card of fields."""

from datetime import date

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from i18n import _
from kyosei_desk.japanese import format_birth, parse_birth
from kyosei_desk.records import Birth, Member, Phone
from kyosei_desk.vocabulary import Vocabulary
from ui.intake.alike import Suggestions
from ui.intake.controls import Fitting, Fold, Notice, PhoneFields, Side, fill, lead_to
from ui.intake.furigana import Furigana
from ui.intake.reading import birth_words, called
from ui.intake.signs import warning
from ui.look import Look
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.fields import Field, Line
from ui.widgets.page import Page
from ui.widgets.text import Words
from ui.widgets.tiles import Choice, Tile


class MemberCard(Card):
    """`edited`: something is written. `likened`: name, furigana or birth is another. `risen`, `removed`: presses."""

    edited = Signal()
    likened = Signal()
    risen = Signal()
    removed = Signal()

    def __init__(self, page: Page, look: Look, lists: Vocabulary, member: Member, on: date, *, known: bool) -> None:
        """`known`: it stood in the vault before, and is taken away elsewhere."""
        super().__init__("card", 20, 12)
        self._page, self._look, self._member, self._on = page, look, member, on
        self._furigana, self._place = Furigana(), 0
        self._build_head(known=known)
        self._build_name()
        self.suggestions = Suggestions(look)
        self.body.addWidget(self.suggestions)
        self._build_person(lists)
        self._build_more()
        fields: list[QWidget] = [*self.findChildren(Line), *self.findChildren(Tile)]
        self._names = {each: each.accessibleName() for each in fields}
        self.show_member(member)

    # Building

    def _build_head(self, *, known: bool) -> None:
        row = QHBoxLayout()
        self._called = Words("", "name")
        self.rise = Button(self._look, _("上へ"), "link")
        self.remove = Button(self._look, _("消す"), "link")
        self.rise.clicked.connect(self.risen.emit)
        self.remove.clicked.connect(self.removed.emit)
        if known:
            self.remove.hide()
        row.addWidget(self._called, 1)
        row.addWidget(self.rise)
        row.addWidget(self.remove)
        self.body.addLayout(row)

    def _build_name(self) -> None:
        look = self._look
        self.name, self.kana = Line(), Line()
        self.name.edited.connect(self._take_name)
        self.kana.edited.connect(self._take_kana)
        name = Field(look, _("氏名"), self.name, _("わからなければ、空けておきます"))
        kana = Field(look, _("ふりがな"), self.kana, _("氏名を打つと入ります。直せます"))
        self.body.addWidget(Side(self._page, [name, kana]))
        self.rare = Notice(look, "warn", "body")
        self.body.addWidget(self.rare)

    def _build_person(self, lists: Vocabulary) -> None:
        look = self._look
        self.relation, self.birth = Line(), Line()
        self.relation.edited.connect(self._write)
        self.birth.edited.connect(self._take_birth)
        self.birth.editingFinished.connect(self._say_birth_problem)
        relation = Field(look, _("続柄"), self.relation, _("本人、妻、長男、同居人 など"))
        self._birth_field = Field(look, _("生年月日"), self.birth, _("わかるところまで。「70代」でもかまいません"))
        self.body.addWidget(Side(self._page, [relation, self._birth_field]))
        self.born = Notice(look, "today", "body")
        self.body.addWidget(self.born)
        self.gender = Choice(look, _("性別"), lists.genders, size=18)
        self.living = Choice(look, _("同居・別居"), lists.livings, size=18)
        for choice, columns in ((self.gender, (5, 3, 3)), (self.living, (2, 2, 2))):
            choice.chosen.connect(lambda _value: self._write())
            Fitting(self._page, choice, columns)
        sides = [Field(look, _("性別"), self.gender), Field(look, _("同居・別居"), self.living)]
        self.body.addWidget(Side(self._page, sides, (5, 2)))

    def _build_more(self) -> None:
        look = self._look
        self.more = Fold(look, _("ほかの欄"))
        self.other_name, self.language = Line(), Line()
        for field in (self.other_name, self.language):
            field.edited.connect(self._write)
        other = Field(look, _("通称・本国名"), self.other_name)
        language = Field(look, _("話す言葉"), self.language, _("日本語のほかにあれば"))
        self.more.body.addWidget(Side(self._page, [other, language]))
        self.phone = PhoneFields(self._page, look, _("この人の電話"), self._write)
        self.more.body.addWidget(self.phone)
        self.body.addWidget(self.more)

    # What stands there

    @property
    def member(self) -> Member:
        return self._member

    def member_now(self) -> Member:
        return msgspec.structs.replace(
            self._member,
            name=self.name.text_now(),
            kana=self.kana.text_now(),
            other_name=self.other_name.text_now(),
            relation=self.relation.text_now(),
            born=self._born_now(),
            gender=self.gender.value or unlisted(self._member.gender, self.gender),
            living=self.living.value or unlisted(self._member.living, self.living),
            phone=self.phone.value_now(),
            language=self.language.text_now(),
        )

    def _born_now(self) -> Birth:
        words = self.birth.text_now()
        if words == birth_text(self._member.born):
            return self._member.born
        return parse_birth(words) if words.strip() else Birth()

    def show_member(self, member: Member) -> None:
        self._member = member
        for field, text in (
            (self.name, member.name),
            (self.kana, member.kana),
            (self.relation, member.relation),
            (self.birth, birth_text(member.born)),
            (self.other_name, member.other_name),
            (self.language, member.language),
        ):
            fill(field, text)
        self.gender.show_value(member.gender)
        self.living.show_value(member.living)
        self.phone.show_value(member.phone)
        self._furigana.start(member.name, member.kana)
        if any((member.other_name, member.language, member.phone != Phone())):
            self.more.unfold()
        self._show_born(member.born)
        self._say_rare()
        self.show_called()

    def show_called(self) -> None:
        """Who it is, for those who hear the page as well."""
        name = called(self._member)
        self._called.say(name)
        self.rise.setAccessibleName(_("{name} 上へ").format(name=name))
        self.remove.setAccessibleName(_("{name} 消す").format(name=name))

    def show_place(self, place: int) -> None:
        """Counted from 1: the fields of several members are told apart by it."""
        if place == self._place:
            return
        self._place = place
        for field, label in self._names.items():
            field.setAccessibleName(_("{place}人目 {label}").format(place=place, label=label))
        self.more.rename(_("{place}人目 ほかの欄").format(place=place))

    # Typing

    def _write(self) -> None:
        self._member = self.member_now()
        self.show_called()
        self.edited.emit()

    def _take_name(self) -> None:
        before = self._furigana.so_far
        grown = self._furigana.follow(self.name.text(), self.name.composing)
        if grown != before and self.kana.text_now() == before:  # nobody wrote there by hand
            fill(self.kana, grown)
        self._say_rare()
        self._write()
        self.likened.emit()

    def _take_kana(self) -> None:
        if not self.kana.text_now():
            self._furigana.so_far = ""  # emptied by hand: it may be taken from the name again
        self._write()
        self.likened.emit()

    def _take_birth(self) -> None:
        self._birth_field.problem("")
        self._write()
        self._show_born(self._member.born)
        self.likened.emit()

    def _show_born(self, born: Birth) -> None:
        """Both calendars and the age; for an age that was said, that it was understood."""
        if born.year:
            self.born.say(birth_words(born, self._on))
        elif born.age_said is not None:
            self.born.say(_("「{said}」と書いておきます").format(said=birth_words(born, self._on)))
        else:
            self.born.say("")

    def _say_birth_problem(self) -> None:
        born = self._member.born
        unread = bool(born.said.strip()) and not born.year and born.age_said is None
        self._birth_field.problem(
            _("日付を読みとれませんでした。「昭和15年2月」のように書いてください。") if unread else ""
        )

    def _say_rare(self) -> None:
        font = self._look.font()
        labelled = ((_("氏名"), self.name.text_now()), (_("ふりがな"), self.kana.text_now()))
        self.rare.say("".join(warning(font, label, text) for label, text in labelled))

    def lead(self) -> None:
        lead_to(self._page, self.name)

    def is_blank(self) -> bool:
        """Nothing is written but what the card came with."""
        return is_blank(self._member)


def is_blank(member: Member) -> bool:
    """A member of whom nothing is known but a place in the household."""
    bare = Member(id=member.id, household_id=member.household_id, position=member.position, relation=member.relation)
    return member == bare


def birth_text(born: Birth) -> str:
    """The words as they were typed; else the date in the words of the era."""
    if born.said or not born.year:
        return born.said
    return format_birth(born, date(born.year, 1, 1)).partition("（")[0]


def unlisted(value: str, choice: Choice) -> str:
    """A word of a newer list stays; one that was taken back does not."""
    return "" if value in choice.tiles else value
