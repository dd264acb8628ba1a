"""A window with the tray open, and the events by which a visitor builds."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygame

from render.app import App
from render.panels.tray.offers import BUILD, PUT
from render.playback.snapshot import Snapshot
from render.session import Session
from tests.helpers.windows import FEW_IONS, PUMPED, start, wait_for


def app_of(scene: Any, **changes: Any) -> App:
    app = start(App(Session(scene, seed=1, threads=1, size=(1280, 720), ions=FEW_IONS, **changes)))
    app.actions(BUILD)
    wait_for(app, lambda: any(button.name == f"{BUILD}:remove" for button in app.session.stage.panels.buttons))
    return app


@contextlib.contextmanager
def pumped(folder: Path) -> Iterator[App]:
    """A small scene with a pump; its file is in the folder."""
    scene = folder / "pumped.toml"
    scene.write_text(PUMPED)
    running = app_of(str(scene))
    yield running
    running.close()


def shown(app: App) -> Snapshot:
    assert app.session.snapshot is not None
    return app.session.snapshot


def doors(app: App) -> list[float]:
    return [round(float(x), 3) for x in shown(app).centre_nm]


def at(app: App, nm: float, y_nm: float = 0.0) -> tuple[int, int]:
    """The pixel of the window at a place of the box."""
    box = app.session.stage.box
    return round(box.rect.left + box.camera.x(nm)), round(box.rect.top + box.camera.y(y_nm))


def post(kind: int, px: tuple[int, int]) -> None:
    pygame.event.post(pygame.event.Event(kind, pos=px, button=1, rel=(1, 0), buttons=(1, 0, 0), touch=False))


def drag(app: App, begin: tuple[int, int], end: tuple[int, int], let_go: bool = True) -> None:
    post(pygame.MOUSEBUTTONDOWN, begin)
    for n in (1, 2, 3):
        post(pygame.MOUSEMOTION, (begin[0] + (end[0] - begin[0]) * n // 3, begin[1] + (end[1] - begin[1]) * n // 3))
    app.frame(1 / 60)
    if let_go:
        post(pygame.MOUSEBUTTONUP, end)
        app.frame(1 / 60)


def tile(app: App, kind: str) -> tuple[int, int]:
    rect = app.session.stage.panels.rect_of(PUT + kind)
    assert rect is not None
    return rect.center


def shifted(key: int) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=pygame.KMOD_LSHIFT, scancode=0))
