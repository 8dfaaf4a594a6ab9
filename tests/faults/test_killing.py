"""Twenty kills at seeded moments, at each kind of work; the long loop is `killing.py` itself."""

from pathlib import Path

import pytest

from tests.faults.killing import Figures, dice_of, one_kill, prepared

OFTEN = {"save": 8, "purge": 3, "backup": 3, "rekey": 3, "create": 3, "renew": 3}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepared(tmp_path_factory.mktemp("killing"))


@pytest.mark.parametrize("kind", OFTEN)
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(kind: str, base: Path, tmp_path: Path) -> None:
    dice, figures = dice_of(2026), Figures()
    for number in range(OFTEN[kind]):
        place = tmp_path / str(number)
        place.mkdir()
        one_kill(kind, base, place, dice, figures)
    assert figures.kills == OFTEN[kind]
    assert figures.faults() == 0, figures
