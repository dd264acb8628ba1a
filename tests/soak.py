"""Hours of kiosk in minutes: visitors come, press everything, leave; the attract loop plays in between.

    python tests/soak.py --minutes 60

Reports how much memory grew after warm-up, the slowest frame after warm-up and all exceptions; exit code 1 if memory
grew by more than 1 %, a frame took more than 100 ms, or anything was raised. Run it on a quiet machine.
"""

import argparse
import gc
import logging
import os
import random
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame  # noqa: E402

from render import controls  # noqa: E402
from render.kiosk.config import KioskConfig  # noqa: E402
from render.kiosk.visitor import KioskApp  # noqa: E402
from tests.helpers.resident import ends, resident_mb  # noqa: E402

MOST_GROWTH, MOST_FRAME_S = 0.01, 0.1
SLOW_FRAME_S = 0.05  # told, ten at most
SAMPLE_S = 2.0
TOLD = 10  # of memory samples, slow frames


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0, help="of wall time (default 60)")
    parser.add_argument("--speed", type=float, default=10.0, help="how many times faster the kiosk's clock goes")
    parser.add_argument("--ions", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    config = KioskConfig(ions=options.ions, fullscreen=False, pace=1200.0, attract_scene_s=30.0)
    app = KioskApp(config)
    app.open()
    try:
        return soak(app, options.minutes * 60, options.speed, random.Random(options.seed))
    finally:
        app.close()


def soak(app: KioskApp, length_s: float, speed: float, dice: random.Random) -> int:
    """Play for length_s; the first quarter, ten minutes at most, is warm-up."""
    warm_s = min(0.25 * length_s, 600.0)
    raised = Listener()
    logging.getLogger().addHandler(raised)
    memory, slow, frames, visits = list[float](), list[Frame](), 0, 0
    app.session.profile.timing = True
    began = before = sampled = time.perf_counter()
    gone_until = 0.0
    while (now := time.perf_counter()) - began < length_s:
        elapsed = min((now - before) * speed, 1.0)
        before = now
        if app.idle.phase == "attract" and dice.random() < 0.02:
            visits += 1
            gone_until = 0.0
            post(app, dice)
        elif app.idle.phase != "attract" and now >= gone_until:
            post(app, dice)
            if dice.random() < 0.004:  # the visitor walks away, or comes back during the countdown
                gone_until = now + dice.choice([65.0, 90.0]) / speed
        started = time.perf_counter()
        app.frame(elapsed)
        spent = time.perf_counter() - started
        frames += 1
        warm = now - began > warm_s
        if warm and spent > SLOW_FRAME_S:
            where = app.session.snapshot.scene_file.name if app.session.snapshot else ""
            slow.append(Frame(spent, now - began, app.idle.phase, where, dict(app.session.profile.parts_ms)))
        if warm and now - sampled > SAMPLE_S:
            sampled = now
            gc.collect()
            memory.append(resident_mb())
        time.sleep(max(0.0, 1 / 60 - spent))
    return report(memory, slow, frames, visits, raised)


@dataclass(frozen=True)
class Frame:
    """One that took long. spent_s: in all; at_s: when; phase: of the kiosk; parts_ms: what took how long."""

    spent_s: float
    at_s: float
    phase: str
    scene: str
    parts_ms: dict[str, float]

    def __str__(self) -> str:
        parts = ", ".join(f"{part} {ms:.0f}" for part, ms in self.parts_ms.items() if ms >= 1)
        return f"{1e3 * self.spent_s:.0f} ms at {self.at_s:.0f} s, {self.phase}, {self.scene}: {parts}"


def post(app: KioskApp, dice: random.Random) -> None:
    """Something that a visitor does."""
    width, height = app.session.window.canvas.get_size()
    px = dice.randrange(width), dice.randrange(height)
    event, kind = pygame.event.Event, dice.random()
    if kind < 0.4:
        key = dice.choice(dice.choice(controls.ACTIONS).keys or (pygame.K_SPACE,))
        pygame.event.post(event(pygame.KEYDOWN, key=key, unicode="", mod=0, scancode=0))
        pygame.event.post(event(pygame.KEYUP, key=key, unicode="", mod=0, scancode=0))
    elif kind < 0.8:
        pygame.event.post(event(pygame.MOUSEBUTTONDOWN, pos=px, button=1, touch=True))
        if dice.random() < 0.5:
            to = dice.randrange(width), dice.randrange(height)
            moved = to[0] - px[0], to[1] - px[1]
            pygame.event.post(event(pygame.MOUSEMOTION, pos=to, rel=moved, buttons=(1, 0, 0), touch=True))
            px = to
        pygame.event.post(event(pygame.MOUSEBUTTONUP, pos=px, button=1, touch=True))
    elif kind < 0.9:
        pygame.event.post(event(pygame.MOUSEMOTION, pos=px, rel=(1, 1), buttons=(0, 0, 0), touch=False))
        pygame.event.post(event(pygame.MOUSEWHEEL, x=0, y=dice.choice([-2, -1, 1, 2]), flipped=False))
    else:
        app.actions(dice.choice(["language", "next_scene", "tour", "help"]))


class Listener(logging.Handler):
    """Keeps the errors that the kiosk survived."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        cause = record.exc_info[1] if record.exc_info else None
        trace = "" if cause is None else "".join(traceback.format_exception(cause))
        self.told.append(f"{record.getMessage()}\n{trace}".rstrip())


def report(memory: list[float], slow: list[Frame], frames: int, visits: int, raised: Listener) -> int:
    """Print what was found; returns the exit code. Memory is compared between the first fifth and the last."""
    first, last = ends(memory)
    growth = last / first - 1
    slowest_s = max((frame.spent_s for frame in slow), default=0.0)
    print(f"{frames} frames, {visits} visitors")
    print(f"memory after warm-up: {first:.1f} MB, at the end {last:.1f} MB: {100 * growth:+.2f} %")
    print("  on the way:", *(f"{mb:.0f}" for mb in memory[:: max(1, len(memory) // TOLD)]))
    print(f"slowest frame after warm-up: {1e3 * slowest_s:.0f} ms; {len(slow)} above {1e3 * SLOW_FRAME_S:.0f} ms")
    print(*sorted(slow, key=lambda frame: -frame.spent_s)[:TOLD], sep="\n  ")
    print(f"errors: {len(raised.told)}", *raised.told[:20], sep="\n  ")
    failed = growth > MOST_GROWTH or slowest_s > MOST_FRAME_S or raised.told
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
