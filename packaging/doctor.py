"""Tries every part that brings a compiled library, and names what the machine lacks in one sentence."""

import importlib
import re
import sys

NATIVE = ("sqlcipher3", "cryptography.hazmat.bindings._rust", "typst", "msgspec", "PySide6.QtWidgets", "PySide6.QtSvg")
DEBIAN = {
    "libstdc++.so": "libstdc++6",
    "libgcc_s.so": "libgcc-s1",
    "libz.so": "zlib1g",
    "libssl.so": "libssl3",
    "libEGL.so": "libegl1",
    "libGL.so": "libgl1",
    "libdbus-1.so": "libdbus-1-3",
    "libfontconfig.so": "libfontconfig1",
    "libglib-2.0.so": "libglib2.0-0",
    "libxkbcommon.so": "libxkbcommon0",
}


def main() -> int:
    """0 when every part loads; otherwise a sentence with the command that mends it, and 1."""
    for name in NATIVE:
        try:
            importlib.import_module(name)
        except ImportError as error:
            print(sentence(name, str(error)), file=sys.stderr)
            return 1
    return 0


def sentence(part: str, reason: str) -> str:
    """What is missing, and the command that installs it."""
    library = re.search(r"(lib[\w+.-]+?\.so)", reason)
    if library and library[1] in DEBIAN:
        return f"{library[1]} がこの機械にありません。次の命令で入ります: sudo apt install {DEBIAN[library[1]]}"
    return f"部品 {part} を読みこめません（{reason}）。make clean のあと make setup を呼んでください。"


if __name__ == "__main__":
    sys.exit(main())
