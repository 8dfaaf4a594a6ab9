"""How a command line ends, the desk's and the hub's alike: an exit status, and a sentence for whatever went wrong."""

import sys
import traceback
from collections.abc import Callable, Sequence

import click

from i18n import _
from kyosei_desk import disk
from kyosei_desk.commands import plain, streams
from kyosei_desk.errors import DeskError

FAILED = 1
UNEXPECTED = 70
INTERRUPTED = 130

Known = Callable[[Exception], DeskError | None]
"""What a program's own libraries raise, in words; None for what it does not know."""


def run(group: click.Group, name: str, arguments: Sequence[str] | None, known: Known) -> int:
    """One command; returns its exit status: 0 done, 1 not done, 2 wrong usage. Nothing ends in a traceback."""
    streams.steady()
    try:
        return int(group.main(args=arguments, prog_name=name, standalone_mode=False) or 0)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.UsageError as error:
        return said(plain.misuse(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return said(_("途中でやめました。ここまでに保存したものは残っています。"), INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last door: a person gets a sentence, whatever happened
        return failed(error, known)


def failed(error: Exception, known: Known) -> int:
    """Say what happened; returns the exit status."""
    if isinstance(error, BrokenPipeError):
        return hushed()
    told = in_words(error) or known(error)
    return said(str(told), FAILED) if told else said(unexpected(error), UNEXPECTED)


def in_words(error: Exception) -> DeskError | None:
    if isinstance(error, DeskError):
        return error
    return disk.sentence(error) if isinstance(error, OSError) else None


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
