"""Compiled code is kept where it can be, by every version of the program that shares a folder."""

import os
import shutil
import tempfile
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.kernels import folders as module
from sim.kernels.folders import SPARE, VERSIONS_KEPT, folders, remove_temporary


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(module.GIVEN, raising=False)
    monkeypatch.delenv(SPARE, raising=False)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(module, "user_cache_path", lambda *_, **__: tmp_path / "users")
    folders.cache_clear()
    yield
    folders.cache_clear()
    os.environ.pop(SPARE, None)


def version(folder: Path, source: str) -> Path:
    """A package of kernels with this source."""
    package = folder / "sim" / "kernels"
    package.mkdir(parents=True, exist_ok=True)
    (package / "walk.py").write_text(source, encoding="utf-8")
    folders.cache_clear()
    return package


def block(package: Path) -> None:
    """Nothing can be written beside the sources: a file stands where the folder would be."""
    (package / "__pycache__").write_text("")


def test_beside_the_sources_then_in_the_users_cache(tmp_path: Path) -> None:
    package = version(tmp_path, "1")
    assert [folder.parent for folder in folders(package)] == [package / "__pycache__"]
    other = version(tmp_path / "b", "1")
    block(other)
    assert [folder.parent for folder in folders(other)] == [tmp_path / "users"]


def test_a_folder_that_is_given_takes_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(module.GIVEN, "given")
    monkeypatch.chdir(tmp_path)
    assert [folder.parent for folder in folders(version(tmp_path, "1"))] == [tmp_path / "given"]


@pytest.mark.parametrize("users", [Path("file/users"), None, Path("~/.cache"), Path("x" * 5000)])
def test_a_temporary_folder_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, users: Path | None
) -> None:
    """A home that is read-only, none at all (an older platformdirs keeps the "~"), a name that no folder can have."""
    (tmp_path / "file").write_text("")

    def user_cache_path(*_: object, **__: object) -> Path:
        if users is None:
            raise RuntimeError("could not determine the home directory")
        return users if str(users).startswith("~") else tmp_path / users

    monkeypatch.setattr(module, "user_cache_path", user_cache_path)
    monkeypatch.chdir(tmp_path)
    package = version(tmp_path, "1")
    block(package)
    (where,) = folders(package)
    assert where.is_relative_to(tmp_path / "tmp") and len(caplog.records) == 1
    assert not (tmp_path / "~").exists()
    second = version(tmp_path / "b", "2")
    block(second)
    (of_second,) = folders(second)  # and so do the processes that this one starts
    assert of_second.parent == where.parent and len(caplog.records) == 1
    remove_temporary(where.parent)
    assert not list((tmp_path / "tmp").iterdir())


def test_nowhere_at_all_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(module.GIVEN, str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    assert folders(version(tmp_path, "1")) == ()
    assert len(caplog.records) == 1 and "compiled at every start" in caplog.text


def test_a_full_disk_is_read_and_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = version(tmp_path, "1")
    (where,) = folders(package)
    (where / "walk.walk-1.nbi").write_text("")
    folders.cache_clear()
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(0 if Path(path) == where else 10**9))
    assert folders(package) == (where, tmp_path / "users" / where.name)


def test_a_second_copy_is_kept_where_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SPARE, str(tmp_path / "spare"))
    package = version(tmp_path, "1")
    assert [folder.parent for folder in folders(package)] == [package / "__pycache__", tmp_path / "spare"]
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(SPARE, str(tmp_path / "file"))
    folders.cache_clear()
    assert [folder.parent for folder in folders(package)] == [package / "__pycache__"]


def test_versions_that_share_a_folder_leave_each_other_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(module.GIVEN, str(tmp_path / "shared"))
    (first,) = folders(version(tmp_path / "a", "1"))
    (second,) = folders(version(tmp_path / "b", "2"))
    assert first != second
    for name in ("a", "b"):
        folders.cache_clear()
        folders(tmp_path / name / "sim" / "kernels")
        assert first.is_dir() and second.is_dir()


def test_the_versions_last_used_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(module.GIVEN, str(tmp_path / "shared"))
    now = time.time()
    every = []
    for n in range(VERSIONS_KEPT):
        (folder,) = folders(version(tmp_path, str(n)))
        os.utime(folder, (now - 1000 + n, now - 1000 + n))
        every.append(folder)
    folders(version(tmp_path, "0"))  # the oldest is used again
    folders(version(tmp_path, "new"))
    assert [folder.is_dir() for folder in every] == [True, False] + [True] * (VERSIONS_KEPT - 2)


def test_another_numba_does_not_overwrite_what_this_one_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = version(tmp_path, "1")
    (before,) = folders(package)
    monkeypatch.setattr("numba.__version__", "0.0.1")
    folders.cache_clear()
    assert folders(package) != (before,)


def test_what_a_writer_left_behind_is_taken_away(tmp_path: Path) -> None:
    package = version(tmp_path, "1")
    (where,) = folders(package)
    old, new = where / "a.nbc.tmp.0123", where / "b.nbc.tmp.4567"
    for part in (old, new):
        part.write_text("")
    os.utime(old, (1, 1))
    folders.cache_clear()
    folders(package)
    assert not old.exists() and new.exists()
