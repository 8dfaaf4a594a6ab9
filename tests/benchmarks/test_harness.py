"""Whether the benchmark still runs and says all it should. It looks at no time: a busy machine must not fail a test."""

from pathlib import Path

import msgspec
import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.building import made
from tests.benchmarks.crowd import crowd
from tests.benchmarks.ground import Ground
from tests.benchmarks.hubs import hub_of
from tests.benchmarks.invention import Inventor
from tests.benchmarks.measuring import Figure, Target, side_by_side, spread
from tests.benchmarks.report import Report
from tests.benchmarks.syncing import exchanged

ALONE = {
    "unlock_floor", "unlock_calibrated", "key_calibrated", "fsync", "evaluate", "backup", "sheet_cold", "sheet_start",
    "memory_open", "memory_sheet", "memory", "start", "window_up", "window_unlock", "window_held",
}  # fmt: skip
BESIDE_PLAIN = {
    "open", "file", "file_each", "search_one", "search_two", "search_long", "search_apart", "search_all", "record",
    "search_after_save", "edit", "sheet_warm",
}  # fmt: skip


@pytest.fixture(scope="module")
def into(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the whole benchmark was run once, with 50 consultations."""
    path = tmp_path_factory.mktemp("bench")
    main(["--quick", "--consultations", "50", "--into", str(path)])
    return path


@pytest.fixture(scope="module")
def report(into: Path) -> Report:
    return msgspec.json.decode((into / "result.json").read_bytes(), type=Report)


def test_every_figure_is_there_and_was_measured(report: Report) -> None:
    figures = {each.key: each for each in report.figures}
    slowest = {key for key in figures if key.startswith("window_held_")}
    assert set(figures) - slowest == ALONE | BESIDE_PLAIN
    assert len(slowest) == 8
    assert {key for key, each in figures.items() if each.plain is not None} == BESIDE_PLAIN
    assert all(0 < each.encrypted.p50 <= each.encrypted.p95 <= each.encrypted.longest for each in report.figures)
    assert figures["search_one"].encrypted.count == 12
    assert figures["search_all"].encrypted.count == 48


def test_the_table_names_every_figure_and_the_machine(into: Path, report: Report) -> None:
    table = (into / "result.md").read_text("utf-8")
    assert all(f"| {each.what} | {each.unit} |" in table for each in report.figures)
    for word in ("consultations: 50", "CPU: ", "RAM: ", "Python: CPython 3.", "SQLCipher: 4.", "load average"):
        assert word in table


def test_one_side_is_encrypted_and_the_other_is_plain(into: Path) -> None:
    ground = Ground(into / "50")
    assert not ground.encrypted.database.read_bytes().startswith(b"SQLite format 3\x00")
    assert ground.plain.database.read_bytes().startswith(b"SQLite format 3\x00")


def test_both_sides_hold_the_talks_through_the_whole_path(into: Path) -> None:
    ground = Ground(into / "50")
    for side in (ground.open_encrypted(), ground.open_plain()):
        assert [side.database[table].count for table in ("document", "purged")] == [50, 0]
        assert side.database["change"].count == side.database["record"].count
        side.close()


def test_what_was_built_is_used_again_and_its_copy_is_gone(into: Path) -> None:
    before = (into / "50" / "encrypted" / "desk.db").stat().st_mtime_ns
    made(into / "50", 50)
    assert (into / "50" / "encrypted" / "desk.db").stat().st_mtime_ns == before
    assert not (into / "run").exists()


def test_the_same_seed_invents_the_same_talks() -> None:
    one, other = list(Inventor().talks(20)), list(Inventor().talks(20))
    assert one == other
    texts = [each.text for talk in one for each in talk.consultation.statements.values()]
    assert all(20 <= len(text) <= 120 for text in texts)
    assert len({talk.household.id for talk in one}) < 20  # some came back


def test_percentiles_are_samples_that_were_measured() -> None:
    measured = spread([5.0, 1.0, 4.0, 2.0, 3.0, 6.0, 7.0, 8.0, 9.0, 100.0])
    assert (measured.count, measured.p50, measured.p95, measured.longest) == (10, 5.0, 100.0, 100.0)


def test_a_target_is_missed_by_time_or_by_the_cost_of_encryption() -> None:
    def figure(encrypted: float, plain: float) -> Figure:
        target = Target(p95=16.0, ratio=1.3)
        return Figure(key="k", what="w", unit="ms", encrypted=spread([encrypted]), plain=spread([plain]), target=target)

    assert figure(13.0, 10.0).held()
    assert not figure(14.0, 10.0).held()
    assert not figure(17.0, 16.0).held()


def test_the_two_sides_take_turns_in_going_first() -> None:
    order: list[str] = []
    side_by_side([(lambda: order.append("encrypted"), lambda: order.append("plain"))] * 2)
    assert order == ["encrypted", "plain", "plain", "encrypted"]


def test_an_exchange_is_measured_and_both_desks_hold_the_same(tmp_path: Path) -> None:
    found = exchanged("sqlite", 60, tmp_path)
    assert found.count == 60
    assert found.quiet_requests == 1
    assert found.wire_ratio <= 1.5


def test_a_crowd_is_measured_without_an_error(tmp_path: Path) -> None:
    with hub_of("sqlite", tmp_path) as hub:
        found = crowd(hub, desks=3, rounds=1)
    assert (found.requests, found.errors) == (6, 0)
