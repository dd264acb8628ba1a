"""Makes the runs of a sweep that have not been made yet, wherever there is somebody to make them."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice

from scenes.format.problems import FileProblem, SceneFileError
from scenes.study.workers import Place, workers
from scenes.sweep.grid import ORIGIN
from scenes.sweep.job import Done, run
from scenes.sweep.journal import Journal
from scenes.sweep.plan import Point, Sweep

HANDED_OUT = 1000  # jobs at a time: a hundred thousand futures would cost more than they save


def conduct(
    asked: Sweep, kept: Journal, place: Place = None, told: Callable[[str, float], None] = lambda what, cost: None
) -> None:
    """Make them and keep each as it ends; told of what has ended and of the seconds it was worth (`Point.wall_s`).

    Raises SceneFileError for a run that cannot be made, WorkerLostError and ClusterError where workers are lost,
    OutputError where a run cannot be kept; whatever it raises, what has ended is kept.
    """
    missing = left(asked, kept)
    if not missing:
        return
    ahead: Iterator[tuple[Point, int]] = iter(missing)
    waiting: dict[Future[Done], tuple[Point, int]] = {}
    with workers(place) as pool:
        while True:
            for point, seed in islice(ahead, HANDED_OUT - len(waiting)):
                waiting[pool.submit(run, asked.job(point.texts, seed))] = point, seed
            if not waiting:
                return
            ended, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ended:
                point, seed = waiting.pop(future)
                done = future.result()
                where = ", ".join(f"{axis.key}={text}" for axis, text in zip(asked.axes, point.texts, strict=True))
                if done.refused:
                    raise SceneFileError([FileProblem(ORIGIN, where, done.refused)])
                kept.add(point.texts, seed, done)
                told(f"{where}, seed {seed}", point.wall_s)


def left(asked: Sweep, kept: Journal) -> list[tuple[Point, int]]:
    """What has not been made, the longest first: no worker is left with one of those at the end."""
    missing = [(point, seed) for point in asked.points for seed in asked.seeds if (point.texts, seed) not in kept.done]
    return sorted(missing, key=lambda job: -job[0].wall_s)
