"""The first minute on a new machine: what is missing is said in one sentence, and the lock names no address."""

import importlib.util
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PACKAGING = ROOT / "packaging"


def doctor() -> Any:
    """`packaging/doctor.py`, which stands outside of the packages: it runs before anything is installed."""
    spec = importlib.util.spec_from_file_location("doctor", PACKAGING / "doctor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("reason", "package"),
    [
        ("libstdc++.so.6: cannot open shared object file: No such file or directory", "libstdc++6"),
        ("libssl.so.3: cannot open shared object file: No such file or directory", "libssl3"),
    ],
)
def test_a_missing_library_is_named_with_the_command_that_installs_it(reason: str, package: str) -> None:
    said = doctor().sentence("sqlcipher3", reason)
    assert said.endswith(f"sudo apt install {package}")
    assert "\n" not in said


def test_a_part_that_does_not_load_for_another_reason_is_named() -> None:
    assert "sqlcipher3" in doctor().sentence("sqlcipher3", "invalid ELF header")


def test_every_part_of_this_environment_loads() -> None:
    assert doctor().main() == 0


def test_a_machine_without_python_is_told_how_to_get_it() -> None:
    ended = subprocess.run(
        ["sh", PACKAGING / "setup.sh", "no-such-python", "no-such-venv", "no-such-lock"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert ended.returncode == 1
    assert ended.stderr == (
        "Python 3.11 以上が見つかりません。次の命令で入ります: sudo apt install python3 python3-venv\n"
    )


def test_the_lock_has_a_hash_for_every_package_and_names_no_address() -> None:
    lock = (PACKAGING / "requirements.lock").read_text("utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert len(packages) > 20
    assert all("==" in each and "--hash=sha256:" in each for each in packages)
    assert not re.search(r"https?://|file:|--index|--find-links|@ ", lock)
