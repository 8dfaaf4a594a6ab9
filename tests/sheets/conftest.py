"""The practice cases, recorded once and gathered for paper."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from kyosei_desk.case_file import CaseFile
from kyosei_desk.opening import open_desk
from kyosei_desk.practice.cases import PRACTICE_CASES, read_cases
from kyosei_desk.practice.replay import replay
from tests.builders import CLOCK, WORDS
from tests.conftest import Made

Files = Mapping[str, CaseFile]


@pytest.fixture(scope="session")
def files(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Each practice case, by its id, as the desk hands it to paper."""
    vault = Path(shutil.copytree(made.path, tmp_path_factory.mktemp("printed") / "vault"))
    cases = read_cases(PRACTICE_CASES)
    with open_desk(vault, WORDS, clock=CLOCK) as desk:
        list(replay(desk, cases, None))
        talks = {case["id"]: desk.by_case_id(case["id"]) for case in cases}
        return {key: desk.file(talk.id) for key, talk in talks.items() if talk is not None}
