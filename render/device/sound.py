"""Short ticks for crossings and a lower double tick for each turn of a pump, made with numpy; off by default.

A machine without an audio device, or one whose device goes away, stays silent and nothing else changes.
"""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pygame
from numpy.typing import NDArray

if TYPE_CHECKING:
    from render.playback.snapshot import Snapshot

RATE = 22_050  # samples a second
MOST_PER_S = 12.0  # ticks, so that a busy membrane does not become a buzz
VOLUME = 0.25
PUMP_HZ = 330.0
OUT_HZ, IN_HZ = 1320.0, 880.0

log = logging.getLogger(__name__)


def tick(hertz: float, seconds: float = 0.035, beats: int = 1) -> NDArray[np.int16]:
    """A decaying tone, or several in a row; int16[samples]."""
    time_s = np.arange(round(RATE * seconds)) / RATE
    attack = np.minimum(time_s / 0.002, 1.0)
    wave = attack * np.sin(2 * np.pi * hertz * time_s) * np.exp(-time_s / (seconds / 4))
    samples = np.concatenate([wave, np.zeros(round(RATE * 0.02))] * beats)
    return np.asarray(np.round(samples * VOLUME * 32_767), np.int16)


class Sound:
    """on: whether to make any; works: whether there is a device, as far as has been tried."""

    def __init__(self) -> None:
        self._on = False
        self.works = True
        self.played = 0
        self._sounds: dict[str, pygame.mixer.Sound] = {}
        self._last_s = -1.0
        self._cycles: tuple[int, int] | None = None  # generation, cycles of the pumps

    @property
    def on(self) -> bool:
        return self._on

    @on.setter
    def on(self, wanted: bool) -> None:
        self._on = wanted
        if wanted and not self._sounds:
            self._open()

    def _open(self) -> None:
        try:
            if pygame.mixer.get_init() is None:
                pygame.mixer.init(RATE, -16, 1, 512)
            rate, _, channels = pygame.mixer.get_init()
            for name, wave in (
                ("out", tick(OUT_HZ)),
                ("in", tick(IN_HZ)),
                ("pump", tick(PUMP_HZ, 0.05, beats=2)),
            ):
                fitted = _resampled(wave, rate)
                both = np.repeat(fitted[:, None], channels, axis=1) if channels > 1 else fitted
                self._sounds[name] = pygame.mixer.Sound(buffer=np.ascontiguousarray(both).tobytes())
            self.works = True
        except (pygame.error, NotImplementedError) as error:
            log.info("no sound: %s", error)
            self._sounds.clear()
            self.works = False

    def hear(self, snapshot: "Snapshot", events: Sequence[NDArray[np.void]]) -> None:
        """Tick for what has happened since the last frame: at most one sound, and MOST_PER_S of them."""
        cycles = snapshot.observation.pump.cycles if snapshot.observation.pump is not None else 0
        before, self._cycles = self._cycles, (snapshot.generation, cycles)
        if not self._on or not self._sounds or snapshot.paused:
            return
        now_s = pygame.time.get_ticks() / 1000
        if now_s - self._last_s < 1 / MOST_PER_S:
            return
        if before is not None and before[0] == snapshot.generation and cycles > before[1]:
            self._play("pump", now_s)
        else:
            crossed = next((batch for batch in events if len(batch)), None)
            if crossed is not None:
                self._play("out" if bool(crossed["outward"][0]) else "in", now_s)

    def _play(self, name: str, now_s: float) -> None:
        self._last_s = now_s
        try:
            self._sounds[name].play()
            self.played += 1
        except pygame.error as error:
            log.info("sound ended: %s", error)
            self._sounds.clear()
            self.works = False

    def close(self) -> None:
        self._sounds.clear()
        if pygame.mixer.get_init() is not None:
            pygame.mixer.quit()


def _resampled(wave: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    """For a device that has chosen another rate."""
    if rate == RATE:
        return wave
    places = np.arange(0, len(wave), RATE / rate)
    return np.asarray(np.interp(places, np.arange(len(wave)), wave), np.int16)
