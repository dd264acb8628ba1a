"""What scenes with a field of their own claim of the layers of ions: where the charge sits, what capacitance that
makes, how thick a layer is. Nothing is said of a run with a capacitor, whose charge has no place."""

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from scenes.study.certainty import Mean, mean, worst
from sim.measure.layers import NEAR
from sim.scene import SIDES, Side

if TYPE_CHECKING:
    from scenes.study.validation import Run, Verdict

SHARE_BAR, SHAPE_BAR, CAPACITANCE_BAR, DECAY_BAR = 5.0, 5.0, 3.0, 5.0  # %

Said = tuple[str, str, str, str]  # claim, found, bar, verdict


def where(scene: Sequence["Verdict"]) -> list[Said]:
    """How much of a side's charge is near its face, and how it is spread there, against Gouy and Chapman."""
    runs = [run for verdict in scene for run in verdict.runs]
    if not all(run.layers for run in runs):
        return []
    shares = {side: _share(runs, side) for side in SIDES}
    found = ", ".join(f"{side} {100 * held:.0f} % ({off.text()})" for side, (held, off) in shares.items())
    claim = f"of the charge counted on a side, within {NEAR:g} Debye lengths of the face: as Gouy and Chapman have it"
    near = claim, found, f"{SHARE_BAR:g} %", worst(off.within(SHARE_BAR) for _, off in shares.values())
    shape = _shape(runs)
    claim = "the charge of each layer of the mesh: mean deviation from Gouy and Chapman"
    return [near, (claim, f"{shape.text()} %", f"{SHAPE_BAR:g} %", shape.within(SHAPE_BAR))]


def _share(runs: Sequence["Run"], side: Side) -> tuple[float, Mean]:
    """The share that is near the face, and how far that is from Gouy's and Chapman's, %."""
    layers = [run.layers[side] for run in runs]
    held = [sum(layer.charge) / layer.counted for layer in layers]
    off = [100 * (sum(layer.charge) / sum(layer.gouy_chapman) - 1) for layer in layers]
    return fmean(held), mean(off)


def _shape(runs: Sequence["Run"]) -> Mean:
    """Sum of the deviations of the nodes over all charge, %, each with the sign that it has in the other runs: where
    there is nothing but noise the deviations of a run cancel, whatever stands adds up."""
    found, expected = (
        np.array([[q for side in SIDES for q in getattr(run.layers[side], name)] for run in runs])
        for name in ("charge", "gouy_chapman")
    )
    off = found - expected
    if len(runs) < 2:
        return mean([100 * float(np.abs(off).sum() / np.abs(expected).sum())])
    signs = np.sign(off.sum(axis=0) - off)
    return mean((100 * np.sum(signs * off, axis=1) / np.sum(np.abs(expected), axis=1)).tolist())


def capacitance(scene: Sequence["Verdict"]) -> list[Said]:
    """Counted charge over measured voltage, against slab and layers in series."""
    runs = [run for verdict in scene for run in verdict.runs]
    if not all(run.layers for run in runs):
        return []
    off = mean([100 * (found / expected - 1) for found, expected in (run.capacitance for run in runs)])
    measured, expected = (fmean(run.capacitance[n] for run in runs) for n in (0, 1))
    text = f"{measured:.2f} uF/cm2, in series {expected:.2f} ({off.text()} %)"
    claim = "capacitance, counted charge over voltage: that of slab and two layers in series"
    return [(claim, text, f"{CAPACITANCE_BAR:g} %", off.within(CAPACITANCE_BAR))]


def thickness(scene: Sequence["Verdict"]) -> list[Said]:
    """The length over which the layers of each case fall to 1 / e, both faces together, against Debye's."""
    if not all(run.layers for verdict in scene for run in verdict.runs):
        return []
    found, said = [], []
    for verdict in scene:
        decay = mean([fmean(layer.decay_nm for layer in run.layers.values()) for run in verdict.runs])
        debye = [fmean(layer.debye_nm for layer in run.layers.values()) for run in verdict.runs]
        off = mean(
            [
                100 * (fmean(layer.decay_nm / layer.debye_nm for layer in run.layers.values()) - 1)
                for run in verdict.runs
            ]
        )
        found.append(
            f"{verdict.case or verdict.scene} {decay.text(3, '-')} nm, Debye {fmean(debye):.3f} ({off.text()} %)"
        )
        said.append(off.within(DECAY_BAR))
    return [("a layer falls to 1 / e over Debye's length", "; ".join(found), f"{DECAY_BAR:g} %", worst(said))]
