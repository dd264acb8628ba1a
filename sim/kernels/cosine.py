"""The cosine transform along x, exact for cells between reflecting walls, of all rows of the mesh at a time.

Waves of an even number are the same seen from either wall, those of an odd one change sign: a row's sums and
differences of cells that mirror each other are half as long, and give one kind of wave each. Rows of the solver's
spectra hold the even waves first. One column is its own spectrum.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.cache import njit
from sim.kernels.random import ALIKE
from sim.kernels.vectors import Apart

BLOCK = 4  # rows, and lines of a matrix, that are multiplied at a time


class Cosines(NamedTuple):
    """whole: float64[columns, waves], the transform; there, back: float32[2, half, half], of even and odd waves, from
    half a row and to it; halves, parts: float32[2, rows, half], room for half rows and for their waves. Lengths are
    filled up with 0 to multiples of BLOCK."""

    whole: NDArray[np.float64]
    there: NDArray[np.float32]
    back: NDArray[np.float32]
    halves: NDArray[np.float32]
    parts: NDArray[np.float32]


def waves_of(columns: int) -> NDArray[np.int64]:
    """The numbers of the waves in the order of a spectrum."""
    return np.concatenate([np.arange(0, columns, 2), np.arange(1, columns, 2)])


def cosines(rows: int, columns: int) -> Cosines:
    """Tables and room for so many rows and columns."""
    waves = waves_of(columns)
    whole = np.cos(np.pi * np.outer(np.arange(columns) + 0.5, waves) / columns)
    whole *= np.sqrt(np.where(waves > 0, 2, 1) / columns)
    half = (columns + 1) // 2
    there = np.zeros((2, _filled(half), _filled(half)), np.float32)
    room = np.zeros((2, 2, _filled(rows), _filled(half)), np.float32)
    there[0, :half, :half], there[1, :half, : columns - half] = whole[:half, :half], whole[:half, half:]
    return Cosines(whole, there, np.ascontiguousarray(there.transpose(0, 2, 1)), *room)


def _filled(length: int) -> int:
    return -(-length // BLOCK) * BLOCK


@njit(pipeline_class=Apart, **ALIKE)
def multiply(rows, matrix, found):
    """rows (n, m) times matrix (m, w), into found (n, w). The inner loop must vectorise: each number that it loads
    serves in four products."""
    for j in range(0, rows.shape[0], BLOCK):
        for k in range(j, j + BLOCK):
            for q in range(matrix.shape[1]):
                found[k, q] = np.float32(0.0)
        for i in range(0, rows.shape[1], BLOCK):
            a0, a1, a2, a3 = rows[j, i], rows[j, i + 1], rows[j, i + 2], rows[j, i + 3]
            b0, b1, b2, b3 = rows[j + 1, i], rows[j + 1, i + 1], rows[j + 1, i + 2], rows[j + 1, i + 3]
            c0, c1, c2, c3 = rows[j + 2, i], rows[j + 2, i + 1], rows[j + 2, i + 2], rows[j + 2, i + 3]
            d0, d1, d2, d3 = rows[j + 3, i], rows[j + 3, i + 1], rows[j + 3, i + 2], rows[j + 3, i + 3]
            for q in range(matrix.shape[1]):
                m0, m1, m2, m3 = matrix[i, q], matrix[i + 1, q], matrix[i + 2, q], matrix[i + 3, q]
                found[j, q] += a0 * m0 + a1 * m1 + a2 * m2 + a3 * m3
                found[j + 1, q] += b0 * m0 + b1 * m1 + b2 * m2 + b3 * m3
                found[j + 2, q] += c0 * m0 + c1 * m1 + c2 * m2 + c3 * m3
                found[j + 3, q] += d0 * m0 + d1 * m1 + d2 * m2 + d3 * m3


@njit(inline="always", **ALIKE)
def to_waves(rows, table, spectrum):
    """The spectrum of each row, float64[rows, waves]."""
    columns = rows.shape[1]
    whole, half = columns // 2, (columns + 1) // 2
    if columns == 1:
        for j in range(rows.shape[0]):
            spectrum[j, 0] = rows[j, 0]
        return
    sums, differences = table.halves[0], table.halves[1]
    for j in range(rows.shape[0]):
        for i in range(half):
            left, right = rows[j, i], rows[j, columns - 1 - i]
            sums[j, i] = left + right if i < whole else left
            differences[j, i] = left - right
    multiply(sums, table.there[0], table.parts[0])
    multiply(differences, table.there[1], table.parts[1])
    for j in range(rows.shape[0]):
        for q in range(half):
            spectrum[j, q] = table.parts[0, j, q]
        for q in range(whole):
            spectrum[j, half + q] = table.parts[1, j, q]


@njit(inline="always", **ALIKE)
def from_waves(spectrum, table, rows):
    """The rows of a spectrum, float32, one after the other."""
    nodes, columns = spectrum.shape
    if columns == 1:
        for j in range(nodes):
            rows[j] = np.float32(spectrum[j, 0])
        return
    whole, half = columns // 2, (columns + 1) // 2
    for j in range(nodes):
        for q in range(half):
            table.parts[0, j, q] = spectrum[j, q]
        for q in range(whole):
            table.parts[1, j, q] = spectrum[j, half + q]
    multiply(table.parts[0], table.back[0], table.halves[0])
    multiply(table.parts[1], table.back[1], table.halves[1])
    for j in range(nodes):
        at = j * columns
        for i in range(half):
            even, odd = table.halves[0, j, i], table.halves[1, j, i]
            rows[at + columns - 1 - i] = np.float32(even - odd)
            rows[at + i] = np.float32(even + odd)
