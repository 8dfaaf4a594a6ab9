"""Composition root: `kyosei-desk` runs a command, and turns what went wrong into a sentence."""

import sys
import traceback

import click

from i18n import _
from kyosei_desk import disk
from kyosei_desk.commands import kyosei_desk, plain, streams
from kyosei_desk.errors import DeskError
from kyosei_desk.store import failures
from kyosei_desk.store.driver import DatabaseError

FAILED = 1
UNEXPECTED = 70
INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit status: 0 done, 1 not done (a sentence says why), 2 wrong usage."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """One command; returns its exit status. Nothing a person can cause ends in a traceback."""
    streams.steady()
    try:
        return int(kyosei_desk.main(args=arguments, prog_name="kyosei-desk", standalone_mode=False) or 0)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        return said(plain.misuse(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return said(_("途中でやめました。ここまでに保存したものは残っています。"), INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last door: a person gets a sentence, whatever happened
        return failed(error)


def failed(error: Exception) -> int:
    """Say what happened; returns the exit status."""
    if isinstance(error, BrokenPipeError):
        return hushed()
    if isinstance(error, DeskError):
        return said(str(error), FAILED)
    if isinstance(error, OSError):
        return said(str(disk.sentence(error)), FAILED)
    if isinstance(error, DatabaseError):
        return said(str(failures.sentence(str(error))), FAILED)
    return said(unexpected(error), UNEXPECTED)


def said(sentence: str, status: int) -> int:
    click.echo(sentence, err=True)
    return status


def hushed() -> int:
    """The reader of our output left; say nothing more, not even while Python shuts down."""
    sys.stderr.close()
    return FAILED


def unexpected(error: Exception) -> str:
    """A fault of ours: its kind and place for whoever mends it, and not one word of a record."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} ({frame.name}:{frame.lineno})"
    happened = _("思いがけないことが起きました（{place}）。").format(place=place)
    return happened + _("保存した記録はそのままです。もう一度試し、続くときは担当に知らせてください。")


if __name__ == "__main__":
    main()
