"""numba's cache of compiled functions, proof against what happens to files: damage costs time, not the program.

numba trusts its files. One that a power cut left empty, cut or zeroed ends the program, by a traceback or in LLVM, at
every start. Here each file ends with a checksum of what it holds, and what cannot be used is compiled anew; a folder
that cannot be written costs nothing but time.
"""

import contextlib
import hashlib
import io
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import Cache, IndexDataCacheFile
from numba.core.compiler import CompileResult
from numba.core.dispatcher import Dispatcher

from sim.kernels.folders import folders
from sim.kernels.vectors import use_widest

SEAL_BYTES = hashlib.sha256().digest_size

log = logging.getLogger(__name__)
use_widest()  # before anything is compiled, or looked for in the cache
_told: set[tuple[str, str]] = set()


def njit(*, cache: bool = False, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """numba.njit, but what it compiles is kept in the folders of the function's package."""

    def decorate(function: Callable[..., Any]) -> Any:
        compiled = numba.njit(**options)(function)
        if cache and isinstance(compiled, Dispatcher):  # it is the function itself where numba is switched off
            compiled._cache = KernelCache(function, folders(Path(function.__code__.co_filename).parent))
        return compiled

    return decorate


def in_cache(package: Path, function: str) -> bool:
    """Whether a function of a package of kernels, "module.function", has been compiled before and can be read."""
    for folder in folders(package):
        with contextlib.suppress(OSError):
            files = [*folder.glob(f"{function}-*.nb[ic]")]
            if {file.suffix for file in files} == {".nbi", ".nbc"} and all(map(whole, files)):
                return True
    return False


def whole(file: Path) -> bool:
    """Whether a file holds what was written. Raises OSError if it cannot be read."""
    content = file.read_bytes()
    return hashlib.sha256(content[:-SEAL_BYTES]).digest() == content[-SEAL_BYTES:]


class KernelCache(Cache):  # type: ignore[misc]
    """The cache of one function, with a copy in each of its folders: what one has lost comes back from another."""

    def __init__(self, function: Callable[..., Any], where: tuple[Path, ...]) -> None:
        code, source = function.__code__, Path(function.__code__.co_filename)
        plain = function.__qualname__.replace("<", "").replace(">", "")
        name = f"{source.stem}.{plain}-{code.co_firstlineno}.{sys.implementation.cache_tag}"
        stamp = hashlib.sha256(source.read_bytes()).digest()
        self._name, self._py_func = repr(function), function
        self._shelves = [Shelf(folder, name, stamp) for folder in where]
        self._cache_path = str(where[0]) if where else None
        self.enable()

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function, or None: nothing that is wrong with a file is raised."""
        target_context.refresh()
        if not self._enabled:
            return None
        key = self._index_key(sig, target_context.codegen())
        for shelf in self._shelves:
            kept = shelf.load(key)
            if kept is None:
                continue
            try:
                compiled = CompileResult._rebuild(target_context, *kept)
            except Exception as error:  # whole, but of another LLVM, say
                shelf.refuse("is of no use", error)
                continue
            for other in self._shelves:
                if other is not shelf and not other.holds(key):
                    other.save(key, kept)
            return compiled
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled function where that can be done."""
        if not self._enabled or data.lifted or data.library.has_dynamic_globals:
            return
        key, kept = self._index_key(sig, data.codegen), data._reduce()
        for shelf in self._shelves:
            shelf.save(key, kept)

    def flush(self) -> None:
        for shelf in self._shelves:
            shelf.clear()


class Shelf(IndexDataCacheFile):  # type: ignore[misc]
    """The files of one function in one folder: an index and a file for every signature, as numba has them."""

    def __init__(self, folder: Path, name: str, stamp: bytes) -> None:
        super().__init__(str(folder), name, stamp)
        self._folder = folder

    def load(self, key: Any) -> Any:
        """What was kept under a key, or None."""
        try:
            found = super().load(key)
        except Exception as error:  # whole, but what it speaks of is no longer there
            self.refuse("is of no use", error)
            return None
        # of two processes that write at once, one's index may point to the other's file
        return found[1] if found is not None and found[0] == key else None

    def holds(self, key: Any) -> bool:
        """Whether `load` would find something; without reading what."""
        name = self._load_index().get(key)
        return name is not None and self._sound(Path(self._data_path(name)))

    def save(self, key: Any, data: Any) -> None:
        """Keep data under a key, or say once why that cannot be done."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            super().save(key, (key, data))
        except Exception as error:  # a full disk, a folder taken away
            self.refuse("cannot be written", error)

    def clear(self) -> None:
        with contextlib.suppress(OSError):
            self.flush()

    def refuse(self, what: str, error: Exception | None = None) -> None:
        """Say it once a folder: a damaged disk seldom spoils one file alone."""
        if (str(self._folder), what) not in _told:
            _told.add((str(self._folder), what))
            why = f" ({getattr(error, 'strerror', None) or error})" if error else ""
            log.warning("compiled code in %s %s%s: done without", self._folder, what, why)

    def _load_index(self) -> dict[Any, str]:
        path = Path(self._index_path)
        try:
            return super()._load_index() if self._sound(path) else {}
        except Exception as error:
            self.refuse("is of no use", error)
            _drop(path)
            return {}

    def _load_data(self, name: str) -> Any:
        if not self._sound(Path(self._data_path(name))):
            raise FileNotFoundError(name)  # which numba expects
        return super()._load_data(name)

    def _sound(self, path: Path) -> bool:
        """Whether a file is there and whole; one that is not is dropped."""
        try:
            if whole(path):
                return True
            error = None
        except FileNotFoundError:
            return False
        except OSError as wrong:
            error = wrong
        self.refuse("is damaged", error)
        _drop(path)
        return False

    @contextlib.contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[io.BytesIO]:
        """All that is written comes with its checksum, under a name of its own until it is complete."""
        with super()._open_for_write(filepath) as stream:
            content = io.BytesIO()
            yield content
            stream.write(content.getvalue() + hashlib.sha256(content.getvalue()).digest())


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            os.unlink(path)
