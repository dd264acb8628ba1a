"""The classic experiment by hand, in a real window: K+ outside is set to six values by mouse and keys, each voltage is
written down, and the table is read by another program. Needs Xvfb and xdotool, and minutes."""

import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from render.panels.amounts.ladder import NONE_MM, STEPS, amount_name
from render.panels.focus import SLIDER
from render.panels.hand.slider import Slider
from scenes.notebook.book import Notebook
from scenes.notebook.fit import weighted_line
from scenes.notebook.places import FILE, NAME
from scenes.notebook.store import Store
from tests.helpers.layouts import painted_panels
from tests.helpers.windows import snapshot_of

ROOT = Path(__file__).parents[3]
SCENE, SIZE, IONS, SEED = "potassium-only", (1280, 720), 15_000, 1
BY_MOUSE, BY_KEYS = (2.5, 5.0, 10.0, 20.0), (40.0, 80.0)
CELL = amount_name("K", "outside")
NOTE = 'first, "very low"'
RECORD_S, START_S = 300.0, 180.0  # a machine with much else to do takes minutes
SURELY = 5 / 1.96  # half a 95 % interval, made one that chance leaves once in two million times

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"),
]


class Hands:
    """Mouse and keyboard of a display, as xdotool moves them."""

    def __init__(self, display: str) -> None:
        self._environment = os.environ | {"DISPLAY": display}

    def __call__(self, *arguments: object) -> None:
        command = ["xdotool", *map(str, arguments)]
        subprocess.run(command, env=self._environment, check=True, timeout=20)
        time.sleep(0.25)

    def drag(self, begin: tuple[int, int], end: tuple[int, int]) -> None:
        self("mousemove", *begin, "mousedown", 1)
        for n in range(1, 5):
            self("mousemove", *(round(a + (b - a) * n / 4) for a, b in zip(begin, end, strict=True)))
        self("mouseup", 1)

    def click(self, px: tuple[int, int]) -> None:
        self("mousemove", *px, "click", 1)


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as stream:
        number = stream.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(timeout=20)


def begin(display: str, folder: Path) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SDL_VIDEO")}
    homes = {name: str(folder / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    environment |= homes | {"DISPLAY": display, "SDL_AUDIODRIVER": "dummy"}
    options = [
        "--no-question",
        "--depth",
        "laboratory",
        "--ions",
        IONS,
        "--seed",
        SEED,
        "--size",
        f"{SIZE[0]}x{SIZE[1]}",
    ]
    command = [sys.executable, str(ROOT / "main.py"), "play", SCENE, *map(str, options)]
    return subprocess.Popen(command, cwd=folder, env=environment)


def wait_until(reached: object, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < end, what
        time.sleep(0.2)


@pytest.mark.long
def test_six_concentrations_by_hand_give_nernsts_slope(display: str, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    panels = painted_panels(snapshot_of(SCENE), SIZE, "en")
    cell = panels.sliders.cells[CELL]
    way = Slider("", "", NONE_MM, 500.0, True, 5.0, str)
    place = {mM: (round(cell.left + way.share(mM) * cell.width), cell.centery) for mM in (*BY_MOUSE, *BY_KEYS)}
    focused = panels.targets()
    panels.sheet.desk.open = True
    panels.fit(panels.layout, snapshot_of(SCENE))
    tools = {button.name: button.rect.center for button in panels.buttons}
    kept = tmp_path / "home" / NAME / FILE
    hands, program = Hands(display), begin(display, tmp_path)
    lines = 0

    def pictures() -> int:
        return len(list(tmp_path.glob("ions-*.png")))

    def measure() -> None:
        nonlocal lines
        hands("key", "F10")
        lines += 1
        wait_until(lambda: kept.exists() and kept.read_bytes().count(b"\n") >= lines, RECORD_S, "no record was made")
        seen = pictures()
        hands("key", "s")
        wait_until(lambda: pictures() > seen, 20, "no picture was saved")

    try:
        hands("mousemove", 400, 300)
        end = time.monotonic() + START_S
        while not pictures():  # the window heeds keys as soon as it is up
            assert time.monotonic() < end and program.poll() is None, "the window did not come"
            hands("key", "s")
            time.sleep(2)
        for _ in range(10):
            hands("key", "plus")
        before = place[5.0]
        for mM in BY_MOUSE:
            hands.drag(before, place[mM])
            before = place[mM]
            measure()
        hands("key", "--repeat", focused.index(SLIDER + CELL) + 1, "--delay", 60, "Tab")
        now = BY_MOUSE[-1]
        for mM in BY_KEYS:
            hands("key", "--repeat", STEPS.index(mM) - STEPS.index(now), "--delay", 60, "Right")
            now = mM
            measure()
        hands("key", "Escape", "key", "F12")
        time.sleep(1)
        hands.click(tools["note_text"])
        hands("type", "--delay", 40, NOTE)
        hands("key", "Return", "key", "s")
        hands.click(tools["note_csv"])
        hands.click(tools["note_png"])
        wait_until(lambda: list(tmp_path.glob("notebook-*.png")), 20, "the plot was not saved")
        hands("key", "s")
        hands.click(tools["note_close"])
    finally:
        program.kill()
        program.wait(timeout=20)
    left = Notebook(Store(kept))  # the program was killed
    left.open()
    assert left.damage is None and [r.note for r in left.records] == [""] * (len(BY_MOUSE) + 1) + [NOTE]
    frame = pandas.read_csv(tmp_path / f"notebook-{SCENE}.csv")
    assert frame["outside_K_set_mM"].tolist() == [*BY_MOUSE, *BY_KEYS]
    assert frame["note"].iloc[-1] == NOTE and frame["note"].iloc[:-1].isna().all()
    x, half = np.log10(frame["outside_K_bulk_mM"]), frame["V_half_95_mV"]
    counted = weighted_line(list(x), list(frame["V_mean_mV"]), list(half))
    theory = weighted_line(list(x), list(frame["E_K_mV"]), list(half))
    assert counted is not None and theory is not None
    print(
        f"\nslope {counted.slope:.2f} +- {counted.half:.2f} mV a decade, Nernst of the counted ions {theory.slope:.2f}"
    )
    print(frame[["outside_K_set_mM", "outside_K_bulk_mM", "V_mean_mV", "V_half_95_mV", "E_K_mV", "GHK_mV"]].to_string())
    assert abs(counted.slope - theory.slope) < SURELY * counted.half
    assert counted.half < 4 and math.isfinite(counted.misfit)
    assert (abs(frame["V_mean_mV"] - frame["GHK_mV"]) < SURELY * half + 1).all()
