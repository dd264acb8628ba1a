"""Damage to compiled code on the disk costs a compilation, whatever the damage, and one line."""

import importlib.util
import logging
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import pytest

from sim.kernels import cache
from sim.kernels.cache import KernelCache, Shelf, whole


def zero_the_middle(file: Path) -> None:
    """Still unpickled without a complaint; LLVM would end the process."""
    content = file.read_bytes()
    third = len(content) // 3
    file.write_bytes(content[:third] + bytes(third) + content[2 * third :])


def replace_by_folder(file: Path) -> None:
    file.unlink()
    (file / "inside").mkdir(parents=True)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "zeroed": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-100]),
    "seal cut": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "zeroed inside": zero_the_middle,
    "folder": replace_by_folder,
    "gone": lambda file: file.unlink(),
}


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_told", set())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "package" / "tiny.py"
    file.parent.mkdir()
    file.write_text("def twice(x):\n    return x + x\n", encoding="utf-8")
    return file


def hits(source: Path, *where: Path, number: Any = 21) -> int:
    """Call the function as a fresh process would; how often it came from the disk."""
    spec = importlib.util.spec_from_file_location("tiny", source)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny"] = module  # numba can only find again what is in a module
    spec.loader.exec_module(module)
    compiled = numba.njit(module.twice)
    compiled._cache = KernelCache(module.twice, where)
    assert compiled(number) == 2 * number
    return sum(compiled.stats.cache_hits.values())


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_compiled_anew(
    source: Path, tmp_path: Path, damage: Callable[[Path], object], suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "kept"
    assert hits(source, folder) == 0 and hits(source, folder) == 1
    (file,) = folder.glob(f"*{suffix}")
    damage(file)
    with caplog.at_level(logging.WARNING):
        assert hits(source, folder) == 0
    assert hits(source, folder) == 1 or file.is_dir()
    assert len(caplog.records) == 0 if damage is DAMAGES["gone"] else 1 <= len(caplog.records) <= 2


def test_many_damaged_files_are_one_line(source: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "kept"
    for number in (1, 1.5, 1j):
        hits(source, folder, number=number)
    for file in folder.iterdir():
        file.write_bytes(b"")
    assert hits(source, folder, number=1.5) == 0 and hits(source, folder, number=1j) == 0
    assert [record.getMessage() for record in caplog.records] == [f"compiled code in {folder} is damaged: done without"]


def test_a_folder_that_cannot_be_written_stops_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    assert hits(source, tmp_path / "file" / "kept") == 0
    assert "cannot be written (Not a directory)" in caplog.text
    assert hits(source) == 0  # nowhere to keep anything

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Shelf, "_save_data", full)
    assert hits(source, tmp_path / "full") == 0 and hits(source, tmp_path / "full") == 0
    assert caplog.text.count("No space left on device") == 1


def test_what_one_folder_has_lost_comes_back_from_the_other(source: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert hits(source, first, second) == 0
    for lost, kept in ((first, second), (second, first)):
        shutil.rmtree(lost)
        assert hits(source, first, second) == 1
        assert {file.name for file in lost.iterdir()} == {file.name for file in kept.iterdir()}
        assert hits(source, lost) == 1


def test_an_index_that_points_to_another_signature_is_not_believed(tmp_path: Path) -> None:
    """Two processes that compile at once can leave that behind."""
    shelf = Shelf(tmp_path, "tiny", b"stamp")
    shelf.save("of int", "compiled for int")
    assert shelf.load("of int") == "compiled for int"
    shelf._save_index({"of float": shelf._data_name(1)})
    assert shelf.load("of float") is None
    shelf.save("of float", "compiled for float")
    assert shelf.load("of float") == "compiled for float"


def test_what_is_whole_but_of_no_use_is_compiled_anew(source: Path, tmp_path: Path) -> None:
    hits(source, tmp_path / "kept")
    (index,) = (tmp_path / "kept").glob("*.nbi")
    stamp = cache.hashlib.sha256(source.read_bytes()).digest()
    shelf = Shelf(tmp_path / "kept", index.stem, stamp)
    (key,) = shelf._load_index()
    shelf.save(key, ("what another version wrote",))
    assert hits(source, tmp_path / "kept") == 0 and hits(source, tmp_path / "kept") == 1
    assert whole(index)


def test_the_engine_is_in_the_cache_only_if_it_can_be_read(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    monkeypatch.setattr(cache, "folders", lambda package: (folder,))
    assert not cache.in_cache(source.parent, f"{source.stem}.twice")
    hits(source, folder)
    assert cache.in_cache(source.parent, f"{source.stem}.twice") and not cache.in_cache(
        source.parent, f"{source.stem}.thrice"
    )
    zero_the_middle(next(folder.glob("*.nbc")))
    assert not cache.in_cache(source.parent, f"{source.stem}.twice")


def test_the_decorator_keeps_only_what_asks_for_it(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "folders", lambda package: (tmp_path / package.name,))
    spec = importlib.util.spec_from_file_location("tiny", source)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny"] = module  # numba can only find again what is in a module
    spec.loader.exec_module(module)
    assert cache.njit(cache=True)(module.twice)._cache.cache_path == str(tmp_path / "package")
    assert cache.njit(nogil=True)(module.twice)._cache.cache_path is None
