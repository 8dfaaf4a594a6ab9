"""市に知らせる: sharing a talk, what the town lacks, and the month; each with exactly what leaves beside it."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from kyosei_desk.desk import Desk
from kyosei_desk.records import Consultation, Gap
from kyosei_desk.vault import Role
from sync import post, reporting, telling
from sync.standing import Enrolment
from tests.builders import statement
from tests.post.city import City
from tests.post.talks import GIVEN, REFUSED, SAID, YES, recorded
from tests.ui.conftest import ME, WORDS, compose, find, type_in
from ui.households.household import HouseholdScreen
from ui.intake.screen import IntakeScreen
from ui.lacking.form import LackForm
from ui.lacking.screen import LackingScreen
from ui.main_window import MainWindow
from ui.navigation import NEW, OF_TALK, Place
from ui.reports.handing_in import HandingIn, figure_of
from ui.reports.screen import ReportsScreen
from ui.screen import Screen
from ui.widgets.asking import Panel
from ui.widgets.buttons import Button
from ui.widgets.fields import Area, Line
from ui.widgets.tiles import Tick

Went = Callable[..., Screen]
Settled = Callable[[], None]
OTHER = "べつの言葉"
SHARE, LACK = "この内容で共有する", "記録して市に知らせる"


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.session is not None
    return window.session.desk


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def enrolment(city: City, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Enrolment:
    """A place in a district, for the presses alone: no quiet sync to a hub that is not there."""
    found = city.enrolment(device=desk.exchange.device)
    for module in ("ui.households.sharing", "ui.lacking.form", "ui.reports.handing_in"):
        monkeypatch.setattr(f"{module}.load", lambda _exchange: found)
    return found


def words_on(widget: QWidget) -> str:
    return "\n".join(
        each.accessibleName() or each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)
    )


def panel_of(window: QWidget) -> Panel:
    return next(each for each in window.window().findChildren(Panel) if each.isVisible())


def focused(widget: QWidget) -> bool:
    """Whether keys go there once its window is in front: a panel that goes leaves none so, offscreen."""
    return widget.window().focusWidget() is widget


# 情報共有


@pytest.fixture
def talk(desk: Desk) -> Consultation:
    """Closed, agreed to, with two things said."""
    return recorded(desk, {"Q12": YES}, GIVEN, statement(SAID), statement(OTHER), wish="電気を止めないでほしい")


def shared(went: Went, settled: Settled, talk: Consultation) -> HouseholdScreen:
    screen = went(Place.HOUSEHOLD, talk.household_id, talk.id)
    assert isinstance(screen, HouseholdScreen)
    find(screen.talk, Button, "市に共有する").click()
    settled()
    return screen


def test_only_what_is_ticked_leaves(
    went: Went, settled: Settled, desk: Desk, city: City, enrolment: Enrolment, talk: Consultation
) -> None:
    screen = shared(went, settled, talk)
    assert focused(screen.sharing.back)
    assert SAID in words_on(screen.sharing)
    assert OTHER in words_on(screen.sharing)
    find(screen.sharing, Tick, f"本人が話した：{OTHER}").click()
    settled()
    assert OTHER not in words_on(screen.sharing)
    find(screen.sharing, Button, SHARE).click()
    settled()
    (letter,) = city.mail(desk, enrolment).values()
    assert isinstance(letter, post.Sharing)
    assert [each.text for each in letter.statements] == [SAID]
    assert letter.number in words_on(panel_of(screen))
    find(panel_of(screen), Button, "わかりました").click()
    settled()
    assert screen.talk.isVisible()
    assert focused(screen.talk.back)


def test_the_same_is_not_sent_twice_and_the_day_is_told(
    went: Went, settled: Settled, desk: Desk, city: City, enrolment: Enrolment, talk: Consultation
) -> None:
    telling.share(desk, enrolment, talk.id)
    screen = shared(went, settled, talk)
    assert "10月21日(水)に共有しました。" in words_on(screen.sharing)
    find(screen.sharing, Button, SHARE).click()
    settled()
    assert "もう知らせてあります" in words_on(panel_of(screen))
    assert len(city.mail(desk, enrolment)) == 1


@pytest.mark.usefixtures("enrolment")
def test_without_a_consent_it_is_said_in_place_and_where_to_ask(
    went: Went, settled: Settled, desk: Desk, window: MainWindow
) -> None:
    talk = recorded(desk, {"Q12": YES}, REFUSED)
    screen = shared(went, settled, talk)
    assert "という同意がないので、共有できません。" in words_on(screen.sharing)
    assert SAID not in words_on(screen.sharing)
    assert not screen.sharing.send.isVisible()
    find(screen.sharing, Button, "同意・つなぎ先をひらく").click()
    settled()
    shown = window.shown()
    assert isinstance(shown, IntakeScreen)
    assert shown.pages[shown.at].title == "同意・つなぎ先"


def test_without_a_hub_nothing_is_lost_and_the_way_is_shown(
    went: Went, settled: Settled, talk: Consultation, window: MainWindow
) -> None:
    screen = shared(went, settled, talk)
    find(screen.sharing, Button, SHARE).click()
    settled()
    assert "まだ市のハブに登録されていません" in words_on(screen.sharing)
    assert focused(screen.sharing.calm)
    find(screen.sharing, Button, "同期の画面をひらく").click()
    settled()
    assert window.at is Place.SYNC


def test_escape_leads_back_to_the_talk(went: Went, settled: Settled, talk: Consultation) -> None:
    screen = shared(went, settled, talk)
    assert screen.retreat()
    settled()
    assert screen.talk.isVisible()


# 資源不足


def form_of(screen: Screen) -> LackForm:
    assert isinstance(screen, LackingScreen)
    assert screen.form.isVisible()
    return screen.form


def test_a_lack_of_the_town_is_written_down_and_told_without_its_sentence(
    went: Went, settled: Settled, desk: Desk, city: City, enrolment: Enrolment, qtbot: QtBot
) -> None:
    screen = went(Place.RESOURCES)
    find(screen, Button, "地域に足りないもの").click()
    settled()
    window = screen.window()
    assert isinstance(window, MainWindow)
    lacking = window.shown()
    assert isinstance(lacking, LackingScreen)
    find(lacking, Button, "足りないものを書く").click()
    settled()
    form = form_of(lacking)
    assert focused(form.lines["field"])
    type_in(form.lines["field"], "買い物")
    form.kind.tiles["遠い"].click()
    compose(find(form, Area, "補足"), "見本さんが困っています")
    qtbot.waitUntil(lambda: "遠い" in words_on(form), timeout=5_000)
    assert "見本さん" not in words_on(form)
    find(form, Button, LACK).click()
    settled()
    (gap,) = desk.postbox.gaps()
    assert (gap.field, gap.kind, gap.note) == ("買い物", "遠い", "見本さんが困っています")
    (letter,) = city.mail(desk, enrolment).values()
    assert isinstance(letter, post.Gap)
    assert (letter.field, letter.lack, letter.note) == ("買い物", "遠い", "")
    find(panel_of(lacking), Button, "わかりました").click()
    settled()
    assert "買い物：遠い" in words_on(lacking)
    assert "10月21日(水)に知らせました（つぎの同期でとどきます）" in words_on(lacking)


def test_a_sentence_goes_where_it_was_ticked(
    went: Went, settled: Settled, desk: Desk, city: City, enrolment: Enrolment
) -> None:
    form = form_of(went(Place.LACKING, "", NEW))
    type_in(form.lines["proposal"], "買い物の車を出したい")
    assert not find(form, Tick, "提案を市にも伝える").isChecked()
    find(form, Tick, "提案を市にも伝える").click()
    type_in(form.lines["area"], "みどり町")
    find(form, Button, LACK).click()
    settled()
    (letter,) = city.mail(desk, enrolment).values()
    assert isinstance(letter, post.Gap)
    assert (letter.area, letter.proposal) == ("みどり町", "買い物の車を出したい")


@pytest.mark.usefixtures("enrolment")
def test_what_says_nothing_is_asked_for_at_its_field(went: Went, settled: Settled, desk: Desk) -> None:
    form = form_of(went(Place.LACKING, "", NEW))
    find(form, Button, LACK).click()
    settled()
    field = find(form, Line, "分野")
    assert "何が足りないのかが、まだ書かれていません。" in field.accessibleDescription()
    assert focused(field)
    assert desk.postbox.gaps() == []


def test_the_one_that_the_checklist_left_open_is_described(
    went: Went, settled: Settled, desk: Desk, enrolment: Enrolment, city: City, window: MainWindow
) -> None:
    talk = recorded(desk, {"C5": YES})
    (blank,) = desk.postbox.gaps()
    screen = went(Place.HOUSEHOLD, talk.household_id, talk.id)
    assert isinstance(screen, HouseholdScreen)
    find(screen.talk, Button, "足りないものを知らせる").click()
    settled()
    shown = window.shown()
    assert shown is not None
    form = form_of(shown)
    form.kind.tiles["ない"].click()
    find(form, Button, LACK).click()
    settled()
    (gap,) = desk.postbox.gaps()
    assert gap == msgspec.structs.replace(blank, kind="ない")
    assert len(city.mail(desk, enrolment)) == 1
    find(panel_of(window), Button, "わかりました").click()
    settled()
    back = window.shown()
    assert isinstance(back, HouseholdScreen)
    assert back.talk.isVisible()


def test_a_second_one_of_the_same_talk_can_be_written(went: Went, settled: Settled, desk: Desk) -> None:
    talk = recorded(desk, {"C5": YES})
    (blank,) = desk.postbox.gaps()
    desk.save(desk.shown(blank.id), msgspec.structs.replace(blank, field="交通"))
    form = form_of(went(Place.LACKING, talk.id, OF_TALK))
    assert form.lines["field"].text() == "交通"
    find(form, Button, "べつの足りないものを書く").click()
    settled()
    assert form.lines["field"].text() == ""
    type_in(form.lines["field"], "居場所")
    find(form, Button, "記録だけしておく").click()
    settled()
    assert {each.field for each in desk.postbox.gaps()} == {"交通", "居場所"}
    assert all(each.consultation_id == talk.id for each in desk.postbox.gaps())


def test_what_was_typed_survives_leaving_and_is_no_second_one(went: Went, settled: Settled, desk: Desk) -> None:
    for _time in range(2):
        form = form_of(went(Place.LACKING, "", NEW))
        compose(form.lines["field"], "買い物")
        went(Place.TODAY)
        settled()
        assert [each.field for each in desk.postbox.gaps()] == ["買い物"]


def test_a_blank_one_leaves_nothing_behind(went: Went, settled: Settled, desk: Desk) -> None:
    form_of(went(Place.LACKING, "", NEW))
    went(Place.TODAY)
    settled()
    assert desk.postbox.gaps() == []


def test_what_was_typed_is_durable_before_the_keys_are_put_away(went: Went, window: MainWindow, qtbot: QtBot) -> None:
    form = form_of(went(Place.LACKING, "", NEW))
    compose(form.lines["note"], "店がない")
    window.lock()
    qtbot.waitUntil(lambda: window.session is None, timeout=20_000)
    window.way_in.unlock(ME, WORDS)
    qtbot.waitUntil(lambda: window.session is not None and window.background.idle(), timeout=20_000)
    assert window.session is not None
    (gap,) = window.session.desk.postbox.gaps()
    assert gap.note == "店がない"


def test_without_a_hub_the_words_stay_and_are_kept(went: Went, settled: Settled, desk: Desk) -> None:
    screen = went(Place.LACKING, "", NEW)
    form = form_of(screen)
    type_in(form.lines["field"], "買い物")
    find(form, Button, LACK).click()
    settled()
    assert "まだ市のハブに登録されていません" in words_on(form)
    assert form.lines["field"].text() == "買い物"
    assert screen.retreat()
    settled()
    assert [each.field for each in desk.postbox.gaps()] == ["買い物"]
    assert "まだ、市に知らせていません" in words_on(screen)


def test_one_of_the_list_is_opened_and_left_to_its_place(went: Went, settled: Settled, desk: Desk) -> None:
    desk.save(None, Gap(id="a" * 32, field="交通", kind="ない"))
    screen = went(Place.LACKING)
    find(screen, Button, "交通：ない（町のこととして）をひらく").click()
    settled()
    assert form_of(screen).lines["field"].text() == "交通"
    screen.retreat()
    settled()
    assert focused(find(screen, Button, "交通：ない（町のこととして）をひらく"))


# The month


@pytest.fixture
def handing(went: Went, settled: Settled) -> HandingIn:
    """September, which is over on this desk's day."""
    screen = went(Place.REPORTS, "2026-09")
    assert isinstance(screen, ReportsScreen)
    find(screen, Button, "市に報告する").click()
    settled()
    assert screen.handing.isVisible()
    return screen.handing


def test_the_month_is_handed_in_with_its_figures(
    handing: HandingIn, settled: Settled, desk: Desk, city: City, enrolment: Enrolment, qtbot: QtBot
) -> None:
    assert focused(find(handing, Line, "調査・実態把握"))
    type_in(find(handing, Line, "証明事務"), "２")
    type_in(find(handing, Line, "連絡調整（委員相互）"), "5")
    qtbot.waitUntil(lambda: "証明事務\n2" in words_on(handing), timeout=5_000)
    find(handing, Button, "市に報告する").click()
    settled()
    (letter,) = city.mail(desk, enrolment).values()
    assert isinstance(letter, post.Monthly)
    assert letter.month == "2026-09"
    assert (letter.activities["証明事務"], letter.contacts_members) == (2, 5)
    assert "つぎの同期で、市にとどきます。" in words_on(panel_of(handing))
    find(panel_of(handing), Button, "わかりました").click()
    settled()
    assert not handing.isVisible()


def test_figures_survive_leaving_and_stand_in_the_month(handing: HandingIn, settled: Settled, went: Went) -> None:
    desk = handing._screen.session.desk
    compose(find(handing, Line, "証明事務"), "3")
    went(Place.TODAY)
    settled()
    assert reporting.figures_of(desk, handing.month)["証明事務"] == 3
    screen = went(Place.REPORTS, "2026-09")
    assert isinstance(screen, ReportsScreen)
    assert screen._report is not None
    assert screen._report.official.activities["証明事務"] == 3
    find(screen, Button, "市に報告する").click()
    settled()
    assert find(handing, Line, "証明事務").text() == "3"


@pytest.mark.usefixtures("enrolment")
def test_what_is_no_number_is_said_under_its_field(handing: HandingIn, settled: Settled, desk: Desk) -> None:
    type_in(find(handing, Line, "証明事務"), "二つ")
    find(handing, Line, "調査・実態把握").setFocus()
    find(handing, Button, "市に報告する").click()
    settled()
    assert "数字で" in find(handing, Line, "証明事務").accessibleDescription()
    assert focused(find(handing, Line, "証明事務"))
    assert desk.exchange.unsent_letters() == []


def test_who_is_not_in_charge_is_told_why_and_may_still_enter_figures(
    went: Went, settled: Settled, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = msgspec.structs.replace(desk.me, role=Role.STAFF)
    monkeypatch.setattr(type(desk), "me", staff)
    screen = went(Place.REPORTS, "2026-09")
    assert isinstance(screen, ReportsScreen)
    find(screen, Button, "市に報告する").click()
    settled()
    assert "活動の報告を出すのは、責任者です。" in words_on(screen.handing)
    assert not screen.handing.send.isVisible()
    type_in(find(screen.handing, Line, "証明事務"), "1")
    assert screen.retreat()
    settled()
    assert reporting.figures_of(desk, screen.month)["証明事務"] == 1
    assert focused(find(screen, Button, "市に報告する"))


def test_a_month_that_is_not_over_waits(went: Went, settled: Settled) -> None:
    screen = went(Place.REPORTS, "2026-10")
    assert isinstance(screen, ReportsScreen)
    find(screen, Button, "市に報告する").click()
    settled()
    assert "その月は、まだ終わっていません。" in words_on(screen.handing)
    assert not screen.handing.send.isVisible()


def test_a_figure_is_read_as_it_is_written() -> None:
    assert [figure_of(each) for each in ("", " 3 ", "１２", "二", "-1", "1234567", "²")] == [
        0, 3, 12, None, None, None, None
    ]  # fmt: skip
