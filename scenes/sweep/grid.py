"""What `--vary KEY=GRID` says: a list `2.5,5,10`, or `low:high:n` points evenly spaced, in the logarithm with `:log`.

A grid says how many values it has before it makes them, so that one of a thousand million can be refused.
"""

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from scenes.format.overrides import KEY
from scenes.format.problems import FileProblem, SceneFileError

ORIGIN = "--vary"
EXPECTED = (
    "expected KEY=a,b,c or KEY=low:high:n (or low:high:n:log), such as outside.K=2.5,5,10 or outside.K=1:100:5:log"
)
DIGITS = 12  # what is kept of a value in between: 0.1:0.9:5 is to have 0.3, not 0.30000000000000004
WHOLE = re.compile(r"[+-]?\d{1,15}")
COUNT = re.compile(r"\d{1,15}")


@dataclass(frozen=True)
class Value:
    """text: as it goes to the scene file; number: None where it is none."""

    text: str
    number: float | None


@dataclass(frozen=True)
class Axis:
    """One key and its values. given: the items of a list, or none where it is evenly spaced from low to high; count:
    how many values; spaced_log: evenly in the logarithm; whole: whether low and high are written as whole numbers."""

    key: str
    given: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    count: int = 0
    spaced_log: bool = False
    whole: bool = False

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """All of them, in the order that was asked for."""
        if self.given:
            return tuple(Value(text, _number(text)) for text in self.given)
        return tuple(self._value(n / (self.count - 1)) for n in range(self.count))

    @property
    def log(self) -> bool:
        """Whether the values grow by factors: so spaced, or a list with one and the same ratio."""
        numbers = [value.number for value in self.values]
        if self.spaced_log or len(numbers) < 3:
            return self.spaced_log
        if not all(number is not None and number > 0 for number in numbers):
            return False
        ratios = [b / a for a, b in pairwise(numbers)]  # type: ignore[operator]
        return all(math.isclose(ratio, ratios[0], rel_tol=1e-6) for ratio in ratios)

    def _value(self, share: float) -> Value:
        if self.spaced_log:
            exact = self.low * (self.high / self.low) ** share
        else:
            exact = self.low + (self.high - self.low) * share
        number = float(f"{exact:.{DIGITS}g}")
        if self.whole and number.is_integer():
            return Value(str(int(number)), int(number))
        return Value(repr(number), number)


def axes(asked: Sequence[str]) -> tuple[Axis, ...]:
    """The axes of all --vary. Raises SceneFileError with everything that is wrong with them."""
    found, problems = [], []
    for text in asked:
        try:
            found.append(_axis(text))
        except _WrongError as wrong:
            key = text.partition("=")[0].strip()
            problems.append(FileProblem(ORIGIN, key if key.isprintable() else repr(key), str(wrong)))
    keys = [axis.key for axis in found]
    twice = dict.fromkeys(key for key in keys if keys.count(key) > 1)
    problems += [FileProblem(ORIGIN, key, "is varied twice; expected every key once") for key in twice]
    if problems:
        raise SceneFileError(problems)
    return tuple(found)


class _WrongError(Exception):
    """What is wrong with a grid."""


def _axis(text: str) -> Axis:
    key, equals, grid = (part.strip() for part in text.partition("="))
    if not equals or not KEY.fullmatch(key):
        raise _WrongError(EXPECTED)
    if not grid:
        raise _WrongError(f"the grid is empty; {EXPECTED}")
    return _spaced(key, grid) if ":" in grid else _list(key, grid)


def _list(key: str, grid: str) -> Axis:
    items = tuple(item.strip() for item in grid.split(","))
    if not all(items):
        raise _WrongError(f"a value between the commas is missing in '{grid}'")
    values = [item if (number := _number(item)) is None else number for item in items]
    if twice := next((item for item, value in zip(items, values, strict=True) if values.count(value) > 1), None):
        raise _WrongError(f"the value {twice} is there twice; expected every value once")
    return Axis(key, items, count=len(items))


def _spaced(key: str, grid: str) -> Axis:
    parts = [part.strip() for part in grid.split(":")]
    if len(parts) not in (3, 4) or (len(parts) == 4 and parts[3] != "log"):
        raise _WrongError(f"expected low:high:n or low:high:n:log, got '{grid}'")
    low, high = (_number(part) for part in parts[:2])
    if low is None or high is None or low == high:
        raise _WrongError(f"expected two different numbers low:high, got '{parts[0]}:{parts[1]}'")
    if not COUNT.fullmatch(parts[2]) or int(parts[2]) < 2:
        raise _WrongError(f"expected a whole number of points, 2 or more, got '{parts[2]}'")
    spaced_log = len(parts) == 4
    if spaced_log and min(low, high) <= 0:
        raise _WrongError(f"expected numbers above 0 for a logarithmic grid, got '{parts[0]}:{parts[1]}'")
    whole = all(WHOLE.fullmatch(part) for part in parts[:2])
    return Axis(key, (), float(low), float(high), int(parts[2]), spaced_log, whole)


def _number(text: str) -> float | None:
    """The number that TOML has for a text, whole ones as int; None for all else."""
    try:
        found = tomllib.loads(f"value = {text}").get("value")
    except (ValueError, RecursionError):
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        return None
    return found
