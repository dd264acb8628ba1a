"""How sure the mean of a window is."""

import math

from scenes.study.certainty import student_t
from sim.measure.statistics import Estimate

LEVEL = 0.95
Z_95 = 1.96
MOST_FREEDOM = 400  # from there on Student's t is the normal one


def half_width(estimate: Estimate, noise_mV: float = 0.0, own_share: float = math.nan) -> float:
    """Half the 95 % interval of the mean, in the unit of the estimate.

    Neighbouring voltages are alike, so only so many of a window are independent, and the error itself is known from no
    more of them: Student's t has as many degrees of freedom, less one. noise_mV: the thermal noise that there is;
    own_share: the time in which it fades, against the window (nan where unknown). A window of few such times shows less
    noise than there is, so the interval is not drawn smaller than this noise makes it (exact for noise that fades
    exponentially).
    """
    freedom = max(1, int(min(estimate.effective_samples, MOST_FREEDOM + 1)) - 1)
    t = student_t(freedom, LEVEL) if freedom < MOST_FREEDOM else Z_95
    half = t * estimate.standard_error
    if not 0 < own_share < math.inf or estimate.sigma == 0:
        return half
    # variance of a mean over T of noise that fades in tau, a = tau / T: 2 a (1 - a (1 - e^(-1/a)))
    seen = max(1 - own_share * (1 - math.exp(-1 / own_share)), 0.0)
    return max(half, Z_95 * noise_mV * math.sqrt(2 * own_share * seen))
