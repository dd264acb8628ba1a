"""What all cells at rest say together, those that were measured among them: far more than each alone, of a bias that
they share.

Each cell's voltage is compared with GHK as it should be here, the way to the pores counted in (sim.measure.access).
Cells differ in noise, and each may be off a little by itself: so their mean is that of random effects, every cell
weighted by 1 / (its own variance + the variance between cells) (DerSimonian & Laird 1986, Control Clin Trials 7:177),
and the interval is made of how the cells scatter around it (Hartung & Knapp 2001, Stat Med 20:3875).
"""

import math
from collections.abc import Sequence

import numpy as np

from scenes.format.loader import load
from scenes.study.certainty import SURELY, Mean, student_t
from scenes.study.findings import Finding
from scenes.study.validation import Verdict

BAR_MV = 0.25
LEAST_CELLS = 10  # with fewer the pooled mean says little that the cells do not say themselves


def is_cell(verdict: Verdict) -> bool:
    """Whether it is one whose prediction is GHK, and whose doors do not follow the voltage: that it is at rest."""
    if not verdict.judged or verdict.predicts != "ghk":
        return False
    return all(channel.gating is None for channel in load(verdict.scene).scene.channels)


def bias(verdicts: Sequence[Verdict]) -> list[Finding]:
    """The mean of counted minus predicted over the cells among the verdicts; nothing for fewer than LEAST_CELLS."""
    cells = [verdict for verdict in verdicts if is_cell(verdict)]
    if len(cells) < LEAST_CELLS:
        return []
    off = common([[run.residual - run.way_mV for run in cell.runs] for cell in cells])
    claim = "cells at rest share no bias against GHK with access"
    return [Finding("all cells", claim, f"{off.text(2)} mV over {len(cells)}", f"{BAR_MV:g} mV", off.within(BAR_MV))]


def common(groups: Sequence[Sequence[float]]) -> Mean:
    """The mean that groups of independent values share, each group with an offset of its own. At least two groups, of
    two values or more each. Sources: see the top of this file."""
    value = np.array([np.mean(group) for group in groups])
    within = np.array([np.var(group, ddof=1) / len(group) for group in groups])
    within = np.maximum(within, np.median(within))  # a few values that agree by chance must not outweigh all others
    weight, freedom = 1 / within, len(groups) - 1
    spread = float(weight @ (value - weight @ value / weight.sum()) ** 2)
    between = max(0.0, (spread - freedom) / (weight.sum() - weight @ weight / weight.sum()))
    weight = 1 / (within + between)
    middle = float(weight @ value / weight.sum())
    error = math.sqrt(float(weight @ (value - middle) ** 2) / freedom / weight.sum())
    return Mean(middle, error * student_t(freedom, 0.95), error * student_t(freedom, SURELY))
