"""The panels beside the box: the voltage in large figures, and what is exaggerated."""

import math

import numpy as np
import pygame

from render.panels.charts.curves import spread
from render.playback.reading import NERNST, predicts, published_mV, thermal_noise_mV
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import MOST_ASPECT
from render.style.marks import least_px, panel, prediction_colour
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words, count, prediction_name, signed

WORTH_MV = 5.0  # from which on the charge behind the voltage is told
DISPENSABLE_FACTS = ("scale", "ions", "published")
LEAST_FIGURES = 0.25  # of the panel's height, for the large figures
STEADY_BINS = 120  # of the strip chart: voltage that has not drifted for so long is steady
SURE = 4.0  # times the thermal noise: so far off by chance is one moment in 16,000
UNSETTLED = "ui.voltage.settling"


def draw_voltage(
    surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words, beside: int = 0
) -> None:
    """V with its sign, the scene's prediction, what is between them, and the scale of equilibrium voltages. beside:
    pixels at the right of the figures that something else needs."""
    panel(surface, rect, type_.unit)
    unit = type_.unit
    pad = round(18 * unit)
    inner = rect.inflate(-2 * pad, -round(16 * unit))
    y = inner.top
    clamp = snapshot.observation.clamp_mV
    small, line = type_.line_height("small"), type_.line_height("body")
    gauge_height = min(small + round(44 * unit), inner.height // 3)
    room = inner.height - gauge_height - line
    with_verdict = room - small > LEAST_FIGURES * inner.height  # large text may leave no room for the small print
    room -= small if with_verdict else 0
    if room - small > LEAST_FIGURES * inner.height:
        heading = words("ui.voltage.heading")
        if clamp is not None:
            heading = words("voltage.clamped", voltage=signed(clamp, 0))
        type_.draw(surface, heading, "small", theme.DIM, (inner.left, y), within=inner.width - beside)
        y, room = y + small, room - small
    voltage, claimed = snapshot.voltage_mV, snapshot.claimed_mV
    figures = signed(voltage) if math.isfinite(voltage) else "…"
    px = min(type_.px("huge"), round(room / 0.92), type_.fitting("+188.8~{ mV}", "huge", inner.width - beside))
    draw_figures(surface, type_, figures + "~{ mV}", px, inner.left, y, room)
    y += room
    nil = reversal(snapshot)
    if nil is not None:
        text = words(f"ui.voltage.{nil[0]}", voltage=signed(nil[1]))
        below = pygame.Rect(inner.left, y, inner.width, line + (small if with_verdict else 0))
        type_.block(surface, text, "label", prediction_colour(nil[0]), below)
    elif math.isfinite(claimed):
        claim = snapshot.scene_file.claim
        shown = predicts(snapshot)
        named = claim.name if shown == claim.predicts else None
        name = named.in_(words.language) if named else prediction_name(shown, words)
        text = f"{name} {signed(claimed)} mV"
        colour = prediction_colour(shown)
        left = type_.draw(surface, text, "body", colour, (inner.left, y), within=round(inner.width * 0.55))
        difference = round(voltage, 1) - round(claimed, 1)
        key, colour = verdict(snapshot, difference)
        if key != UNSETTLED:  # on its way V is far off its end, and has nothing wrong with it
            off = words("voltage.off_by", difference=signed(difference))
            room = inner.right - left.right - pad
            type_.draw(surface, off, "body", theme.TEXT, (inner.right, y), "topright", within=room)
        if with_verdict:
            text = words(key, noise=f"{2 * thermal_noise_mV(snapshot):.1f}")
            type_.draw(surface, text, "small", colour, (inner.left, y + line), within=inner.width)
    else:
        said = words("prediction.hidden" if snapshot.veiled else "prediction.none")
        type_.draw(surface, said, "body", theme.DIM, (inner.left, y), within=inner.width)
    gauge = pygame.Rect(inner.left, inner.bottom - gauge_height, inner.width, gauge_height)
    _gauge(surface, gauge, snapshot, type_, words)


def reversal(snapshot: Snapshot) -> tuple[str, float] | None:
    """What a clamp can be compared with, and its voltage: where all currents cancel, or the pump where nothing else
    passes; None without a clamp or either."""
    if snapshot.observation.clamp_mV is None:
        return None
    found = {"reversal": snapshot.prediction.ghk, "stall": snapshot.prediction.stall}
    return next(((name, mV) for name, mV in found.items() if math.isfinite(mV)), None)


def verdict(snapshot: Snapshot, difference_mV: float) -> tuple[str, theme.Colour]:
    """Key of the catalogue and colour that say how voltage and prediction agree: within thermal noise, near it, or
    surely off; on the way there, and in a spike, nothing but that."""
    noise = thermal_noise_mV(snapshot)
    settled, still = snapshot.time_ns >= settle_ns(snapshot), steady(snapshot)
    agrees = abs(difference_mV) <= 2 * noise
    if predicts(snapshot) != snapshot.scene_file.claim.predicts:  # something was switched, and nobody knows when
        return ("ui.voltage.agrees" if agrees else UNSETTLED), theme.DIM
    # at a Donnan equilibrium the concentrations come to rest long after the voltage
    if (not still and not (settled and agrees)) or (not settled and snapshot.scene_file.claim.predicts == "donnan"):
        return UNSETTLED, theme.DIM
    if agrees:
        return "ui.voltage.agrees", theme.DIM
    if not settled:
        return UNSETTLED, theme.DIM
    return (
        ("ui.voltage.apart", theme.WARNING) if abs(difference_mV) > SURE * noise else ("ui.voltage.beside", theme.DIM)
    )


def steady(snapshot: Snapshot) -> bool:
    """Whether V has held still for STEADY_BINS and does so now: a spike begins before the running mean has moved."""
    noise, running = thermal_noise_mV(snapshot), snapshot.trace.running
    if len(running) < 2 * STEADY_BINS:
        return False
    late = running[-STEADY_BINS:]
    return bool(np.ptp(late) < 2 * noise and abs(snapshot.voltage_mV - late[-1]) < 3 * noise)


def settle_ns(snapshot: Snapshot) -> float:
    """How long the scene, or its present case, leaves the voltage to settle."""
    compared = snapshot.comparison
    return snapshot.scene_file.claim.settle_ns if compared is None else compared.settle_ns


def draw_figures(
    surface: pygame.Surface, type_: Typesetter, text: str, px: int, left: int, top: int, room: int
) -> None:
    """Large figures, cut to the height of digits, in the middle of `room` pixels."""
    piece = type_.render(text, px, theme.VOLTAGE)
    cut = pygame.Rect(0, round(px * 0.2), piece.get_width(), round(px * 0.92))
    place = (left, top + (room - round(px * 0.8)) // 2 - round(px * 0.02))
    if type_.placed is not None:
        type_.note_ground(surface, text, theme.VOLTAGE, pygame.Rect(place, cut.size))
    surface.blit(piece, place, cut)
    if type_.placed is not None:
        type_.placed.append((text, pygame.Rect(place, (cut.width, round(px * 0.8))).move(surface.get_abs_offset())))


def _gauge(surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words) -> None:
    """Where V stands between the equilibrium voltages, the tug-of-war in one line; and where the real cell's was."""
    unit = type_.unit
    nernst = {s: v for s, v in snapshot.prediction.nernst.items() if s in NERNST and math.isfinite(v)}
    voltage = snapshot.voltage_mV
    measured = [] if (mV := published_mV(snapshot)) is None else [(words("ui.voltage.cell"), theme.TEXT, mV)]
    values = [0.0, *nernst.values(), *(v for _, _, v in measured)] + ([voltage] if math.isfinite(voltage) else [])
    low, high = min(values) - 8, max(values) + 8
    if high - low < 40:
        low, high = low - 20, high + 20

    def x(mV: float) -> float:
        return rect.left + (mV - low) / (high - low) * rect.width

    thick = max(4, round(8 * unit))
    bar_y = rect.top + round(24 * unit)
    pygame.draw.rect(surface, theme.PANEL_EDGE, (rect.left, bar_y - thick // 2, rect.width, thick), border_radius=thick)
    marks = [("0", theme.DIM, 0.0)] + [(f"E_{{{s}}}", species_style(s).colour, v) for s, v in nernst.items()]
    marks += measured
    px = type_.px("small")
    while px > theme.MIN_TEXT and len(marks) * (max(type_.width(m[0], px) for m in marks) + 8 * unit) > rect.width:
        px -= 1
    gap = max(type_.width(label, px) for label, _, _ in marks) + round(8 * unit)
    half = gap / 2
    places = spread([x(v) for _, _, v in marks], gap, rect.left + half, rect.right - half)
    text_y = rect.bottom - type_.line_height(px)
    for (label, colour, value), place in zip(marks, places, strict=True):
        at = round(x(value))
        pygame.draw.line(surface, colour, (at, bar_y - thick), (at, bar_y + thick), max(2, round(3 * unit)))
        pygame.draw.aaline(surface, colour, (at, bar_y + thick), (place, text_y + round(4 * unit)))
        type_.draw(surface, label, px, colour, (place, text_y), "midtop")
    if math.isfinite(voltage):
        tip = x(voltage)
        size = round(14 * unit)
        top = bar_y - thick // 2 - size
        pointer = (tip - size * 0.7, top), (tip + size * 0.7, top), (tip, bar_y + thick)
        pygame.draw.polygon(surface, theme.VOLTAGE, pointer)


def capacitance_told(snapshot: Snapshot, words: Words) -> str:
    """By how much the capacitance is exaggerated; where it is no input but found, what it is and should be."""
    from scenes.facts import capacitance_factor

    scene, found = snapshot.scene, snapshot.capacitance_uF_cm2
    if scene.field.kind == "capacitor":
        return words("ui.facts.capacitance", factor=f"{capacitance_factor(scene):g}")
    if found is not None:
        return words("ui.facts.measured", measured=f"{found[0]:.1f}", expected=f"{found[1]:.1f}")
    return words("ui.facts.slab", factor=f"{capacitance_factor(scene):.3g}")


def draw_facts(surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words) -> None:
    """The clock, and honestly how this box differs from a real cell."""
    from scenes.facts import soma_share, times_round_a_neuron

    panel(surface, rect, type_.unit)
    inner = rect.inflate(-round(32 * type_.unit), -round(20 * type_.unit))
    scene, observed, published = snapshot.scene, snapshot.observation, published_mV(snapshot)
    pace = words("ui.facts.pace", pace=count(snapshot.pace))
    if not snapshot.paused and 0 < snapshot.achieved < 0.9 * snapshot.pace:
        pace = words("ui.facts.slow", pace=count(snapshot.achieved), wanted=count(snapshot.pace))
    ions = int(snapshot.count.sum())
    excess = abs(snapshot.voltage_mV) / (thermal_noise_mV(snapshot) or math.inf) * math.sqrt(observed.thermal_charge)
    if observed.field is not None:
        excess = abs(observed.counted_charge)  # it is no input that V follows from
    width = scene.box.width_nm
    facts = {
        "published": words("voltage.published", voltage=signed(published, 0)) if published is not None else "",
        "ions": words(
            "ui.facts.ions", ions=count(ions), time=count(snapshot.time_ns), temperature=f"{scene.temperature_C:g}"
        ),
        "excess": "",
        "capacitance": capacitance_told(snapshot, words),
        "scale": words("ui.facts.scale", width=f"{width:g}", times=count(times_round_a_neuron(scene))),
    }
    seen = MOST_ASPECT * (2 * scene.box.half_height_nm + scene.membrane.thickness_nm)
    if seen < width:
        facts["scale"] = words("ui.facts.part", width=f"{width:g}", seen=f"{seen:.0f}")
    if published is not None:  # of a cell of another size
        facts["scale"] = ""
    potassium = sum(observed.counts.get("K", {}).get(place, 0) for place in ("inside", "pore"))
    if potassium and excess >= 1 and abs(snapshot.voltage_mV) > WORTH_MV:
        real = 100 * soma_share(snapshot.voltage_mV, observed.concentration_mM["inside"]["K"])
        shown = {"charges": count(excess), "percent": f"{100 * excess / potassium:.2g}"}
        key = "ui.facts.excess" if published is None else "ui.facts.excess_here"  # real cells differ in size
        facts["excess"] = words(key, **shown, real=f"{real:.1g}")
    px = min(type_.px("body"), int(inner.height / 3 / 1.28))
    type_.draw(surface, pace, px, theme.TEXT, inner.topleft, within=inner.width)
    below = type_.line_height(px) + round(4 * type_.unit)
    rest = pygame.Rect(inner.left, inner.top + below, inner.width, inner.height - below)
    least = least_px(type_)
    for left_out in range(len(DISPENSABLE_FACTS) + 1):  # what has room in letters that can be read
        kept = [text for name, text in facts.items() if text and name not in DISPENSABLE_FACTS[:left_out]]
        if type_.fit_block("\n".join(kept), "label", rest.size)[0] >= least:
            break
    type_.block(surface, "\n".join(kept), "label", theme.DIM, rest)
