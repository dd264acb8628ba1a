"""The main layout against pictures of it that were looked at and kept, small and grey.

Positions and numbers come from ions that have just been placed, so every machine shows the same. Pictures are compared
by the mean difference of blocks of 16 x 16; TOLERANCE leaves room for another rasteriser of fonts, not for a panel that
has moved or gone. After a wanted change: `PYTHONPATH=. python tests/render/test_golden.py` writes them anew; look
at them.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from render.playback.comparison import Recorder
from render.playback.history import History
from render.playback.snapshot import Snapshot
from render.stage import Stage
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from sim import Simulation
from sim.measure.predictions import predict
from sim.scene import channel_centres

FOLDER = Path(__file__).parents[1] / "golden"
SIZES = {"landscape": (1280, 720), "portrait": (1080, 1920)}
SCENES = ("resting", "pump", "knock-out")
KEPT_PX = 640  # longer side of a kept picture
BLOCK = 16
TOLERANCE = 6.0  # grey levels of 255, mean of a block
SHIFT_PX = 8
FRAMES = 30  # until everything has faded in

Grey = NDArray[np.float32]


@cache
def still(name: str) -> Snapshot:
    """A scene at time 0, with a made-up past on the chart."""
    file = load(name, ["ions=4000"])
    simulation = Simulation(file.scene, seed=1, threads=1)
    observation = simulation.observe()
    history = History(4800.0)
    past = file.scene.initial_mV + 8 * np.sin(np.linspace(0, 12, 240))
    for n, voltages in enumerate(past.reshape(60, 4)):
        history.add(voltages, 8.0 * (n + 1), predict(observation).named())
    snapshot = Snapshot(serial=1, generation=1, pace=240.0, achieved=240.0, scene_file=file)
    snapshot.copy_ions(simulation)
    snapshot.time_ns = 480.0
    snapshot.centre_nm = np.array([x for _, x in channel_centres(simulation.scene)], np.float32)
    snapshot.observation, snapshot.prediction = observation, predict(observation)
    snapshot.voltage_mV, snapshot.claimed_mV = -64.2, -66.8
    snapshot.trace = history.trace()
    if file.cases:
        recorder = Recorder(file)
        recorder.begin()
        snapshot.comparison = recorder.view()
    return snapshot


@cache
def painted(scene: str, shape: str) -> tuple[Stage, pygame.Surface]:
    """The whole window; to be copied before it is changed."""
    words = Words("en")
    words.open()
    stage = Stage(Typesetter(1.0), words)
    stage.panels.place_in_list = "3 / 9"
    surface = pygame.Surface(SIZES[shape], 0, 32)
    for _ in range(FRAMES):
        stage.show(surface, still(scene), [], 1 / 30)
    return stage, surface


def small(surface: pygame.Surface) -> Grey:
    """Grey levels, rows first, the longer side KEPT_PX."""
    width, height = surface.get_size()
    factor = KEPT_PX / max(width, height)
    scaled = pygame.transform.smoothscale(surface, (round(width * factor), round(height * factor)))
    grey = pygame.surfarray.array3d(scaled).astype(np.float32) @ np.array((0.299, 0.587, 0.114), np.float32)
    return np.ascontiguousarray(grey.T)


def kept(scene: str, shape: str) -> Grey:
    picture = pygame.image.load(str(FOLDER / f"{scene}-{shape}.png"))
    return np.ascontiguousarray(pygame.surfarray.array3d(picture)[:, :, 0].T.astype(np.float32))


def worst_block(one: Grey, other: Grey) -> tuple[float, tuple[int, int]]:
    """Largest mean difference of a block, and the block's column and row."""
    assert one.shape == other.shape
    apart = np.abs(one - other)
    rows, columns = (-(-side // BLOCK) for side in apart.shape)
    found = {
        (x, y): float(apart[y * BLOCK : (y + 1) * BLOCK, x * BLOCK : (x + 1) * BLOCK].mean())
        for y in range(rows)
        for x in range(columns)
    }
    place = max(found, key=lambda at: found[at])
    return found[place], place


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_the_layout_is_as_it_was(scene: str, shape: str) -> None:
    _, surface = painted(scene, shape)
    apart, (x, y) = worst_block(small(surface), kept(scene, shape))
    assert apart < TOLERANCE, f"{apart:.1f} grey levels apart at block {x}, {y} of {BLOCK} px ({KEPT_PX} px wide)"


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("way", [(SHIFT_PX, 0), (-SHIFT_PX, 0), (0, SHIFT_PX), (0, -SHIFT_PX)])
def test_a_panel_that_has_moved_is_noticed(scene: str, shape: str, way: tuple[int, int]) -> None:
    stage, surface = painted(scene, shape)
    for name, rect in stage.layout.parts.items():
        moved = surface.copy()
        moved.fill((9, 12, 18), rect)
        moved.blit(surface, rect.move(way), rect)
        apart, _ = worst_block(small(moved), kept(scene, shape))
        assert apart > 1.5 * TOLERANCE, f"{name} moved by {way}: {apart:.1f}"


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_a_panel_that_is_gone_is_noticed(scene: str, shape: str) -> None:
    stage, surface = painted(scene, shape)
    for name, rect in stage.layout.parts.items():
        without = surface.copy()
        without.fill((9, 12, 18), rect)
        apart, _ = worst_block(small(without), kept(scene, shape))
        assert apart > 1.5 * TOLERANCE, f"without {name}: {apart:.1f}"


def write() -> None:
    """Keep the pictures as they are now."""
    FOLDER.mkdir(exist_ok=True)
    for scene in SCENES:
        for shape in SIZES:
            grey = np.clip(2 * np.rint(small(painted(scene, shape)[1]) / 2), 0, 255).astype(np.uint8)
            picture = pygame.Surface(grey.T.shape, 0, 8)
            picture.set_palette([(n, n, n) for n in range(256)])
            pygame.surfarray.blit_array(picture, grey.T)
            pygame.image.save(picture, str(FOLDER / f"{scene}-{shape}.png"))


if __name__ == "__main__":
    write()
