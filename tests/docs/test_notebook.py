"""docs/notebook.ipynb does what it says, with the numbers that it says, and tells nothing of the machine it ran on."""

import json
from copy import deepcopy
from typing import Any

import pytest

pytest.importorskip("pandas", reason="the notebook needs pandas: pip install -r tests/requirements.txt")
pytest.importorskip("nbclient", reason="the notebook is executed by nbclient: pip install -r tests/requirements.txt")

from tests.helpers import notebook as stored
from tests.helpers.cells import SIGMAS

ASKED = """
import json
print(json.dumps({
    "nernst": [off_nernst.mean, off_nernst.standard_error], "E_K": late.E_K_mV.mean(),
    "ghk": [off_ghk.mean, off_ghk.standard_error], "rest": rest.voltage_mean_mV.mean(),
    "spike": spike.voltage_mV.tolist(), "current": {ion: spike[f"{ion}_current_pA"].tolist() for ion in ("Na", "K")},
    "sweep": {str(mM): [off.mean, off.standard_error] for mM, off in off_sweep.items()},
    "counted": sweep.voltage_mean_mV.tolist(),
}))
"""
MOST_LINES = 36  # of code, beside blank ones and imports
WAY_MV = 0.2, 1.0  # at most, what the way to the doors adds, which is no part of GHK: at rest, in the sweep


@pytest.mark.slow
def test_it_runs_and_gives_its_numbers() -> None:
    """One run, half a minute on two cores. A false alarm less than once in 190,000 runs: nine bars of five sigma."""
    import nbformat

    book = deepcopy(stored.read())
    book.cells.append(nbformat.v4.new_code_cell(ASKED))
    found: dict[str, Any] = json.loads(stored.execute(book).cells[-1].outputs[0]["text"])
    _meets_nernst(found)
    _meets_ghk_at_rest(found)
    _spikes(found)
    _meets_ghk_at_every_dose(found)


def _meets_nernst(found: dict[str, Any]) -> None:
    difference, error = found["nernst"]
    assert 0 < error < 0.8 and abs(difference) < SIGMAS * error
    assert found["E_K"] == pytest.approx(-51, abs=4), "V_T ln(20 / 140), a little less for what has left"


def _meets_ghk_at_rest(found: dict[str, Any]) -> None:
    difference, error = found["ghk"]
    assert 0 < error < 0.8 and abs(difference) < SIGMAS * error + WAY_MV[0]
    assert found["rest"] == pytest.approx(-69, abs=4)


def _spikes(found: dict[str, Any]) -> None:
    """It rises by sodium and falls by potassium."""
    voltage, current = found["spike"], found["current"]
    top = max(range(len(voltage)), key=lambda n: voltage[n])
    assert voltage[top] > 15 and voltage[0] < -50 and sum(voltage[-20:]) / 20 < -50
    assert sum(current["Na"][: top + 1]) < 0, "Na+ comes in before the top"
    assert sum(current["K"][top:]) > 0, "K+ leaves after it"
    assert -sum(current["Na"][: top + 1]) > sum(current["K"][: top + 1])


def _meets_ghk_at_every_dose(found: dict[str, Any]) -> None:
    counted = found["counted"]
    assert counted == sorted(counted) and len(counted) == 6 and counted[-1] - counted[0] > 60
    apart = list(found["sweep"].values())
    for difference, error in apart:
        assert 0 < error < 2 and abs(difference) < SIGMAS * error + WAY_MV[1]
    together = 1 / sum(error**-2 for _, error in apart)  # variance of the mean that counts the surer ones more
    assert together**0.5 < 1
    mean = together * sum(difference / error**2 for difference, error in apart)
    assert abs(mean) < SIGMAS * together**0.5 + WAY_MV[1]


def test_it_is_short_and_has_all_its_outputs() -> None:
    cells = [cell for cell in stored.read().cells if cell.cell_type == "code"]
    lines = [line for cell in cells for line in cell.source.splitlines() if line.strip()]
    assert sum(not line.startswith(("import ", "from ")) for line in lines) <= MOST_LINES
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    pictures = [output for cell in cells for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 3 and all(len(picture["data"]["image/png"]) < 60_000 for picture in pictures)
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]


def test_it_names_no_place_on_a_machine() -> None:
    book = stored.read()
    assert stored.places(book) == []
    told = deepcopy(book)
    told.cells[0].source += " see /home/somebody/cells"
    assert stored.places(told), "such a place would be found"
    assert book.metadata == stored.KERNEL
    assert not [output for cell in book.cells for output in cell.get("outputs", ()) if output.get("name") == "stderr"]
