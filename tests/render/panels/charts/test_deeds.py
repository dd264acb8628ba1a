"""Marks on the strip chart: each at its time, in words that can be read, and none of what was not so yet."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pygame
import pytest

from render.app import App
from render.panels.charts.chart import Chart
from render.panels.charts.deeds import said, shown
from render.playback.history import History, Trace
from render.playback.runs.deeds import Deed, deed_of
from render.playback.snapshot import Snapshot
from render.session import Session
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from scenes.languages import codes
from scenes.scene_file import TimedCommand
from sim import Simulation
from sim.commands import COMMANDS, Command
from sim.commands.building import AddChannel, AddPump, MoveChannel, MovePump, RemoveChannel, RemovePump
from sim.commands.doors import SetGate, SetGating, SetPermeability
from sim.commands.electrode import Stimulate, VoltageClamp
from sim.commands.pump_and_drugs import SetDrug, SetPump, SetStoichiometry
from sim.commands.solutions import SetBath, SetConcentration, SetTemperature
from tests.helpers.layouts import SIZES, painted_panels, problems_of, typesetter
from tests.helpers.windows import FEW_IONS, snapshot_of, start, wait_for

SPAN_NS = 12_000.0
PULSE = Stimulate(7.5, 200.0)
SAID = [
    (PULSE, "pulse", "刺激"),
    (SetConcentration("K", "outside", 8.0), "K^{+} 8 mM", "K^{+} 8 mM"),
    (SetConcentration("Na", "inside", 142.04), "Na^{+} in 142 mM", "内 Na^{+} 142 mM"),
    (SetPermeability("K", "K", 9.0), "K^{+} passes more", "K^{+} 更易过"),
    (SetPermeability("K", "K", 0.0), "K^{+} passes less", "K^{+} 更难过"),
    (SetGate("K", "closed"), "K^{+} shut", "K^{+} 关"),
    (SetGate("Na", "blocked"), "Na^{+} blocked", "Na^{+} 阻断"),
    (SetGate("K", "closed", 0.5), "K^{+} 50 % shut", "K^{+} 50 % 关"),
    (SetGate(0, "open"), "1 K^{+} open", "1 扇 K^{+} 开"),
    (SetPump(False), "pump off", "泵停"),
    (SetPump(True), "pump on", "泵开"),
    (SetStoichiometry(2, 2), "pump 2 : 2", "泵 2 : 2"),
    (SetDrug("DNP", True), "DNP", "DNP"),
    (SetDrug("ouabain", False), "ouabain out", "洗去哇巴因"),
    (SetGating(False), "gates off", "闸门停"),
    (SetGating(True), "gates on", "闸门开"),
    (VoltageClamp(-40.0), "held −40 mV", "钳在 −40 mV"),
    (VoltageClamp("off"), "let go", "松开"),
    (SetTemperature(20.0), "20 °C", "20 °C"),
    (SetBath("outside", "closed"), "outside closed", "细胞外封闭"),
    (AddChannel("K"), "K^{+} door put in", "装上K^{+} 门"),
    (RemoveChannel(0), "K^{+} door out", "取下K^{+} 门"),
    (MoveChannel(0, 5.0), "K^{+} door moved", "移动K^{+} 门"),
    (AddPump(), "pump put in", "装上泵"),
    (RemovePump(0), "pump out", "取下泵"),
    (MovePump(0, 5.0), "pump moved", "移动泵"),
]


def words_of(language: str) -> Words:
    words = Words(language)
    words.open()
    return words


def deed(command: Command, at_ns: float, until_ns: float | None = None, spiked_ns: float = math.inf) -> Deed:
    sets: Any = command
    ion = str(getattr(sets, "species", "") or ("Na" if getattr(sets, "channel", "") == "Na" else "K"))
    return Deed(at_ns, at_ns if until_ns is None else until_ns, command, ion, (), spiked_ns=spiked_ns)


def past(from_ns: float = 0.0, to_ns: float = SPAN_NS) -> Trace:
    history, times = History(SPAN_NS), np.arange(from_ns + 20, to_ns, 20.0)
    for ns in times:
        history.add(np.array([-70 + 5 * math.sin(ns / 300)]), ns, {})
    return history.trace()


def snapshot(*deeds: Deed, trace: Trace | None = None, **more: Any) -> Snapshot:
    trace = past() if trace is None else trace
    plain = replace(snapshot_of("excitability"), time_ns=float(trace.time_ns[-1]) + 10, deeds=deeds, trace=trace)
    return replace(plain, **more)


def drawn(
    seen: Snapshot, size: tuple[int, int] = (900, 340), language: str = "en", at_ns: float | None = None
) -> tuple[Chart, pygame.Surface, list[tuple[str, pygame.Rect]]]:
    """A chart of its own, in the visitor's depth, and the words of its marks with their places."""
    chart, surface, type_ = Chart(), pygame.Surface(size, 0, 32), typesetter(lay_out((1280, 720)).unit, 1.0)
    chart.alone, type_.placed = True, []
    chart.cursor_ns = at_ns
    chart.draw(surface, surface.get_rect(), replace(seen, paused=at_ns is not None), type_, words_of(language))
    room = chart.marks.room
    return chart, surface, [(text, rect) for text, rect in type_.placed if room.inflate(4, 4).contains(rect)]


@pytest.mark.parametrize(("command", "en", "zh"), SAID)
def test_every_command_has_words_in_every_language(command: Command, en: str, zh: str) -> None:
    seen, clock = snapshot_of("pump"), Simulation(snapshot_of("pump").scene, seed=1, threads=1)
    one = deed_of(command, clock, deed(command, 0.0).ion)
    assert said(one, seen, words_of("en")) == en
    assert said(one, seen, words_of("zh")) == zh


def test_no_command_is_left_out() -> None:
    assert {command.do for command, *_ in SAID} == {*COMMANDS} - {"reset"}, "what begins anew takes all marks with it"


def test_a_scenes_own_word_comes_first() -> None:
    file = snapshot_of("lost-selectivity")
    (timed,) = file.scene_file.timeline
    for language, word in (("en", "toxin"), ("zh", "毒素")):
        assert said(deed(timed.command, 0.0), file, words_of(language)) == word


@pytest.mark.parametrize("language", codes())
def test_a_mark_stands_at_its_time_and_its_word_beside_it(language: str) -> None:
    for at_ns in (600.0, 4000.0, 9000.0):
        chart, surface, placed = drawn(snapshot(deed(SetGate("K", "closed"), at_ns)), language=language)
        _, bare, none = drawn(snapshot(), language=language)
        trace, plot = past(), chart.plot
        share = (at_ns - trace.time_ns[0]) / (trace.time_ns[-1] - trace.time_ns[0])
        x = plot.left + round(share * (plot.width - 1))
        ((_, rect),) = placed
        assert not none and 0 < rect.left - x < 0.02 * plot.width
        middle = pygame.surfarray.array3d(surface)[plot.left : plot.right, plot.bottom - 3].astype(int)
        before = pygame.surfarray.array3d(bare)[plot.left : plot.right, plot.bottom - 3].astype(int)
        changed = np.flatnonzero(np.abs(middle - before).sum(axis=1) > 60) + plot.left
        assert len(changed) and np.abs(changed - x).max() <= 2


def test_a_pulse_says_whether_a_spike_followed_in_word_and_in_form() -> None:
    pictures = []
    for spiked_ns, word in ((math.inf, "pulse"), (6300.0, "spike")):
        chart, surface, placed = drawn(snapshot(deed(PULSE, 6000.0, spiked_ns=spiked_ns)))
        assert [text for text, _ in placed] == [word]
        triangle = surface.subsurface(pygame.Rect(chart.plot.left, chart.plot.top, chart.plot.width, 12))
        grey = pygame.surfarray.array3d(triangle).astype(int).sum(axis=2)
        pictures.append(int((grey > 500).sum()))
    hollow, full = pictures
    assert 0 < hollow < 0.8 * full, "by its form alone, for who sees no colours"


def test_a_stronger_pulse_is_a_larger_mark() -> None:
    sizes = []
    for weak in (3.0, 7.5):
        seen = snapshot(deed(Stimulate(weak, 200.0), 3000.0, spiked_ns=3300.0), deed(PULSE, 9000.0, spiked_ns=9300.0))
        chart, surface, _ = drawn(seen)
        half = surface.subsurface(pygame.Rect(chart.plot.left, chart.plot.top, chart.plot.width // 2, 12))
        sizes.append(int((pygame.surfarray.array3d(half).astype(int).sum(axis=2) > 500).sum()))
    assert sizes[0] < 0.9 * sizes[1]


def test_marks_leave_with_the_time_axis() -> None:
    trace = past(0.0, 2.5 * SPAN_NS)
    first = float(trace.time_ns[0])
    assert first > SPAN_NS
    old, drag, late = (
        deed(PULSE, 4000.0),
        deed(SetTemperature(20.0), first - 900.0, first + 900.0),
        deed(SetGate("K", "closed"), first + 6000.0),
    )
    assert shown((old, drag, late), trace, math.inf) == [drag, late]
    assert [text for text, _ in drawn(snapshot(old, drag, late, trace=trace))[2]] == ["K^{+} shut", "20 °C"]
    assert shown((old,), replace(trace, time_ns=trace.time_ns[:1]), math.inf) == []


def test_who_looks_back_sees_what_had_been_done_by_then() -> None:
    deeds = deed(PULSE, 3000.0, spiked_ns=3400.0), deed(SetTemperature(20.0), 5000.0, 7000.0), deed(PULSE, 9000.0)
    by = {2000.0: [], 3200.0: ["pulse"], 4000.0: ["spike"], 6000.0: ["spike"], 8000.0: ["20 °C", "spike"]}
    for at_ns, expected in by.items():
        assert [text for text, _ in drawn(snapshot(*deeds), at_ns=at_ns)[2]] == expected, at_ns
    assert len(drawn(snapshot(*deeds))[2]) == 3
    assert drawn(snapshot(deed(PULSE, 3000.0)), at_ns=2000.0)[0].plot == drawn(snapshot(), at_ns=2000.0)[0].plot


def test_where_there_is_no_room_for_all_a_spike_is_named_before_a_pulse() -> None:
    spiked, silent = deed(PULSE, 6000.0, spiked_ns=6300.0), [deed(PULSE, ns) for ns in (6150.0, 6300.0, 11_000.0)]
    changed = deed(SetConcentration("K", "outside", 8.0), 5950.0)
    _, _, placed = drawn(snapshot(changed, spiked, *silent), (880, 147))
    assert [text for text, _ in placed] == ["pulse", "K^{+} 8 mM"], "the last and what stays come first"
    _, _, placed = drawn(snapshot(spiked, *silent), (880, 147))
    assert [text for text, _ in placed] == ["pulse", "spike"]


def test_with_two_rows_what_stays_is_told_in_the_upper_one_and_a_pulse_in_the_lower() -> None:
    changed, pulse = deed(SetConcentration("K", "outside", 8.0), 5000.0), deed(PULSE, 5300.0, spiked_ns=5500.0)
    chart, _, placed = drawn(snapshot(changed, pulse))
    height = dict(placed)
    assert chart.marks.rows == 2 and height["K^{+} 8 mM"].bottom <= height["spike"].top + 2
    chart, _, placed = drawn(snapshot(changed))
    assert placed[0][1].bottom > chart.plot.top - 6, "by itself it stands next to the plot"


def crowds() -> Iterator[tuple[Deed, ...]]:
    """Deeds in any number, anywhere, many at the same time."""
    generator = np.random.default_rng(7)
    for many in (1, 2, 5, 20, 60, 200):
        for _ in range(5):
            times = np.sort(np.round(generator.uniform(0, SPAN_NS, many), -2))
            chosen = generator.integers(len(SAID), size=many)
            spiked = generator.random(many) < 0.5
            yield tuple(
                deed(SAID[n][0], float(ns), spiked_ns=float(ns) + 300 if up else math.inf)
                for n, ns, up in zip(chosen, times, spiked, strict=True)
            )


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", [(900, 340), (880, 147), (430, 200), (220, 120)])
def test_words_never_touch_and_stay_in_the_chart(size: tuple[int, int], language: str) -> None:
    for deeds in crowds():
        chart, surface, placed = drawn(snapshot(*deeds), size, language)
        for text, rect in placed:
            assert surface.get_rect().contains(rect) and rect.left >= chart.plot.left, text
        for (one, a), (other, b) in itertools.combinations(placed, 2):
            assert not a.colliderect(b), (one, other)
        if chart.marks.rows and len(deeds) < 3:
            assert len(placed) == len({d.at_ns for d in deeds}) or len(deeds) > chart.marks.rows


@pytest.mark.parametrize("depth", ["visitor", "laboratory"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_window_with_marks_can_be_read(
    size: tuple[int, int], scale: float, depth: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.panels.charts.chart.Chart._curves", lambda *_: None)  # slow, and without text
    for language, (n, deeds) in itertools.product(codes(), enumerate(itertools.islice(crowds(), 5, 25, 4))):
        seen = snapshot(*deeds, paused=bool(n % 2))
        assert not problems_of(painted_panels(seen, size, language, scale, depth=depth), 10)


def test_a_low_plot_keeps_its_height_and_the_ticks() -> None:
    seen = snapshot(deed(SetGate("K", "closed"), 6000.0))
    chart, surface, placed = drawn(seen, (400, 70))
    assert chart.marks.rows == 0 and not placed
    _, bare, _ = drawn(snapshot(), (400, 70))
    assert (pygame.surfarray.array2d(surface) != pygame.surfarray.array2d(bare)).any()


# -- the whole story ---------------------------------------------------------------------------------------------


def told(*deeds: Deed, ns: float = 66_000.0) -> tuple[Snapshot, Trace]:
    """The end of a long story, with one short spike near its beginning; and all of its past."""
    history = History(SPAN_NS)
    for at_ns in np.arange(20.0, ns, 20.0):
        history.add(np.array([30.0 if at_ns == 9000.0 else -90.0 if at_ns == 9020.0 else -70.0]), at_ns, {"ghk": -70.0})
    whole = history.whole.trace()
    return snapshot(*deeds, trace=history.trace(), whole=whole), whole


def test_at_the_end_a_visitor_sees_all_that_was_done() -> None:
    seen, whole = told(deed(PULSE, 8900.0, spiked_ns=9000.0), deed(SetConcentration("K", "outside", 8.0), 60_000.0))
    chart = Chart()
    chart.alone = True
    assert chart.trace(seen) is seen.trace
    chart.follow(True, seen)
    assert chart.trace(seen) is whole
    type_, surface = Typesetter(0.67), pygame.Surface((900, 340), 0, 32)
    type_.placed = []
    chart.draw(surface, surface.get_rect(), seen, type_, words_of("en"))
    texts = [text for text, _ in type_.placed]
    assert {"spike", "K^{+} 8 mM"} <= {*texts} and "0 ns" in texts
    low, high = chart.range_mV
    assert low < -90 and high > 30
    column = pygame.surfarray.array3d(surface).astype(int)
    x = chart.plot.left + round(9000 / 66_000 * chart.plot.width)
    y = chart.plot.bottom - round((28 - low) / (high - low) * chart.plot.height)
    assert column[x - 3 : x + 4, y - 2 : y + 3].sum(axis=2).max() > 450, "a spike of one bin is drawn to its peak"


def test_the_axis_is_short_again_for_who_acts_and_for_the_laboratory() -> None:
    seen, whole = told(deed(PULSE, 8900.0))
    chart = Chart()
    chart.alone = True
    chart.follow(True, seen)
    act = type("Act", (), {"number": 3})()
    assert chart.trace(seen) is whole
    acted = replace(seen, act=act)
    chart.follow(True, acted)
    assert chart.trace(acted) is seen.trace
    chart.restart()
    chart.follow(True, acted)
    assert chart.trace(acted) is whole, "what was done before the end is part of the story"
    chart.alone = False
    assert chart.trace(acted) is seen.trace
    chart.alone = True
    chart.follow(False, acted)
    assert chart.trace(acted) is seen.trace
    chart.follow(True, nothing := replace(seen, deeds=()))
    assert chart.trace(nothing) is seen.trace, "nothing was done that it would show"


def test_all_of_the_story_can_be_looked_back_on() -> None:
    seen, whole = told(deed(PULSE, 8900.0, spiked_ns=9000.0))
    chart = Chart()
    chart.alone = True
    chart.follow(True, seen)
    chart.plot = pygame.Rect(100, 50, 600, 200)
    chart.scrub_to(100, chart.trace(seen))
    assert chart.cursor_ns == whole.time_ns[0]
    chart.scrub_to(700, chart.trace(seen))
    for _ in range(200):
        chart.scrub(-1, chart.trace(seen))
    assert chart.cursor_ns == whole.time_ns[0] and "V −70" in chart.told(seen, words_of("en"))


# -- in a window -------------------------------------------------------------------------------------------------


def test_a_story_that_is_told_is_seen_whole_and_replayed_with_its_marks_by_then() -> None:
    file, told_ns = load("resting", [f"ions={FEW_IONS}"]), 4000.0
    story = {"timeline": (TimedCommand(800.0, SetGate("Na", "closed")), TimedCommand(3800.0, SetGate("Cl", "closed")))}
    plain = replace(file, pace_ns_per_s=1000.0, answers=(), captions=(), camera=(), **story)
    told = replace(plain, claim=replace(file.claim, run_ns=told_ns))
    app = start(App(Session(told, seed=1, threads=1, size=(1280, 720), depth="visitor")))
    try:
        session, chart = app.session, app.session.stage.panels.chart
        assert chart.trace(session.snapshot) is session.snapshot.trace
        wait_for(app, lambda: session.tour.phase == "seen", 60)
        app.frame(1 / 60)
        assert session.snapshot.time_ns >= told_ns and chart.trace(session.snapshot) is session.snapshot.whole
        app.actions("replay")
        wait_for(app, lambda: session.snapshot.paused and chart.cursor_ns is not None)
        assert chart.trace(session.snapshot) is session.snapshot.whole
        app.actions("back")
        app.actions("pause")
        wait_for(app, lambda: session.snapshot.paused)
        chart.scrub_to(chart.plot.centerx, chart.trace(session.snapshot))
        app.frame(1 / 60)
        by_then = shown(session.snapshot.deeds, chart.trace(session.snapshot), chart.cursor_ns)
        assert [deed.ion for deed in by_then] == ["Na"] and len(session.snapshot.deeds) == 2
        app.actions("pause")
        app.actions("toggle:K")
        wait_for(app, lambda: len(session.snapshot.deeds) == 3)
        app.frame(1 / 60)
        assert chart.trace(session.snapshot) is session.snapshot.trace
    finally:
        app.close()
