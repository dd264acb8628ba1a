"""What is said about the thing under the pointer, or the control that has the focus."""

from typing import TYPE_CHECKING

import pygame

from render import controls
from render.panels.focus import SLIDER
from render.playback.snapshot import Snapshot, gate_name

if TYPE_CHECKING:
    from render.app import App
    from render.stage import Stage


def tooltip(app: "App", stage: "Stage", snapshot: Snapshot) -> tuple[str, pygame.Rect] | None:
    """Text and the rectangle it belongs to. A focused control comes before the pointer."""
    panels, pointer = stage.panels, app.gestures.pointer
    name = app.focus.name
    if name is None and pointer is not None:
        name = panels.target_at(pointer)
    if name is not None:
        rect = panels.rect_of(name)
        if rect is None:
            return None
        if name.startswith(SLIDER):
            return panels.sliders.words(name[len(SLIDER) :], app.words), rect
        action = controls.BY_NAME[name]
        key = controls.key_shown(action, app.words)
        return f"{controls.action_words(name, app.words)} ({key})", rect
    if pointer is None:
        return None
    pump, reading = stage.pump_at(pointer), snapshot.observation.pump
    if pump is not None and reading is not None:
        state = "locked" if reading.locked[pump] else f"state.{reading.state[pump]}"
        return app.words(f"ui.pump.{state}"), stage.pump_rect(pump)
    door = stage.door_at(pointer)
    if door is not None:
        state = app.words(f"channel.{gate_name(snapshot.gate[door])}")
        return f"{stage.door_label(door, snapshot)} · {state}", stage.door_rect(door)
    part = panels.part_at(pointer)
    return (app.words(f"ui.about.{part}"), panels.layout.parts[part]) if part else None
