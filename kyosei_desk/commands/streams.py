"""Standard input, output and error as the commands need them: there, and able to say 相談."""

import io
import os
import sys

SAMPLE = "相談𠮷"


def steady() -> None:
    """Open what is closed (onto nothing), and let output that cannot write Japanese write UTF-8.

    A closed descriptor would be taken by the next file that is opened, and what is said would land in it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            speaking(stream)


def speaking(stream: io.TextIOWrapper) -> None:
    """The stream in UTF-8 where its own encoding lacks our signs; a sign nothing can hold is spelt out, never fatal."""
    try:
        SAMPLE.encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="backslashreplace")
