"""Runs a kiosk in the foreground: folders, the rotating log, signals, the watchdog."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

from platformdirs import user_log_path, user_state_path

from render.kiosk import votes
from render.kiosk.config import ROOT, KioskConfig
from render.kiosk.journal import open_log
from render.kiosk.places import ConfigError, folder, hold
from render.kiosk.spare import Spare
from render.kiosk.state import StateFile
from render.kiosk.votes import Votes
from render.kiosk.watchdog import EXIT_REFUSED, Patience, Watchdog

NAME = "ions-that-make-a-voltage"
SPARE = "IONS_SPARE_CACHE_DIR"  # of sim.kernels.folders, which imports what a watchdog does not need

log = logging.getLogger(__name__)


def run(config: KioskConfig) -> None:
    """Until staff leave, or a signal ends it. Raises ConfigError for folders that cannot be used, scenes that cannot be
    played and a second kiosk at once, watchdog.Refused."""
    logs = folder(config.log_folder, lambda: user_log_path(NAME), "log_folder")
    states = folder(config.state_folder, lambda: user_state_path(NAME), "state_folder")
    with ExitStack() as held:
        for path, key in {logs: "log_folder", states: "state_folder"}.items():
            lock = hold(path, key)
            if lock is not None:
                held.enter_context(lock)
        complaint = check_scenes(config)
        journal = open_log(logs / "kiosk.log", config.log_bytes, config.log_files)
        held.callback(journal.close)
        held.callback(logging.getLogger("render.kiosk").removeHandler, journal)
        if complaint:
            log.warning("%s", complaint)
        # with copies of the compiled code a damaged cache does not keep visitors waiting for the compiler
        spare = Spare(states / "compiled")
        environment = {**os.environ, SPARE: str(spare.folder)}
        watchdog = Watchdog(
            lambda: visitor_command(config, watchdog.state.votes), StateFile(states / "kiosk-state.json"),
            patience_of(config), ROOT, environment=environment, tend=spare.tend,
        )  # fmt: skip

        def leave(number: int, frame: FrameType | None) -> None:
            watchdog.stop()

        signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
        for number in signals:
            held.callback(signal.signal, number, signal.signal(number, leave))
        watchdog.run()


def check_scenes(config: KioskConfig) -> str:
    """Raises ConfigError with all that is wrong with any scene; what kept it from being checked, or nothing."""
    command = [sys.executable, "-m", "render.kiosk.playable", config.model_dump_json()]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=config.startup_s)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the scenes could not be checked: {error}"
    if done.returncode == EXIT_REFUSED:
        raise ConfigError(done.stdout.decode("utf-8", "replace").strip())
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return f"the scenes could not be checked: {last}" if done.returncode else ""


def visitor_command(config: KioskConfig, cast: Votes | None = None) -> Sequence[str]:
    """The visitor's process; its settings are checked already. cast: votes so far, which it tells shares of."""
    told = json.dumps(votes.plain(cast or {}))
    return [sys.executable, "-m", "render.kiosk.visitor", config.model_dump_json(), told]


def patience_of(config: KioskConfig) -> Patience:
    return Patience(
        hang_s=config.hang_s,
        startup_s=config.startup_s,
        restart_s=min(60.0, config.startup_s),
        backoff_s=config.backoff_s,
        longest_backoff_s=config.longest_backoff_s,
        quiet_s=config.quiet_s,
    )


def describe(config: KioskConfig) -> str:
    """The settings in force, as a file that could be given: each key with its meaning."""
    lines = []
    for name, field in KioskConfig.model_fields.items():
        value = getattr(config, name)
        text = json.dumps(value, ensure_ascii=False) if value is not None else ""
        lines.append(f"{name} = {text}" if text else f"# {name} =")
        lines[-1] += f"  # {field.description}" if field.description else ""
    return "\n".join(lines)
