"""What the camera shows may have a pace of its own; it is left alone once a visitor chose one; no ion knows of it."""

from dataclasses import replace

import numpy as np

from render.playback.messages import ChangePace, Restart
from render.playback.player import Player
from render.playback.worker import SimulationThread
from scenes import SceneFile, load
from scenes.scene_file import Shot

SHOTS = (Shot(0.0), Shot(40.0, "door", 5.0, 30.0), Shot(100.0), Shot(150.0, "door:K", 8.0, 60.0))


def filmed(name: str = "potassium-only", camera: tuple[Shot, ...] = SHOTS) -> SceneFile:
    return replace(load(name, ["ions=600"]), camera=camera)


def paces(player: Player, until_ns: float, step_ns: float = 5.0) -> dict[float, float]:
    """The pace after each step, by its time."""
    seen = {}
    simulation = player.simulation
    assert simulation is not None
    while simulation.time_ns < until_ns:
        player.advance(step_ns)
        seen[simulation.time_ns] = player.pace
    return seen


def test_the_pace_is_that_of_the_shot_while_it_lasts() -> None:
    player = Player(seed=1, threads=1)
    player.open(filmed())
    for _ in range(2):
        assert player.pace == 120
        for ns, pace in paces(player, 200).items():
            assert pace == (120 if ns < 40 else 30 if ns < 100 else 120 if ns < 150 else 60), ns
        player.start()  # told anew, from the scene's own pace on


def test_a_first_shot_sets_the_pace_from_the_start() -> None:
    player = Player(seed=1, threads=1)
    player.open(filmed(camera=(Shot(0.0, "door", 4.0, 15.0), Shot(20.0))))
    assert player.pace == 15
    paces(player, 25)
    assert player.pace == 120


def test_a_visitors_pace_stays_until_the_scene_is_told_anew() -> None:
    thread = SimulationThread(filmed(), seed=1, threads=1)
    player = thread.player
    player.open(filmed())
    paces(player, 50)
    assert player.pace == 30
    thread.post(ChangePace(1))
    thread._heed()
    assert player.pace == 40
    assert set(paces(player, 200).values()) == {40}
    thread.post(Restart())
    thread._heed()
    assert player.pace == 120
    paces(player, 60)
    assert player.pace == 30


def test_cases_have_the_scenes_own_pace() -> None:
    file = load("hyperkalaemia", ["ions=600", "compare.screen_ns=60", "claim.settle_ns=20"])
    player = Player(seed=1, threads=1)
    player.open(replace(file, captions=(), timeline=(), camera=()))
    own = player.pace
    player.open(replace(file, captions=file.captions[:1], timeline=(), camera=(Shot(0.0, "door", 5.0, 20.0),)))
    assert player.pace == 20
    while not player.part_over:
        player.advance(50)
    player.go_on()
    assert player.recorder is not None and player.pace == own


def test_no_ion_knows_of_the_camera() -> None:
    """The same ions to the bit at the same time, whatever is shown and however slowly."""
    found = []
    for camera in ((), SHOTS):
        player = Player(seed=3, threads=1)
        player.open(filmed("resting", camera))
        simulation = player.simulation
        assert simulation is not None
        while simulation.time_ns < 240:
            player.advance(player.pace / 60)
        ns = simulation.time_ns
        player.advance(300 - ns)
        ions = simulation.ions
        found.append((simulation.time_ns, ions.x.copy(), ions.y.copy(), ions.ident.copy(), ions.count.copy()))
    assert found[0][0] == found[1][0] == 300
    for one, other in zip(found[0][1:], found[1][1:], strict=True):
        assert np.array_equal(one, other)
