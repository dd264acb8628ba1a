"""Keeps a visitor's window alive: starts it, listens to its heart, ends it when it hangs, starts it again.

The visitor is a process of its own, so that neither a crash in C code nor an endless loop can take the watchdog along.
The visitor's standard input is a pipe that nothing is written to: its end tells the visitor that the watchdog is gone.
Its standard output is the pipe that it beats into. What it writes to standard error goes to the log, which has this
process as its only writer.
"""

import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from render.kiosk import heartbeat
from render.kiosk.state import StateFile
from render.kiosk.votes import Votes, together

EXIT_REFUSED, EXIT_DISPLAY, EXIT_STAFF = 2, 3, 10  # of the visitor; 0 and all others are crashes
POLL_S = 0.1
ASLEEP_S = 2.0  # a gap between two looks that only a sleeping machine (or a stopped watchdog) explains
GOODBYE_S = 3.0
DISPLAY_AGAIN_S = 3.0  # between looks for a display that is gone, at most
SAVE_EVERY_S = 60.0

Verdict = Literal["staff", "stopped", "refused", "display", "crash", "hang"]
log = logging.getLogger(__name__)


class Refused(RuntimeError):  # noqa: N818
    """The visitor's very first start was refused; str() says why."""


@dataclass(frozen=True)
class Patience:
    """Seconds. hang: without a beat; startup: the same until ions move at the first start, which compiles, restart:
    at all later ones; backoff: before the second restart in a row, then doubled up to longest_backoff; quiet: of good
    running, until failures are forgotten."""

    hang_s: float = 4.0
    startup_s: float = 180.0
    restart_s: float = 60.0
    backoff_s: float = 1.0
    longest_backoff_s: float = 60.0
    quiet_s: float = 120.0


class Backoff:
    """How long to wait before the next start: not at all at first, then twice as long each time."""

    def __init__(self, first_s: float, longest_s: float, quiet_s: float) -> None:
        self._first_s, self._longest_s, self._quiet_s = first_s, longest_s, quiet_s
        self._failures = 0

    def after(self, well_s: float) -> float:
        """Seconds to wait after a run that went well for well_s."""
        if well_s >= self._quiet_s:
            self._failures = 0
        self._failures += 1
        if self._failures == 1:
            return 0.0
        return min(self._first_s * 2.0 ** min(self._failures - 2, 40), self._longest_s)


class Watchdog:
    """`run` until staff leave or `stop` is called (by a signal, say)."""

    def __init__(
        self,
        command: Callable[[], Sequence[str]],
        state_file: StateFile,
        patience: Patience | None = None,
        cwd: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        environment: Mapping[str, str] | None = None,
        tend: Callable[[], None] = lambda: None,
    ) -> None:
        """command: what to run, asked for anew at each start; clock: seconds; it may stand still while the machine
        sleeps; environment: of the visitor, None for this process's; tend: called before each start, when ions move,
        and about once a minute."""
        self._command, self._state_file, self._cwd, self._clock = command, state_file, cwd, clock
        self._environment, self._tend = environment, tend
        self.patience = patience or Patience()
        self.state = state_file.load()
        self.visitor: subprocess.Popen[bytes] | None = None
        self.beat: heartbeat.Beat | None = None  # of the present visitor, the newest
        self._stop = threading.Event()
        self._said: deque[str] = deque(maxlen=40)
        self._ever_well = False
        self._visits_before = 0
        self._votes_before: Votes = {}  # of the present visitor's start
        self._saved_at = clock()

    def stop(self) -> None:
        """End the visitor and `run`; may be called from anywhere."""
        self._stop.set()

    def run(self) -> None:
        """Raises Refused, if the first visitor could not begin with what it was given."""
        patience = self.patience
        crashes = Backoff(patience.backoff_s, patience.longest_backoff_s, patience.quiet_s)
        displays = Backoff(min(0.5, DISPLAY_AGAIN_S), DISPLAY_AGAIN_S, patience.quiet_s)
        while not self._stop.is_set():
            verdict, well_s = self._one_visitor()
            if verdict in ("staff", "stopped"):
                log.info("the kiosk ends: %s", "staff asked for it" if verdict == "staff" else "told to stop")
                break
            if verdict == "refused" and not self._ever_well:
                self._save()
                raise Refused("\n".join(self._said) or "the exhibit could not start")
            self._count(verdict)
            wait_s = (displays if verdict == "display" else crashes).after(well_s)
            log.warning("visitor: %s after %.0f s; next start in %.1f s", verdict, well_s, wait_s)
            self._stop.wait(wait_s)
        self._save()

    # -- one visitor -------------------------------------------------------------------------------------------

    def _one_visitor(self) -> tuple[Verdict, float]:
        """Start a visitor and wait for its end; returns why it ended and for how long it was well, seconds."""
        self.state.starts += 1
        self.state.last_start = datetime.now().isoformat(timespec="seconds")
        self._visits_before, self._votes_before = self.state.visits, dict(self.state.votes)
        self._save()
        self._said.clear()
        self.beat = None
        self._tend()
        try:
            process = subprocess.Popen(
                [*self._command()],
                cwd=self._cwd,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
            )
        except OSError as error:
            log.error("the visitor could not be started: %s", error)
            return "crash", 0.0
        self.visitor = process
        readers = [
            threading.Thread(target=self._listen, args=(process.stderr,), daemon=True),
            threading.Thread(target=self._feel, args=(process, process.stdout), daemon=True),
        ]
        for reader in readers:
            reader.start()
        log.info("visitor %d started", process.pid)
        try:
            verdict, well_s = self._watch(process)
        finally:
            self._end(process)
            for reader in readers:
                reader.join(1.0)
        return verdict, well_s

    def _watch(self, process: subprocess.Popen[bytes]) -> tuple[Verdict, float]:
        """Until it exits, hangs, or the watchdog is told to stop."""
        patience, clock = self.patience, self._clock
        looked = last = clock()
        first: float | None = None
        number = -1
        while True:
            if self._stop.wait(POLL_S):
                return "stopped", 0.0
            now = clock()
            if now - looked > ASLEEP_S:  # nobody ran meanwhile: the visitor gets its time anew
                log.info("%.0f s have passed in sleep", now - looked)
                last = now
            looked = now
            beat = self.beat
            if beat is not None and beat.number != number:
                number, last = beat.number, now
                if first is None and beat.rounds > 0:
                    first = now
                    self._ever_well = True
                    log.info("visitor %d: ions move", process.pid)
                    self._tend()
                self._note(beat)
            code = process.poll()
            well_s = last - first if first is not None else 0.0
            if code is not None:
                return _meaning(code), well_s
            startup_s = patience.restart_s if self._ever_well else patience.startup_s
            if now - last > (patience.hang_s if first is not None else startup_s):
                log.error("no heartbeat for %.1f s", now - last)
                return "hang", well_s

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Make sure that it is gone: first by asking, unless it hangs, then by force."""
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        if process.poll() is None:
            asked = self._stop.is_set()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GOODBYE_S if asked else 0.0)
        if process.poll() is None:
            process.kill()
            try:
                process.wait(GOODBYE_S)
            except subprocess.TimeoutExpired:
                log.error("visitor %d cannot be ended", process.pid)
        self.visitor = None

    def _listen(self, stream: IO[bytes] | None) -> None:
        """The visitor's own words, line by line."""
        with contextlib.suppress(OSError, ValueError):
            for raw in stream or ():
                line = raw.decode("utf-8", "replace").rstrip()
                if line:
                    self._said.append(line)
                    log.info("  %s", line)

    def _feel(self, process: subprocess.Popen[bytes], stream: IO[bytes] | None) -> None:
        """The visitor's heart; also one that outlived its end by force is not taken for the next visitor's."""
        with contextlib.suppress(OSError, ValueError):
            for line in stream or ():
                beat = heartbeat.parsed(line)
                if beat is not None and process is self.visitor:
                    self.beat = beat

    # -- what is remembered ------------------------------------------------------------------------------------

    def _note(self, beat: heartbeat.Beat) -> None:
        """Visits and votes, both counted since the window opened."""
        self.state.visits = self._visits_before + beat.visits
        if beat.votes is not None:
            scene, count = beat.votes
            self.state.votes |= {scene: together(self._votes_before, {scene: count})[scene]}
        if self._clock() - self._saved_at > SAVE_EVERY_S:
            self._save()
            self._tend()

    def _count(self, verdict: Verdict) -> None:
        name = {"hang": "hangs", "display": "display_losses"}.get(verdict, "crashes")
        setattr(self.state, name, getattr(self.state, name) + 1)
        self._save()

    def _save(self) -> None:
        self._saved_at = self._clock()
        self._state_file.save(self.state)


def _meaning(code: int) -> Verdict:
    meanings: dict[int, Verdict] = {EXIT_STAFF: "staff", EXIT_REFUSED: "refused", EXIT_DISPLAY: "display"}
    return meanings.get(code, "crash")
