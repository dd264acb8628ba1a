"""The table of a sweep, a row a run, in the order of the grid and the seeds: as CSV and as Parquet, columns alike.

Numbers are written in full, so both files say the same. What is not defined is an empty cell, and null in Parquet.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenes.sweep.columns import columns
from scenes.sweep.job import Done
from scenes.sweep.journal import Key
from scenes.sweep.plan import Sweep

Cell = float | int | str | None


@dataclass(frozen=True)
class Table:
    """names: of the columns; rows: a cell for each."""

    names: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def column(self, name: str) -> list[Cell]:
        """All cells of a column."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]

    def as_csv(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows([["" if cell is None else cell for cell in row] for row in self.rows])
        return text.getvalue()

    def as_parquet(self) -> bytes:
        """Raises ImportError without pyarrow."""
        import pyarrow
        from pyarrow import parquet

        columns = [pyarrow.array(self.column(name), _type_of(self.column(name), pyarrow)) for name in self.names]
        file = io.BytesIO()
        parquet.write_table(pyarrow.table(columns, names=list(self.names)), file)
        return file.getvalue()


def table_of(asked: Sweep, done: Mapping[Key, Done]) -> Table:
    """The table of the runs that have been made."""
    measured = dict.fromkeys(name for point in asked.points for seed in asked.seeds[:1]
                             if (point.texts, seed) in done for name in done[point.texts, seed].values)  # fmt: skip
    of_text = [{value.text: _cell(axis.values, value.text) for value in axis.values} for axis in asked.axes]
    rows: list[list[Cell]] = []
    for point in asked.points:
        varied = [cells[text] for cells, text in zip(of_text, point.texts, strict=True)]
        for seed in asked.seeds:
            if (point.texts, seed) in done:
                values = done[point.texts, seed].values
                rows.append([*varied, seed, *(values.get(name) for name in measured)])
    return Table([*columns(asked.axes), "seed", *measured], rows)


def _cell(values: Sequence[Any], text: str) -> Cell:
    """A value as the table has it: whole numbers where all of the axis are, numbers where all are, else its text."""
    numbers = [value.number for value in values]
    if any(number is None for number in numbers):
        return text
    found = next(value.number for value in values if value.text == text)
    return int(found) if all(isinstance(number, int) for number in numbers) else float(found)


def _type_of(cells: Sequence[Cell], pyarrow: Any) -> Any:
    some = [cell for cell in cells if cell is not None]
    if any(isinstance(cell, str) for cell in some):
        return pyarrow.string()
    whole = bool(some) and all(isinstance(cell, int) for cell in some)
    return pyarrow.int64() if whole else pyarrow.float64()
