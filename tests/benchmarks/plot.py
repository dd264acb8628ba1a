"""One picture of a run: who is how fast, and what an ion costs as they become more."""

import io

from tests.benchmarks.competitors import ENGINES, EVERYBODY
from tests.benchmarks.report import BOUND, ONE, Report

BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"


def draw(report: Report) -> bytes:
    """The plot as PNG. Raises ImportError without matplotlib."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained", width_ratios=(1, 1))
    names = list(report.race)[::-1]
    rates = [report.race[name].rate for name in names]
    colours = [BLUE if name.startswith("engine") else ORANGE for name in names]
    bars = left.barh([EVERYBODY[name].title for name in names], rates, color=colours)
    left.bar_label(bars, [f"{rate:,.0f}" if rate >= 100 else f"{rate:.3g}" for rate in rates], padding=3)
    left.set(xscale="log", xlabel="simulated ns a second", title=f"{report.race[ONE].ions:,} ions")
    left.set_xlim(min(rates) / 3, max(rates) * 5)
    ions = list(report.scaling)
    for threads, colour, marker in ((1, BLUE, "o"), (2, GREEN, "s")):
        name = f"engine-{threads}"
        if ions and name in report.scaling[ions[0]]:
            costs = [report.scaling[n][name].ns_per_ion for n in ions]
            right.plot(ions, costs, marker=marker, color=colour, label=ENGINES[threads].title)
    if ions:
        costs = [report.scaling[n][BOUND].ns_per_step * report.scaling[n][ONE].steps_per_ion for n in ions]
        right.plot(ions, costs, "--", marker="^", color=PURPLE, label="random numbers alone, 1 thread")
        right.legend()
    right.set(xscale="log", xlabel="ions", ylabel="wall ns an ion and simulated ns", title="cost of an ion")
    right.set_ylim(bottom=0)
    picture = io.BytesIO()
    figure.savefig(picture, dpi=120, format="png")
    pyplot.close(figure)
    return picture.getvalue()
