"""Do the peers solve the engine's problem? Some seconds, so not collected by itself:

python -m pytest tests/benchmarks/check_peers.py
"""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim import Membrane, Scene, Simulation
from tests.benchmarks import bound, box
from tests.benchmarks.bound import Bound
from tests.benchmarks.box import Plain
from tests.benchmarks.competitors import PEERS
from tests.benchmarks.engine import Engine
from tests.benchmarks.naive_numba import NaiveNumba
from tests.benchmarks.peer import Peer, count_inside
from tests.benchmarks.plain_numpy import PlainNumpy

IONS = 20_000
SIGMAS = 5.0
HAIR_NM = 1e-4  # float32


def make(name: str, of: Plain) -> Peer:
    if name != "smoldyn":
        return PlainNumpy(of, 3) if name == "numpy" else NaiveNumba(of, 3)
    if not PEERS["smoldyn"].installed:
        pytest.skip("smoldyn is not installed: pip install -r tests/requirements-bench.txt")
    from tests.benchmarks.smoldyn_box import Smoldyn

    smoldyn = Smoldyn(of, 3)
    smoldyn.watch()
    return smoldyn


def wide(**changes: Any) -> Scene:
    """Wider doors, so that many ions cross in a short time; no voltage at the start."""
    return replace(box.scene(IONS), membrane=Membrane(pore_entry=0.5), initial_mV=0.0, **changes)


@pytest.mark.parametrize("ions", [10_000, 100_000])
def test_peers_start_with_the_ions_of_the_engine(ions: int) -> None:
    plain, counts = box.plain(box.scene(ions)), Simulation(box.scene(ions), threads=1).observe().counts
    for symbol, inside, outside in zip(plain.symbols, plain.inside, plain.outside, strict=True):
        assert (inside, outside) == (counts[symbol]["inside"], counts[symbol]["outside"])


@pytest.mark.parametrize("name", PEERS)
def test_ions_are_conserved_and_keep_to_their_pores(name: str) -> None:
    plain = box.plain(wide())
    peer = make(name, plain)
    peer.advance(8)
    for k, symbol in enumerate(plain.symbols):
        x, y = peer.places(symbol)
        assert len(x) == plain.inside[k] + plain.outside[k]
        assert np.all((x >= 0) & (x <= plain.width) & (np.abs(y) <= plain.wall))
        within = np.abs(y) < plain.face - HAIR_NM
        own = plain.centre[plain.entry[k] > 0]
        assert within.any() == (symbol in ("K", "Na"))
        if within.any():
            assert np.abs(x[within, None] - own).min(axis=1).max() <= plain.half_pore + HAIR_NM


@pytest.mark.parametrize("name", PEERS)
def test_walls_neither_attract_nor_repel(name: str) -> None:
    plain = box.plain(box.scene(IONS))
    peer = make(name, plain)
    peer.advance(4)
    x, y = (np.concatenate([peer.places(symbol)[axis] for symbol in ("Cl", "A")]) for axis in (0, 1))
    edges = np.array([0.0, 0.5, 2.0, 12.5, 23.0, 24.5, 25.0])
    for height, edge in ((np.abs(y) - plain.face, edges), (x, edges * plain.width / 25)):
        expected = len(x) * np.diff(edge) / edge[-1]
        assert np.abs(np.histogram(height, edge)[0] - expected).max() < SIGMAS * np.sqrt(expected).max()


def crossed(peer: Peer, plain: Plain, ns: int) -> int:
    """K+ that have left the cytosol."""
    peer.advance(ns)
    return plain.inside[0] - count_inside(peer, "K", plain.face)


@pytest.mark.parametrize("name", PEERS)
def test_as_many_potassium_ions_leave_as_with_the_engine(name: str) -> None:
    # Smoldyn has no field: there both are held at 0 mV
    clamp_mV = 0.0 if name == "smoldyn" else None
    plain = box.plain(wide())
    engine = crossed(Engine(wide(clamp_mV=clamp_mV), 5, 1), plain, 40)
    peer = crossed(make(name, replace(plain, thermal_charge=np.inf) if name == "smoldyn" else plain), plain, 40)
    assert peer > 30
    assert abs(peer - engine) < SIGMAS * np.sqrt(peer + engine)


def test_the_bound_draws_standard_normal_numbers() -> None:
    drawn = Bound(50_000, 1, 1.6)
    drawn.advance(3)
    assert drawn.ion_steps == pytest.approx(3 * 1.6 * 50_000, rel=1e-3)
    for sums in drawn.places(""):
        assert sums.var() == pytest.approx(3 * 1.6, rel=0.05)
        assert abs(sums.mean()) < SIGMAS * np.sqrt(3 * 1.6 / 50_000)


def test_the_bound_vectorises() -> None:
    number, sums = np.uint32(1), np.zeros(16, np.float32)
    bound.draw_once(sums, sums.copy(), number, number, number, number)
    assembly = "".join(bound.draw_once.inspect_asm().values())
    if "xmm" not in assembly:
        pytest.skip("not an x86 processor")
    assert re.search(r"vsqrtps\s+%[yz]mm", assembly)


def test_a_fixed_step_resolves_the_pore() -> None:
    plain = box.plain(box.scene(IONS))
    potassium = plain.step_nm[plain.symbols.index("K")]
    assert 0.99 * box.NEAR_STEP_NM < potassium <= box.NEAR_STEP_NM
    assert plain.steps_per_ns == 44
