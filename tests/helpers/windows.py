"""Small snapshots of real simulations, and a way to run the window without a screen."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pygame

from render.app import App
from render.playback.comparison import Recorder
from render.playback.history import History
from render.playback.layers import Layers
from render.playback.reading import gating_figures
from render.playback.snapshot import Snapshot
from scenes import SceneFile, load
from sim import Simulation
from sim.measure.predictions import predict
from sim.scene import channel_centres

FEW_IONS = 2000
PUMPED = """
title = "Pumped"
question = "What keeps the gradients up?"
seen = "Three Na+ out, two K+ in."
ions = 2000
initial_mV = -60
[inside]
K = 140
Na = 10
Cl = 10
[outside]
K = 5
Na = 145
Cl = 110
[[channels]]
kind = "K"
count = 8
[[channels]]
kind = "Na"
permeability = 0.4
[pump]
count = 3
[claim]
predicts = "ghk"
settle_ns = 160
run_ns = 800
[[captions]]
at_ns = 0
en = "Every turn takes three Na+ out."
zh = "每转一次送出三个钠离子。"
"""


@cache
def snapshot_of(scene_name: str) -> Snapshot:
    """A snapshot as the worker would publish it; treat it as read-only."""
    return published(load(scene_name, [f"ions={FEW_IONS}"]))


def published(scene_file: SceneFile) -> Snapshot:
    """The same of a scene file."""
    simulation = Simulation(scene_file.scene, seed=1, threads=1)
    history = History(4800.0)
    recorder = Recorder(scene_file) if scene_file.cases else None
    if recorder is not None:
        recorder.begin()
    for _ in range(30):
        voltages = simulation.advance(8.0)
        observation = simulation.observe()
        history.add(voltages, simulation.time_ns, predict(observation).named() | gating_figures(observation))
        if recorder is not None:
            recorder.add(voltages, observation, predict(observation))
    snapshot = Snapshot(serial=1, generation=1, pace=240.0, achieved=240.0, scene_file=scene_file)
    snapshot.copy_ions(simulation)
    snapshot.centre_nm = np.array([x for _, x in channel_centres(simulation.scene)], np.float32)
    snapshot.observation = simulation.observe()
    snapshot.prediction = predict(snapshot.observation)
    snapshot.voltage_mV = history.recent("", 100.0)
    snapshot.claimed_mV = history.recent(scene_file.claim.predicts, 100.0)
    snapshot.trace = history.trace()
    if scene_file.chart == "profile":
        snapshot.layers = Layers(scene_file).view(snapshot.observation, simulation.scene, snapshot.voltage_mV)
    snapshot.comparison = recorder.view() if recorder is not None else None
    return snapshot


def after_hours(snapshot: Snapshot) -> Snapshot:
    """The same with all numbers as wide as they get."""
    observation = snapshot.observation
    crossings = {symbol: {"in": 88_888, "out": 88_888} for symbol in observation.crossings}
    return replace(
        snapshot,
        observation=replace(observation, crossings=crossings),
        time_ns=888_888.0,
        achieved=88.0,
        voltage_mV=-188.8,
        claimed_mV=-188.8,
    )


def start(app: App, moving: bool = True, asked: bool = False) -> App:
    """Open an app and wait until its ions move. asked: its visitor is, and has to answer; else scenes only tell."""
    app.session.restore(replace(app.session.settings, questions=asked))
    app.open()
    wait_for(app, lambda: app.session.snapshot is not None and (app.session.snapshot.time_ns > 0 or not moving))
    return app


def wait_for(app: App, reached: Callable[[], object], seconds: float = 30.0) -> None:
    """Run frames until something is true."""
    end = time.perf_counter() + seconds
    while not reached():
        assert time.perf_counter() < end, "it did not happen in time"
        app.frame(1 / 60)
        time.sleep(0.002)


def press(key: int, character: str = "") -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=character, mod=0, scancode=0))


def click(px: tuple[int, int]) -> None:
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        pygame.event.post(pygame.event.Event(kind, pos=px, button=1, touch=False))
