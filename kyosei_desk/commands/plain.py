"""click's own words in Japanese: the help pages, and what is said to someone who typed a command wrongly.

click takes its words from the machine's language, which may be any; and it repeats what was typed, which may be a
secret. Neither reaches a person from here.
"""

from typing import Any

import click
from click.types import OptionHelpExtra

from i18n import _


class Formatter(click.HelpFormatter):
    """A help page under Japanese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _("使い方: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading({"Options": _("指定"), "Commands": _("命令")}.get(heading, heading))


class Context(click.Context):
    formatter_class = Formatter


class Spoken(click.Command):
    """What a command and a group of commands share."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": _("[指定]"), **kwargs})

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("この説明を出します。")
        return option


class PlainCommand(Spoken):
    """One command."""


class PlainGroup(Spoken, click.Group):
    """Commands under one name."""

    command_class = PlainCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": _("命令 …"), **kwargs})


class PlainOption(click.Option):
    """An option whose help says in Japanese that it is needed; bounds and defaults stand in its own words."""

    def get_help_extra(self, ctx: click.Context) -> OptionHelpExtra:  # noqa: ARG002 - click's form
        return {"required": _("必ず")} if self.required else {}


def misuse(error: click.UsageError) -> str:
    """What was wrong with the command line as it was typed, without repeating a value."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    command = error.ctx.command_path if error.ctx else "kyosei-desk"
    todo = _("使い方は {command} --help で見られます。").format(command=command)
    return happened(error) + _("記録はそのままです。") + todo


def happened(error: click.UsageError) -> str:
    match error:
        case click.MissingParameter():
            return _("{name} が指定されていません。").format(name=name_of(error.param))
        case click.BadParameter():
            return _("{name} の書き方が合いません。").format(name=name_of(error.param))
        case click.NoSuchOption() | click.BadOptionUsage():
            return _("{name} という指定はないか、書き方が合いません。").format(name=error.option_name)
        case click.exceptions.NoSuchCommand():
            return _("「{name}」という命令はありません。").format(name=error.command_name)
    return _("命令の書き方が合いません。")


def name_of(param: click.Parameter | None) -> str:
    """How a person knows an option or an argument."""
    if param is None:
        return _("指定")
    return param.metavar or "" if isinstance(param, click.Argument) else max(param.opts, key=len)
