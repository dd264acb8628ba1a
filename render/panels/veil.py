"""Predictions kept back from a visitor who answers: what panels are shown until the ions have been counted."""

import math
from dataclasses import replace

import numpy as np

from render.playback.comparison import CaseResult, Comparison
from render.playback.snapshot import Snapshot
from scenes import SceneFile

BESIDE = {"ghk", "mullins_noda", "donnan", "stall"}  # so near each other that one gives the others away
ALONG_A_LINE = ("current", "pump")  # compared quantities whose theory is one line through all cases


def veiled(snapshot: Snapshot) -> Snapshot:
    """The same without the prediction that the scene claims, unless that is no secret, what was measured in a real cell
    and the note for teachers. A comparison keeps the predictions of cases that have been counted."""
    claim = snapshot.scene_file.claim.predicts if snapshot.scene_file.claim.secret else ""
    hidden = BESIDE | {claim}
    foreseen, trace = snapshot.prediction, snapshot.trace
    kept = {symbol: mV for symbol, mV in foreseen.nernst.items() if f"nernst:{symbol}" != claim}
    return replace(
        snapshot,
        veiled=True,
        claimed_mV=math.nan,
        prediction=replace(foreseen, ghk=math.nan, mullins_noda=math.nan, donnan=math.nan, stall=math.nan, nernst=kept),
        trace=replace(trace, lines={name: line for name, line in trace.lines.items() if name not in hidden}),
        scene_file=_untold(snapshot.scene_file),
        comparison=_uncounted(snapshot.comparison, snapshot.scene_file) if snapshot.comparison else None,
    )


def _untold(file: SceneFile) -> SceneFile:
    cases = tuple(replace(case, published_mV=None) for case in file.cases)
    return replace(file, note=None, claim=replace(file.claim, published_mV=None), cases=cases)


def _uncounted(compared: Comparison, file: SceneFile) -> Comparison:
    """Without predictions of what has not been counted yet."""
    one_line = file.compare is not None and file.compare.quantity in ALONG_A_LINE
    counted = [result is not None for result in compared.results]
    nowhere = [np.full_like(line, np.nan) for line in compared.line_pA.values()]
    return replace(
        compared,
        results=tuple(_blind(result) if one_line else result for result in compared.results),
        now=_blind(compared.now),
        expected_mV=tuple(math.nan for _ in compared.expected_mV),
        line_pA=dict(zip(compared.line_pA, nowhere, strict=True)),
        debye_nm=tuple(nm if known else math.nan for nm, known in zip(compared.debye_nm, counted, strict=False)),
    )


def _blind(result: CaseResult | None) -> CaseResult | None:
    if result is None:
        return None
    layer = (*result.layer_nm[:2], math.nan) if result.layer_nm is not None else None
    return replace(result, predicted_mV=math.nan, layer_nm=layer)
