"""What the figures were measured on. No name of the machine, its user or its folders."""

import os
import platform
from pathlib import Path

import sqlcipher3

from tests.benchmarks.ground import Side


def machine(side: Side) -> dict[str, str]:
    """In the order they are printed."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return {
        "CPU": f"{cpu_model()}, {os.cpu_count()} cores",
        "RAM": f"{memory:.1f} GiB",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLCipher": f"{one(side, 'PRAGMA cipher_version')} (SQLite {sqlcipher3.sqlite_version})",
        "cipher": f"{one(side, 'PRAGMA cipher_provider')} {one(side, 'PRAGMA cipher_provider_version')}",
        "pages": f"{one(side, 'PRAGMA page_size')} bytes, cache {-int(one(side, 'PRAGMA cache_size')) // 1024} MiB",
    }


def load() -> str:
    """How many processes wanted the CPU: 1, 5, 15 minutes."""
    return ", ".join(f"{each:.2f}" for each in os.getloadavg())


def cpu_model() -> str:
    """As Linux tells it; elsewhere what Python knows."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def one(side: Side, pragma: str) -> str:
    return str(side.database.execute(pragma).fetchone()[0])
