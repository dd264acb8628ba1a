"""What all cells at rest say together, those that were measured among them: far more than each alone, of a bias that
they share.

Each cell's voltage is compared with GHK as it should be here, the way to the pores counted in (sim.measure.access). A
cell is one value, whatever the number of its seeds: so the interval has both their noise and what each is off by
itself, and no cell outweighs another.
"""

from collections.abc import Sequence

from scenes.format.loader import load
from scenes.study.certainty import mean
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
    off = mean([mean([run.residual - run.way_mV for run in cell.runs]).value for cell in cells])
    claim = "cells at rest share no bias against GHK with access"
    return [Finding("all cells", claim, f"{off.text(2)} mV over {len(cells)}", f"{BAR_MV:g} mV", off.within(BAR_MV))]
