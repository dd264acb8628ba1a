"""The Post-Albers cycle of the sodium pump as rates: every step has its way back.

      E1 + n Na+ (inside)  <->  E1.nNa          one ion at a time
      E1.nNa + ATP         <->  E1P + ADP       the ions are shut in
      E1P                  <->  E2P + n Na+     the turn outward; the way back is through an access channel
      E2P + m K+ (outside) <->  E2P.mK          one ion at a time
      E2P.mK               <->  E2 + phosphate  the ions are shut in
      E2                   <->  E1 + m K+       the turn inward

Around the cycle the product of forward over backward rates is exp(-dG / RT),

    dG = -dG_ATP + n [RT ln(Na_o / Na_i) - F V] + m [RT ln(K_i / K_o) + F V],

whatever the concentrations, the voltage and the pools of ATP, ADP and phosphate: one constant, of the inward turn's way
back, follows from the free energy of ATP, the others are free. The sites carry the charge -m, so that the n - m charges
of a cycle all move in the Na+ limb, and the voltage acts where Na+ comes back from outside, as through an access
channel: the pump's rate rises with V and levels off.

Sources: Laeuger 1991, Electrogenic Ion Pumps; Smith & Crampin 2004, Prog Biophys Mol Biol 85:387 (the free energy of
ATP ties the rates of a cycle together); Gadsby, Rakowski & De Weer 1993, Science 260:100 (access channel outside).
"""

import math
from dataclasses import dataclass
from enum import IntEnum

from sim.scene import Pump
from sim.units import GAS_CONSTANT, IONS_PER_MM_NM3, kelvin, thermal_voltage_mV

ROW_NM = 100.0  # a pump stands for one in so much depth
REFERENCE_C = 37.0
UNFOLDS_C = 50.0  # above, Q10 says nothing: the protein unfolds
PER_US = 1e-3  # 1/us in 1/ns

# The rates of a scene are those of a pump that has little to take back. HASTE and BINDING make up for the steps back:
# at rest (below) a cycle takes as long as if there were none.
HASTE = 2.5  # on all steps
BINDING = 2.0  # on binding, beyond
LOOSENS = 3.0  # a bound ion leaves, against the turn that follows: 10 mM Na+ and 5 mM K+ half-fill a site
SHUTS = 5.0  # ATP or its phosphate is taken or left, against the turn that follows,
OPENS = 0.2  # and the way back against that
REST_KJ, REST_MV, REST_SODIUM_MM = 55.0, -75.0, 145.0  # here as many outward turns are taken back as not


class PumpState(IntEnum):
    """Where in its cycle a pump is."""

    E1 = 0
    E1P = 1
    E2P = 2
    E2 = 3


@dataclass(frozen=True)
class Cycle:
    """Rates of one stoichiometry, 1/ns, for a pump with ROW_NM of depth.

    sodium, potassium: ions a cycle; bind_*: for 1 mM; loosen_*: for the ion bound last; phosphorylate, unspend: with
    the pools at their full store; turn_out; take_sodium: its way back for 1 mM^sodium at 0 mV; dephosphorylate, rebind:
    of the phosphate, with the pools full; turn_in; take_potassium: its way back for 1 mM^potassium.
    """

    sodium: int
    potassium: int
    bind_sodium: float
    loosen_sodium: float
    phosphorylate: float
    unspend: float
    turn_out: float
    take_sodium: float
    bind_potassium: float
    loosen_potassium: float
    dephosphorylate: float
    rebind: float
    turn_in: float
    take_potassium: float

    def taken_back(self, u: float) -> float:
        """Factor of take_sodium at the reduced voltage u = V / V_T."""
        return math.exp(min((self.potassium - self.sodium) * u, 300.0))


def ions_near(pump: Pump, depth_nm: float) -> float:
    """Ions within reach of a mouth at 1 mM: in half a disc with the radius capture_nm, depth_nm deep."""
    return IONS_PER_MM_NM3 * 0.5 * math.pi * pump.capture_nm**2 * depth_nm


def cycle(pump: Pump, sodium: int, potassium: int, temperature_C: float) -> Cycle:
    """The rates of a pump with this stoichiometry at a temperature (C)."""
    RT = GAS_CONSTANT * 1e-3 * kelvin(temperature_C)  # kJ/mol
    pace = HASTE * PER_US * pump.q10 ** ((min(temperature_C, UNFOLDS_C) - REFERENCE_C) / 10)
    out, inward = pace * pump.turn_out_per_us, pace * pump.turn_in_per_us
    near = ions_near(pump, ROW_NM)
    bind_sodium = pace * BINDING * pump.bind_sodium_per_us * near
    bind_potassium = pace * BINDING * pump.bind_potassium_per_us * near
    loosen_sodium, loosen_potassium = LOOSENS * out, LOOSENS * inward
    opens = OPENS * math.exp((REST_KJ - pump.atp_kJ_per_mol) / RT)
    u_rest = REST_MV / thermal_voltage_mV(kelvin(REFERENCE_C))
    take_sodium = out * REST_SODIUM_MM**-sodium * math.exp(max(sodium - potassium, 0) * u_rest)
    forward_over_backward = (  # of all steps but the last way back
        (bind_sodium / loosen_sodium) ** sodium
        * (bind_potassium / loosen_potassium) ** potassium
        * (out / take_sodium)
        * inward
        / (opens * OPENS)
    )
    return Cycle(
        sodium=sodium,
        potassium=potassium,
        bind_sodium=bind_sodium,
        loosen_sodium=loosen_sodium,
        phosphorylate=SHUTS * out,
        unspend=SHUTS * opens * out,
        turn_out=out,
        take_sodium=take_sodium,
        bind_potassium=bind_potassium,
        loosen_potassium=loosen_potassium,
        dephosphorylate=SHUTS * inward,
        rebind=SHUTS * OPENS * inward,
        turn_in=inward,
        take_potassium=forward_over_backward * math.exp(-pump.atp_kJ_per_mol / RT),
    )
