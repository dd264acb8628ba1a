"""Nothing on rendered frames flashes more than twice a second; and the detector finds what does."""

import numpy as np
import pygame
import pytest

from render.film.record import Film, pictures
from render.kiosk.attract import draw_attract, draw_countdown
from render.panels.story_card import StoryCard
from render.playback.tour import Tour
from render.stage import Stage
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words
from scenes import library, load
from scenes.entrance.pieces import Piece, cut, pieces
from tests.helpers.flashes import ALLOWED, Plane, luminance, most_flashes, turns
from tests.helpers.windows import snapshot_of

FPS = 60
SIZE = (1280, 720)
SECONDS = 3.0
MOMENTS = range(round(SECONDS * FPS))


def flicker(hertz: float, side: int, dark: int = 40, light: int = 130) -> list[Plane]:
    """A square (the whole window if it is as high), askew to everything, on and off beside something bright."""
    looks = []
    for grey in (dark, light):
        surface = pygame.Surface(SIZE, 0, 32)
        surface.fill((grey,) * 3, (403, 207, side, side) if side < SIZE[1] else None)
        surface.fill((230, 230, 230), (0, 0, SIZE[0], 40))
        looks.append(luminance(surface))
    return [looks[n * 2 * hertz / FPS % 2 < 1] for n in MOMENTS]


@pytest.mark.parametrize(("hertz", "dark", "light"), [(4.0, 40, 130), (3.0, 40, 130), (10.0, 20, 100), (4.0, 0, 255)])
def test_the_detector_detects(hertz: float, dark: int, light: int) -> None:
    assert most_flashes(flicker(hertz, 260, dark, light), FPS) >= int(hertz) > ALLOWED


@pytest.mark.parametrize(
    ("hertz", "side", "dark", "light"),
    [(1.8, 260, 40, 130), (4.0, 60, 40, 130), (4.0, 260, 40, 70), (4.0, SIZE[1], 235, 255)],
    ids=["slow", "small", "faint", "bright"],
)
def test_the_detector_lets_pass_what_is_no_general_flash(hertz: float, side: int, dark: int, light: int) -> None:
    assert most_flashes(flicker(hertz, side, dark, light), FPS) <= ALLOWED


def test_slow_changes_add_up_to_turns() -> None:
    levels = [*np.linspace(0, 0.6, 30), *np.linspace(0.6, 0.3, 30)]
    found = turns([np.full((1, 1), level, np.float32) for level in levels])[:, 0, 0]
    assert found[:30].any() and found[30:].any()
    assert not turns([np.full((1, 1), level, np.float32) for level in np.linspace(0, 0.07, 30)]).any()


@pytest.mark.parametrize(("scene", "pace"), [("metabolic-poison", 480), ("spike", 960)])
def test_a_busy_scene_does_not_flash(scene: str, pace: int) -> None:
    """From the first step on: ions cross and glow, pumps turn, gates open and shut, figures and charts change."""
    file = load(scene, ["ions=6000", f"pace_ns_per_s={pace}"])
    seen: list[Plane] = []
    pixels: list[bytes] = []
    for picture in pictures(Film(file, SECONDS, FPS, SIZE, seed=1, threads=1, opening=False)):
        assert picture is not None
        seen.append(luminance(picture))
        pixels.append(pygame.image.tobytes(pygame.transform.scale(picture, (160, 90)), "RGB"))
    assert len(seen) == SECONDS * FPS
    assert len(set(pixels)) > 0.9 * len(pixels), "the film moves"
    assert most_flashes(seen, FPS) <= ALLOWED


@pytest.mark.slow
def test_switching_views_as_fast_as_it_goes_does_not_flash() -> None:
    """Excess charge on and off and channels open and shut at every chance that a hasty visitor has."""
    words = Words("en")
    words.open()
    stage, surface = Stage(Typesetter(1.0), words), pygame.Surface(SIZE, 0, 32)
    snapshot, seen = snapshot_of("pump"), []
    gates = snapshot.gate.copy()
    for n in MOMENTS:
        stage.box.marks.on = n // 8 % 2 == 0
        snapshot.gate[:] = n // 8 % 2
        stage.show(surface, snapshot, [], 1 / FPS)
        seen.append(luminance(surface))
    snapshot.gate[:] = gates
    assert most_flashes(seen, FPS) <= ALLOWED


def test_the_first_buttons_glow_and_do_not_flash() -> None:
    words = Words("en")
    words.open()
    stage, surface = Stage(Typesetter(1.0), words), pygame.Surface(SIZE, 0, 32)
    snapshot, seen, bars = snapshot_of("resting"), [], set()
    stage.panels.depth = "visitor"
    for _ in MOMENTS:
        stage.show(surface, snapshot, [], 1 / FPS)
        seen.append(luminance(surface))
        bars.add(pygame.image.tobytes(surface.subsurface(stage.layout.bar), "RGB"))
    assert len(bars) > 4, "it glows"
    assert most_flashes(seen, FPS) <= ALLOWED


@pytest.mark.slow
def test_cards_countdown_and_invitation_do_not_flash() -> None:
    words = Words("en")
    words.open()
    layout = lay_out(SIZE)
    type_, snapshot = Typesetter(layout.unit), snapshot_of("resting")
    card, tour = StoryCard(words), Tour(library(), opening_s=0.5, seen_s=SECONDS)
    tour.questions = False
    tour.begin()
    surface = pygame.Surface(SIZE, 0, 32)
    seen: dict[str, list[Plane]] = {"cards": [], "countdown": [], "invitation": []}
    phases = set()
    for n in MOMENTS:
        tour.update(snapshot, 1 / FPS)
        if tour.phase == "running":
            tour._enter("seen")
        phases.add(tour.phase)
        for name, frames in seen.items():
            surface.fill((0, 0, 0))
            if name == "cards":
                card.update(snapshot, tour, 1 / FPS)
                card.draw(surface, type_, layout.box, layout.caption)
            elif name == "countdown":
                draw_countdown(surface, layout.box, type_, ["en", "zh"], SECONDS - n / FPS, SECONDS)
            else:
                draw_attract(surface, layout, type_, snapshot, "en", n / FPS)
            frames.append(luminance(surface))
    assert phases == {"opening", "seen"}
    for name, frames in seen.items():
        assert max(float(frame.max()) for frame in frames) > 0.01, name
        assert most_flashes(frames, FPS) <= ALLOWED, name


@pytest.mark.slow
@pytest.mark.parametrize("piece", pieces(), ids=lambda piece: piece.scene)
@pytest.mark.long
def test_what_plays_for_passers_by_does_not_flash(piece: Piece) -> None:
    """Each piece from its first to its last moment."""
    file = cut(load(piece.scene, ["ions=6000"]), piece)
    seconds = piece.length_ns / piece.pace_ns_per_s
    film = Film(file, seconds, FPS, SIZE, seed=1, threads=1, opening=False, depth="visitor")
    seen = [luminance(picture) for picture in pictures(film) if picture is not None]
    assert len(seen) == film.frames > 5 * FPS
    assert most_flashes(seen, FPS) <= ALLOWED
