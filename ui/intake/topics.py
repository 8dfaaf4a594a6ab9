"""どんな相談: the words as they were said, what the person wishes, and what it is about."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from i18n import _
from kyosei_desk.japanese import format_birth, shown
from kyosei_desk.records import Member, Source, Statement, new_id
from ui.intake.controls import Fitting, WayBack, fill, lead_to
from ui.intake.page import IntakePage
from ui.intake.reading import called, in_order, taken_on
from ui.intake.statement_card import ICONS, StatementCard
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, empty, heading
from ui.widgets.fields import Area, Field
from ui.widgets.text import Icon, Words, beside, rule
from ui.widgets.tiles import Choice, Ticks

URGENT = (("yes", _("急ぐ")), ("no", _("急がない")))


class TopicsPage(IntakePage):
    """A card a statement; one without a word is none."""

    title = _("どんな相談")

    def __init__(self, *args: object) -> None:
        super().__init__(*args, aside=320)  # type: ignore[arg-type, misc]

    def build(self) -> None:
        self.cards: dict[str, StatementCard] = {}
        self._said = QVBoxLayout()
        self._said.setSpacing(10)
        self.main.addLayout(self._said)
        self.add = Button(self.look, _("もうひとつ書く"), "second", "plus")
        self.add.clicked.connect(self._add_card)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(Words(_("この下に、|ご本人の希望と、|急ぎかどうかがあります。"), "note"), 1)
        self.main.addLayout(row)
        self._build_wish()
        self._build_topics()
        self._build_aside()

    def _build_wish(self) -> None:
        card = Card("card", 20, 12)
        self.wish = Area(2)
        self.wish.edited.connect(lambda: self.writing.talks(wish=self.wish.text_now()))
        card.body.addWidget(Field(self.look, _("ご本人の希望"), self.wish, _("どうなったらよいか、言われたままに")))
        self.urgent = Choice(self.look, _("急ぎますか"), URGENT)
        self.urgent.chosen.connect(lambda value: self.writing.talks(urgent={"yes": True, "no": False}.get(value)))
        Fitting(self, self.urgent, (2, 2, 2))
        card.body.addWidget(Field(self.look, _("ご本人は、急いでいますか"), self.urgent))
        self.main.addWidget(card)

    def _build_topics(self) -> None:
        self.main.addWidget(heading(_("相談の内容"), _("○ あてはまるもの")))
        self.topics = Ticks(self.look, _("相談の内容"), self.writing.ground.vocabulary.topics, 3)
        self.topics.changed.connect(self._take_topics)
        Fitting(self, self.topics, (3, 2, 2))
        self.main.addWidget(self.topics)
        self.main.addWidget(heading(_("いちばん困っていること"), "◎"))
        self._main_note = Words(_("○ をつけたものから、|1つえらべます。"), "note")
        self.main.addWidget(self._main_note)
        self._worst = QVBoxLayout()
        self.main.addLayout(self._worst)
        self.main_topic: Choice | None = None
        self._offered: tuple[str, ...] = ()

    def _build_aside(self) -> None:
        self.aside.addWidget(heading(_("書きかた")))
        for source, words in (
            (Source.SAID, _("本人の言葉は、|言われたまま|書きます。")),
            (Source.SEEN, _("見たことは、|見えたままを|書きます。")),
            (Source.HEARSAY, _("人から聞いた話は、|「伝聞」に|分けておきます。")),
        ):
            icon = Icon(self.look, ICONS[str(source)], "link")
            self.aside.addWidget(beside(icon, Words(words), stretch=False))
        self.aside.addWidget(rule())
        self._people = QVBoxLayout()
        self.aside.addLayout(self._people)

    # The words

    def show_form(self) -> None:
        talk = self.writing.talk
        for key, card in list(self.cards.items()):
            if key not in talk.statements and not card.is_blank():
                self._take_out(key)
        for key, statement in in_order(talk.statements):
            card = self.cards.get(key) or self._put_card(key, statement)
            card.show_statement(statement, self._names())
        if not self.cards:
            self._put_card(new_id(), Statement(source=Source.SAID, text=""))
        self._order()
        fill(self.wish, talk.wish)
        self.urgent.show_value({True: "yes", False: "no", None: ""}[talk.urgent])
        self.topics.show_value(talk.topics | ({talk.main_topic} - {""}))
        self._show_main()
        self._show_home()

    def _names(self) -> dict[str, str]:
        return {each.id: called(each) for each in self.writing.intake.members}

    def _put_card(self, key: str, statement: Statement) -> StatementCard:
        card = StatementCard(self, self.look, key, statement)
        card.show_statement(statement, self._names())
        card.edited.connect(self._write)
        card.removed.connect(partial(self._remove, card))
        self.cards[key] = card
        self._said.addWidget(card)
        card.show()
        self._count()
        return card

    def _add_card(self) -> None:
        lead_to(self, self._put_card(new_id(), Statement(source=Source.SAID, text="")).words)

    def _order(self) -> None:
        """As on the form; cards nobody wrote on yet stand last."""
        keys = [key for key, _each in in_order(self.writing.talk.statements)]
        places = {key: place for place, key in enumerate(keys)}
        self.cards = dict(sorted(self.cards.items(), key=lambda pair: places.get(pair[0], len(places))))
        for place, card in enumerate(self.cards.values()):
            self._said.removeWidget(card)
            self._said.insertWidget(place, card)
        self._count()

    def _count(self) -> None:
        for place, card in enumerate(self.cards.values(), start=1):
            card.show_place(place)

    def _write(self) -> None:
        now = [(key, card.statement_now(place)) for place, (key, card) in enumerate(self.cards.items())]
        self.writing.talks(statements={key: each for key, each in now if each.text.strip()})

    def _remove(self, card: StatementCard) -> None:
        place = self._said.indexOf(card)
        at = list(self.cards).index(card.key)
        statement = card.statement_now(at)
        self._take_out(card.key)
        self._write()
        if statement.text.strip():
            gone = WayBack(self.look, _("消した一文をもどす"))
            gone.returned.connect(lambda: self._put_back(gone, card.key, statement, at))
            self._said.insertWidget(place, gone)
            gone.say(_("一文を消しました。|「もどす」で取り消せます。"))
        if not self.cards:
            self._put_card(new_id(), Statement(source=Source.SAID, text=""))
        self._count()

    def _put_back(self, gone: WayBack, key: str, statement: Statement, at: int) -> None:
        place = self._said.indexOf(gone)
        gone.hide()
        gone.deleteLater()
        card = self._put_card(key, statement)
        self._said.removeWidget(card)
        self._said.insertWidget(place, card)
        order = [each for each in self.cards if each != key]
        order.insert(at, key)
        self.cards = {each: self.cards[each] for each in order}
        self._count()
        self._write()
        card.words.setFocus()

    def _take_out(self, key: str) -> None:
        card = self.cards.pop(key)
        self._said.removeWidget(card)
        card.hide()
        card.deleteLater()

    # What it is about

    def _take_topics(self, topics: frozenset[str]) -> None:
        main = self.writing.talk.main_topic
        self.writing.talks(topics=topics, main_topic=main if main in topics else "")
        self._show_main()

    def _show_main(self) -> None:
        """One of those ticked; made anew only where they are others."""
        talk = self.writing.talk
        ticked = talk.topics | {talk.main_topic}
        offered = tuple(each for each in self.writing.ground.vocabulary.topics if each in ticked)
        if offered != self._offered:
            empty(self._worst)
            self._offered, self.main_topic = offered, None
            if offered:
                self.main_topic = Choice(self.look, _("いちばん困っていること"), offered)
                self.main_topic.chosen.connect(self._choose_main)
                Fitting(self, self.main_topic, (2, 2, 1))
                self._worst.addWidget(self.main_topic)
                self.main_topic.show()
        self._main_note.setVisible(not offered)
        if self.main_topic is not None:
            self.main_topic.show_value(talk.main_topic)

    def _choose_main(self, topic: str) -> None:
        talk = self.writing.talk
        self.writing.talks(main_topic=topic, topics=talk.topics | ({topic} - {""}))

    def _show_home(self) -> None:
        empty(self._people)
        members = self.writing.intake.members
        if members:
            self._people.addWidget(heading(_("この世帯")))
        for member in members:
            self._people.addWidget(Words(called(member), "label"))
            self._people.addWidget(Words(self._facts(member), "note"))

    def _facts(self, member: Member) -> str:
        born = format_birth(member.born, taken_on(self.writing))
        age = born.partition("（")[2].rstrip("）") if member.born.year else ""
        age = shown(member.born.said) if member.born.age_said is not None else age
        return "・".join(part for part in (shown(member.relation), age) if part)

    # The page

    def done(self) -> bool:
        talk = self.writing.talk
        return bool(talk.statements or talk.topics or talk.main_topic)

    def first(self) -> QWidget | None:
        return next(iter(self.cards.values())).words

    def jump(self, part: str) -> None:
        kind, _colon, key = part.partition(":")
        parts: dict[str, QWidget] = {"wish": self.wish, "urgent": self.urgent, "topics": self.topics}
        parts["main_topic"] = self.main_topic or self.topics
        card = self.cards.get(key) or next(iter(self.cards.values()))
        lead_to(self, parts.get(kind, card.words))
