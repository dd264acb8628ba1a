"""Bars that show how far long work is: on standard error, while that is a terminal, and gone afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

from scenes.study.headless import Moment
from scenes.study.validation import Job, Plan, cost


@contextmanager
def of_run(end_ns: float) -> Iterator[Callable[[Moment], None]]:
    """A run's time and voltage; what is yielded is told of its moments."""
    with _bar(*Progress.get_default_columns()) as bar:
        task = bar.add_task("starting", total=end_ns)

        def told(moment: Moment) -> None:
            now = moment.observation
            text = f"{now.time_ns:.0f} ns  {now.voltage_mV:+.1f} mV"
            bar.update(task, completed=now.time_ns, description=text)

        yield told


@contextmanager
def of_validation(plan: Plan, pulses: int) -> Iterator[tuple[Callable[[Job, float], None], Callable[[], None]]]:
    """A validation's runs, then its pulses; what is yielded is told of each (see `results.study`)."""
    with _bar(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("validate", total=None)
        later = bar.add_task("pulses that fire", total=pulses, visible=False)

        def on_run(job: Job, known: float) -> None:
            bar.update(task, total=known, advance=cost(job, plan), description=f"{job.scene}, seed {job.seed}")

        yield on_run, lambda: bar.update(later, advance=1, visible=True)


@contextmanager
def of_sweep(all_work: float, done: float) -> Iterator[Callable[[str, float], None]]:
    """A sweep's runs and the time left, in any unit of work; what is yielded is told of each run and its work."""
    with _bar(TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("sweep", total=all_work)
        bar.update(task, completed=done)
        yield lambda what, work: bar.update(task, advance=work, description=what)


@contextmanager
def of_film(name: str) -> Iterator[Callable[[int, int], None]]:
    """A film's frames; what is yielded is told how many steps are done of how many."""
    share = TextColumn("{task.percentage:.0f} %")
    with _bar(TextColumn("{task.description}"), BarColumn(), share, TimeRemainingColumn()) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _bar(*columns: ProgressColumn) -> Progress:
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
