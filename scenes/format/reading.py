"""From a name or a path to the TOML in the file."""

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from scenes.format.problems import FileProblem, SceneFileError
from scenes.keep import code

LIBRARY = Path(__file__).parents[1] / "library"
PLAYLIST = Path(__file__).parents[1] / "playlist.toml"
MAX_BYTES = 1_000_000
TOO_LONG = f"expected a scene file, got more than {MAX_BYTES // 1000} kB"


def library() -> list[str]:
    """Names of the scenes that come with the project, in playing order; those off the playlist come last."""
    there = sorted(path.stem for path in LIBRARY.glob("*.toml"))
    listed = [name for name in tomllib.loads(PLAYLIST.read_text(encoding="utf-8"))["scenes"] if name in there]
    return listed + [name for name in there if name not in listed]


def find(name_or_path: str | os.PathLike[str]) -> tuple[Path, str]:
    """The file of a library scene or the file at a path, and what to call it in messages.

    Raises SceneFileError if there is none.
    """
    asked = os.fspath(name_or_path)
    label = asked if asked.isprintable() and asked else repr(asked)
    if asked in library():
        return LIBRARY / f"{asked}.toml", f"{asked}.toml"
    try:
        path = Path(asked).expanduser() if asked.startswith("~") else Path(asked)
        if path.is_file():
            return path, label
        exists = path.exists()
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, the home of a user who is not there
        exists = False
    raise SceneFileError([FileProblem(label, "", "is not a file" if asked and exists else _not_found(asked))])


def taken(name_or_path: str | os.PathLike[str]) -> tuple[Path, str, dict[str, Any]]:
    """What a scene of the library, a file, or a text that carries a scene (scenes.keep.code) is called as a file and in
    messages, and its TOML. A text is read for itself: nothing in it names a file.

    Raises SceneFileError.
    """
    if isinstance(name_or_path, str) and code.is_code(name_or_path):
        label = code.label(name_or_path)
        try:
            content = code.decoded(name_or_path, MAX_BYTES)
        except code.CodeError as error:
            raise SceneFileError([FileProblem(label, "", str(error))]) from None
        return Path(f"{code.name_of(content)}.toml"), label, parsed_text(_text(content, label), label)
    path, label = find(name_or_path)
    return path, label, read(path, label)


def read(path: Path, label: str) -> dict[str, Any]:
    """The TOML in a file. Raises SceneFileError if it cannot be read, is no text, or is no TOML."""
    return parsed_text(read_text(path, label), label)


def read_text(path: Path, label: str) -> str:
    """The text in a file. Raises SceneFileError if it cannot be read, is too long or is no text."""
    try:
        with path.open("rb") as file:
            return _text(file.read(MAX_BYTES + 1), label)
    except OSError as error:
        raise _refusal(label, f"cannot be read: {error.strerror}") from error


def parsed_text(text: str, label: str) -> dict[str, Any]:
    """The TOML in a text. label: what to call it in messages. Raises SceneFileError if it is no TOML."""
    if len(text) > MAX_BYTES:
        raise _refusal(label, TOO_LONG)
    if "\0" in text:
        raise _refusal(label, "expected a text file, got binary data")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where, message = _syntax_error(str(error), text)
        raise _refusal(label, message, where) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets thousands deep
        raise _refusal(label, "not TOML that can be read: a number too long or lists too deep") from error
    if not table:
        raise _refusal(label, "the file is empty; expected a scene with title, [inside], [outside] and [[channels]]")
    return table


def _text(content: bytes, label: str) -> str:
    if len(content) > MAX_BYTES:
        raise _refusal(label, TOO_LONG)
    try:
        return content.decode("utf-8-sig")  # some editors mark UTF-8 by three bytes in front
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(label, "expected UTF-8 text; save the file as UTF-8", f"line {line}") from error


def _refusal(label: str, message: str, key: str = "") -> SceneFileError:
    return SceneFileError([FileProblem(label, key, message)])


def _not_found(asked: str) -> str:
    names = library()
    wanted = Path(asked).stem.lower().replace("_", "-").replace(" ", "-")
    near = [wanted] if wanted in names else difflib.get_close_matches(wanted, names, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"no such file or scene{hint} (scenes: {', '.join(names)})"


def _syntax_error(message: str, text: str) -> tuple[str, str]:
    """(place, message with the line itself) from what tomllib says."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if not found:
        return "end of file", f"not TOML: {message.removesuffix(' (at end of document)')}"
    line, column = found.groups()
    shown = text.splitlines()[int(line) - 1 : int(line)]
    context = f" in: {shown[0].strip()[:60]}" if shown and shown[0].strip() else ""
    return f"line {line}, column {column}", f"not TOML: {message[: found.start()]}{context}"
