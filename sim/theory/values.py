"""What the formulas take and give: numbers or numpy arrays that broadcast; floats in give a float, arrays an array.

Voltages are inside against outside, mV; concentrations mM; temperatures K. A species that is missing from a mapping of
concentrations is at 0 mM. Where no voltage is defined the answer is nan, not a warning.
"""

from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Values: TypeAlias = float | Array
V = TypeVar("V", float, Values)  # of one call: floats throughout, or arrays among them


def checked(name: str, values: Values) -> Array:
    """As an array. Raises ValueError, with the name, for a negative number."""
    array = np.asarray(values, dtype=np.float64)
    if np.any(array < 0):
        raise ValueError(f"{name}: expected 0 or more, got {values}")
    return array


def checked_valence(name: str, z: int) -> int:
    """z itself. Raises ValueError, with the name, for 0."""
    if z == 0:
        raise ValueError(f"{name}: expected a valence other than 0")
    return z


def plain(values: Array) -> Any:
    """A float where there is a single number, else the array: what V stands for in the call."""
    return values if values.ndim else float(values)
