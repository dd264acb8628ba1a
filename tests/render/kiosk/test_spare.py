"""The watchdog's copy of the compiled code puts back what was damaged, as long as anything can be written."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from render.kiosk import service, spare
from render.kiosk.spare import Spare
from sim.kernels import cache, folders


def kept(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content + hashlib.sha256(content).digest())
    return file


def test_what_was_damaged_or_lost_comes_back(tmp_path: Path) -> None:
    of_kiosk = Spare(tmp_path / "compiled")
    of_kiosk.tend()  # nothing there yet
    index, code = (
        kept(tmp_path / "compiled" / "compiled-sim-1" / f"walk{suffix}", b"x" * 99) for suffix in spare.SUFFIXES
    )
    of_kiosk.tend()
    before = code.read_bytes()
    for damage in (lambda: code.write_bytes(b""), lambda: code.write_bytes(before[:-9]), code.unlink):
        damage()
        of_kiosk.tend()
        assert code.read_bytes() == before and cache.whole(code) and cache.whole(index)
    shutil.rmtree(tmp_path / "compiled")
    (tmp_path / "compiled").write_text("a file in its place")
    of_kiosk.tend()
    (tmp_path / "compiled").unlink()
    of_kiosk.tend()
    assert sorted(path.name for path in code.parent.iterdir()) == ["walk.nbc", "walk.nbi"]


def test_the_first_copies_are_mended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, package = tmp_path / "first", tmp_path / "second", tmp_path / "sim" / "kernels"
    package.mkdir(parents=True)
    monkeypatch.setenv(folders.GIVEN, str(first))
    monkeypatch.setenv(folders.SPARE, str(second))
    of_kiosk = Spare(second)
    here, there = folders.folders(package)
    code = kept(there / "walk.nbc", b"x" * 99)
    of_kiosk.tend()
    assert here.parent == first and (here / code.name).read_bytes() == code.read_bytes()
    shutil.rmtree(first)
    shutil.rmtree(second)
    second.write_text("a file in its place")
    of_kiosk.tend()
    assert cache.whole(here / code.name)
    (here / code.name).write_bytes(b"")
    second.unlink()
    told = kept(second / f"{spare.WHERE}{here.name}", b"nowhere\0")
    for damaged in (b"", b"\x94" * 50, told.read_bytes()[1:]):
        told.write_bytes(damaged)
        of_kiosk.tend()
    assert cache.whole(here / code.name)


def test_what_is_compiled_anew_is_taken_and_other_versions_are_not(tmp_path: Path) -> None:
    old = kept(tmp_path / "compiled-sim-0" / "walk.nbc", b"old")
    os.utime(old.parent, (1, 1))
    of_kiosk = Spare(tmp_path)
    new = kept(tmp_path / "compiled-sim-1" / "walk.nbc", b"first")
    of_kiosk.tend()
    kept(new, b"second")
    of_kiosk.tend()
    old.unlink(), new.unlink()
    of_kiosk.tend()
    assert new.read_bytes().startswith(b"second") and not old.exists()


def test_names_and_seal_are_those_of_the_cache(tmp_path: Path) -> None:
    assert service.SPARE == folders.SPARE and spare.WHERE == folders.WHERE and spare.SEAL_BYTES == cache.SEAL_BYTES
    shelf = cache.Shelf(tmp_path, "tiny", b"stamp")
    shelf.save("key", "compiled")
    assert len([*tmp_path.iterdir()]) == 2 and all(spare._content(file) for file in tmp_path.iterdir())
