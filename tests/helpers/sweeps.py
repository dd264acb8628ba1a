"""A small sweep, as several tests make it: eighteen runs of some tenths of a second."""

from pathlib import Path

VARY = ("--vary", "outside.K=5,20", "--vary", "channels.Na.permeability=0.1,0.4,0.9")
SMALL = ("sweep", "resting", *VARY, "--seeds", "3", "--ns", "100", "--ions", "1000")
RUNS = 18


def arguments(folder: Path, *more: str) -> tuple[str, ...]:
    return (*SMALL, "--out", str(folder), *more)


def lines(folder: Path) -> list[bytes]:
    """Of the journal; none where there is none yet."""
    journal = folder / "finished-runs.jsonl"
    return journal.read_bytes().splitlines() if journal.exists() else []


def tables(folder: Path) -> tuple[bytes, bytes, bytes]:
    csv, parquet, summary = (folder / name for name in ("runs.csv", "runs.parquet", "summary.md"))
    return csv.read_bytes(), parquet.read_bytes(), summary.read_bytes()
