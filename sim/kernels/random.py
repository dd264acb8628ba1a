"""Random numbers for the walk: a pure function of (ion, macro-step, seed), so threads cannot change them.

Each ion's macro-step gets 64 bits from Threefry2x32 with 13 rounds (Salmon et al. 2011, "Parallel random numbers:
as easy as 1, 2, 3", SC'11), keyed by the seed and counted by (ion, step); its additions, rotations and xors run
sixteen abreast, where the wide products of Philox take three times as long. An ion near a pore needs many numbers:
its 64 bits start a xoroshiro64** sequence (Blackman & Vigna 2021, ACM Trans Math Softw 47:36). Two keys keep the two
uses apart.

Everything is float32 / uint32 with explicit casts and without library calls, so that LLVM vectorises the loops that
use it: log, exp and sin/cos are polynomials (Cephes logf, sinf, cosf minimax coefficients; Taylor series of exp).
"""

import numpy as np
from numba import float32, int32, uint32

from sim.kernels.cache import njit

INLINE = {"fastmath": True, "error_model": "numpy", "nogil": True, "cache": True, "_nrt": False}
# A function that is called is there twice in a process that compiles, alone and with its caller, and the first one
# loaded is used for both; in one that reads compiled code, the other. Those that may round differently are inlined.
ALIKE = {**INLINE, "forceinline": True}

THREEFRY_PARITY = np.uint32(0x1BD11BDA)


@njit(inline="always", **INLINE)  # else compiled for each number of bits
def rotate(a: int, bits: int) -> int:
    """A uint32 rotated to the left."""
    return uint32(uint32(a << uint32(bits)) | uint32(a >> uint32(32 - bits)))


@njit(**INLINE)
def four_rounds(a: int, b: int, first: int, second: int, third: int, fourth: int) -> tuple[int, int]:
    """Four rounds of Threefry2x32, each with its rotation."""
    a = uint32(a + b)
    b = uint32(rotate(b, first) ^ a)
    a = uint32(a + b)
    b = uint32(rotate(b, second) ^ a)
    a = uint32(a + b)
    b = uint32(rotate(b, third) ^ a)
    a = uint32(a + b)
    return a, uint32(rotate(b, fourth) ^ a)


@njit(**INLINE)
def threefry(ion: int, step: int, key_a: int, key_b: int) -> tuple[int, int]:
    """Two random uint32 of the counter (ion, step) under a key of two uint32."""
    key_c = uint32(THREEFRY_PARITY ^ key_a ^ key_b)
    a, b = four_rounds(uint32(ion + key_a), uint32(step + key_b), 13, 15, 26, 6)
    a, b = four_rounds(uint32(a + key_b), uint32(b + key_c + uint32(1)), 17, 29, 16, 24)
    a, b = four_rounds(uint32(a + key_c), uint32(b + key_a + uint32(2)), 13, 15, 26, 6)
    a, b = uint32(a + key_a), uint32(b + key_b + uint32(3))
    a = uint32(a + b)
    return a, uint32(rotate(b, 17) ^ a)


@njit(**INLINE)
def direction(b: int) -> tuple[float, float]:
    """Cosine and sine of a uniform angle, float32, from a uint32."""
    # 30 bits give an angle within one eighth of a turn on either side, the other two choose the quadrant
    quadrant = b >> uint32(30)
    turn = float32(int32(b & uint32(0x3FFFFFFF))) * float32(2.0**-30) - float32(0.5)
    t = turn * float32(1.57079633)
    t2 = t * t
    sine = float32(-1.9515295891e-4)
    sine = sine * t2 + float32(8.3321608736e-3)
    sine = sine * t2 + float32(-1.6666654611e-1)
    sine = t + t * t2 * sine
    cosine = float32(2.443315711809948e-5)
    cosine = cosine * t2 + float32(-1.388731625493765e-3)
    cosine = cosine * t2 + float32(4.166664568298827e-2)
    cosine = float32(1.0) - float32(0.5) * t2 + t2 * t2 * cosine
    swap = (quadrant & uint32(1)) != uint32(0)
    sign = float32(-1.0) if (quadrant & uint32(2)) != uint32(0) else float32(1.0)
    return sign * (cosine if swap else sine), sign * (sine if swap else cosine)


@njit(**INLINE)
def gaussian_pair(a: int, b: int) -> tuple[float, float]:
    """Two independent standard normal float32 from two uint32 (Box & Muller 1958); |g| <= 5.9."""
    uniform = np.float32((float32(a >> uint32(8)) + float32(0.5)) * float32(2.0**-24))
    bits = uniform.view(np.uint32)
    exponent = float32(int32(bits >> uint32(23)) - int32(127))
    mantissa = np.uint32((bits & uint32(0x7FFFFF)) | uint32(0x3F800000)).view(np.float32)
    large = mantissa > float32(1.41421356)
    mantissa = mantissa * float32(0.5) if large else mantissa
    exponent = exponent + float32(1.0) if large else exponent
    f = mantissa - float32(1.0)
    f2 = f * f
    p = float32(7.0376836292e-2)
    p = p * f + float32(-1.1514610310e-1)
    p = p * f + float32(1.1676998740e-1)
    p = p * f + float32(-1.2420140846e-1)
    p = p * f + float32(1.4249322787e-1)
    p = p * f + float32(-1.6668057665e-1)
    p = p * f + float32(2.0000714765e-1)
    p = p * f + float32(-2.4999993993e-1)
    p = p * f + float32(3.3333331174e-1)
    log = f + (p * f * f2 - float32(0.5) * f2) + exponent * float32(0.69314718)
    radius = np.sqrt(float32(-2.0) * log)
    cosine, sine = direction(b)
    return radius * cosine, radius * sine


@njit(**INLINE)
def following(a: int, b: int) -> tuple[int, int, int]:
    """(32 random bits, next a, next b) of a xoroshiro64** sequence; a and b: uint32, not both 0."""
    product = uint32(a * uint32(0x9E3779BB))
    bits = uint32(uint32((product << uint32(5)) | (product >> uint32(27))) * uint32(5))
    b = uint32(b ^ a)
    a = uint32(uint32((a << uint32(26)) | (a >> uint32(6))) ^ b ^ uint32(b << uint32(9)))
    return bits, a, uint32((b << uint32(13)) | (b >> uint32(19)))


@njit(**INLINE)
def uniform(bits: int) -> float:
    """A float32 in [0, 1) from the upper 24 of 32 bits."""
    return float32(int32(bits >> uint32(8))) * float32(2.0**-24)


@njit(**INLINE)
def uniform_pair(bits: int) -> tuple[float, float]:
    """Two float32 with mean 0 and variance 1, evenly spaced in +-sqrt(3), from the halves of 32 bits.

    Symmetric to the last bit, which is all that a Metropolis proposal needs; not fit for long free steps.
    """
    scale = float32(3.4641016 * 2.0**-16)
    low = float32(int32(bits & uint32(0xFFFF))) - float32(32767.5)
    high = float32(int32(bits >> uint32(16))) - float32(32767.5)
    return low * scale, high * scale


@njit(**INLINE)
def exp_minus(cost: float) -> float:
    """exp(-cost) for float32 cost >= 0 with a relative error below 3e-7 (1 + cost) down to exp(-87); 1e-38 beyond."""
    exponent = max(cost * float32(-1.44269504), float32(-126.0))
    whole = int32(exponent - float32(0.5))
    f = exponent - float32(whole)
    f *= float32(0.69314718)
    p = float32(1.98412698e-4)
    p = p * f + float32(1.38888889e-3)
    p = p * f + float32(8.33333333e-3)
    p = p * f + float32(4.16666667e-2)
    p = p * f + float32(1.66666667e-1)
    p = p * f + float32(0.5)
    p = p * f + float32(1.0)
    p = p * f + float32(1.0)
    return p * np.uint32(uint32(whole + int32(127)) << uint32(23)).view(np.float32)
