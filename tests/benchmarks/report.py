"""All figures of a run, and their tables."""

import os
import platform
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.benchmarks import box
from tests.benchmarks.competitors import ENGINES, EVERYBODY
from tests.benchmarks.memory import Memory
from tests.benchmarks.race import Timing

ONE = "engine-1"
BOUND = "bound"
LIMIT_MB = 1000


@dataclass
class Report:
    """race: timings by name, side by side; memory: of those; scaling: timings of the engine and the bound for each
    number of ions; scaling_memory: of the engine, on as many threads as there were."""

    seed: int
    rounds: int
    seconds: float
    race: dict[str, Timing] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    scaling: dict[int, dict[str, Timing]] = field(default_factory=dict)
    scaling_memory: dict[int, Memory] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: what was measured, with the medians and on which machine."""
        data = {"machine": machine(), "fixed_steps_per_ns": box.steps_per_ns(), **asdict(self)}
        for group, timings in [(data["race"], self.race)] + [(data["scaling"][n], t) for n, t in self.scaling.items()]:
            for name, timing in timings.items():
                group[name] |= {"rate": timing.rate, "ns_per_ion": timing.ns_per_ion, "ns_per_step": timing.ns_per_step}
                group[name]["engine_1_faster_by"] = timings[ONE].times(timing)
        return data


def machine() -> dict[str, Any]:
    """Processor and versions."""
    names = ("numpy", "numba", "tbb", "smoldyn")
    installed = {d.metadata["Name"].lower(): d.version for d in metadata.distributions() if d.metadata["Name"]}
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: installed[name] for name in names if name in installed},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def tables(report: Report) -> str:
    """Markdown."""
    facts = machine()
    versions = ", ".join(f"{name} {facts[name]}" for name in ("python", "numpy", "numba", "smoldyn") if name in facts)
    parts = [
        f"{facts['processor']}, {facts['processors']} processors; {versions}. "
        f"Medians of {report.rounds} round{'s' * (report.rounds > 1)} of {report.seconds:g} s, in turn, in one process."
    ]
    if report.race:
        parts.append(race_table(report))
    if report.scaling:
        parts += [scaling_table(report), bound_table(report)]
    return "\n\n".join(parts)


def race_table(report: Report) -> str:
    """All competitors side by side."""
    engines = [name for name in report.race if name.startswith("engine")]
    head = ["", "ns a second", *(f"{EVERYBODY[name].title} is faster by" for name in engines)]
    head += ["ion-steps an ion and ns", "wall ns an ion-step", "memory, MB", "of it own, MB", "how"]
    rows = []
    for name, timing in report.race.items():
        row = [EVERYBODY[name].title, f"{timing.rate:.4g}"]
        row += [f"{report.race[engine].times(timing):.3g}" for engine in engines]
        row += [f"{timing.steps_per_ion:.2f}", f"{timing.ns_per_step:.2f}", *_memory(report.memory.get(name))]
        rows.append([*row, EVERYBODY[name].note])
    ions = next(iter(report.race.values())).ions
    fixed = box.steps_per_ns()
    avoided = fixed / report.race[ONE].steps_per_ion
    text = (
        f"Side by side, {ions} ions. A fixed step is {1e3 / fixed:.1f} ps for all ions: {box.NEAR_STEP_NM:g} nm for "
        f"{box.FASTEST}+, the fastest that passes a pore. "
        f"Ion-steps avoided: {fixed} become {report.race[ONE].steps_per_ion:.2f}, {avoided:.1f} times fewer. "
        "Memory is the peak of a process that does nothing else; its own is what came after the imports, compiled code "
        "loaded from the cache among it."
    )
    return f"{text}\n\n{_markdown(head, rows)}"


def scaling_table(report: Report) -> str:
    """The engine for more and more ions, on one thread and on two."""
    threads = [n for n in ENGINES if f"engine-{n}" in next(iter(report.scaling.values()))]
    head = ["ions", *(f"ns a second, {ENGINES[n].title}" for n in threads)]
    head += [f"wall ns an ion and ns, {ENGINES[n].title}" for n in threads]
    head += ["two threads are faster by"] * (len(threads) > 1) + ["memory, MB", "of it own, MB"]
    rows = []
    for ions, timings in report.scaling.items():
        chosen = [timings[f"engine-{n}"] for n in threads]
        row = [f"{ions}", *(f"{t.rate:.4g}" for t in chosen), *(f"{t.ns_per_ion:.2f}" for t in chosen)]
        row += [f"{chosen[-1].times(chosen[0]):.2f}"] * (len(threads) > 1)
        rows.append([*row, *_memory(report.scaling_memory.get(ions))])
    text = "Scaling of the engine with ions and threads; with few ions it stays on one thread."
    if len(many := {n: t for n, t in report.scaling.items() if n >= 100_000}) > 1:
        costs = [t[ONE].ns_per_ion for t in many.values()]
        spread = max(costs) / min(costs) - 1
        text += f" From {min(many)} to {max(many)} ions an ion's cost varies by {spread:.0%} on one thread."
    if report.scaling_memory:
        most = max(report.scaling_memory)
        whole = report.scaling_memory[most].whole_MB
        verdict = "under" if whole < LIMIT_MB else "not under"
        text += f" {most} ions ran in {whole:.0f} MB, {verdict} 1 GB."
    return f"{text}\n\n{_markdown(head, rows)}"


def bound_table(report: Report) -> str:
    """How near the engine is to drawing random numbers and nothing else."""
    head = ["ions", "ion-steps an ion and ns", "bound, ns an ion-step", "engine, ns an ion-step", "share of the bound"]
    rows = []
    for ions, timings in report.scaling.items():
        engine, bound = timings[ONE], timings[BOUND]
        share = engine.times(bound) * engine.steps_per_ion / bound.steps_per_ion
        steps = f"{bound.ns_per_step:.2f}", f"{engine.ns_per_step:.2f}"
        rows.append([f"{ions}", f"{engine.steps_per_ion:.2f}", *steps, f"{share:.0%}"])
    text = (
        "The bound, one thread: as many ion-steps that draw a free step's random numbers, add them to x and y, no more."
    )
    return f"{text}\n\n{_markdown(head, rows)}"


def _memory(memory: Memory | None) -> tuple[str, str]:
    return (f"{memory.whole_MB:.0f}", f"{memory.own_MB:.0f}") if memory else ("", "")


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
