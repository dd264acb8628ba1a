"""Runs a kiosk in the foreground: folders, the rotating log, signals, the watchdog."""

import json
import logging
import logging.handlers
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from platformdirs import user_log_path, user_state_path

from render.kiosk.config import ROOT, ConfigError, KioskConfig
from render.kiosk.state import StateFile
from render.kiosk.watchdog import Patience, Watchdog

NAME = "ions-that-make-a-voltage"


def run(config: KioskConfig) -> None:
    """Until staff leave, or a signal ends it. Raises ConfigError for folders that cannot be used, watchdog.Refused."""
    log_file = folder(config.log_folder, user_log_path(NAME), "log_folder") / "kiosk.log"
    state_file = folder(config.state_folder, user_state_path(NAME), "state_folder") / "kiosk-state.json"
    handler = open_log(log_file, config.log_bytes, config.log_files)
    watchdog = Watchdog(
        lambda beats: visitor_command(config, beats), StateFile(state_file), patience_of(config), cwd=ROOT
    )

    def leave(number: int, frame: FrameType | None) -> None:
        watchdog.stop()

    signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    before = {number: signal.signal(number, leave) for number in signals}
    try:
        watchdog.run()
    finally:
        for number, former in before.items():
            signal.signal(number, former)
        logging.getLogger("render.kiosk").removeHandler(handler)
        handler.close()


def visitor_command(config: KioskConfig, beats: Path) -> Sequence[str]:
    """The visitor's process; its settings are checked already."""
    return [sys.executable, "-m", "render.kiosk.visitor", config.model_dump_json(), str(beats)]


def patience_of(config: KioskConfig) -> Patience:
    return Patience(
        hang_s=config.hang_s,
        startup_s=config.startup_s,
        restart_s=min(60.0, config.startup_s),
        backoff_s=config.backoff_s,
        longest_backoff_s=config.longest_backoff_s,
        quiet_s=config.quiet_s,
    )


def folder(chosen: str | None, usual: Path, key: str) -> Path:
    """A folder that exists. Raises ConfigError with its key."""
    path = Path(chosen).expanduser() if chosen else usual
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{key}: expected a folder that can be made and written to, got '{path}': {error}") from None
    return path


def open_log(file: Path, size: int, kept: int) -> logging.Handler:
    """All of render.kiosk into a file that is set aside when it has grown to `size` bytes. Raises ConfigError."""
    try:
        handler = logging.handlers.RotatingFileHandler(file, maxBytes=size, backupCount=kept, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"log_folder: '{file}' cannot be written: {error.strerror}") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(message)s"))
    logger = logging.getLogger("render.kiosk")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler


def describe(config: KioskConfig) -> str:
    """The settings in force, as a file that could be given: each key with its meaning."""
    lines = []
    for name, field in KioskConfig.model_fields.items():
        value = getattr(config, name)
        text = json.dumps(value, ensure_ascii=False) if value is not None else ""
        lines.append(f"{name} = {text}" if text else f"# {name} =")
        lines[-1] += f"  # {field.description}" if field.description else ""
    return "\n".join(lines)
