"""Command line: `python main.py` plays the demo, `python main.py --help` lists the rest."""

import contextlib
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import click

import environment

EXIT_BAD_INPUT = 2


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


class PlayByDefault(click.Group):
    """A group whose bare call, or a call that begins with an option or a scene, plays the demo."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h")):
            args = ["play", *args]
        return super().parse_args(ctx, args)


@click.group(cls=PlayByDefault, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Ions that make a voltage: a neuron's resting potential, counted ion by ion.

    Without a command the demo is played: python main.py [SCENE or file.toml] [OPTIONS of play]
    """
    if found := environment.problems():
        raise Refusal("\n".join(found))


def scene_options(function: Any) -> Any:
    """The options that play and run share."""
    for option in (
        click.option(
            "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a key of the scene; repeatable."
        ),
        click.option("--threads", type=click.IntRange(min=1), help="Threads of the simulation. [default: all]"),
        click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Random seed."),
        click.option("--ions", type=click.IntRange(min=100), help="How many ions. [default: the scene's]"),
    ):
        function = option(function)
    return function


def load_scene(name: str, changes: tuple[str, ...], ions: int | None) -> Any:
    """The scene file, or a refusal that lists all that is wrong with it."""
    from scenes import SceneFileError, load

    try:
        return load(name, [*changes, *([f"ions={ions}"] if ions else [])])
    except SceneFileError as error:
        raise Refusal(str(error)) from None


@main.command()
@click.argument("scene", default="potassium-only")
@scene_options
@click.option("--lang", default="en", show_default=True, help="Language of the window, such as en or zh.")
@click.option("--size", default="1280x720", show_default=True, metavar="WxH", help="Size of the window.")
@click.option("--fullscreen", is_flag=True, help="Fill the screen.")
@click.option("--seconds", type=FiniteTime(min=0, min_open=True), help="Close by itself. [default: never]")
@click.option("--profile", is_flag=True, help="At the end, print where the time of a frame went.")
def play(
    scene: str, ions: int | None, seed: int, threads: int | None, changes: tuple[str, ...], lang: str, size: str,
    fullscreen: bool, seconds: float | None, profile: bool,
) -> None:  # fmt: skip
    """Open the window and play a SCENE (a name or a TOML file)."""
    began = time.perf_counter()
    from render import app
    from render.timing.report import lines

    check_language(lang)
    try:
        px = parse_size(size)
        report = app.play(scene, seed, threads, lang, px, fullscreen, ions, changes, seconds, began, profile=profile)
    except app.NoDisplay as error:
        raise Refusal(
            f"there is no display to open a window on ({error}).\n"
            "Without one use `python main.py run SCENE`, which prints numbers, or `python main.py record SCENE`, "
            "which makes a film."
        ) from None
    except ValueError as error:  # the window is up before pydantic and numba are imported: scenes.SceneFileError
        from scenes import SceneFileError

        if not isinstance(error, SceneFileError):
            raise
        raise Refusal(str(error)) from None
    for line in lines(report) if profile else ():
        click.echo(line)


def check_language(code: str) -> None:
    """Refuse a language without a catalogue."""
    catalogues = sorted(file.stem for file in (Path(__file__).parent / "scenes" / "languages").glob("*.toml"))
    if code not in catalogues:
        raise Refusal(f"--lang: expected one of {', '.join(catalogues)}, got '{code}'")


def parse_size(text: str) -> tuple[int, int]:
    """Width and height from "1280x720"."""
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise Refusal(f"--size: expected WIDTHxHEIGHT such as 1280x720, got '{text}'") from None
    if not (320 <= width <= 16384 and 240 <= height <= 16384):
        raise Refusal(f"--size: expected 320x240 to 16384x16384, got '{text}'")
    return width, height


@main.command()
@click.argument("scene")
@scene_options
@click.option("--ns", type=FiniteTime(min=0, min_open=True), help="Simulated time. [default: the scene's]")
@click.option("--json", "json_file", metavar="FILE", help="Write the report as JSON; - for standard output.")
@click.option("--csv", "csv_file", metavar="FILE", help="Write a row for every 20 ns; - for standard output.")
def run(
    scene: str, ions: int | None, seed: int, threads: int | None, changes: tuple[str, ...], ns: float | None,
    json_file: str | None, csv_file: str | None,
) -> None:  # fmt: skip
    """Simulate a SCENE (a name or a TOML file) without a window and report the voltage."""
    from rich.console import Console
    from rich.progress import Progress

    from scenes.study.headless import CsvTable, Moment, play, report_lines
    from sim import SceneError

    if json_file == csv_file == "-":
        raise Refusal("--json and --csv: expected at most one of them to be -, got both")
    scene_file = load_scene(scene, changes, ions)
    end = ns or scene_file.claim.run_ns
    if end < scene_file.scene.macro_step_ns:
        raise Refusal(f"--ns: expected at least one macro-step ({scene_file.scene.macro_step_ns:g} ns), got {end:g}")
    console = Console(stderr=True)
    with (
        output(csv_file) as csv_stream,
        output(json_file) as json_stream,
        Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        task = progress.add_task("starting", total=end)
        table = CsvTable(csv_stream) if csv_stream else None

        def on_moment(moment: Moment) -> None:
            if table:
                table(moment)
            voltage = f"{moment.observation.time_ns:.0f} ns  {moment.observation.voltage_mV:+.1f} mV"
            progress.update(task, completed=moment.observation.time_ns, description=voltage)

        try:
            report = play(scene_file, seed=seed, ns=ns, threads=threads, on_moment=on_moment)
        except SceneError as error:
            raise Refusal("\n".join(f"{scene}: {problem}" for problem in error.problems)) from None
        if json_stream:
            json.dump(report.as_dict(), json_stream, indent=2)
            json_stream.write("\n")
    if "-" not in (json_file, csv_file):
        for line in report_lines(report):
            click.echo(line)


@contextlib.contextmanager
def output(name: str | None) -> Iterator[TextIO | None]:
    """A stream to write to: standard output for -, none for None; a file appears only when it is complete."""
    if name is None or name == "-":
        yield sys.stdout if name else None
        return
    path = Path(name)
    part = path.with_name(path.name + ".part")
    try:
        stream = part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise Refusal(f"{name}: cannot be written: {error.strerror}") from None
    try:
        with stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@main.command()
@click.argument("scene", required=False)
@click.option("--keys", is_flag=True, help="List every key that a scene file may have.")
def scenes(scene: str | None, keys: bool) -> None:
    """List the scenes, show what one of them claims, or the keys of a scene file."""
    from scenes import library

    if keys:
        from scenes.format.keys import key_table

        click.echo(key_table())
        return
    for name in [scene] if scene else library():
        scene_file = load_scene(name, (), None)
        claim = scene_file.claim
        click.echo(f"{scene_file.name:<28}{scene_file.question.in_('en')}")
        if scene:
            click.echo(f"  claims {claim.predicts} within {claim.tolerance_mV:g} mV, after {claim.settle_ns:g} ns")
            for caption in scene_file.captions:
                click.echo(f"  {caption.at_ns:>8g} ns  {caption.text.in_('en')}")
            for name, text in (("seen", scene_file.seen), ("note", scene_file.note)):
                if text:
                    indent = f"  {name}: "
                    click.echo(click.wrap_text(text.in_("en"), 100, initial_indent=indent, subsequent_indent="    "))


@main.command()
@click.option("--quick", is_flag=True, help="Fewer and shorter runs: wider intervals.")
@click.option("--runs", type=click.IntRange(min=2), help="Runs (seeds) of each claim, at least.")
@click.option("--out", "folder", metavar="DIR", type=click.Path(file_okay=False), help="Also write the table there.")
@click.option("--processes", type=click.IntRange(min=1), help="Runs at a time. [default: all processors]")
@click.argument("names", nargs=-1, metavar="[SCENE]...")
def validate(names: tuple[str, ...], quick: bool, runs: int | None, folder: str | None, processes: int | None) -> None:
    """Test what each SCENE claims (all of them by default) with several seeds.

    More seeds are taken where the interval is wider than the bar. --quick leaves out the curve of pulses that fire.
    Exit code 1 if a claim is missed or, unless --quick was given, left open.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from scenes import library
    from scenes.study import excitability_curve, findings, plots
    from scenes.study import validation as v

    processes = processes or os.cpu_count() or 1

    plan = v.QUICK if quick else v.Plan()
    plan = replace(plan, runs=runs, most=max(runs, plan.most)) if runs else plan
    chosen = names or tuple(library())
    for name in chosen:
        load_scene(name, (), None)
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("validate", total=None)
        verdicts = v.validate(
            chosen,
            plan,
            processes,
            lambda job, known: progress.update(
                task, total=known, advance=v.cost(job, plan), description=f"{job.scene}, seed {job.seed}"
            ),
        )
        found, points = findings.findings(verdicts), []
        if excitability_curve.SCENE in chosen and not quick:
            trials = len(excitability_curve.K_OUT_MM) * excitability_curve.TRIALS
            task = progress.add_task("pulses that fire", total=trials)
            points = excitability_curve.curve(processes=processes, on_trial=lambda: progress.advance(task))
            found.append(findings.excitability(points))
    table = "\n\n".join(part for part in (v.markdown(verdicts), findings.markdown(found)) if part)
    click.echo(table)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with output(str(Path(folder) / "validation.md")) as stream:
            assert stream
            stream.write(table + "\n")
        with output(str(Path(folder) / "validation.json")) as stream:
            assert stream
            data = {
                "verdicts": v.as_json(verdicts),
                "findings": [vars(f) for f in found],
                "excitability": [vars(p) | {"interval": p.interval} for p in points],
            }
            json.dump(data, stream, indent=2)
        try:
            plots.draw(verdicts, Path(folder))
            if points:
                plots.draw_excitability(points, Path(folder))
        except ImportError:
            click.echo("no plots: they need matplotlib, which tests/requirements.txt has", err=True)
    wrong = ("missed",) if quick else ("missed", "open")
    told = [verdict.verdict for verdict in verdicts] + [finding.verdict for finding in found]
    if any(one in wrong for one in told):
        sys.exit(1)


@main.command()
@click.argument("scene")
@scene_options
@click.option("--out", required=True, metavar="FILE", help="Film (.mp4, .gif) or its last frame (.png).")
@click.option("--seconds", type=FiniteTime(min=0.1, max=3600), default=20, show_default=True, help="Length.")
@click.option("--fps", type=click.IntRange(1, 120), help="Frames a second. [default: 30; 20 for .gif]")
@click.option("--size", default="1280x720", show_default=True, metavar="WxH", help="Size of the picture.")
@click.option("--lang", default="en", show_default=True, help="Language, such as en or zh.")
@click.option("--opening/--no-opening", default=True, help="Begin with the scene's question.")
def record(
    scene: str, ions: int | None, seed: int, threads: int | None, changes: tuple[str, ...], out: str, seconds: float,
    fps: int | None, size: str, lang: str, opening: bool,
) -> None:  # fmt: skip
    """Make a film of a SCENE (a name or a TOML file), frame by frame; needs no display."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from render.film import record as studio

    check_language(lang)
    file = Path(out)
    rate = fps or (20 if file.suffix.lower() == ".gif" else 30)
    scene_file = load_scene(scene, changes, ions)
    film = studio.Film(scene_file, seconds, rate, parse_size(size), lang, seed, threads, opening)
    if found := studio.problems(film, file):
        raise Refusal("\n".join(found))
    console = Console(stderr=True)
    share = TextColumn("{task.percentage:.0f} %")
    columns = TextColumn("{task.description}"), BarColumn(), share, TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(file.name, total=None)
        try:
            studio.record(film, file, lambda done, of: progress.update(task, completed=done, total=of))
        except OSError as error:
            raise Refusal(f"--out: '{out}' cannot be written: {error.strerror or error}") from None
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
@click.option("--size", default="1280x720", show_default=True, metavar="WxH", help="Size of the picture.")
@click.option("--threads", type=click.IntRange(min=1), help="Threads of the simulation. [default: all]")
@click.option("--seconds", type=click.FloatRange(min=1), default=5, show_default=True, help="Length of each part.")
@click.option("--startup/--no-startup", default=True, help="Also time cold and warm starts, in fresh processes.")
def bench(scene: str, changes: tuple[str, ...], ions: int, size: str, **options: Any) -> None:
    """Measure how fast a SCENE is on this machine."""
    from render.bench import report

    changes = (*changes, f"ions={ions}")
    load_scene(scene, changes, None)
    for line in report(scene, changes, size=parse_size(size), **options):
        click.echo(line)


if __name__ == "__main__":
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    main()
