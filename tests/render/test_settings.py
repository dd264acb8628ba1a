"""Text scales, languages, words, sound: what visitors may set, and what is said."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from render import controls
from render.device.sound import RATE, Sound, tick
from render.panels.buttons import action_words
from render.panels.hand import sliders
from render.playback.caption import caption_of
from render.settings import Settings, next_scale
from render.style.text import Typesetter
from render.style.words import Words
from scenes import languages
from scenes.languages import catalogue, codes
from scenes.scene_file import Text
from tests.helpers.windows import snapshot_of


def test_text_scales_go_round_and_others_are_refused() -> None:
    scales = [1.0]
    while len(scales) < 5:
        scales.append(next_scale(scales[-1]))
    assert scales == [1.0, 1.25, 1.5, 2.0, 1.0]
    with pytest.raises(ValueError, match=r"expected 1\.0 to 2\.0, got 3"):
        Settings(text_scale=3)


def test_a_third_language_is_one_more_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in languages.FOLDER.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    english = (tmp_path / "en.toml").read_text(encoding="utf-8")
    third = english.replace('name = "English"', 'name = "Esperanto"').replace('pause = "pause"', 'pause = "paŭzo"')
    (tmp_path / "eo.toml").write_text(third, encoding="utf-8")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    for cached in (catalogue, codes):
        cached.cache_clear()
    try:
        words = Words("en")
        words.open()
        own_names = [words.following]
        for _ in range(2):
            words.switch()
            own_names.append(words.following)
        assert sorted(own_names) == ["English", "Esperanto", "中文"]
        words.language = "eo"
        assert words("control.pause") == "paŭzo"
        assert catalogue("eo").keys() == catalogue("en").keys()
    finally:
        monkeypatch.undo()
        for cached in (catalogue, codes):
            cached.cache_clear()


def test_every_action_and_slider_has_words_in_every_language() -> None:
    type_ = Typesetter(1.0)
    snapshot = snapshot_of("resting")
    for code in languages.codes():
        words = Words(code)
        words.open()
        for action in controls.ACTIONS:
            said = action_words(action.name, words)
            assert said and not said.startswith(("ui.", "control.")), action.name
        for slider in sliders.sliders_of(snapshot):
            said = sliders.Sliders().words(slider.name, words)
            assert said and not said.startswith("ui.") and type_.width(said, "small") > 0


# -- sound -----------------------------------------------------------------------------------------------------


def test_ticks_are_short_bounded_and_end_softly() -> None:
    for hertz, beats in ((880.0, 1), (330.0, 2)):
        wave = tick(hertz, beats=beats)
        assert wave.dtype == np.int16 and len(wave) < 0.2 * RATE
        assert 0 < np.abs(wave).max() < 0.3 * 32_767 and abs(int(wave[0])) < 100 and abs(int(wave[-1])) < 100


def test_sound_is_off_at_first_limited_in_rate_and_silent_without_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = snapshot_of("resting")
    crossing = np.zeros(3, [("ion", np.int64), ("ident", np.uint32), ("channel", np.int16), ("outward", np.bool_)])
    sound = Sound()
    sound.hear(snapshot, [crossing])
    assert sound.played == 0
    sound.on = True
    for _ in range(200):
        sound.hear(snapshot, [crossing])
    assert sound.played <= 2
    sound.close()

    def no_device(*_: object) -> None:
        raise pygame.error("no audio device")

    monkeypatch.setattr(pygame.mixer, "init", no_device)
    deaf = Sound()
    deaf.on = True
    deaf.hear(snapshot, [crossing])
    assert deaf.on and not deaf.works and deaf.played == 0


# -- what is said ----------------------------------------------------------------------------------------------


def test_a_case_without_words_only_says_its_name() -> None:
    snapshot = snapshot_of("hyperkalaemia")
    file = snapshot.scene_file
    told, over = caption_of(snapshot, "en")
    assert told == f"1/6 · 2.5 mM · {file.cases[0].caption.in_('en')}" and not over
    silent = tuple(replace(case, caption=Text()) for case in file.cases)
    told, _ = caption_of(replace(snapshot, scene_file=replace(file, cases=silent)), "en")
    assert told == "1/6 · 2.5 mM"  # the scene's captions have been shown, and its timeline is not that of a case
