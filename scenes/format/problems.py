"""What is wrong with a scene file, told so that its author can put it right."""

from collections.abc import Sequence
from typing import NamedTuple


class FileProblem(NamedTuple):
    """file: as the user named it; key: dotted key, or line and column of a syntax error, or empty;
    message: what was expected and what was found."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in self if part)


class SceneFileError(ValueError):
    """A scene file that cannot be used; `problems` has all the reasons at once, one line each in str()."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
