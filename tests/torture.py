"""A kiosk on bad disks: its compile cache, log, state and temporary folder are damaged, filled and taken away in turn.

    python tests/torture.py --minutes 10

Blow after blow hits one of the four while the exhibit runs; then its window is killed and must come back from what is
left. Ends with the staff's way out on a full log disk. Exit code 1 if ions stood still for more than ten seconds, the
window went down by itself, anything but code 0 came out at the end, or a traceback was printed. Needs POSIX; with the
right to mount, each folder lies on a small disk of its own, else "full" is a file in the folder's place.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

LONGEST_S = 10.0
WELL_S = 6.0  # above quiet_s, so that the next blow finds all forgiven
FIRST_START_S = 240.0
DISKS_MB = {"cache": 64, "log": 1, "state": 64, "tmp": 2}
SETTINGS = """
ions = 1000
threads = 1
fullscreen = false
quiet_s = 5.0
log_bytes = 100000
scenes = ["sealed", "resting"]
log_folder = "{log}"
state_folder = "{state}"
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="of wall time (default 10)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kiosk", nargs=2, metavar=("SETTINGS", "PIPE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.kiosk:
        return watched_kiosk(options.kiosk[0], int(options.kiosk[1]))
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    places = {name: Place(folder / f"disk-{name}", mb) for name, mb in DISKS_MB.items()}
    try:
        return torture(folder, places, options.minutes * 60, random.Random(options.seed))
    finally:
        for place in places.values():
            place.unmount()
        shutil.rmtree(folder, ignore_errors=True)


def watched_kiosk(settings: str, pipe: int) -> int:
    """The real command, but that each beat is passed on; the window also knows two signals (kiosk_victim.py)."""
    import main
    from render.kiosk import service, watchdog

    class Watched(watchdog.Watchdog):
        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)
            if name == "beat" and value is not None and value.rounds and self.visitor is not None:
                os.write(pipe, b"%d\n" % self.visitor.pid)

    def victim(config: Any, cast: Any) -> list[str]:
        return [sys.executable, str(ROOT / "tests" / "helpers" / "kiosk_victim.py"), config.model_dump_json()]

    service.Watchdog, service.visitor_command = Watched, victim  # type: ignore[misc]
    main.main(["kiosk", "--config", settings])
    return 0


class Place:
    """A folder on a disk of its own, where that can be had."""

    def __init__(self, disk: Path, mb: int) -> None:
        self.disk, self.folder = disk, disk / "folder"
        self.folder.mkdir(parents=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={mb}m", "tmpfs", str(disk)]
        with contextlib.suppress(OSError):
            subprocess.run(mount, capture_output=True, check=False)
        self.mounted = os.path.ismount(disk)
        self.folder.mkdir(exist_ok=True)

    def unmount(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "-l", str(self.disk)], check=False)

    def damage(self, dice: random.Random) -> None:
        """Every file is cut, emptied, zeroed, overwritten, or spared."""
        for file in [path for path in self.folder.rglob("*") if path.is_file()]:
            with contextlib.suppress(OSError):
                size = file.stat().st_size
                kind = dice.randrange(5)
                if kind < 2:
                    os.truncate(file, size // 2 if kind else 0)
                elif kind < 4:
                    with file.open("r+b") as stream:
                        stream.seek(0 if kind == 2 else size // 3)
                        stream.write(bytes(size // 2) if kind == 2 else dice.randbytes(size // 3))

    def fill(self, dice: random.Random) -> None:
        """Not a byte is free; half of what was there is gone too, so that it is missed."""
        if not self.mounted:
            self.block(dice)
            return
        for file in [path for path in self.folder.rglob("*") if path.is_file()]:
            if dice.random() < 0.5:
                with contextlib.suppress(OSError):
                    file.unlink()
        with contextlib.suppress(OSError), (self.disk / "filling").open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(4096))

    def remove(self, dice: random.Random) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def block(self, dice: random.Random) -> None:
        """A file stands in the folder's place: it cannot even be made again."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.folder.write_text("")

    def mend(self) -> None:
        with contextlib.suppress(OSError):
            (self.disk / "filling").unlink()
        if self.folder.is_file():
            self.folder.unlink()
        self.folder.mkdir(exist_ok=True)


BLOWS: tuple[Callable[[Place, random.Random], None], ...] = (Place.damage, Place.fill, Place.remove, Place.block)


class Exhibit:
    """The kiosk's process and when its ions were last seen to move."""

    def __init__(self, folder: Path, places: dict[str, Place]) -> None:
        settings = folder / "kiosk.toml"
        settings.write_text(SETTINGS.format(log=places["log"].folder, state=places["state"].folder))
        home = folder / "home"
        home.mkdir()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "NUMBA_"))}
        environment |= {"HOME": str(home), "TMPDIR": str(places["tmp"].folder), "PYTHONPATH": str(ROOT)}
        environment |= {"NUMBA_CACHE_DIR": str(places["cache"].folder), "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
        environment |= {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        reader, writer = os.pipe()
        self.said = (folder / "said").open("w+b")
        command = [sys.executable, __file__, "--kiosk", str(settings), str(writer)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, pass_fds=[writer], stdout=self.said, stderr=self.said
        )
        os.close(writer)
        self.pid, self.visitors, self.longest_s = 0, 0, 0.0
        self.well_since = self.beat_at = time.monotonic()
        threading.Thread(target=self._feel, args=(os.fdopen(reader, "rb"),), daemon=True).start()

    def _feel(self, stream: Any) -> None:
        for line in stream:
            now = time.monotonic()
            if self.pid:
                self.longest_s = max(self.longest_s, now - self.beat_at)
            if int(line) != self.pid:
                self.visitors += 1
                self.well_since = now
                self.pid = int(line)
            self.beat_at = now

    def well(self, not_pid: int, seconds: float, for_s: float = WELL_S) -> bool:
        """Wait until ions have moved for so long in another window than that; whether they did in time."""
        end = time.monotonic() + seconds + for_s
        while time.monotonic() < end and self.process.poll() is None:
            if self.pid not in (0, not_pid) and time.monotonic() - self.well_since > for_s:
                return True
            time.sleep(0.05)
        return False


def torture(folder: Path, places: dict[str, Place], length_s: float, dice: random.Random) -> int:
    exhibit = Exhibit(folder, places)
    blows, failed, stood = Counter[str](), list[str](), dict[str, float]()
    try:
        if not exhibit.well(0, FIRST_START_S):
            failed.append("it did not start")
        end = time.monotonic() + length_s
        plan = [(name, blow) for name in places for blow in BLOWS]
        while time.monotonic() < end and not failed:
            dice.shuffle(plan)
            for name, blow in plan:
                if time.monotonic() > end or failed:
                    break
                what, exhibit.longest_s = f"{name}: {blow.__name__}", 0.0
                before, pid = exhibit.visitors, exhibit.pid
                blow(places[name], dice)
                time.sleep(dice.uniform(0.5, 4.0))
                if exhibit.visitors != before:
                    failed.append(f"{what}: the window went down by itself")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                if not exhibit.well(pid, 60.0):
                    failed.append(f"{what}: no ions for 60 s")
                if exhibit.visitors > before + 1:
                    failed.append(f"{what}: {exhibit.visitors - before} starts")
                blows[what] += 1
                stood[what] = max(stood.get(what, 0.0), exhibit.longest_s)
                places[name].mend()
        for name in ("log", "state"):
            places[name].fill(dice)
        with contextlib.suppress(ProcessLookupError):
            os.kill(exhibit.pid, signal.SIGUSR2)  # staff hold the chord
        with contextlib.suppress(subprocess.TimeoutExpired):
            exhibit.process.wait(20)
    finally:
        code = exhibit.process.poll()
        if code is None:
            exhibit.process.kill()
    return report(exhibit, places, blows, failed, stood, code)


def report(
    exhibit: Exhibit, places: dict[str, Place], blows: Counter[str], failed: list[str], stood: dict[str, float],
    code: int | None,
) -> int:  # fmt: skip
    """Print what was found; returns the exit code."""
    exhibit.said.seek(0)
    said = exhibit.said.read().decode("utf-8", "replace")
    for what, longest_s in sorted(stood.items(), key=lambda item: -item[1]):
        print(f"{what:<16}{blows[what]:>4} times, ions stood still for {longest_s:.1f} s at most")
        if longest_s > LONGEST_S:
            failed.append(f"{what}: ions stood still for {longest_s:.1f} s")
    disks = sum(place.mounted for place in places.values())
    print(f"{blows.total()} blows on {disks} disks of their own, {exhibit.visitors} windows, exit code {code}")
    left = [path.name for path in places["tmp"].folder.glob("*")]
    print(f"left in the temporary folder: {left}; said: {len(said.splitlines())} lines")
    if code != 0:
        failed.append(f"exit code {code} at the end, expected 0")
    if "Traceback" in said or code != 0:
        failed.append(f"said: {said[-2000:]}")
    print("faults:", *failed, sep="\n  ") if failed else print("no faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
