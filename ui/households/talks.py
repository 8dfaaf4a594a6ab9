"""One talk as it stands: read, corrected, printed, restricted; and who changed what."""

from functools import partial

from PySide6.QtWidgets import QWidget

from i18n import _
from kyosei_desk.case_file import CaseFile
from kyosei_desk.checklist import explain
from kyosei_desk.clock import parse_moment
from kyosei_desk.desk import Desk
from kyosei_desk.field_words import field_words, value_words
from kyosei_desk.japanese import shown
from kyosei_desk.sheets import SheetKind
from kyosei_desk.timeline import Alteration, history
from sync.standing import load
from sync.withdrawing import restrict
from ui.navigation import Place, To
from ui.screen import Screen
from ui.widgets.asking import Panel, nothing
from ui.widgets.buttons import Button
from ui.widgets.cards import FindingBox, Row, Rows, facts, heading
from ui.widgets.dates import moment_words
from ui.widgets.page import Page
from ui.widgets.text import Words
from ui.widgets.tiles import Ticks

PAPERS = (SheetKind.RECORD, SheetKind.OWN_COPY, SheetKind.CONSENT, SheetKind.ANONYMOUS)


def show_talk(screen: Screen, consultation_id: str) -> None:
    """Its words, findings and presses, in a panel."""
    screen.session.ask(screen, lambda desk: desk.file(consultation_id), partial(shown_talk, screen), screen.failed)


def shown_talk(screen: Screen, file: CaseFile) -> None:
    look, talk = screen.look, file.consultation
    panel = Panel(look, screen.window(), moment_words(parse_moment(talk.taken_at)))
    page = tall(screen, panel)
    pairs = [(_("場所"), talk.place), (_("経路"), talk.channel), (_("受けた人"), file.taken_by)]
    page.main.addWidget(facts(look, [(label, shown(value)) for label, value in pairs]))
    rows = Rows()
    for each in sorted(talk.statements.values(), key=lambda one: one.position):
        rows.add(Row([facts(look, [(str(each.source), shown(each.text))])]))
    if talk.wish:
        rows.add(Row([facts(look, [(_("希望"), shown(talk.wish))])]))
    if talk.statements or talk.wish:
        page.main.addWidget(rows)
    page.main.addWidget(heading(_("つなぎ確認")))
    for finding in file.assessment.result.findings:
        title = f"{finding.id}　{file.definition[finding.id].short}"
        box = FindingBox(look, int(finding.level or 1), title)
        box.body.addWidget(Words("".join(explain(file.definition, finding)), "note"))
        page.main.addWidget(box)
    if not file.assessment.result.findings:
        page.main.addWidget(Words(_("急ぎのしるしは、ありません。")))
    presses(screen, panel, page, talk.id)
    panel.press(_("とじる"), "main", nothing).setFocus()
    panel.open()


def presses(screen: Screen, panel: Panel, page: Page, talk_id: str) -> None:
    """直す, print, restrict, history."""

    def leave(act: object) -> None:
        panel.accept()
        act()  # type: ignore[operator]

    entries = [(_("直す"), "write", partial(screen.go, To(place=Place.INTAKE, record_id=talk_id)))]
    for kind in PAPERS:
        to = To(place=Place.PAPER, record_id=talk_id, part=str(kind))
        entries.append((_("{paper}を印刷").format(paper=kind), "print", partial(screen.go, to)))
    entries.append((_("見る人を限る"), "lock", partial(ask_restrict, screen, talk_id)))
    entries.append((_("直した履歴を見る"), "undo", partial(show_history, screen, talk_id)))
    for word, icon, act in entries:
        press = Button(screen.look, word, "plain", icon, row=True)
        press.clicked.connect(partial(leave, act))
        page.main.addWidget(press)


def tall(screen: Screen, panel: Panel) -> Page:
    page = Page(screen.look)
    window = screen.window()
    page.setMinimumHeight(max(280, window.height() - 300))
    panel.setMinimumWidth(min(screen.look.px(820), window.width() - 40))
    panel.body.addWidget(page, 1)
    return page


# 閲覧制限


def ask_restrict(screen: Screen, consultation_id: str) -> None:
    """Who may read it from now on. Whoever took it and every 責任者 may, but for those left out as a party to it."""
    look, people = screen.look, screen.session.desk.people
    names = {each.name: each.id for each in people}
    panel = Panel(
        look,
        screen.window(),
        _("見る人を限る（閲覧制限）"),
        _(
            "受けた人と責任者は、いつでも見られます。|関係者として外すこともできます。|記録は新しく封をし、前のものは消します。"
        ),
    )
    added, excluded = Ticks(look, _("見てよい人"), names, 2), Ticks(look, _("外す人"), names, 2)
    panel.body.addWidget(heading(_("ほかに、見てよい人")))
    panel.body.addWidget(added)
    panel.body.addWidget(heading(_("関係者なので、外す人")))
    panel.body.addWidget(excluded)

    def act() -> None:
        readers, out = [names[each] for each in added.value], [names[each] for each in excluded.value]
        screen.session.act_long(
            screen, lambda desk: restricted(desk, consultation_id, readers, out), lambda _new: None, screen.failed
        )

    panel.press(_("見る人を限る"), "main", act)
    panel.press(_("やめる"), "plain", nothing)
    panel.open()


def restricted(desk: Desk, consultation_id: str, readers: list[str], excluded: list[str]) -> str:
    return restrict(desk, load(desk.exchange), consultation_id, readers, excluded)


# Who changed what


def show_history(screen: Screen, record_id: str) -> None:
    def work(desk: Desk) -> tuple[str, tuple[Alteration, ...]]:
        there = desk.shown(record_id)
        return (there.kind if there else ""), history(desk, record_id)

    screen.session.ask(screen, work, lambda found: shown_history(screen, *found), screen.failed)


def shown_history(screen: Screen, kind: str, found: tuple[Alteration, ...]) -> None:
    panel = Panel(screen.look, screen.window(), _("直した履歴"))
    page = tall(screen, panel)
    rows = Rows()
    for each in reversed(found[-200:]):
        field = f"{each.field}/{each.key}" if each.key else each.field
        words: list[QWidget] = [Words(f"{moment_words(each.at)}　{shown(each.by)}", "note")]
        words.append(Words(field_words(kind, field), "label"))
        old, new = value_words(each.old), value_words(each.new)
        words.append(facts(screen.look, [(_("前"), old), (_("後"), new)], 40))
        rows.add(Row(words))
    page.main.addWidget(rows)
    panel.press(_("とじる"), "main", nothing).setFocus()
    panel.open()
