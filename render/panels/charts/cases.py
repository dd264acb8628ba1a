"""What is known of one case of a comparison, for its charts."""

import math

from render.playback.comparison import CaseResult, Comparison
from render.style.words import Words, signed


def latest(comparison: Comparison, case: int) -> tuple[CaseResult | None, bool]:
    """The result of a case, and whether it is still being measured. A former end outlives the start of a new run."""
    if case == comparison.case and comparison.now is not None and comparison.results[case] is None:
        return comparison.now, True
    return comparison.results[case], False


def predicted_mV(comparison: Comparison, case: int) -> float:
    """Nothing before a visitor has found points enough of his own."""
    if not comparison.with_theory:
        return math.nan
    result, _ = latest(comparison, case)
    return result.predicted_mV if result is not None else comparison.predicted_mV(case)


def touched(comparison: Comparison, case: int) -> bool:
    return bool(comparison.touched) and comparison.touched[case]


def figure(result: CaseResult | None, words: Words, now: bool = True, touched: bool = False) -> str:
    """The mean with its 95 % interval; of a case that has none yet, whether it is being counted or was touched."""
    if result is None and touched:
        return words("ui.compare.touched")
    if result is None:
        return words("ui.compare.counting") if now else ""
    error = f" ± {result.error_mV:.1f}" if math.isfinite(result.error_mV) else ""
    return signed(result.measured_mV) + error
