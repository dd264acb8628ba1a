"""What all measured cells say together: far more than each alone, of a bias that they share.

Each cell's voltage is compared with GHK as it should be here, the way to the pores counted in (sim.measure.access). A
cell is one value, whatever the number of its seeds: so the interval has both their noise and what each is off by
itself, and no cell outweighs another.
"""

from collections.abc import Sequence

from scenes.study.certainty import mean
from scenes.study.findings import Finding
from scenes.study.validation import Verdict

BAR_MV = 0.25
LEAST_CELLS = 10  # with fewer the pooled mean says little that the cells do not say themselves


def is_cell(verdict: Verdict) -> bool:
    """Whether it is a cell whose voltage was measured, and GHK its prediction."""
    return verdict.judged and verdict.predicts == "ghk" and verdict.published is not None


def bias(verdicts: Sequence[Verdict]) -> list[Finding]:
    """The mean of counted minus predicted over the measured cells among the verdicts; nothing for fewer than
    LEAST_CELLS."""
    cells = [verdict for verdict in verdicts if is_cell(verdict)]
    if len(cells) < LEAST_CELLS:
        return []
    off = mean([mean([run.residual - run.way_mV for run in cell.runs]).value for cell in cells])
    claim = "measured cells share no bias against GHK with access"
    return [Finding("all cells", claim, f"{off.text(2)} mV over {len(cells)}", f"{BAR_MV:g} mV", off.within(BAR_MV))]
