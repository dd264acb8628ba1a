"""Words of the user interface, one TOML file a language in scenes/languages, `name` being its own name.
A new language is a new file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from scenes.scene_file import FALLBACK_LANGUAGE

FOLDER = Path(__file__).parent


@cache
def catalogue(language: str) -> dict[str, str]:
    """All entries of one language, dotted key -> text."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return _flat(tomllib.load(file))


@cache
def codes() -> tuple[str, ...]:
    """Language codes, the fallback language first."""
    return tuple(
        sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda code: (code != FALLBACK_LANGUAGE, code))
    )


def languages() -> dict[str, str]:
    """Code -> the language's own name."""
    return {code: catalogue(code)["name"] for code in codes()}


def text(key: str, language: str, **values: object) -> str:
    """The entry `key` ("voltage.unit"), its {placeholders} filled in.

    Falls back to English, and to the key itself, so that a gap in a translation never stops an exhibit.
    """
    for code in (language, FALLBACK_LANGUAGE):
        if code in codes() and key in catalogue(code):
            return catalogue(code)[key].format(**values)
    return key


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    entries: dict[str, str] = {}
    for name, entry in table.items():
        if isinstance(entry, dict):
            entries |= _flat(entry, f"{prefix}{name}.")
        else:
            entries[prefix + name] = str(entry)
    return entries
