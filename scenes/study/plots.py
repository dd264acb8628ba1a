"""Plots of a validation, one a scene: V(t), or the comparison of its cases as bars, a curve or I-V."""

import io
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Any

from scenes.format.loader import load
from scenes.study.certainty import mean
from scenes.study.excitability_curve import Point
from scenes.study.validation import Verdict


def draw(verdicts: Sequence[Verdict]) -> Iterator[tuple[str, bytes]]:
    """(name of the scene, picture as PNG) for each scene. Raises ImportError without matplotlib."""
    for name in dict.fromkeys(verdict.scene for verdict in verdicts):
        scene = [verdict for verdict in verdicts if verdict.scene == name]
        figure, axes = _figure()
        axes.set_title(load(name).title.in_("en"))
        compare = load(name).compare
        if compare and compare.quantity == "current":
            _currents(axes, scene)
        elif compare and compare.quantity == "pump":
            _pump(axes, scene)
        elif len(scene) > 1 and scene[0].x is not None:
            _curve(axes, scene, compare.x.in_("en") if compare else "", bool(compare and compare.log))
        elif len(scene) > 1:
            _bars(axes, scene)
        else:
            _traces(axes, scene[0])
        yield name, _png(figure)


def draw_excitability(points: Sequence[Point]) -> bytes:
    """The curve as PNG. Raises ImportError without matplotlib."""
    figure, axes = _figure()
    x, fractions = [point.K_out_mM for point in points], [point.fraction for point in points]
    low, high = zip(*(point.interval for point in points), strict=True)
    # at 0 and 1 rounding may put a bound beyond the fraction itself
    below = [max(fraction - bound, 0.0) for fraction, bound in zip(fractions, low, strict=True)]
    above = [max(bound - fraction, 0.0) for fraction, bound in zip(fractions, high, strict=True)]
    axes.errorbar(x, fractions, (below, above), fmt="o-", color="#0072B2")
    axes.set(xscale="log", xlabel="K+ outside, mM", ylabel="fraction of pulses that fire", ylim=(0, 1))
    axes.set_xticks(x, [f"{mM:g}" for mM in x], minor=False)
    return _png(figure)


def _figure() -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(7, 4), layout="constrained")


def _png(figure: Any) -> bytes:
    from matplotlib import pyplot

    picture = io.BytesIO()
    figure.savefig(picture, dpi=120, format="png")
    pyplot.close(figure)
    return picture.getvalue()


def _traces(axes: Any, verdict: Verdict) -> None:
    for run in verdict.runs:
        times, voltages, *_ = zip(*run.trace, strict=True)
        axes.plot(times, voltages, color="#0072B2", linewidth=0.5, alpha=0.5)
    times, _, predicted, potassium, sodium = zip(*verdict.runs[0].trace, strict=True)
    axes.plot(times, predicted, color="#D55E00", label=verdict.predicts)
    axes.plot(times, potassium, color="#CC79A7", linewidth=0.8, label="E_K")
    axes.plot(times, sodium, color="#009E73", linewidth=0.8, label="E_Na")
    axes.set(xlabel="time, ns", ylabel="voltage, mV")
    axes.legend()


def _bars(axes: Any, scene: Sequence[Verdict]) -> None:
    places = range(len(scene))
    axes.bar(
        places, [v.voltage for v in scene], 0.6, yerr=[v.interval for v in scene], color="#56B4E9", label="counted"
    )
    axes.plot(places, [v.prediction for v in scene], "_", color="#D55E00", markersize=30, label=scene[0].predicts)
    axes.set_xticks(places, [v.case for v in scene])
    axes.set(ylabel="voltage, mV")
    axes.legend()


def _curve(axes: Any, scene: Sequence[Verdict], label: str, log: bool) -> None:
    x = [v.x for v in scene]
    axes.plot(x, [v.prediction for v in scene], color="#D55E00", label=scene[0].predicts)
    axes.errorbar(x, [v.voltage for v in scene], [v.interval for v in scene], fmt="o", color="#0072B2", label="counted")
    if log:
        axes.set_xscale("log")
    axes.set(xlabel=label, ylabel="voltage, mV")
    axes.legend()


def _currents(axes: Any, scene: Sequence[Verdict]) -> None:
    x = [v.x for v in scene]
    for symbol, colour in (("K", "#E69F00"), ("Na", "#56B4E9"), ("Cl", "#009E73")):
        measured = [fmean(run.current[symbol] for run in v.runs) for v in scene]
        if any(measured):
            expected = [fmean(run.expected_current[symbol] for run in v.runs) for v in scene]
            axes.plot(x, measured, "o", color=colour, label=f"{symbol}, counted")
            axes.plot(x, expected, color=colour, label=f"{symbol}, GHK")
    axes.axhline(0, color="grey", linewidth=0.5)
    axes.set(xlabel="clamped voltage, mV", ylabel="outward current, e/ns")
    axes.legend()


def _pump(axes: Any, scene: Sequence[Verdict]) -> None:
    turnover = [mean([run.per_us["cycles"] for run in v.runs]) for v in scene]
    x = [v.x for v in scene]
    axes.errorbar(x, [t.value for t in turnover], [t.interval for t in turnover], fmt="o", color="#0072B2")
    axes.axvline(fmean(v.prediction for v in scene), color="#D55E00", label="a turn costs an ATP")
    axes.axhline(0, color="grey", linewidth=0.5)
    axes.set(xlabel="clamped voltage, mV", ylabel="net cycles a us")
    axes.legend()
