"""`make demo` as it speaks, and what it leaves."""

from pathlib import Path

import pytest

from kyosei_desk.errors import VaultExists
from kyosei_desk.practice import demo
from kyosei_desk.practice.demo import play
from sync import practice_round
from tests.sheets.reading import text_of


def test_the_demo_shows_the_table_the_papers_and_the_lock(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    said = list(play(folder))
    assert [line[:3] for line in said if line.startswith("P")] == [f"P{number:02d}" for number in range(1, 13)]
    assert "P04  至急・24時間以内  189         送る: 児童相談所" in said
    papers = list((folder / "sheets").glob("*.pdf"))
    assert f"紙（PDF）{len(papers)}枚: {folder / 'sheets'}" in said
    assert len(papers) == 63
    assert "見本由美子様" in text_of((folder / "sheets" / "P01.pdf").read_bytes())
    assert any(line.endswith("見つかった数: 0") for line in said)
    assert any(line.startswith("ちがう合言葉で開くと: 合言葉が違うようです。") for line in said)


def test_the_demo_is_played_anew_in_its_own_folder_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("大切", encoding="utf-8")
    with pytest.raises(VaultExists):
        list(play(folder))
    assert (folder / "thesis.txt").read_text("utf-8") == "大切"


def test_the_round_of_two_desks_and_a_hub_is_played_to_its_end(tmp_path: Path) -> None:
    demo.prepare(tmp_path / "demo")
    said = list(practice_round.play(tmp_path / "demo"))
    assert sum("記録のしるしが同じになりました" in line for line in said) == 2
    assert any("市が開けた手紙: 自立相談支援機関・至急・24時間以内・根拠2つ" in line for line in said)
    assert sum(line.endswith("「つなぎ」: 受理") for line in said) == 2
    assert sum("どちらかを選びます" in line for line in said) == 2
    assert said[-1].endswith("見つかった数: 0")
