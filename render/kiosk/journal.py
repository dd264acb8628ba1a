"""kiosk.log: a disk that is full or gone costs lines of the log and nothing else."""

import contextlib
import logging
import logging.handlers
import sys
from pathlib import Path

from render.kiosk.places import FULL, ConfigError


class Journal(logging.handlers.RotatingFileHandler):
    """Set aside when it has grown to `size` bytes. Open only while a line is written: so nothing is held back that a
    full disk refuses at the end, and a folder that was taken away is made again."""

    def __init__(self, file: Path, size: int, kept: int) -> None:
        super().__init__(file, maxBytes=size, backupCount=kept, encoding="utf-8", delay=True)
        self.lost = 0  # lines, since the last that could be written
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        lost = self.lost
        with contextlib.suppress(OSError):
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        super().emit(record)
        stream, self.stream = self.stream, None  # type: ignore[assignment]
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:
                stream.close()
        if lost and self.lost == lost:
            self.lost = 0
            self.emit(logging.makeLogRecord({"levelname": "WARNING", "msg": f"{lost} lines before this were lost"}))

    def handleError(self, record: logging.LogRecord) -> None:
        """Said once, on standard error, which systemd keeps elsewhere."""
        self.lost += 1
        if self.lost == 1:
            with contextlib.suppress(OSError, ValueError):
                print(f"{self.baseFilename} cannot be written: {sys.exc_info()[1]}", file=sys.stderr, flush=True)


def open_log(file: Path, size: int, kept: int) -> Journal:
    """All of render.kiosk into a file. Raises ConfigError if it could never be written; a disk that is full now may
    have room later."""
    try:
        file.open("ab").close()
    except OSError as error:
        if error.errno not in FULL:
            raise ConfigError(f"log_folder: '{file}' cannot be written: {error.strerror}") from None
    journal = Journal(file, size, kept)
    logger = logging.getLogger("render.kiosk")
    logger.setLevel(logging.INFO)
    logger.addHandler(journal)
    return journal
