"""The chart of charge and potential across the membrane, and that of layers compared: legible at every size."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.panels.charts.profile import LEAST_MM, ProfileChart
from render.playback.comparison import CaseResult
from render.playback.snapshot import Snapshot
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from scenes.languages import codes
from tests.helpers.layouts import SIZES, painted_panels, problems_of, screen
from tests.helpers.windows import after_hours, published, snapshot_of

SITS, THINNER = "where-the-charge-sits", "saltier-thinner"
SMALL = (960, 540)


def least(size: tuple[int, int]) -> int:
    """Pixels of the smallest text; in a small window other panels have smaller letters already."""
    return 4 if size == SMALL else 10


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", [*SIZES, SMALL])
@pytest.mark.parametrize("scale", [1.0, 1.2, 2.0])
def test_both_plots_fit(size: tuple[int, int], language: str, scale: float) -> None:
    snapshot = after_hours(snapshot_of(SITS))
    panels = painted_panels(snapshot, size, language, scale)
    assert not problems_of(panels, least(size))
    assert panels.layout.profile is not None and snapshot.layers is not None
    said = [text for text, rect in panels.type.placed or () if panels.layout.profile.contains(rect)]
    if (size, scale) == (SMALL, 2.0):
        return
    for key in ("ui.profile_chart.charge", "ui.profile_chart.potential", "side.outside", "side.inside"):
        assert panels.words(key) in said
    if scale == 1.0:
        assert panels.words("ui.profile_chart.debye", length=f"{snapshot.layers.debye_nm[1]:.2f}") in said


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", [*SIZES, SMALL])
@pytest.mark.parametrize("ended", [0, 2, 3])
def test_the_comparison_of_layers_fits(size: tuple[int, int], language: str, ended: int) -> None:
    snapshot = snapshot_of(THINNER)
    assert snapshot.comparison is not None and snapshot.layers is not None
    lengths = [(1.088, 0.088, 1.1), (0.788, 0.088, 0.78), (0.588, 0.088, 0.55)]
    some = [CaseResult(-88.8, 8.8, -88.8, {}, {}, layer_nm=length) for length in lengths]
    results = tuple(result if n < ended else None for n, result in enumerate(some))
    case = min(ended, 2)
    comparison = replace(snapshot.comparison, results=results, now=some[case], case=case)
    panels = painted_panels(after_hours(replace(snapshot, comparison=comparison)), size, language)
    assert not problems_of(panels, least(size))
    said = " ".join(text for text, _ in panels.type.placed or ())
    assert panels.words("ui.compare.layers") in said
    assert f"{lengths[case][0]:.3f} ± 0.088 nm" in said and panels.words("ui.compare.debye") in said


@pytest.mark.parametrize("ended", [2, 3])
def test_a_visitor_sees_the_lengths_once_all_are_counted(ended: int) -> None:
    """They have no panel of their own in his depth."""
    snapshot = snapshot_of(THINNER)
    assert snapshot.comparison is not None
    some = CaseResult(-88.8, 8.8, -88.8, {}, {}, layer_nm=(1.088, 0.088, 1.1))
    results = tuple(some if n < ended else None for n in range(3))
    compared = replace(snapshot, comparison=replace(snapshot.comparison, results=results, case=2))
    words, type_ = Words("en"), Typesetter(1.0)
    words.open()
    type_.placed = []
    ProfileChart().show(screen((500, 300)), pygame.Rect(0, 0, 500, 300), compared, type_, words, shares=True)
    assert (words("ui.compare.layers") in [text for text, _ in type_.placed]) == (ended == 3)


def test_with_a_capacitor_the_scene_compares_voltages() -> None:
    snapshot = published(load(THINNER, ["ions=2000", "field.kind=capacitor"]))
    panels = painted_panels(snapshot, SIZES[0], "en")
    assert panels.layout.profile is None
    said = [text for text, _ in panels.type.placed or ()]
    assert panels.words("ui.compare.layers") not in said
    assert not problems_of(panels, 10)


def chart_of(snapshot: Snapshot, chart: ProfileChart) -> bytes:
    surface, words = pygame.Surface((640, 300), 0, 32), Words("en")
    words.open()
    chart.show(surface, surface.get_rect(), snapshot, Typesetter(1.0), words)
    return pygame.image.tobytes(surface, "RGB")


def test_ranges_follow_what_is_there_and_are_forgotten_with_the_scene() -> None:
    snapshot, chart = snapshot_of(SITS), ProfileChart()
    view = snapshot.layers
    assert view is not None
    flat = replace(view, charge_mM=0 * view.charge_mM, theory_mM=0 * view.theory_mM)
    steep = replace(flat, charge_mM=np.where(view.y_nm > view.face_nm, 333.0, 0.0), psi_mV=view.y_nm * 20)
    first = chart_of(replace(snapshot, layers=flat), chart)
    assert chart.reach_mM == LEAST_MM
    assert chart_of(replace(snapshot, layers=steep), chart) != first
    assert chart.reach_mM >= 333 and chart.range_mV[0] < -100 < 100 < chart.range_mV[1]
    chart.restart()
    assert chart_of(replace(snapshot, layers=flat), chart) == first


def test_what_is_counted_and_what_theory_says_are_both_drawn() -> None:
    snapshot = snapshot_of(SITS)
    view = snapshot.layers
    assert view is not None
    drawn = {chart_of(snapshot, ProfileChart())}
    drawn.add(chart_of(replace(snapshot, layers=replace(view, charge_mM=view.charge_mM + 20)), ProfileChart()))
    drawn.add(chart_of(replace(snapshot, layers=replace(view, psi_mV=view.psi_mV - 10)), ProfileChart()))
    none = np.zeros(0)
    without = replace(view, theory_nm=none, theory_mM=none, theory_mV=none)
    drawn.add(chart_of(replace(snapshot, layers=without), ProfileChart()))
    assert len(drawn) == 4
    unknown = replace(without, debye_nm=(float("nan"), float("nan")))
    chart_of(replace(snapshot, layers=unknown), ProfileChart())  # a side without ions


def test_the_picture_begins_nearer_where_a_scene_asks_for_that() -> None:
    from render.stage import Stage

    words = Words("en")
    words.open()
    stage = Stage(Typesetter(1.0), words)
    screen = pygame.Surface((640, 360), 0, 32)
    stage.show(screen, snapshot_of(SITS), [], 1 / 60)
    assert stage.box.view.magnification == pytest.approx(2.4)
    assert stage.box.view.centre_nm[1] == pytest.approx(0, abs=0.3)
    stage.box.view.reset()
    stage.show(screen, replace(snapshot_of(SITS), generation=2), [], 1 / 60)
    assert not stage.box.view.zoomed, "a visitor's view of the same scene stays"
    stage.show(screen, replace(snapshot_of("sealed"), generation=3), [], 1 / 60)
    assert not stage.box.view.zoomed
