"""Brings a database's tables up to date: a copy before anything older is touched, and nothing newer is touched."""

from collections.abc import Callable

from i18n import _
from kyosei_desk.errors import VaultDamaged
from kyosei_desk.store.driver import Database
from kyosei_desk.store.failures import in_words
from kyosei_desk.store.migrations import migrations


def bring_up_to_date(database: Database, copy_before: Callable[[str], None]) -> None:
    """Apply what is pending. `copy_before(name)` is called first where the database already holds something.

    Raises VaultDamaged (with the reason) for a database of a newer program.
    """
    with in_words():
        pending = [each.name for each in migrations.pending(database)]
        applied = {each.name for each in migrations.applied(database)}
        if applied - known():
            raise VaultDamaged(
                _("この記録は、新しい版の道具で開かれています。"),
                _("記録はそのままです。"),
                _("新しい版で開いてください。"),
            )
        if pending and applied:
            copy_before(pending[0])
        migrations.apply(database)


def known() -> set[str]:
    """The names of every migration of this version, applied or not."""
    return {each.name for each in migrations.pending(Database(memory=True))}
