"""A vault from before there were these lists: brought up, everything in it stands on them."""

from pathlib import Path

from kyosei_desk.day import add_follow_up, finish_follow_up, today
from kyosei_desk.handover import holdings
from kyosei_desk.monthly import Month
from kyosei_desk.opening import open_desk
from kyosei_desk.records import Answer
from kyosei_desk.reports.making import monthly_report
from kyosei_desk.store import open_database
from kyosei_desk.vault import unlock
from tests.builders import ALL_NO, CLOCK, WORDS, intake

BACK = (
    "DROP INDEX record_todo", "DROP INDEX record_person", "DROP INDEX record_deleted", "DROP INDEX audit_backup",
    "DROP TABLE merged", "ALTER TABLE record DROP COLUMN person", "ALTER TABLE record DROP COLUMN todo",
    "UPDATE record SET at = '' WHERE kind IN ('follow_up', 'referral')",
    "DELETE FROM _sqlite_migrations WHERE name = 'm0003_daily'",
)  # fmt: skip


def made_older(vault: Path) -> None:
    database = open_database(vault / "desk.db", unlock(vault / "people.slots", WORDS).vault_key)
    for statement in BACK:
        database.execute(statement)
    database.conn.commit()
    database.conn.close()


def test_an_older_vault_is_brought_up_whole(vault: Path) -> None:
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        talk = desk.record(intake("話", answers=ALL_NO | {"Q12": Answer.UNKNOWN}, taken_by=desk.me.id))
        add_follow_up(desk, talk.household_id, "2026-10-01", "おくれた")
        finish_follow_up(desk, add_follow_up(desk, talk.household_id, "2026-10-02").id)
        secret = desk.record(intake("ひみつ"))
        add_follow_up(desk, secret.household_id, "2026-10-03", "そっと", consultation_id=secret.id)
        done = add_follow_up(desk, secret.household_id, "2026-10-03", consultation_id=secret.id)
        finish_follow_up(desk, done.id)
        desk.restrict(secret.id, ())
        before = today(desk), holdings(desk, desk.me.id), monthly_report(desk, Month(2026, 10))
    made_older(vault)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        assert (today(desk), holdings(desk, desk.me.id), monthly_report(desk, Month(2026, 10))) == before
        assert [each.text for each in today(desk).visits] == ["おくれた", "そっと"]
        assert desk.verify() == []
    assert list((vault / "backups").glob("before-m0003_daily.db"))
