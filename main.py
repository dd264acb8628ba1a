"""Command line: `python main.py` plays the demo, `python main.py --help` lists the rest."""

import contextlib
import errno
import importlib
import math
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

EXIT_MISSED, EXIT_BAD_INPUT = 1, 2
FIELDS = ("capacitor", "layered", "mesh")  # sim.scene.FieldKind, without the import
LANGUAGES = sorted(file.stem for file in (Path(__file__).parent / "scenes" / "languages").glob("*.toml"))
PLAIN = ("ClusterError", "OutputError", "SceneFileError", "SizeError", "WorkerLostError")  # say it to the user
# commands with a module of their own, imported when they are asked for
ELSEWHERE = {"handout": "render.printed.options", "sweep": "scenes.sweep.options"}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Refusal(click.ClickException):
    """A message for the user, with the exit code of bad input; click prints it without a traceback."""

    exit_code = EXIT_BAD_INPUT

    def show(self, file: Any = None) -> None:
        click.echo("\n".join(f"error: {line}" for line in self.message.splitlines()), err=True, file=file)


class FiniteTime(click.FloatRange):
    """A range that refuses nan and infinity too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return float(number)


class CommandLine(click.Group):
    """A group whose bare call, or a call that begins with an option or a scene, plays the demo."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.list_commands(ctx) and args[0] not in ("--help", "-h")):
            args = ["play", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*self.commands, *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(importlib.import_module(ELSEWHERE[cmd_name]), cmd_name)
        return found

    def main(self, *args: Any, **extra: Any) -> Any:
        from render.device.signals import Ended, ended_by_signals

        if hasattr(sys.stdout, "reconfigure"):  # a letter that a terminal does not have must not cost a report
            sys.stdout.reconfigure(errors="replace")
        try:
            with ended_by_signals():
                return super().main(*args, **extra)
        except Ended as ended:
            with contextlib.suppress(OSError):
                click.echo("Aborted!", err=True)
            sys.exit(128 + ended.args[0])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if type(error).__name__ not in PLAIN and getattr(error, "errno", None) not in NO_ROOM:
                raise
            raise Refusal(str(error)) from None


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Ions that make a voltage: a neuron's resting potential, counted ion by ion.

    Without a command the demo is played: python main.py [SCENE or file.toml] [OPTIONS of play]

    Exit codes: 0 done, 1 a claim is missed, 2 bad input or a file that cannot be written, 128 + the signal's number
    where one ended it (130 for Ctrl-C).
    """
    from render import environment
    from render.device.signals import heeding

    refuse(environment.problems())
    click.get_current_context().obj = heeding  # for commands whose modules know nothing of the window


def scene_options(function: Any) -> Any:
    """The options that play and run share."""
    for option in (
        click.option(
            "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a key of the scene; repeatable."
        ),
        click.option("--threads", type=click.IntRange(min=1), help="Threads of the simulation. [default: all]"),
        click.option("--seed", type=click.IntRange(min=0), help="Random seed. [default: the scene's, else 0]"),
        click.option("--ions", type=click.IntRange(min=100), help="How many ions. [default: the scene's]"),
    ):
        function = option(function)
    return function


size_option = click.option("--size", default="1280x720", show_default=True, metavar="WxH", help="In pixels.")
language_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language."
)
depth_option = click.option("--depth", type=click.Choice(["visitor", "laboratory"]), help="How much is shown.")


def load_scene(name: str, changes: tuple[str, ...] = (), ions: int | None = None) -> Any:
    """The scene file. Raises SceneFileError, which lists all that is wrong with it."""
    from scenes import load

    return load(name, [*changes, *([f"ions={ions}"] if ions else [])])


@main.command()
@click.argument("scene", default="potassium-only")
@scene_options
@language_option
@size_option
@depth_option
@click.option("--fullscreen", is_flag=True, help="Fill the screen.")
@click.option("--seconds", type=FiniteTime(min=0, min_open=True), help="Close by itself. [default: never]")
@click.option("--question/--no-question", default=True, help="Ask what will happen, with answers to vote for.")
@click.option("--profile", is_flag=True, help="At the end, print where the time of a frame went.")
def play(
    scene: str, ions: int | None, seed: int | None, threads: int | None, changes: tuple[str, ...], lang: str, size: str,
    depth: str | None, fullscreen: bool, seconds: float | None, question: bool, profile: bool,
) -> None:  # fmt: skip
    """Open the window and play a SCENE (a name or a TOML file), without --depth as it was left the last time."""
    began = time.perf_counter()
    from render import app
    from render.device.window import parse_size
    from render.timing.report import lines

    shown: dict[str, Any] = {"size": parse_size(size), "fullscreen": fullscreen, "depth": depth, "profile": profile}
    try:
        report = app.play(
            scene, seed, threads, lang, ions=ions, changes=changes, seconds=seconds, began=began, questions=question,
            **shown,
        )  # fmt: skip
    except app.NoDisplay as error:
        raise Refusal(
            f"there is no display to open a window on ({error}).\n"
            "Without one use `python main.py run SCENE`, which prints numbers, or `python main.py record SCENE`, "
            "which makes a film."
        ) from None
    for line in lines(report) if profile else ():
        click.echo(line)


@main.command()
@click.argument("scene")
@scene_options
@click.option("--ns", type=FiniteTime(min=0, min_open=True), help="Simulated time. [default: the scene's]")
@click.option("--json", "json_file", metavar="FILE", help="Write the report as JSON; - for standard output.")
@click.option("--csv", "csv_file", metavar="FILE", help="Write a row for every 20 ns; - for standard output.")
def run(
    scene: str, ions: int | None, seed: int | None, threads: int | None, changes: tuple[str, ...], ns: float | None,
    json_file: str | None, csv_file: str | None,
) -> None:  # fmt: skip
    """Simulate a SCENE (a name or a TOML file) without a window and report the voltage."""
    from render.device.signals import heeding
    from scenes import progress
    from scenes.study.headless import report_lines
    from scenes.study.written_run import written_run

    scene_file = load_scene(scene, changes, ions)
    with progress.of_run(ns or scene_file.claim.run_ns) as told:
        done = written_run(scene_file, json_file, csv_file, heeding(told), seed=seed, ns=ns, threads=threads)
    if not done.to_standard_output:
        click.echo("\n".join(report_lines(done.report)))
    refuse(done.trouble)


def refuse(problems: list[str]) -> None:
    """Raises Refusal with the problems, if there are any."""
    if problems:
        raise Refusal("\n".join(problems))


@main.command()
@click.argument("scene", required=False)
@click.option("--keys", is_flag=True, help="List every key that a scene file may have.")
@click.option("--mine", is_flag=True, help="List the scenes that were kept.")
@click.option("--code", is_flag=True, help="Print SCENE as the text that its QR code has.")
def scenes(scene: str | None, keys: bool, mine: bool, code: bool) -> None:
    """List the scenes, show what one of them claims, or the keys of a scene file."""
    from scenes import library
    from scenes.format.keys import key_table
    from scenes.format.listing import lines

    if keys:
        click.echo(key_table())
        return
    if mine:
        from render.device.mine import all_kept, folder
        from render.panels.share.shelf import listed

        click.echo("\n".join(listed(all_kept())) or f"none yet; Ctrl+S in the window keeps a scene in {folder()}")
        return
    if code:
        from scenes.keep.keeping import code_of

        if scene is None:
            raise click.UsageError("--code: expected a SCENE too")
        click.echo(code_of(load_scene(scene)))
        return
    for name in [scene] if scene else library():
        click.echo("\n".join(lines(load_scene(name), whole=bool(scene))))


@main.command()
@click.option("--quick", is_flag=True, help="Fewer and shorter runs: wider intervals.")
@click.option("--runs", type=click.IntRange(2, 1000), help="Runs (seeds) of each claim, at least.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="First of the seeds.")
@click.option(
    "--field", type=click.Choice(FIELDS), help="What makes the voltage, in all. [default: as each scene says]"
)
@click.option("--out", metavar="DIR", help="Also write tables, numbers and plots there.")
@click.option("--processes", type=click.IntRange(min=1), help="Runs at a time. [default: all processors]")
@click.option("--cluster", metavar="ADDRESS", help="Make the runs on the workers of this Dask scheduler.")
@click.argument("names", nargs=-1, metavar="[SCENE]...")
def validate(
    names: tuple[str, ...], quick: bool, runs: int | None, seed: int, field: str | None, out: str | None,
    processes: int | None, cluster: str | None,
) -> None:  # fmt: skip
    """Test what each SCENE claims (all of them by default) with several seeds.

    A claim is met if the whole 95 % interval lies within its bar, missed if it is surely outside, else open. More seeds
    are taken where the interval is wide. --quick leaves out the curve of pulses that fire. Exit code 1 only if a claim
    is missed, which noise alone makes it less than once in a thousand times.
    """
    from render.device.signals import heeding
    from scenes import library, progress
    from scenes.study import results
    from scenes.study.validation import QUICK, Plan
    from scenes.study.workers import place_of

    place = place_of(processes, cluster)
    plan = replace(QUICK if quick else Plan(), first=seed, field=field)
    plan = replace(plan, runs=runs, most=max(runs, plan.most)) if runs else plan
    chosen = tuple(dict.fromkeys(names or library()))
    files = [load_scene(name, tuple(plan.changes)).name for name in chosen]
    with results.folder(out, files) as kept:
        with progress.of_validation(plan, results.pulses(chosen, plan)) as (on_run, on_pulse):
            found = results.study(chosen, plan, place, heeding(on_run), heeding(on_pulse))
        click.echo(found.table)
        kept.write(found)
    if kept.note:
        click.echo(kept.note, err=True)
    refuse(kept.trouble)
    if "missed" in found.said:
        sys.exit(EXIT_MISSED)


@main.command()
@click.argument("scene")
@scene_options
@click.option("--out", required=True, metavar="FILE", help="Film (.mp4, .gif) or its last frame (.png).")
@click.option("--seconds", type=FiniteTime(min=0.1, max=3600), default=20, show_default=True, help="Length.")
@click.option("--fps", type=click.IntRange(1, 120), help="Frames a second. [default: 30; 20 for .gif]")
@size_option
@language_option
@depth_option
@click.option("--opening/--no-opening", default=True, help="Begin with the scene's question.")
def record(
    scene: str, ions: int | None, seed: int | None, threads: int | None, changes: tuple[str, ...], out: str,
    seconds: float, fps: int | None, size: str, lang: str, depth: str | None, opening: bool,
) -> None:  # fmt: skip
    """Make a film of a SCENE (a name or a TOML file), frame by frame; needs no display."""
    from render.device.signals import heeding
    from render.device.window import parse_size
    from render.film import record as studio
    from scenes import progress

    file, px, scene_file = Path(out), parse_size(size), load_scene(scene, changes, ions)
    rate = fps or (20 if file.suffix.lower() == ".gif" else 30)
    film = studio.Film(scene_file, seconds, rate, px, lang, seed, threads, opening, depth or "laboratory")
    refuse(studio.problems(film, file))
    with progress.of_film(file.name) as told:
        studio.record(film, file, heeding(told))
    what = f"{film.frames} frames of {1e3 / rate:.3g} ms" if file.suffix.lower() != ".png" else "the last frame"
    click.echo(f"{out}: {what}, {file.stat().st_size / 1e6:.1f} MB")


@main.command()
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path), help="Settings, TOML.")
@click.option("--lang", help="Language at the start and after every reset. [default: the settings']")
@click.option("--boot-instructions", is_flag=True, help="Tell how to start it with the machine.")
@click.option("--show-config", is_flag=True, help="Print all settings in force with their meaning.")
def kiosk(config_file: Path | None, lang: str | None, boot_instructions: bool, show_config: bool) -> None:
    """Run as a museum's exhibit: full screen, reset when left alone, restarted after a failure.

    Only the staff chord ends it: hold Ctrl+Shift+Q for three seconds, unless the settings say otherwise.
    """
    from render.kiosk import boot, service, watchdog
    from render.kiosk.config import ConfigError, read_config

    try:
        config = read_config(config_file, lang)
        if boot_instructions:
            click.echo(boot.instructions(config_file, lang))
        elif show_config:
            click.echo(service.describe(config))
        else:
            service.run(config)
    except (ConfigError, watchdog.Refused) as error:
        raise Refusal(str(error)) from None


@main.command()
@click.argument("scene", default="resting")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a key of the scene; repeatable.")
@click.option("--ions", type=click.IntRange(min=100), default=100_000, show_default=True, help="How many ions.")
@size_option
@click.option("--threads", type=click.IntRange(min=1), help="Threads of the simulation. [default: all]")
@click.option("--seconds", type=FiniteTime(min=1), default=5, show_default=True, help="Length of each part.")
@click.option("--startup/--no-startup", default=True, help="Also time cold and warm starts, in fresh processes.")
@click.option("--json", "json_file", metavar="FILE", help="Write the figures as JSON; - for standard output.")
def bench(scene: str, changes: tuple[str, ...], ions: int, size: str, json_file: str | None, **options: Any) -> None:
    """Measure how fast a SCENE is on this machine: with a capacitor, unless field.kind is set."""
    from render.bench import as_json, report
    from render.device.window import SMALLEST, parse_size
    from scenes.study.output import Output

    px = parse_size(size, SMALLEST)
    changes = ("field.kind=capacitor", *changes, f"ions={ions}")  # a field that is asked for comes later and wins
    load_scene(scene, changes)
    with Output(json_file, "--json") as data:
        for line in report(scene, changes, size=px, figures=(figures := dict[str, Any]()), **options):
            click.echo(line, err=data.is_standard_output)
        data.write(as_json(figures))
    refuse([data.trouble] if data.trouble else [])


if __name__ == "__main__":
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    main()
