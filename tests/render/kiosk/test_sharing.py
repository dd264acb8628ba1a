"""Of keeping and sharing a museum's visitor has the QR code alone: nothing is written, listed or opened there."""

from pathlib import Path

import pygame
import pytest
import zxingcpp

from render.device import mine
from render.kiosk.visitor import KioskApp
from scenes import load
from tests.helpers.windows import PUMPED
from tests.render.kiosk.test_visitor import app as app
from tests.render.kiosk.test_visitor import come, pass_time


def test_a_visitor_takes_the_scene_home_and_leaves_nothing(
    app: KioskApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mine, "user_config_path", lambda name: tmp_path / name)
    given = tmp_path / "given.toml"
    given.write_text(PUMPED, encoding="utf-8")
    come(app)
    playing = app.session.playing
    for key in (pygame.K_s, pygame.K_o):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=pygame.KMOD_LCTRL, scancode=0))
    pygame.event.post(pygame.event.Event(pygame.DROPFILE, file=str(given)))
    for name in ("keep", "mine", "kept:1", f"open:{given}"):
        app.actions(name)
    pass_time(app, 1)
    assert not app.session.entrance.open and app.session.playing == playing
    assert [file.name for file in tmp_path.iterdir()] == ["given.toml"]
    app.actions("share")
    app.frame(0.01)
    assert app.session.entrance.page == "code"
    pixels = pygame.surfarray.array3d(app.session.window.canvas).swapaxes(0, 1).copy()
    (found,) = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)
    assert load(found.text).scene.ions == app.config.ions
    pass_time(app, app.config.idle_s + app.config.countdown_s + 2)
    assert app.idle.phase == "attract" and not app.session.entrance.open, "the next one does not find it"
