"""Pictures that a glide is about to need are painted before it needs them, a few a frame: painted all at once, when the
view passes from one scale of theirs to the next, they would hold a frame up."""

import time
from collections.abc import Callable, Iterator
from functools import partial

from render.box import channel, lipid, pump
from render.box.camera import Camera, View
from render.box.ions import IonPainter
from render.box.lipid import LIPIDS
from render.box.membrane import GATE_STEPS, UNDRAWN, MembranePicture
from render.box.pumps import STEPS as TURN_STEPS
from render.box.shots.director import Director
from render.playback.snapshot import Snapshot

SHARE_S = 0.003  # of a frame's time, about


def paint(
    director: Director, view: View, membrane: MembranePicture, ions: IonPainter, snapshot: Snapshot, unit: float
) -> None:
    """Paint a share of what is not painted yet of what a director will soon show; nothing where that is what it shows
    now."""
    camera = director.soon(view, snapshot)
    if camera is None:
        return
    enough = time.perf_counter() + SHARE_S
    magnification = camera.px_per_nm / view.whole.px_per_nm
    ions.look_ahead(camera, snapshot.symbols, dict(snapshot.valence), magnification, unit)
    for picture in _pictures(membrane, camera, to_stay=not director.gliding):
        if time.perf_counter() > enough:
            return
        picture()


def _pictures(membrane: MembranePicture, camera: Camera, to_stay: bool) -> Iterator[Callable[[], object]]:
    """All that stands in the membrane in sight, gates and pumps as they are now; to_stay: pumps as they turn, too."""
    scale, face = camera.px_per_nm, camera.face_nm
    for variant in range(LIPIDS):
        for lower in (False, True):
            yield partial(lipid.at_level, scale, face, lower, variant)
    first, last = camera.nm((0, 0))[0], camera.nm((membrane.surface.get_width(), 0))[0]
    for door in membrane.doors:
        reach = door.look.pore_nm / 2 + door.look.wall_nm
        if first - reach < door.centre_nm < last + reach and door.drawn != UNDRAWN:
            yield partial(channel.at_level, door.look, scale, *(step / GATE_STEPS for step in door.drawn))
    drawn = zip(membrane.pumps.shown, membrane.pumps.state.poses, strict=True)
    inside = (first - pump.HALF_NM, last + pump.HALF_NM)
    poses = [pose for shown, pose in drawn if pose is not None and inside[0] < shown.centre_nm < inside[1]]
    for pose in poses:
        yield partial(pump.at_level, pose, scale, face)
    for running in {pose.running for pose in poses if to_stay}:
        for step in range(TURN_STEPS + 1):
            yield partial(pump.protein_at_level, step / TURN_STEPS, running, scale, face)
