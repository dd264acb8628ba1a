"""The command line called from a test, in its process."""

from click.testing import CliRunner

import main

SHORT = ("resting", "--ns", "60", "--ions", "1000")  # of `run`: some hundredths of a second once all is compiled


def invoke(*arguments: str, charset: str = "utf-8") -> tuple[int, str, str]:
    """Exit code, standard output and standard error; anything but an exit is raised."""
    result = CliRunner(charset=charset).invoke(main.main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr
