"""From a scene to its page: all that is said on it, put into page.html."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenes.handout.chart import chart_of
from scenes.handout.likeness import facts, sources
from scenes.handout.numbers import Numbers, label_of, signed
from scenes.handout.steps import command_of, steps
from scenes.handout.table import table_of
from scenes.languages import text
from scenes.scene_file import SceneFile

if TYPE_CHECKING:
    from jinja2 import Template

FOLDER = Path(__file__).parent
_RAISED = re.compile(r"\^\{([^{}]*)\}")
_TYPED = re.compile(r"`([^`]+)`")
_SMALL = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = re.compile(r"_\{([^{}]*)\}")


@dataclass(frozen=True)
class Window:
    """What a page must know of the window. keys: action -> (its key as shown, what it does), in the page's language;
    typeset: marks plain text, the charge of K+ raised as ^{+}, the K of E_K lowered as _{K}, a true minus in -70."""

    keys: Mapping[str, tuple[str, str]]
    typeset: Callable[[str], str] = str


def page(
    scene_file: SceneFile, language: str, window: Window, answers: bool = False, numbers: Numbers | None = None
) -> str:
    """The page as HTML that stands by itself: no script, nothing from elsewhere. answers: with the teacher's part;
    numbers: what is told there of what was counted."""
    from markupsafe import Markup, escape

    def mark(plain: str) -> Markup:
        safe = str(escape(window.typeset(plain).replace("+-", "±")))
        safe = _RAISED.sub(r"<sup>\1</sup>", _LOWERED.sub(r"<sub>\1</sub>", safe))
        return Markup(_TYPED.sub(r"<code>\1</code>", safe))

    def flat(plain: str) -> str:
        """For a drawing, which has no tags in its text."""
        return _LOWERED.sub(r"\1", _RAISED.sub(lambda found: found[1].translate(_SMALL), window.typeset(plain)))

    def words(key: str, **values: object) -> str:
        return text(f"handout.{key}", language, **values)

    handout = scene_file.handout
    note = scene_file.note.in_(language) if scene_file.note else ""
    return _template().render(
        language=language,
        words=words,
        mark=mark,
        flat=flat,
        title=scene_file.title.in_(language),
        name=scene_file.name,
        command=command_of(scene_file),
        aims=[aim.in_(language) for aim in handout.aims] if handout else [],
        question=scene_file.question.in_(language),
        choices=[(answer.text.in_(language), answer.right) for answer in scene_file.answers],
        steps=steps(scene_file, language, window.keys),
        table=table_of(scene_file, language),
        chart=chart_of(scene_file, language),
        belief=handout.misconception.in_(language) if handout else "",
        belief_source=handout.source if handout else "",
        facts=facts(scene_file, language),
        sources=sources(scene_file),
        answers=answers,
        seen=scene_file.seen.in_(language),
        note=note,
        counted=chart_of(scene_file, language, numbers) if answers and numbers else None,
        numbers=_told(numbers, scene_file, language) if answers and numbers else None,
    )


def _told(numbers: Numbers, scene_file: SceneFile, language: str) -> dict[str, Any]:
    """The numbers as text, and where they are from."""

    def words(key: str, **values: object) -> str:
        return text(f"handout.number.{key}", language, **values)

    judged = [row for row in numbers.rows if row.verdict != "held"]
    lines = [
        {
            "case": label_of(row, scene_file, language),
            "voltage": signed(row.voltage_mV),
            "prediction": signed(row.prediction_mV),
            "difference": f"{signed(row.residual_mV, 2)} ± {row.interval_mV:.2f}",
            "bar": f"{row.tolerance_mV:g}",
            "verdict": words(row.verdict),
            "cell": "" if row.published_mV is None else signed(row.published_mV, 0 if row.published_mV % 1 == 0 else 1),
        }
        for row in judged
    ]
    first, last = numbers.seeds or (0, 0)
    told = {"file": numbers.file, "runs": numbers.runs, "ions": numbers.ions, "first": first, "last": last}
    origin = words("made" if not numbers.file else "file" if numbers.seeds else "file_runs", **told)
    access = any(row.predicts == "ghk" for row in judged)
    remarks = [origin, *([words("interval")] if judged else [words("held")]), *([words("access")] if access else [])]
    findings = [
        {"claim": f.claim, "found": f.found, "bar": f.bar, "verdict": words(f.verdict)} for f in numbers.findings
    ]
    return {"lines": lines, "remarks": remarks, "findings": findings}


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
