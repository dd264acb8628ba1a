"""A scene file as a short text that a QR code can carry and anybody can copy: "IONS1:" and then letters and digits
alone, so that no shell, messenger or line break changes it; small letters count as capitals, blanks as nothing.

After the prefix, whose digit is the version: CRC-32 of what follows, and the file's UTF-8, deflated (RFC 1951) with a
dictionary of what such files mostly say. Nine bytes are fourteen digits to the base of 36, which a QR code packs as
tightly as eight-bit text but for 7 %. A text is only ever unpacked: it names no file, and what it grows to is bounded.
"""

import re
import zlib

PREFIX, VERSION = "IONS", 1
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTHS = (0, 2, 4, 5, 7, 8, 10, 11, 13, 14)  # digits for that many bytes: the fewest that hold them
BLOCK = len(LENGTHS) - 1
CHECKSUM = 4  # bytes
MOST_CHARACTERS = 200_000
_BEGINS = re.compile(rf"\s*{PREFIX}(\d{{0,9}})\s*:", re.IGNORECASE)
# Part of version 1: another one could not read what is written with this. What is most common stands last.
_MOSTLY = b"""follow = true
chart = "profile"
zoom = 2.0
near_step_nm = 0.3
diffusion_C = 25.0
clamp_mV = -70.0
balance = false
[box]
width_nm = 100.0
half_height_nm = 25.0
[membrane]
thickness_nm = 6.0
capacitance_uF_cm2 = 12.0
pore_entry = 0.075
permittivity = 80.0
[gating]
ns_per_ms = 1000.0
shift_mV = 0.0
[species.Mg]
charge = 2
diffusion = 0.7
[pump]
count = 3
sodium = 3
potassium = 2
atp = 1000.0
atp_per_us = 1000.0
predicts = "nernst:K"
predicts = "zero"
predicts = "donnan"
predicts = "mullins_noda"
tolerance_mV = 1.0
published_mV = -70.0
[[channels]]
kind = "K"
count = 12
at_nm = [
    50.0,
]
[channels.permeability]
opens_per_us = 1.0
[[timeline]]
at_ns = 1.0
do = "set_gate"
state = "closed"
fraction = 0.5
    { kind = "Na_v", count = 9, gating = "HH_Na" },
    { kind = "K_v", permeability = { K = 1.0, Na = 0.01 }, count = 9, gating = "HH_K" },
    { at_ns = 1.0, do = "set_bath", side = "inside", mode = "closed" },
    { at_ns = 1.0, do = "set_temperature", celsius = 20.0 },
    { at_ns = 1.0, do = "voltage_clamp", mV = "off" },
    { at_ns = 1.0, do = "voltage_clamp", mV = -70.0 },
    { at_ns = 1.0, do = "set_pump", running = false },
    { at_ns = 1.0, do = "set_stoichiometry", sodium = 2, potassium = 2 },
    { at_ns = 1.0, do = "set_drug", drug = "DNP", present = true },
    { at_ns = 1.0, do = "set_drug", drug = "ouabain", present = true },
    { at_ns = 1.0, do = "stimulate", ions_per_ns = 5.0, duration_ns = 100.0 },
    { at_ns = 1.0, do = "set_gating", responding = false },
    { at_ns = 1.0, do = "set_concentration", species = "K", side = "outside", mM = 20.0 },
    { at_ns = 1.0, do = "set_permeability", channel = "Na", species = "Na", permeability = 0.4 },
    { at_ns = 1.0, do = "set_permeability", channel = "K", species = "K", permeability = 0.4 },
    { at_ns = 1.0, do = "set_gate", channel = 3, state = "closed" },
    { at_ns = 1.0, do = "set_gate", channel = "Cl", state = "blocked" },
    { at_ns = 1.0, do = "set_gate", channel = "Na", state = "open" },
seed = 0
pace_ns_per_s = 120.0
temperature_C = 37.0
ions = 100000
initial_mV = -70.0
macro_step_ns = 0.2
channels = [
    { kind = "K", permeability = 0.4, count = 30 },
    { kind = "Na", permeability = 0.4, count = 1 },
    { kind = "Cl", permeability = 0.4, count = 5 },
]
timeline = [
    { at_ns = 1.0, do = "set_gate", channel = "K", state = "closed" },
]

[title]
en = " (mine)"
zh = "\xef\xbc\x88\xe6\x88\x91\xe7\x9a\x84\xef\xbc\x89"

[inside]
K = 140.0
Na = 10.0
Cl = 10.0

[outside]
K = 5.0
Na = 145.0
Cl = 110.0

[field]
kind = "capacitor"
kind = "layered"

[bath]
inside = "closed"
inside = "perfused"
outside = "perfused"

[claim]
predicts = "ghk"
settle_ns = 4500.0
run_ns = 14000.0
"""


class CodeError(ValueError):
    """A text that carries no scene; str() says why."""


def is_code(text: str) -> bool:
    """Whether a text says of itself that it carries a scene."""
    return _BEGINS.match(text) is not None


def label(text: str) -> str:
    """How messages call it."""
    begins = "".join(text.split())[:14]
    return f"{begins}..." if begins.isprintable() else "the text"


def name_of(content: bytes) -> str:
    """A name for the scene that a text carries: the same for the same scene."""
    return f"shared-{zlib.crc32(content):08x}"


def encoded(content: str) -> str:
    """The text that carries a scene file."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, _MOSTLY)
    packed = press.compress(content.encode()) + press.flush()
    return f"{PREFIX}{VERSION}:{_digits(zlib.crc32(packed).to_bytes(CHECKSUM, 'big') + packed)}"


def decoded(text: str, most: int) -> bytes:
    """The scene file in a text, at most so many bytes. Raises CodeError."""
    begins = _BEGINS.match(text)
    if begins is None:
        raise CodeError(f"expected a text that begins with {PREFIX}{VERSION}:")
    if begins[1] != str(VERSION):
        raise CodeError(f"is written in version {begins[1] or '(none)'}; this program reads version {VERSION}")
    if len(text) > MOST_CHARACTERS:
        raise CodeError(f"expected at most {MOST_CHARACTERS} characters, got {len(text)}")
    payload = _bytes("".join(text[begins.end() :].split()).upper())
    checksum, packed = payload[:CHECKSUM], payload[CHECKSUM:]
    if not packed or zlib.crc32(packed).to_bytes(CHECKSUM, "big") != checksum:
        raise CodeError("is damaged or not whole (its checksum does not fit); copy or scan it again")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS, _MOSTLY)
    try:
        content = inflate.decompress(packed, most + 1)
    except zlib.error:
        raise CodeError("is damaged: it cannot be unpacked") from None
    if len(content) > most:
        raise CodeError(f"expected a scene of at most {most // 1000} kB, got more")
    if not inflate.eof or inflate.unused_data:
        raise CodeError("is damaged: it ends too early or too late")
    return content


def _digits(payload: bytes) -> str:
    blocks = (payload[n : n + BLOCK] for n in range(0, len(payload), BLOCK))
    return "".join(_number(int.from_bytes(block, "big"), LENGTHS[len(block)]) for block in blocks)


def _number(value: int, digits: int) -> str:
    found = ""
    for _ in range(digits):
        value, digit = divmod(value, len(DIGITS))
        found = DIGITS[digit] + found
    return found


def _bytes(digits: str) -> bytes:
    """Raises CodeError for what no bytes were written as."""
    wrong = next((sign for sign in digits if sign not in DIGITS), None)
    if wrong is not None:
        shown = wrong if wrong.isprintable() else repr(wrong)
        raise CodeError(f"expected letters A to Z and digits after {PREFIX}{VERSION}:, got '{shown}'")
    found = b""
    for n in range(0, len(digits), LENGTHS[-1]):
        block = digits[n : n + LENGTHS[-1]]
        if len(block) not in LENGTHS:
            raise CodeError("is not whole: some of it is missing at its end")
        length = LENGTHS.index(len(block))
        value = int(block, len(DIGITS))
        if value >= 1 << 8 * length:
            raise CodeError("is damaged: not all of it can have been written so")
        found += value.to_bytes(length, "big")
    return found
