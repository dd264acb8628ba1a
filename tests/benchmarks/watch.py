"""Whether the engine is as fast as it was: python -m tests.benchmarks.watch [--keep].

Times would tell of the machine; so each is divided by that of a plain numba loop which never changes, measured in turn
with it in the same process. ratios.json keeps what they were on processors of a kind, for vectors make the difference;
exit code 1 if one has fallen by more than a fifth. Run it with nothing beside it.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import click
from llvmlite.binding import get_host_cpu_name

from scenes import load
from tests.benchmarks.competitors import EVERYBODY
from tests.benchmarks.engine import Engine
from tests.benchmarks.race import race

KEPT = Path(__file__).with_name("ratios.json")
MOST_LOST = 0.2  # of a ratio
ROUNDS, SECONDS, SEED = 9, 0.25, 1
PLAIN, PLAIN_IONS = "numba", 5_000
IONS = 30_000
WATCHED = {  # name: scene, changes; on one thread
    "walls and a few doors": (str(Path(__file__).with_name("box.toml")), ()),
    "resting, capacitor": ("resting", ("field.kind=capacitor",)),
    "resting, layered": ("resting", ("field.kind=layered",)),
    "resting, mesh": ("resting", ("field.kind=mesh",)),
}


def measured() -> dict[str, float]:
    """Ions moved in a second by the engine over those of the plain loop, by name: medians of the rounds."""
    peers = {PLAIN: (EVERYBODY[PLAIN].make(PLAIN_IONS, SEED), PLAIN_IONS)}
    for name, (scene, changes) in WATCHED.items():
        cell = load(scene, [*changes, f"ions={IONS}"]).scene
        peers[name] = (Engine(cell, SEED, 1), IONS)
    timings = race(peers, ROUNDS, SECONDS, lambda line: None)
    plain = timings.pop(PLAIN)
    return {
        name: median(a * timing.ions / (b * plain.ions) for a, b in zip(timing.ns_per_s, plain.ns_per_s, strict=True))
        for name, timing in timings.items()
    }


def fallen(now: Mapping[str, float], kept: Mapping[str, float]) -> list[str]:
    """What has lost more than MOST_LOST of its ratio; a line each."""
    return [
        f"{name}: {now[name]:.1f} times the plain loop, was {was:.1f}"
        for name, was in kept.items()
        if now[name] < (1 - MOST_LOST) * was
    ]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--keep", is_flag=True, help="Write what is measured to the file that later runs are compared with.")
def main(keep: bool) -> None:
    """Compare the engine's speed, as a multiple of a plain loop's, with what it was."""
    processor, now = get_host_cpu_name(), measured()
    everywhere = json.loads(KEPT.read_text())
    if keep:
        everywhere[processor] = {name: round(ratio, 1) for name, ratio in now.items()}
        KEPT.write_text(json.dumps(everywhere, indent=2) + "\n")
    kept = everywhere.get(processor, {})
    for name, ratio in now.items():
        was = f"kept {kept[name]:.1f}" if name in kept else f"nothing kept for {processor}"
        click.echo(f"{name}: {ratio:.1f} times the plain loop, {was}")
    if lines := fallen(now, kept):
        click.echo("slower than it was:\n" + "\n".join(lines), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
