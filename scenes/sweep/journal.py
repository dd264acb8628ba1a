"""The folder of a sweep while it runs: what is asked, and a line for each run that has ended, safe on the disk.

A killed sweep leaves at most half a line, which is dropped: that run is made again. A run that is there is never made a
second time. Nothing is kept of the order in which runs ended.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from scenes.study.output import Output, OutputError, problem
from scenes.sweep.job import Done
from scenes.sweep.plan import Sweep

ASKED, RUNS = "sweep.json", "finished-runs.jsonl"
Key = tuple[tuple[str, ...], int]  # the point's values and the seed
NAMES = {"seeds": "--seed, --seeds", "program": "the program (its physics, its packages or the processor)"}


class Journal:
    """done: what each finished run gave, by point and seed."""

    def __init__(self, path: Path, stream: FileIO, done: dict[Key, Done]) -> None:
        self.path, self.done, self._stream = path, done, stream

    def add(self, texts: tuple[str, ...], seed: int, done: Done) -> None:
        """Keep a run. Raises OutputError if that cannot be done."""
        line = json.dumps({"point": list(texts), "seed": seed, "values": done.values, "wall_s": done.wall_s})
        try:
            rest = line.encode() + b"\n"
            while rest:  # a disk that is nearly full may take a part
                rest = rest[self._stream.write(rest) :]
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise _cannot(self.path / RUNS, error) from None
        self.done[texts, seed] = done


@contextlib.contextmanager
def journal(name: str, asked: Sweep, also: tuple[str, ...] = ()) -> Iterator[Journal]:
    """The folder for a sweep, made if there is none, with the runs of it that have been made before.

    also: files that will be written there at the end. Raises OutputError if the folder or one of these cannot be
    written, if it is of another sweep, or if the same sweep is under way there.
    """
    path = _folder(name)
    if found := [wrong for file in also if (wrong := problem(path / file))]:
        raise OutputError("\n".join(f"--out: {wrong}" for wrong in found))
    is_new = not (path / ASKED).exists()
    if not is_new:
        _refuse_another(path, asked)
    try:
        stream = (path / RUNS).open("a+b", buffering=0)
    except OSError as error:
        raise _cannot(path / RUNS, error) from None
    with stream:
        _lock(stream, path)
        try:
            if is_new:  # what a folder without a plan has kept is nobody's
                stream.truncate(0)
                with Output(path / ASKED, "--out") as plan:
                    plan.write(json.dumps(asked.as_dict(), indent=1) + "\n")
                if plan.trouble:
                    raise OutputError(plan.trouble)
            done = _kept(stream, asked)
        except OutputError:
            raise
        except OSError as error:
            raise _cannot(path / RUNS, error) from None
        yield Journal(path, stream, done)


def _folder(name: str) -> Path:
    if not name or "\0" in name:
        raise OutputError(f"--out: expected the name of a folder, got {name!r}")
    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise OutputError(f"--out: expected a folder, got '{name}', which is a file or lies in one") from None
    except OSError as error:
        raise OutputError(f"--out: the folder '{name}' cannot be made: {error.strerror}") from None
    return path


def _refuse_another(path: Path, asked: Sweep) -> None:
    try:
        there = json.loads((path / ASKED).read_text(encoding="utf-8"))
    except OSError as error:
        raise OutputError(f"--out: '{path / ASKED}' cannot be read: {error.strerror}") from None
    except ValueError:
        there = None
    if not isinstance(there, dict):
        raise OutputError(f"--out: '{path / ASKED}' says no sweep; expected another folder")
    here = json.loads(json.dumps(asked.as_dict()))
    differing = [key for key in here if there.get(key) != here[key]]
    if differing:
        told = "; ".join(_difference(key, there.get(key), here[key]) for key in differing)
        raise OutputError(f"--out: '{path}' holds another sweep: {told}; expected another folder or the same sweep")


def _difference(key: str, there: Any, here: Any) -> str:
    name = NAMES.get(key, key)
    if key in ("program", "scene file"):
        return f"{name} is another one now"
    if key == "--vary" and isinstance(there, dict):
        keys = [one for one in {**there, **here} if there.get(one) != here.get(one)] or list(here)
        return "; ".join(
            f"--vary {one} is {_grid(there.get(one))} there and {_grid(here.get(one))} here" for one in keys
        )
    if key == "seeds" and isinstance(there, list) and len(there) == 2:
        return f"the seeds are {there[1]} from {there[0]} on there and {here[1]} from {here[0]} on here"
    return f"{name} is {_plain(there)} there and {_plain(here)} here"


def _grid(texts: Any) -> str:
    if not isinstance(texts, list):
        return "not varied"
    shown = [str(text) for text in texts]
    return ",".join(shown if len(shown) <= 8 else [*shown[:3], "...", shown[-1]])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value)) or "nothing"
    return "not given" if value is None else str(value)


def _kept(stream: FileIO, asked: Sweep) -> dict[Key, Done]:
    """The runs in a journal, which ends with a whole line afterwards."""
    stream.seek(0)
    content = stream.readall()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        stream.truncate(len(whole))
    wanted = {(point.texts, seed) for point in asked.points for seed in asked.seeds}
    done: dict[Key, Done] = {}
    for line in whole.splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):  # a line that a failing disk has spoilt
            kept: Mapping[str, Any] = json.loads(line)
            key = tuple(kept["point"]), kept["seed"]
            if key in wanted:
                done[key] = Done(dict(kept["values"]), float(kept["wall_s"]))
    return done


def _lock(stream: FileIO, path: Path) -> None:
    """Ours alone until it is closed, however that comes about; where a system has no such locks, nothing."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise OutputError(f"--out: a sweep is under way in '{path}'; expected to be the only one there") from None
    except OSError:  # a network's folder without locks
        return


def _cannot(file: Path, error: OSError) -> OutputError:
    return OutputError(f"--out: '{file}' cannot be written: {error.strerror or error}")
