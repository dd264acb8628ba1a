"""The plot of a sweep: the counted voltage against the first key, a line for each value of the second, a panel for each
combination of the others; what the scene predicts is a line without points."""

import io
from collections.abc import Sequence
from itertools import product
from math import ceil
from typing import Any

from scenes.sweep.columns import label
from scenes.sweep.plan import Sweep
from scenes.sweep.summary import Found

MOST_PANELS, ACROSS = 12, 3
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")  # Okabe and Ito's


def draw(asked: Sweep, rows: Sequence[Found]) -> bytes:
    """The plot as PNG; only the first panels where there would be more than MOST_PANELS. Raises ImportError without
    matplotlib."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    every = list(product(*([value.text for value in axis.values] for axis in asked.axes[2:])))
    others = every[:MOST_PANELS]
    across = min(len(others), ACROSS)
    down = ceil(len(others) / across)
    figure, panels = pyplot.subplots(
        down, across, figsize=(7 if across == 1 else 4.5 * across, 4 * down), squeeze=False, sharey=True,
        layout="constrained",
    )  # fmt: skip
    for panel, texts in zip(panels.flat, others, strict=False):
        _panel(panel, asked, [row for row in rows if row.texts[2:] == texts])
        if texts:
            pairs = zip(asked.axes[2:], texts, strict=True)
            panel.set_title(", ".join(f"{axis.key} = {text}" for axis, text in pairs), fontsize=9)
    for panel in list(panels.flat)[len(others) :]:
        panel.set_visible(False)
    left_out = f" (the first {len(others)} of {len(every)} panels)" if len(every) > len(others) else ""
    figure.suptitle(asked.scene_file(()).title.in_("en") + left_out)
    picture = io.BytesIO()
    figure.savefig(picture, dpi=120, format="png")
    pyplot.close(figure)
    return picture.getvalue()


def _panel(axes: Any, asked: Sweep, rows: Sequence[Found]) -> None:
    first = asked.axes[0]
    numbers = {value.text: value.number for value in first.values}
    words = any(number is None for number in numbers.values())
    places = {text: n for n, text in enumerate(numbers)} if words else numbers
    second = asked.axes[1] if len(asked.axes) > 1 else None
    for n, value in enumerate(second.values if second else (None,)):
        line = [row for row in rows if value is None or row.texts[1] == value.text]
        line.sort(key=lambda row: places[row.texts[0]] or 0)
        x, colour = [places[row.texts[0]] for row in line], COLOURS[n % len(COLOURS)]
        name = "counted" if second is None or value is None else f"{second.key} = {value.text}"
        predicted = [row.prediction.value if row.prediction else float("nan") for row in line]
        style = {"marker": "_", "markersize": 24, "linestyle": ""} if words else {"linewidth": 1}
        axes.plot(x, predicted, color=colour, label=asked.predicts if second is None else None, **style)
        voltages, bars = [row.voltage.value for row in line], [row.voltage.interval for row in line]
        bars = [bar if bar == bar else 0.0 for bar in bars]  # one seed has no interval
        axes.errorbar(x, voltages, bars, fmt="o", color=colour, markersize=4, capsize=3, label=name)
    if words:
        axes.set_xticks(list(places.values()), list(places))
    elif first.log:
        axes.set_xscale("log")
        if len(numbers) <= 8:
            axes.set_xticks(list(numbers.values()), list(numbers), minor=False)
            axes.minorticks_off()
    axes.set(xlabel=label(first.key), ylabel="voltage, mV")
    title = f"points counted (95 %), {'dashes' if words else 'lines'} {asked.predicts}" if second else None
    axes.legend(fontsize=8, title=title, title_fontsize=8)
