"""Where a door or a pump can sit, and the scene once one has been put in, moved or taken out. Plain data.

Whoever builds finds all pieces at the places that they have: kinds that were spread evenly keep them as explicit ones,
so that nothing moves but what is moved. Numbers are from the left, of channels and of pumps apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from sim.problems import PORE_WALL_NM, PUMP_WIDTH_NM
from sim.scene import Channel, Pump, Scene, centres

Piece = Literal["channel", "pump"]
Fault = Literal["", "outside", "overlaps", "full"]
MOST_PIECES = 1000  # of each; scene files have the same bound, and tables grow with doors times species
SLACK_NM = 1e-9


@dataclass(frozen=True)
class Rebuilt:
    """A scene with one piece more, less or elsewhere. channels, pumps: for each of the new scene, from the left, its
    number before, -1 for a new one."""

    scene: Scene
    channels: tuple[int, ...]
    pumps: tuple[int, ...]


@dataclass(frozen=True)
class _Seat:
    """What sits at a place: kind, the number of scene.channels or, for pumps, one more than the last; number among its
    like from the left, -1 for a new one."""

    at_nm: float
    kind: int
    number: int


def count(scene: Scene, piece: Piece) -> int:
    """How many there are."""
    return sum(seat.number >= 0 for seat in _seats(scene) if _is_pump(scene, seat) == (piece == "pump"))


def place_of(scene: Scene, piece: Piece, number: int) -> float:
    """Where a piece sits, nm."""
    return _seat_of(scene, piece, number).at_nm


def pieces(scene: Scene) -> list[tuple[Piece, int, float]]:
    """What sits in the membrane, from left to right: channel or pump, its number among these, its place in nm."""
    return [("pump" if _is_pump(scene, seat) else "channel", seat.number, seat.at_nm) for seat in _seats(scene)]


def fault(scene: Scene, piece: Piece, at_nm: float, moving: int | None = None) -> Fault:
    """What keeps a piece from sitting at a place; "" where nothing does. moving: its number where it is there already.

    The rule is that of a scene file's at_nm (sim.problems): a pore lies within the box, walls of proteins do not
    overlap.
    """
    edge = scene.membrane.pore_width_nm / 2
    if not edge <= at_nm <= scene.box.width_nm - edge:
        return "outside"
    own = _half_width(scene, piece == "pump")
    for seat in _others(scene, piece, moving):
        if abs(seat.at_nm - at_nm) < own + _half_width(scene, _is_pump(scene, seat)) - SLACK_NM:
            return "overlaps"
    return ""


def least_apart_nm(scene: Scene, piece: Piece, at_nm: float, moving: int | None = None) -> tuple[float, float]:
    """The nearest other piece: its place, and how far from it a piece must be, nm. There must be another."""
    nearest = min(_others(scene, piece, moving), key=lambda seat: abs(seat.at_nm - at_nm))
    return nearest.at_nm, _half_width(scene, piece == "pump") + _half_width(scene, _is_pump(scene, nearest))


def near_room(scene: Scene, piece: Piece, at_nm: float, reach_nm: float, moving: int | None = None) -> float | None:
    """The nearest place to one that has room, within reach_nm of it; None where there is none."""
    own, edge = _half_width(scene, piece == "pump"), scene.membrane.pore_width_nm / 2
    places = [at_nm, edge, scene.box.width_nm - edge]
    for seat in _others(scene, piece, moving):
        needed = own + _half_width(scene, _is_pump(scene, seat))
        places += [seat.at_nm - needed, seat.at_nm + needed]
    near = [x for x in places if abs(x - at_nm) <= reach_nm and not fault(scene, piece, x, moving)]
    return min(near, key=lambda x: abs(x - at_nm), default=None)


def next_room(scene: Scene, piece: Piece, number: int, step_nm: float) -> float | None:
    """Where a piece comes to sit that is moved by a step, or past what is in its way; None at the membrane's end."""
    start = place_of(scene, piece, number)
    way, own, edge = (1 if step_nm > 0 else -1), _half_width(scene, piece == "pump"), scene.membrane.pore_width_nm / 2
    wanted = min(max(start + step_nm, edge), scene.box.width_nm - edge)
    places = [wanted]
    for seat in _others(scene, piece, number):
        places.append(seat.at_nm + way * (own + _half_width(scene, _is_pump(scene, seat))))
    ahead = [x for x in places if (x - wanted) * way >= -SLACK_NM and abs(x - start) > SLACK_NM]
    free = [x for x in ahead if not fault(scene, piece, x, number)]
    return min(free, key=lambda x: abs(x - wanted), default=None)


def widest_gap(scene: Scene, piece: Piece) -> float | None:
    """The middle of the longest stretch that a new piece could sit in, nm, the leftmost of equal ones; None where there
    is no room at all."""
    own, edge = _half_width(scene, piece == "pump"), scene.membrane.pore_width_nm / 2
    around = [(seat.at_nm, own + _half_width(scene, _is_pump(scene, seat))) for seat in _seats(scene)]
    walls = (0.0, edge), (scene.box.width_nm, edge)
    gaps = [(a + far_a, b - far_b) for (a, far_a), (b, far_b) in pairwise((walls[0], *around, walls[1]))]
    low, high = max(gaps, key=lambda gap: round(gap[1] - gap[0], 6))
    return (low + high) / 2 if high >= low else None


def with_piece(scene: Scene, what: Channel | Pump, at_nm: float) -> Rebuilt:
    """The scene with one more at a place that has room. what: a kind of channel, which is added to the scene's where it
    has none of that name; or a pump, whose rates count only where the scene has none yet."""
    channels, pump = scene.channels, scene.pump
    if isinstance(what, Pump):
        pump = pump or replace(what, count=0, at_nm=())
        kind = len(channels)
        return _made(scene, channels, pump, [*_seats(scene), _Seat(at_nm, kind, -1)])
    names = [channel.kind for channel in channels]
    if what.kind in names:
        return _made(scene, channels, pump, [*_seats(scene), _Seat(at_nm, names.index(what.kind), -1)])
    seats = [replace(seat, kind=seat.kind + 1) if _is_pump(scene, seat) else seat for seat in _seats(scene)]
    new = replace(what, count=0, at_nm=())
    return _made(scene, (*channels, new), pump, [*seats, _Seat(at_nm, len(channels), -1)])


def without_piece(scene: Scene, piece: Piece, number: int) -> Rebuilt:
    """The scene with one less; its kind stays known, with no door left."""
    gone = _seat_of(scene, piece, number)
    return _made(scene, scene.channels, scene.pump, [seat for seat in _seats(scene) if seat != gone])


def with_moved(scene: Scene, piece: Piece, number: int, at_nm: float) -> Rebuilt:
    """The scene with one elsewhere, at a place that has room."""
    gone = _seat_of(scene, piece, number)
    seats = [replace(seat, at_nm=at_nm) if seat == gone else seat for seat in _seats(scene)]
    return _made(scene, scene.channels, scene.pump, seats)


def _seats(scene: Scene) -> list[_Seat]:
    """All pieces, from left to right."""
    numbers = {True: 0, False: 0}
    found = []
    for kind, at_nm in centres(scene):
        pump = kind == len(scene.channels)
        found.append(_Seat(at_nm, kind, numbers[pump]))
        numbers[pump] += 1
    return found


def _is_pump(scene: Scene, seat: _Seat) -> bool:
    return seat.kind == len(scene.channels)


def _seat_of(scene: Scene, piece: Piece, number: int) -> _Seat:
    alike = (seat for seat in _seats(scene) if _is_pump(scene, seat) == (piece == "pump"))
    return next(seat for seat in alike if seat.number == number)


def _others(scene: Scene, piece: Piece, moving: int | None) -> list[_Seat]:
    own = None if moving is None else _seat_of(scene, piece, moving)
    return [seat for seat in _seats(scene) if seat != own]


def _half_width(scene: Scene, pump: bool) -> float:
    return PUMP_WIDTH_NM / 2 if pump else scene.membrane.pore_width_nm / 2 + PORE_WALL_NM


def _made(scene: Scene, channels: tuple[Channel, ...], pump: Pump | None, seats: Sequence[_Seat]) -> Rebuilt:
    """The scene with these pieces, each at its place."""
    row = sorted(seats, key=lambda seat: seat.at_nm)

    def places(kind: int) -> tuple[float, ...]:
        return tuple(seat.at_nm for seat in row if seat.kind == kind)

    kinds = tuple(replace(c, count=len(places(n)), at_nm=places(n)) for n, c in enumerate(channels))
    at_nm = places(len(channels))
    pump = None if pump is None else replace(pump, count=len(at_nm), at_nm=at_nm)
    return Rebuilt(
        replace(scene, channels=kinds, pump=pump),
        tuple(seat.number for seat in row if seat.kind < len(channels)),
        tuple(seat.number for seat in row if seat.kind == len(channels)),
    )
