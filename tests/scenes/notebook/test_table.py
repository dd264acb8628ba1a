"""CSV that other programs read: units in names, awkward notes whole."""

import csv
import io
import math

import pytest

from scenes.notebook.table import as_csv, columns
from tests.helpers.records import record

AWKWARD = ["", 'said "so"', "a, b; c", "two\nlines", "浓度，很高", "  blanks  ", "=1+1", "'", "tab\there", "\\n"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_notes_come_back_as_they_were_written() -> None:
    written = [record(str(n), note=note) for n, note in enumerate(AWKWARD)]
    rows = rows_of(as_csv(written))
    assert [row["note"] for row in rows] == AWKWARD
    assert [row["record"] for row in rows] == [str(n + 1) for n in range(len(AWKWARD))]


def test_numbers_come_back_to_the_last_digit_and_what_is_not_known_is_empty() -> None:
    row = rows_of(as_csv([record(voltage_mV=-1 / 3)]))[0]
    assert float(row["V_mean_mV"]) == -1 / 3
    assert row["clamp_mV"] == "" and row["temperature_C"] == "37.0" and row["outside_K_set_mM"] == "5.0"


def test_records_with_other_ions_and_pumps_share_one_table() -> None:
    pumped = record("p", pump={"running": True, "ATP": 900.0}, clamp_mV=-60.0)
    rows = rows_of(as_csv([record("a"), pumped]))
    assert rows[0]["pump_running"] == "" and rows[1]["pump_running"] == "True" and rows[1]["clamp_mV"] == "-60.0"
    names = columns([record("a"), pumped])
    assert names[-1] == "note" and len(set(names)) == len(names)
    assert names.index("pump_running") < names.index("ions"), "beside its kind"


@pytest.mark.parametrize(
    "name", ["V_mean", "V_half_95", "GHK", "predicted", "E_K", "inside_K_counted", "outside_K_set"]
)
def test_columns_of_quantities_name_their_unit(name: str) -> None:
    assert [c for c in columns([record()]) if c in (f"{name}_mV", f"{name}_mM")]


def test_pandas_reads_it_directly() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.StringIO(as_csv([record(str(n), note=note) for n, note in enumerate(AWKWARD)])))
    assert len(frame) == len(AWKWARD) and frame["V_mean_mV"].dtype == float
    assert frame["note"].fillna("").tolist() == AWKWARD
    assert math.isnan(frame["clamp_mV"][0])


def test_an_empty_notebook_has_only_names() -> None:
    assert as_csv([]).strip() == ""
