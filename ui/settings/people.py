"""Who may open this desk: added, taken out, given a new passphrase."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.errors import DeskError
from kyosei_desk.japanese import shown
from kyosei_desk.opening import check_removal
from kyosei_desk.vault import Person, Role
from ui.carrying import Act
from ui.first_run.parts import NewWords
from ui.navigation import Place, To
from ui.settings.new_paper import ask_new_paper, waiting_words
from ui.settings.practising import practice_words
from ui.widgets.asking import Panel, ask, nothing, tell
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Row, Rows
from ui.widgets.fields import Field, Line, Secret
from ui.widgets.once import Once
from ui.widgets.text import Words, line
from ui.widgets.tiles import Choice
from ui.wishes import TakeOut

if TYPE_CHECKING:
    from ui.settings.screen import Settings, SettingsScreen

ROLES = tuple((str(role), str(role)) for role in (Role.STAFF, Role.MANAGER))


def people(screen: "SettingsScreen", found: "Settings") -> QWidget:
    look, card, rows = screen.look, Card("card", 20, 12), Rows()
    me = screen.session.desk.me
    for person in found.people:
        rows.add(row(screen, person, mine=person.id == me.id))
    card.body.addWidget(rows)
    add = Button(look, _("人を足す"), "second", "plus")
    add.clicked.connect(lambda: ask_new(screen))
    change = Button(look, _("自分の合言葉を変える"), "plain", "key")
    change.clicked.connect(lambda: ask_words(screen))
    card.body.addWidget(add)
    card.body.addWidget(change)
    card.body.addWidget(
        Words(_("回復コードは、紙に残したものです。|合言葉を忘れたとき、鍵をあける画面から使えます。"), "note")
    )
    renew = Button(look, _("回復コードを新しくする"), "plain", "print")
    renew.clicked.connect(lambda: ask_new_paper(screen))
    card.body.addWidget(renew)
    if found.waiting:
        card.body.addWidget(Words(waiting_words(found.waiting), "note"))
    return card


def row(screen: "SettingsScreen", person: Person, *, mine: bool) -> QWidget:
    words: list[QWidget] = [line(_("{name}さん").format(name=shown(person.name)), "name")]
    words.append(Words(f"{person.role}　{_('（あなた）') if mine else ''}", "note"))
    right: list[QWidget] = []
    if not mine:
        over = Button(screen.look, _("引き継ぐ"), "plain", row=True)
        over.setAccessibleName(_("{name}さんの受け持ちを引き継ぐ").format(name=shown(person.name)))
        over.clicked.connect(partial(hand_over, screen, person))
        out = Button(screen.look, _("外す"), "link")
        out.setAccessibleName(_("{name}さんを外す").format(name=shown(person.name)))
        out.clicked.connect(partial(ask_out, screen, person))
        right = [over, out]
    return Row(words, right=right)


def ask_new(screen: "SettingsScreen") -> None:
    look = screen.look
    panel = Panel(look, screen.window(), _("人を足す"), _("その人に、ここで合言葉を打ってもらいます。"))
    name, words = Line(), NewWords(look, _("合言葉"))
    role = Choice(look, _("役割"), ROLES)
    role.show_value(str(Role.STAFF))
    field = Field(look, _("お名前"), name)
    for part in (field, Field(look, _("役割"), role), words):
        panel.body.addWidget(part)

    def act() -> None:
        called, what = name.text_now().strip(), Role(role.value or Role.STAFF)
        field.problem("" if called else _("お名前を書いてください。"))
        chosen = words.words()
        if called and chosen is not None and once.begun():
            screen.session.act(
                panel, lambda desk: desk.add_person(called, what, chosen), lambda _none: panel.accept(), refused
            )

    def refused(error: DeskError) -> None:
        once.over()
        field.problem(str(error))

    once = Once(panel.press(_("足す"), "main", act, close=False), _("足す"), _("足しています"))
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    name.setFocus()


def ask_words(screen: "SettingsScreen") -> None:
    look = screen.look
    if screen.session.practice:
        tell(
            look, screen.window(), _("練習の場の合言葉は、いつも同じです"), _("ほんとうの机では、ここで変えられます。")
        )
        return
    panel = Panel(look, screen.window(), _("自分の合言葉を変える"), _("記録はそのままです。"))
    words = NewWords(look, _("新しい合言葉"))
    panel.body.addWidget(words)

    def act() -> None:
        chosen = words.words()
        if chosen is not None:
            screen.session.act(
                panel,
                lambda desk: desk.change_passphrase(chosen),
                lambda _none: panel.accept(),
                lambda error: words.field.problem(str(error)),
            )

    panel.press(_("変える"), "main", act, close=False)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
    words.once.setFocus()


def ask_out(screen: "SettingsScreen", person: Person) -> None:
    """Twice: the person cannot open the desk any more, and every key is made anew. What speaks against it is said
    before the desk is locked for it."""
    screen.session.ask(
        screen,
        lambda desk: check_removal(desk, person.name),
        lambda _none: ask_out_twice(screen, person),
        screen.failed,
    )


def ask_out_twice(screen: "SettingsScreen", person: Person) -> None:
    name = shown(person.name)

    def sure() -> None:
        panel = Panel(
            screen.look,
            screen.window(),
            _("{name}さんを外します").format(name=name),
            _("鍵を作り直すので、いちど鍵がかかります。|あなたの合言葉を打ってください。"),
        )
        words = Secret()
        field = Field(screen.look, _("あなたの合言葉"), words, practice_words(screen.session))
        panel.body.addWidget(field)

        def act() -> None:
            if not words.text():
                field.problem(_("合言葉を打ってください。"))
                return
            typed = words.text()
            panel.accept()
            screen.wished.emit(TakeOut(person.name, typed))

        panel.press(_("外す"), "second", act, close=False)
        panel.press(_("やめる"), "main", nothing)
        panel.open()
        words.setFocus()

    ask(
        screen.look,
        screen.window(),
        _("{name}さんを外しますか").format(name=name),
        _("この机を開けられなくなります。|書いた記録は残ります。|先に、受け持ちを引き継いでください。"),
        [(_("つぎへ"), "second", sure), (_("やめる"), "main", nothing)],
    )


def hand_over(screen: "SettingsScreen", person: Person) -> None:
    """To whom; the open plans move, and a paper tells what is held."""
    others = {each.name: each.id for each in screen.session.desk.people if each.id != person.id}
    panel = Panel(
        screen.look,
        screen.window(),
        _("受け持ちを引き継ぐ"),
        _("{name}さんの予定が、えらんだ人に移ります。|閲覧制限の記録は移りません。").format(name=shown(person.name)),
    )
    to = Choice(screen.look, _("だれに"), tuple(others), columns=2)
    panel.body.addWidget(Field(screen.look, _("だれに"), to))

    def act() -> None:
        from kyosei_desk.handover import hand_over as handed

        target = others.get(to.value)
        if target is None:
            return
        panel.accept()
        paper = To(place=Place.PAPER, part=f"handover:{person.id}:{target}")
        carried = Act(
            lambda desk: handed(desk, person.id, target),
            _("引き継ぎを終えてから鍵をかけます"),
            lambda _done: _("受け持ちを引き継ぎました。"),
        )
        screen.session.carry_out(carried, lambda _done: screen.go(paper), screen.failed)

    panel.press(_("引き継ぐ"), "main", act, close=False)
    panel.press(_("紙だけ見る"), "plain", partial(screen.go, To(place=Place.PAPER, part=f"handover:{person.id}:")))
    panel.press(_("やめる"), "plain", nothing)
    panel.open()
