"""A moment of the picture is kept, and painted again: crisp ions, gates, pumps and charge as they were drawn then.

What is not kept is left out: the faint sea of all other ions, colours of the field, arrows, the ring of a followed ion.
"""

import math
from typing import TYPE_CHECKING

import numpy as np
import pygame

from render.box.membrane import draw_signs
from render.box.pumps import draw_energy
from render.box.replay.moment import Moment, kept_ions, kept_snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words

if TYPE_CHECKING:
    from render.box.picture import BoxPicture
    from render.box.replay.reel import Reel
    from render.playback.snapshot import Snapshot


def moment_of(box: "BoxPicture", snapshot: "Snapshot") -> Moment:
    """What was just shown of a snapshot."""
    ions, gates = kept_ions(box.ions.shown), box.gates
    return Moment(
        kept_snapshot(snapshot), ions, box.membrane.state, box.light_mV, box.field.charge, gates.count, gates.door
    )


def show_again(box: "BoxPicture", screen: pygame.Surface, moment: Moment) -> pygame.Rect:
    """Paint a moment as the present camera sees it; returns where on the window."""
    box.aim(moment.snapshot)
    membrane, camera, corner = box.membrane, box.camera, box.rect.topleft
    membrane.pose(moment.membrane)
    drawn = math.isfinite(moment.light_mV)
    light = membrane.charge_light(moment.light_mV) if drawn else np.zeros(box.rect.height, np.uint32)
    ground = membrane.surface
    if moment.charge is not None:
        ground = ground.copy()
        moment.charge.lay(ground, camera)
    box.ions.draw(screen, corner, ground, light, moment.ions)
    before = screen.get_clip()
    screen.set_clip(box.rect)
    draw_energy(screen, corner, camera, moment.membrane.pumps.energy, box.type)
    if drawn:
        draw_signs(screen, corner, camera, membrane.signs(moment.light_mV))
    box.name(moment.snapshot, moment.membrane.looks)
    box.labels.draw_frame(screen, moment.snapshot)
    box.labels.draw_names(screen, None)
    box.gates.recall(moment.count, moment.door)
    if moment.membrane.looks:
        look = moment.membrane.looks[moment.door]
        box.gates.draw(screen, box.rect, camera, look, box.type, box.words, box.labels.covered)
    screen.set_clip(before)
    return box.rect


def draw_banner(screen: pygame.Surface, rect: pygame.Rect, reel: "Reel", type_: Typesetter, words: Words) -> None:
    """That this was, how long ago and how fast it plays; or that the ions are those of now. rect: the box."""
    if reel.moment is None:
        text = words("ui.replay.not_kept")
    else:
        speed = words("ui.replay.speed", speed=reel.shown_speed) if reel.running else words("ui.replay.still")
        text = f"{words('ui.replay.past', seconds=f'{reel.ago_s:.1f}')} · {speed}"
    pad = round(14 * type_.unit)
    px = type_.fitting(text, "label", rect.width - 8 * pad)
    pill = pygame.Rect(0, 0, type_.width(text, px) + 2 * pad, type_.line_height(px) + pad // 2)
    pill.midbottom = rect.centerx, rect.bottom - pad
    pygame.draw.rect(screen, theme.INK, pill, border_radius=pill.height // 2)
    pygame.draw.rect(screen, theme.FOCUS, pill, 2, border_radius=pill.height // 2)
    type_.draw(screen, text, px, theme.FOCUS, pill.center, "center")
