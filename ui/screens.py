"""Which screen stands at which place; each is made when it is first gone to."""

from importlib import import_module

from ui.look import Look
from ui.navigation import Go, Place
from ui.screen import Screen
from ui.session import Session

HOMES = {
    Place.TODAY: ("ui.today.screen", "TodayScreen"),
    Place.INTAKE: ("ui.intake.screen", "IntakeScreen"),
    Place.SEARCH: ("ui.households.search", "SearchScreen"),
    Place.HOUSEHOLD: ("ui.households.household", "HouseholdScreen"),
    Place.REFERRALS: ("ui.referrals.screen", "ReferralsScreen"),
    Place.RESOURCES: ("ui.resources.screen", "ResourcesScreen"),
    Place.LACKING: ("ui.lacking.screen", "LackingScreen"),
    Place.REPORTS: ("ui.reports.screen", "ReportsScreen"),
    Place.SYNC: ("ui.sync_status.screen", "SyncScreen"),
    Place.SETTINGS: ("ui.settings.screen", "SettingsScreen"),
    Place.CONFLICTS: ("ui.conflicts.screen", "ConflictsScreen"),
    Place.PAPER: ("ui.paper.screen", "PaperScreen"),
    Place.HELP: ("ui.help.screen", "HelpScreen"),
}


def made(place: Place, look: Look, session: Session, go: Go) -> Screen:
    """The screen of a place. Imported late, so that the window is up before the rooms behind it are built."""
    module, name = HOMES[place]
    screen: Screen = getattr(import_module(module), name)(look, session, go)
    return screen
