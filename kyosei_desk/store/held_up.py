"""What did not get through: how many items and letters stand here for which reason. Counts and codes, no word of one.

Reasons are those that sync keeps: `no_key`, `newer`, `unopened`, `unreadable` of what came; `too_large` of a change of
ours, and `letter` for letters that the city's hub did not take. `withheld`: items that came without content.
"""

from kyosei_desk.store import items
from kyosei_desk.store.store import Store

LETTER, WITHHELD = "letter", "withheld"


def held_up(store: Store) -> dict[str, int]:
    """Reason → how many; nothing for a reason that none has."""
    with store.reading() as database:
        found = dict(database.execute("SELECT reason, count(*) FROM change WHERE reason <> '' GROUP BY reason"))
        refused = "SELECT count(*) FROM letter WHERE sent_at = '' AND reason <> ''"
        found[LETTER] = database.execute(refused).fetchone()[0]
        found[WITHHELD] = items.count(database, items.VOID)
    return {str(reason): int(count) for reason, count in found.items() if count}
