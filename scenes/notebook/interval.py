"""How sure the mean of a window is."""

import math

from scenes.study.certainty import student_t
from sim.measure.statistics import Estimate

LEVEL = 0.95
Z_95 = 1.96
LEAST_FREEDOM = 4  # the errors of very short windows are cautious already
MOST_FREEDOM = 400  # from there on Student's t is the normal one


def half_width(estimate: Estimate, noise_mV: float = 0.0, own_share: float = math.nan) -> float:
    """Half the 95 % interval of the mean, in the unit of the estimate.

    Neighbouring voltages are alike, and a window of few of the times in which noise fades shows less noise than there
    is. noise_mV: thermal noise; own_share: the time in which it fades, against the window. Where both are known the
    interval is not drawn smaller than this noise makes it (exact for noise that fades exponentially): together with the
    cautious error it holds the mean in 96 to 99 % of windows of 4 to 60 such times. Where they are not (nan, infinite)
    the error is all that is known, and from only so many independent voltages: Student's t.
    """
    if estimate.sigma == 0:
        return 0.0
    if not 0 < own_share < math.inf:
        freedom = max(LEAST_FREEDOM, int(min(estimate.effective_samples, MOST_FREEDOM + 1)) - 1)
        return (student_t(freedom, LEVEL) if freedom < MOST_FREEDOM else Z_95) * estimate.standard_error
    # variance of a mean over T of noise that fades in tau, a = tau / T: 2 a (1 - a (1 - e^(-1/a)))
    seen = max(1 - own_share * (1 - math.exp(-1 / own_share)), 0.0)
    return Z_95 * max(estimate.standard_error, noise_mV * math.sqrt(2 * own_share * seen))
