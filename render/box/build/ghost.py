"""The piece that a hand holds, where it would come to sit, with a tick or a cross; and a frame round the chosen one."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pygame

from render.box import channel as channel_picture
from render.box import pump as pump_picture
from render.box.camera import Camera
from render.box.membrane import MembranePicture
from render.box.pump import Pose
from render.style import theme
from render.style.marks import draw_focus

if TYPE_CHECKING:
    from sim.scene import Channel, Scene

FITS: theme.Colour = (120, 220, 150)
GHOST_ALPHA = 150
MARK_NM = 1.0  # the frame stands so far off the piece


@dataclass(frozen=True)
class Ghost:
    """channel: the kind that is held, None for a pump; at_nm: where it would come to sit; fits: whether it may; gone:
    it would be taken out."""

    channel: "Channel | None"
    at_nm: float
    fits: bool = True
    gone: bool = False


@dataclass(frozen=True)
class Mark:
    """The chosen piece: where it sits, and how wide the frame is."""

    at_nm: float
    wide_nm: float = 3.0


class BuildPicture:
    """ghost: of what is held; mark: round what is chosen; None for none."""

    def __init__(self) -> None:
        self.ghost: Ghost | None = None
        self.mark: Mark | None = None

    def draw(
        self, target: pygame.Surface, rect: pygame.Rect, camera: Camera, membrane: MembranePicture, scene: "Scene"
    ) -> None:
        """rect: of the box on the window."""
        before = target.get_clip()
        target.set_clip(rect)
        if self.mark is not None:
            frame = _frame(self.mark.at_nm, self.mark.wide_nm, rect, camera)
            draw_focus(target, frame, max(1.0, camera.px_per_nm / 12))
        if self.ghost is not None:
            self._draw_ghost(target, self.ghost, rect, camera, membrane, scene)
        target.set_clip(before)

    def _draw_ghost(
        self,
        target: pygame.Surface,
        ghost: Ghost,
        rect: pygame.Rect,
        camera: Camera,
        membrane: MembranePicture,
        scene: "Scene",
    ) -> None:
        from sim.problems import PORE_WALL_NM

        scale, x, middle = camera.px_per_nm, rect.left + camera.x(ghost.at_nm), rect.top + camera.middle
        if ghost.channel is None:
            image, above = pump_picture.picture(Pose(0.0, "Na", 0, 3), scale, camera.face_nm, False)
            place = image.get_rect(centerx=round(x), top=round(middle) - above)
            wide = 2 * pump_picture.HALF_NM
        else:
            look = replace(membrane.look_of(ghost.channel, scene), wall_nm=PORE_WALL_NM)  # as much as it needs
            image = channel_picture.picture(look, scale, 1.0, 0.0, False)
            place = image.get_rect(center=(round(x), round(middle)))
            wide = look.pore_nm + 2 * look.wall_nm
        faint = image.copy()
        faint.set_alpha(GHOST_ALPHA)
        target.blit(faint, place)
        may = ghost.fits and not ghost.gone
        colour = FITS if may else theme.WARNING
        frame = _frame(ghost.at_nm, wide, rect, camera)
        pygame.draw.rect(target, theme.INK, frame, 5, border_radius=8)
        pygame.draw.rect(target, colour, frame, 3, border_radius=8)
        _draw_verdict(target, (frame.centerx, frame.top), max(9, round(0.7 * scale)), colour, may)


def _frame(at_nm: float, wide_nm: float, rect: pygame.Rect, camera: Camera) -> pygame.Rect:
    frame = pygame.Rect(0, 0, round((wide_nm + MARK_NM) * camera.px_per_nm), 0)
    frame.height = round(2 * (camera.face_nm + 2.4) * camera.px_per_nm)
    frame.center = rect.left + round(camera.x(at_nm)), rect.top + round(camera.middle)
    return frame


def _draw_verdict(target: pygame.Surface, at: tuple[int, int], half: int, colour: theme.Colour, may: bool) -> None:
    """A tick or a cross on a dark disc: colours alone are not seen by all."""
    x, y = at
    pygame.draw.circle(target, theme.INK, at, round(1.5 * half))
    pygame.draw.circle(target, colour, at, round(1.5 * half), 2)
    thick, arm = max(3, half // 3), round(0.62 * half)
    if may:
        pygame.draw.lines(target, colour, False, [(x - arm, y), (x - arm // 4, y + arm), (x + arm, y - arm)], thick)
    else:
        pygame.draw.line(target, colour, (x - arm, y - arm), (x + arm, y + arm), thick)
        pygame.draw.line(target, colour, (x - arm, y + arm), (x + arm, y - arm), thick)
