"""A measurement for the notebook: the voltage settles after the last change, then its mean is taken over a window, with
everything that is set and counted meanwhile."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scenes import SceneFile
    from scenes.notebook.record import Record
    from sim import Observation, Simulation
    from sim.measure.predictions import Prediction

SETTLED = 6.0  # of the membrane's own times, after which a change of voltage is gone but for 0.25 %
LONG = 60.0  # of these times are enough for a window: some 30 independent voltages
SHORTEST_NS, LONGEST_NS = 1200.0, 12_000.0
Amounts = dict[str, dict[str, float]]


@dataclass(frozen=True)
class NoteView:
    """How far a measurement is. share: how much of settling and window is over; settling: nothing is counted yet;
    again: how often a command has made it begin anew; record: what was found, once all is over."""

    share: float
    settling: bool
    again: int
    record: "Record | None" = None


class Noting:
    """Follows the cell that is shown. `touch` whenever a command has changed it, `forget` where another takes its
    place, `add` what happens."""

    def __init__(self) -> None:
        self.forget()

    def forget(self, scene_file: "SceneFile | None" = None) -> None:
        """Nothing is measured, and the cell is at its start."""
        claim = scene_file.claim if scene_file is not None else None
        self._claimed_ns = LONGEST_NS if claim is None else claim.run_ns - claim.settle_ns
        self._changed_ns = 0.0
        self._window: _Window | None = None
        self._done: Record | None = None
        self._again = 0

    def toggle(self, simulation: "Simulation") -> None:
        """Begin a measurement, or give up the one that runs."""
        self._done, self._again = None, 0
        self._window = None if self._window is not None else _Window(simulation, self._changed_ns, self._claimed_ns)

    def touch(self, simulation: "Simulation") -> None:
        """A command has changed something: what was measured so far is of another state."""
        self._changed_ns = simulation.time_ns
        if self._window is not None:
            self._window = _Window(simulation, self._changed_ns, self._claimed_ns)
            self._again += 1

    def add(
        self,
        voltages_mV: NDArray[np.float64],
        observation: "Observation",
        prediction: "Prediction",
        simulation: "Simulation",
        scene_file: "SceneFile",
    ) -> None:
        """Voltages of the macro-steps since the last call, and a census at their end; the record, when it is due."""
        window = self._window
        if window is None:
            return
        window.add(voltages_mV, observation, prediction)
        if window.over:
            self._done, self._window = window.record(simulation, scene_file, observation), None

    def view(self, now_ns: float) -> NoteView | None:
        """None while nothing is measured, and nothing has been."""
        if self._window is None:
            return None if self._done is None else NoteView(1.0, False, self._again, self._done)
        window = self._window
        share = (now_ns - window.began_ns) / (window.until_ns - window.began_ns)
        return NoteView(min(max(share, 0.0), 1.0), now_ns < window.from_ns, self._again)


class _Window:
    """From began_ns on; counted from from_ns to until_ns."""

    def __init__(self, simulation: "Simulation", changed_ns: float, claimed_ns: float) -> None:
        """changed_ns: when the last command was carried out; claimed_ns: how long the scene's own claim is counted."""
        from sim.measure.measurement import Measurement
        from sim.measure.relaxation import relaxation_ns

        clamped = simulation.clamp_mV is not None
        self._own_ns = math.nan if clamped else relaxation_ns(simulation.observe(), simulation.scene)
        own = self._own_ns if math.isfinite(self._own_ns) else 0.0 if clamped else LONGEST_NS
        self.began_ns = simulation.time_ns
        self.from_ns = max(self.began_ns, changed_ns + min(SETTLED * own, LONGEST_NS))
        self.until_ns = self.from_ns + min(max(min(LONG * own, claimed_ns), SHORTEST_NS), LONGEST_NS)
        self._measurement: Measurement = Measurement(self.from_ns)
        self._last_ns = 0.0  # what has begun before the window is left out, as the measurement does
        self._passed_ns = 0.0
        self._sums: Amounts = {}

    def add(self, voltages_mV: NDArray[np.float64], observation: "Observation", prediction: "Prediction") -> None:
        begins, self._last_ns = self._last_ns, observation.time_ns
        self._measurement.add(voltages_mV, observation, prediction)
        passed = observation.time_ns - begins
        if begins < self.from_ns - 1e-9 or passed <= 0:
            return
        self._passed_ns += passed
        means = {"permeability": observation.permeability}
        for side in ("inside", "outside"):
            means |= {f"counted {side}": observation.concentration_mM[side], f"bulk {side}": observation.bulk_mM(side)}
        for what, amounts in means.items():
            sums = self._sums.setdefault(what, dict.fromkeys(amounts, 0.0))
            for symbol, amount in amounts.items():
                sums[symbol] += passed * amount

    @property
    def over(self) -> bool:
        """Whether it has been counted for as long as was meant."""
        return self._passed_ns >= self.until_ns - self.from_ns - 1e-6

    def record(self, simulation: "Simulation", scene_file: "SceneFile", observation: "Observation") -> "Record | None":
        """None where too little has been counted to tell how sure it is."""
        from scenes.notebook.book import new_ident
        from scenes.notebook.interval import half_width
        from scenes.notebook.record import Record
        from sim.species import BALANCING
        from sim.theory import thermal_noise_mV

        result = self._measurement.result()
        if result is None or self._passed_ns <= 0 or not math.isfinite(result.voltage.standard_error):
            return None
        noise = thermal_noise_mV(observation.thermal_charge, observation.temperature_K)
        half = half_width(result.voltage, noise, self._own_ns / self._passed_ns)
        scene, channels, pump = simulation.scene, simulation.channels, observation.pump
        kinds = [channel.kind for channel in scene.channels if channel.count]
        told = list(zip(channels.kind, channels.state, strict=True))
        immobile = {f"nernst:{symbol}" for symbol in BALANCING.values()}
        predicted = {name: mV for name, mV in result.prediction.named().items() if name not in immobile} | {"zero": 0.0}
        sides = ("inside", "outside")
        return Record(
            ident=new_ident(),
            at=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
            scene=scene_file.name,
            seed=simulation.seed,
            ions=int(simulation.ions.count.sum()),
            time_ns=observation.time_ns,
            window_ns=self._passed_ns,
            voltage_mV=result.voltage.mean,
            half_mV=half,
            effective=result.voltage.effective_samples,
            predicts=scene_file.claim.predicts,
            predicted_mV={name: mV for name, mV in predicted.items() if math.isfinite(mV)},
            set_mM={side: dict(simulation.reservoir[side]) for side in sides},  # type: ignore[index]
            counted_mM={side: self._mean(f"counted {side}") for side in sides},
            bulk_mM={side: self._mean(f"bulk {side}") for side in sides},
            valence=dict(observation.valence),
            permeability=self._mean("permeability"),
            doors_open={kind: sum(k == kind and state == "open" for k, state in told) for kind in kinds},
            doors={kind: sum(k == kind for k, _ in told) for kind in kinds},
            passes={channel.kind: dict(channel.permeability) for channel in scene.channels if channel.count},
            temperature_C=scene.temperature_C,
            field=scene.field.kind,
            bath={"inside": scene.bath_inside, "outside": scene.bath_outside},
            clamp_mV=observation.clamp_mV,
            pump=None if pump is None else {
                "running": pump.running, "DNP": pump.dnp, "ouabain": pump.ouabain, "sodium": pump.sodium,
                "potassium": pump.potassium, "ATP": pump.atp, "cycles": pump.cycles,
            },
        )  # fmt: skip

    def _mean(self, what: str) -> Mapping[str, float]:
        return {symbol: total / self._passed_ns for symbol, total in self._sums[what].items()}
