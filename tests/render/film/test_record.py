"""Films: every frame at its own simulated time, the same twice, whole or not there at all."""

import io
import itertools
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pygame
import pytest
from click.testing import CliRunner

import main
from render.film.encoders import ENCODERS
from render.film.record import Film, Footage, pictures, problems, record
from scenes import load

SIZE = (480, 320)


def film(scene: str = "potassium-only", changes: tuple[str, ...] = (), **options: object) -> Film:
    usual = {"seconds": 0.6, "fps": 10, "size": SIZE, "threads": 1}
    return Film(load(scene, ["ions=1000", *changes]), **{**usual, **options})  # type: ignore[arg-type]


@pytest.mark.parametrize(("pace", "fps"), [(240, 30), (100, 24), (37, 60), (400, 7)])
def test_frame_n_shows_the_time_n_pace_over_fps(pace: float, fps: int) -> None:
    shot = film(changes=(f"pace_ns_per_s={pace}",), fps=fps)
    footage = Footage(shot)
    step = shot.scene_file.scene.macro_step_ns
    for n in range(40):
        footage.show(n)
        snapshot = footage.newest()
        assert snapshot is not None
        exact = n * pace / fps
        assert exact - step - 1e-6 < snapshot.time_ns <= exact + 1e-6, n
        assert snapshot.achieved == snapshot.pace == pace


def test_cases_follow_each_other_in_a_film() -> None:
    shot = film("knock-out", ("compare.screen_ns=60", "claim.settle_ns=20"), fps=10)
    shot = replace(shot, scene_file=replace(shot.scene_file, captions=()))  # which would be told first
    footage = Footage(shot)
    seen = []
    for n in range(12):
        footage.show(n)
        snapshot = footage.newest()
        assert snapshot is not None and snapshot.comparison is not None
        seen.append(snapshot.comparison.case)
    assert [case for case, _ in itertools.groupby(seen)][:3] == [0, 1, 2]


@pytest.mark.parametrize("suffix", ENCODERS)
def test_the_same_film_twice_is_the_same_file(tmp_path: Path, suffix: str) -> None:
    files = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for file in files:
        record(film(), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a{suffix}", f"b{suffix}"]


def test_another_seed_is_another_film(tmp_path: Path) -> None:
    for seed in (0, 1):
        record(film(seed=seed), tmp_path / f"{seed}.png")
    assert (tmp_path / "0.png").read_bytes() != (tmp_path / "1.png").read_bytes()


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_every_frame_is_there_at_its_time_and_looks_as_drawn(tmp_path: Path, suffix: str) -> None:
    drawn = [pygame.surfarray.array3d(picture).swapaxes(0, 1) for picture in pictures(film()) if picture is not None]
    file = tmp_path / f"film{suffix}"
    steps: list[tuple[int, int]] = []
    record(film(), file, lambda done, of: steps.append((done, of)))
    assert [done for done, _ in steps] == list(range(1, steps[0][1] + 1))  # the bar goes from nothing to all
    with av.open(str(file)) as container:
        frames = list(container.decode(video=0))
    times = [float(frame.pts * frame.time_base) for frame in frames]
    assert times == pytest.approx([n / 10 for n in range(6)])
    for frame, picture in zip(frames, drawn, strict=True):
        shown = frame.to_ndarray(format="rgb24").astype(int)
        assert np.abs(shown - picture).mean() < 6  # chroma at half the resolution, or 256 colours


def test_a_picture_is_the_last_frame_to_the_pixel(tmp_path: Path) -> None:
    for last in pictures(film()):
        assert last is not None
        kept = last.copy()
    record(film(), tmp_path / "film.png")
    saved = pygame.image.load(io.BytesIO((tmp_path / "film.png").read_bytes()), "film.png")
    assert np.array_equal(pygame.surfarray.array3d(saved), pygame.surfarray.array3d(kept))


def test_a_film_in_chinese_and_without_its_opening_looks_different() -> None:
    def first(**options: object) -> bytes:
        frames = pictures(film(**options))  # type: ignore[arg-type]
        picture = next(frames)
        assert picture is not None
        content = pygame.image.tobytes(picture, "RGB")
        frames.close()  # type: ignore[attr-defined]
        return content

    assert len({first(), first(language="zh"), first(opening=False)}) == 3


def test_time_stands_still_under_the_question_of_a_film(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[int] = []
    real = Footage.show
    monkeypatch.setattr(Footage, "show", lambda self, frame: (shown.append(frame), real(self, frame))[1])
    for _ in pictures(film(seconds=5.0), all_of_them=False):
        pass
    still = shown.count(0)
    assert 4.0 <= still / 10 <= 4.3 and shown == [0] * still + list(range(1, 51 - still))
    shown.clear()
    for _ in pictures(film(opening=False), all_of_them=False):
        pass
    assert shown == list(range(6))


def test_a_film_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "film.mp4").write_text("the former one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ENCODERS[".mp4"], "finish", full)
    with pytest.raises(OSError, match="No space"):
        record(film(), tmp_path / "film.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]
    assert (tmp_path / "film.mp4").read_text() == "the former one"


def test_what_cannot_be_written_is_told_all_at_once(tmp_path: Path) -> None:
    assert problems(film(), tmp_path / "a.mp4") == []
    wrong = problems(film(size=(481, 321)), tmp_path / "nowhere" / "a.mp4")
    assert len(wrong) == 2 and wrong[0].startswith("--size") and wrong[1].startswith("--out")
    assert "--fps" in problems(film(fps=60), tmp_path / "a.gif")[0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["sealed", "--out", "a.avi"], ".mp4, .gif, .png"),
        (["sealed", "--out", "noname"], ".mp4"),
        (["sealed"], "--out"),
        (["nowhere", "--out", "a.mp4"], "nowhere"),
        (["sealed", "--out", "no/such/folder/a.mp4"], "no/such/folder"),
        (["sealed", "--out", "a.mp4", "--seconds", "0"], "--seconds"),
        (["sealed", "--out", "a.mp4", "--seconds", "nan"], "--seconds"),
        (["sealed", "--out", "a.mp4", "--fps", "0"], "--fps"),
        (["sealed", "--out", "a.mp4", "--size", "big"], "--size"),
        (["sealed", "--out", "a.mp4", "--lang", "xx"], "--lang"),
        (["sealed", "--out", "a.mp4", "--set", "outside.K=-1"], "outside.K"),
    ],
)
def test_bad_input_is_a_message(
    arguments: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main.main, ["record", *arguments])
    assert result.exit_code == 2 and expected in result.stderr
    assert isinstance(result.exception, SystemExit) and not list(tmp_path.iterdir())


def test_the_command_makes_a_film(tmp_path: Path) -> None:
    file = tmp_path / "demo.mp4"
    options = ["--seconds", "0.2", "--fps", "10", "--size", "480x320", "--ions", "1000", "--out", str(file)]
    result = CliRunner().invoke(main.main, ["record", "sealed", *options])
    assert result.exit_code == 0 and "2 frames" in result.stdout and file.stat().st_size > 1000
