"""The settings of a kiosk: a TOML file, every key optional. What is wrong is told with file, key and expectation."""

import difflib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from render.kiosk.places import ConfigError as ConfigError
from render.kiosk.places import beside, is_file, shown

ROOT = Path(__file__).parents[2]
MODIFIERS = ("ctrl", "shift", "alt", "meta")
KEYS = (*"abcdefghijklmnopqrstuvwxyz0123456789", *(f"f{n}" for n in range(1, 13)))
TEXT_SCALES = (1.0, 2.0)
FIRST = "potassium-only"  # a newcomer understands it, and it answers the exhibit's question


def known_languages() -> list[str]:
    """Codes of the catalogues, English first."""
    codes = sorted(file.stem for file in (ROOT / "scenes" / "languages").glob("*.toml"))
    return sorted(codes, key=lambda code: code != "en")


def known_scenes() -> list[str]:
    """Names of the scenes of the library, in playing order."""
    there = sorted(file.stem for file in (ROOT / "scenes" / "library").glob("*.toml"))
    listed = tomllib.loads((ROOT / "scenes" / "playlist.toml").read_text(encoding="utf-8"))["scenes"]
    return [name for name in listed if name in there] + [name for name in there if name not in listed]


class KioskConfig(BaseModel):
    """Seconds are seconds of wall time."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True, hide_input_in_errors=True)

    language: str = Field(default="en", description="language at the start and after every reset")
    languages: list[str] = Field(default_factory=known_languages, min_length=1, description="languages offered")
    scenes: list[str] = Field(
        default_factory=known_scenes, min_length=1, description="scenes offered, in order: names, or TOML files"
    )
    first: str | None = Field(
        default=None, description=f"scene that a visitor begins with; {FIRST}, which needs no knowledge, where offered"
    )
    menu: bool = Field(
        default=True, description="a visitor chooses a chapter first; false: begins with the first scene at once"
    )
    idle_s: float = Field(default=60.0, ge=5, le=3600, description="without a touch, until the question to go on")
    countdown_s: float = Field(default=20.0, ge=5, le=120, description="for an answer, before the reset")
    attract_scene_s: float = Field(
        default=40.0, ge=5, le=600, description="a scene, or a piece of one, of the attract loop, at most"
    )
    chord: str = Field(default="ctrl+shift+q", description="keys that staff hold to leave")
    chord_s: float = Field(default=3.0, ge=1, le=30, description="how long they hold them")
    cursor_s: float = Field(default=4.0, ge=0, le=600, description="until a cursor at rest is hidden")
    fullscreen: bool = Field(default=True, description="false: a window of 1280 x 720, to try settings out")
    text_scale: float = Field(default=1.0, ge=TEXT_SCALES[0], le=TEXT_SCALES[1], description="size of text")
    high_contrast: bool = Field(default=False, description="stronger contrast")
    reduced_motion: bool = Field(default=False, description="no trails, no glow")
    sound: bool = Field(default=False, description="ticks for crossings and the pump")
    questions: bool = Field(default=True, description="scenes ask what will happen; false: they only tell")
    depth: Literal["visitor", "laboratory"] = Field(
        default="visitor", description="how much is shown beside the ions, to every new visitor"
    )
    ions: int | None = Field(default=None, ge=100, le=10_000_000, description="ions in every scene")
    pace: float | None = Field(default=None, ge=1, le=10_000, description="simulated ns a second, in every scene")
    seed: int | None = Field(default=None, ge=0, description="random seed of every scene; else its own, or 0")
    threads: int | None = Field(default=None, ge=1, le=1024, description="threads of the simulation")
    hang_s: float = Field(default=4.0, ge=2, le=60, description="without a heartbeat, until a restart")
    startup_s: float = Field(default=180.0, ge=10, le=1800, description="for the first start, which compiles")
    backoff_s: float = Field(default=1.0, ge=0.1, le=60, description="before the second restart in a row; then doubled")
    longest_backoff_s: float = Field(default=60.0, ge=1, le=3600, description="between restarts at most")
    quiet_s: float = Field(default=120.0, ge=5, le=86_400, description="of good running, until all is forgiven")
    log_folder: str | None = Field(default=None, description="where kiosk.log is kept")
    log_bytes: int = Field(default=1_000_000, ge=10_000, le=1_000_000_000, description="of a log file")
    log_files: int = Field(default=5, ge=1, le=100, description="old log files kept")
    state_folder: str | None = Field(default=None, description="where the counts of starts and visits are kept")

    @field_validator("chord")
    @classmethod
    def _chord(cls, value: str) -> str:
        *modifiers, key = value.lower().replace(" ", "").split("+")
        if not modifiers or set(modifiers) - set(MODIFIERS) or key not in KEYS:
            names = ", ".join(MODIFIERS)
            raise ValueError(f'expected keys such as "ctrl+shift+q" ({names}, then one key), got "{value}"')
        return "+".join([*sorted(set(modifiers)), key])

    @field_validator("languages")
    @classmethod
    def _languages(cls, value: list[str]) -> list[str]:
        _each_known(value, known_languages(), "language")
        return list(dict.fromkeys(value))

    @field_validator("scenes")
    @classmethod
    def _scenes(cls, value: list[str]) -> list[str]:
        _each_known([name for name in value if not is_file(name)], known_scenes(), "scene or scene file")
        different = list(dict.fromkeys(value))
        by_name: dict[str, str] = {}
        for scene in different:
            other = by_name.setdefault(Path(scene).stem, scene)
            if other != scene:
                raise ValueError(f"expected different file names, got {shown(other)} and {shown(scene)}; rename one")
        return different

    @model_validator(mode="after")
    def _offered(self) -> "KioskConfig":
        if self.language not in self.languages:
            raise ValueError(f"language: expected one of {', '.join(self.languages)}, got '{self.language}'")
        names = [Path(scene).stem for scene in self.scenes]
        if self.first is not None and Path(self.first).stem not in names:
            raise ValueError(f"first: expected one of {', '.join(names)}, got {shown(self.first)}")
        return self

    @property
    def first_scene(self) -> str:
        """Name of the scene that every visitor begins with."""
        return Path(self.first or (FIRST if FIRST in self.scenes else self.scenes[0])).stem


def _each_known(names: Sequence[str], known: Sequence[str], what: str) -> None:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(known)}"
            raise ValueError(f"no {what} {shown(name)}; {hint}")


def read_config(file: Path | None, language: str | None = None) -> KioskConfig:
    """The settings of a file (None: the defaults); language: given on the command line, wins. Raises ConfigError."""
    label = shown(file)[1:-1] if file else "kiosk"
    table = _table(file) if file else {}
    if file and isinstance(table.get("scenes"), list):  # files are looked for beside the settings
        table["scenes"] = [
            beside(file, name) if isinstance(name, str) and name.endswith(".toml") else name for name in table["scenes"]
        ]
    if language is not None:
        offered = table.get("languages", known_languages())
        if isinstance(offered, list) and language not in offered:
            raise ConfigError(f"--lang: expected one of {', '.join(map(str, offered))}, got '{language}'")
        table["language"] = language
    elif isinstance(table.get("languages"), list) and table["languages"] and "language" not in table:
        table["language"] = table["languages"][0]
    try:
        return KioskConfig.model_validate(table)
    except ValidationError as error:
        raise ConfigError("\n".join(f"{label}: {_told(problem)}" for problem in error.errors())) from None


def _table(file: Path) -> dict[str, Any]:
    try:
        content = file.expanduser().read_bytes()
    except OSError as error:
        raise ConfigError(f"{shown(file)}: cannot be read: {error.strerror}") from None
    except (ValueError, RuntimeError) as error:  # a NUL; a home that nobody has
        raise ConfigError(f"{shown(file)}: cannot be read: {error}") from None
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: expected UTF-8 text; save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{file}: not TOML: {error}") from None


_EXPECTED = {
    "string_type": "text",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "too_short": "at least one entry",
}


def _told(error: ErrorDetails) -> str:
    """key: expected ..., got ..."""
    key = "".join(f"[{step}]" if isinstance(step, int) else str(step) for step in error["loc"])
    context, kind = error.get("ctx", {}), error["type"]
    if kind == "extra_forbidden":
        known = list(KioskConfig.model_fields)
        near = difflib.get_close_matches(key, known, n=1)
        return f"{key}: unknown key; " + (f"did you mean '{near[0]}'?" if near else f"expected {', '.join(known)}")
    if kind == "value_error":
        return ": ".join(part for part in (key, str(context["error"])) if part)
    match kind:
        case "greater_than_equal":
            expected = f"{context['ge']:g} or more"
        case "less_than_equal":
            expected = f"at most {context['le']:g}"
        case "literal_error":
            expected = str(context["expected"]).replace("'", '"')
        case _:
            expected = _EXPECTED.get(kind, error["msg"])
    field = KioskConfig.model_fields.get(str(error["loc"][0])) if error["loc"] else None
    meaning = f" ({field.description})" if field and field.description else ""
    return f"{key}: expected {expected}{meaning}, got {_shown(error['input'])}"


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value[:40]}" (text)'
        case dict():
            return "a table"
        case list():
            return "a list" if value else "an empty list"
    return str(value)
