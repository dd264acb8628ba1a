"""The manners of the command line: one message for what the user can put right, an end that signals may bring."""

import contextlib
import errno
import math
import sys
from typing import Any

import click

from render.device.signals import Ended, ended_by_signals

EXIT_BAD_INPUT = 2
PLAIN = (
    "OutputError",
    "SceneFileError",
    "SizeError",
    "WorkerLostError",
    "ClusterError",
)  # what such exceptions say is for the user
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Refusal(click.ClickException):
    """A message for the user, with the exit code of bad input; click prints it without a traceback."""

    exit_code = EXIT_BAD_INPUT

    def show(self, file: Any = None) -> None:
        click.echo("\n".join(f"error: {line}" for line in self.message.splitlines()), err=True, file=file)


class FiniteTime(click.FloatRange):
    """A range that refuses nan and infinity too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return float(number)


class CommandLine(click.Group):
    """A group whose bare call, or a call that begins with an option or a scene, plays the demo."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h")):
            args = ["play", *args]
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        if hasattr(sys.stdout, "reconfigure"):  # a letter that a terminal does not have must not cost a report
            sys.stdout.reconfigure(errors="replace")
        try:
            with ended_by_signals():
                return super().main(*args, **extra)
        except Ended as ended:
            with contextlib.suppress(OSError):
                click.echo("Aborted!", err=True)
            sys.exit(128 + ended.args[0])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__name__ not in PLAIN and getattr(error, "errno", None) not in NO_ROOM:
                raise
            raise Refusal(str(error)) from None


def refuse(problems: list[str]) -> None:
    """Raises Refusal with the problems, if there are any."""
    if problems:
        raise Refusal("\n".join(problems))
