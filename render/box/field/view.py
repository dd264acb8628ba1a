"""Charge or potential as the ground on which the ions are drawn, and the legend of the potential."""

from collections.abc import Callable

import numpy as np
import pygame

from render.box.camera import Camera
from render.box.field.charge import LaidCharge, laid
from render.box.field.means import FieldMeans
from render.box.field.potential import FULL_MV, LINE_MV, arrows, draw_arrows, potential_light, tint
from render.box.field.sheet import Sheet
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words

SHOW_S = 0.6  # time in which the colours appear
EVERY_S = 0.1  # from one picture of them to the next
BAR_EM = 9.0  # length of the legend's bar
USUAL = 0.6  # how much of the charge's place is seen when it is not asked for, where it is known
NOTE_EM = 24.0  # width of the words below it, at most


class FieldView:
    """on: whether the potential is to be shown; share: how much of it is, 0 to 1; charge_share: of the charge's
    place; means: what is shown; charge: its place as it was painted last, None while it is not."""

    def __init__(self) -> None:
        self.on = False
        self.share = self.charge_share = 0.0
        self.means = FieldMeans()
        self._camera: Camera | None = None
        self._ground = pygame.Surface((1, 1), 0, 32)
        self._bar = pygame.Surface((1, 1), pygame.SRCALPHA, 32)
        self._light: np.ndarray | None = None
        self.charge: LaidCharge | None = None
        self._age = np.inf

    def restart(self) -> None:
        """Another simulation follows."""
        self.means.restart()
        self._age = np.inf

    def look(self, camera: Camera) -> None:
        """Prepare for a camera."""
        self._camera = camera
        self._age = np.inf

    @property
    def shown(self) -> float:
        """How much of what is usually seen of the charge gives way to this, 0 to 1."""
        return max(self.share, self.charge_share)

    def update(self, snapshot: Snapshot, charge_share: float, elapsed_s: float, calm: bool) -> None:
        """charge_share: how much is shown of the excess charge, in whatever way."""
        step = 1.0 if calm else elapsed_s / SHOW_S
        before = self.share, self.charge_share
        self.means.update(snapshot)
        self.share = min(1.0, self.share + step) if self.on else max(0.0, self.share - step)
        usual = USUAL * (1 - self.share)
        self.charge_share = max(charge_share, usual) if self.means.found else 0.0
        self._age = np.inf if before != (self.share, self.charge_share) else self._age + elapsed_s

    def ground(self, below: pygame.Surface, moved: bool, snapshot: Snapshot) -> pygame.Surface:
        """What the ions are drawn on. below: seas and membrane; moved: whether these have been painted anew."""
        camera = self._camera
        if self.shown <= 0 or camera is None:
            return below
        if self._age < EVERY_S and not moved:
            return self._ground
        if self._ground.get_size() != below.get_size():
            self._ground = pygame.Surface(below.get_size(), 0, 32)
        means, area = self.means, snapshot.observation.membrane_nm2
        self._ground.blit(below, (0, 0))
        if self._age >= EVERY_S:
            self._age = 0.0
            self.charge = laid(means, area, self.charge_share) if self.charge_share > 0 else None
        if self.charge is not None:
            self.charge.lay(self._ground, camera)
        if self.share > 0:
            sheet = Sheet(camera, below.get_size(), means.heights_nm, means.face_nm, means.psi_mV.shape[1])
            sheet.lay(self._ground, self.share * potential_light(means, sheet))
            draw_arrows(self._ground, arrows(means, camera, sheet.seen), self.share)
        return self._ground

    # -- the legend --------------------------------------------------------------------------------------------

    def draw_legend(
        self,
        target: pygame.Surface,
        corner: pygame.Rect,
        room: pygame.Rect,
        type_: Typesetter,
        words: Words,
        hidden: Callable[[pygame.Rect], bool],
    ) -> pygame.Rect:
        """Which colour is how many mV, in the upper right of `corner`; returns what it leaves of a room for labels.
        hidden: whether a card lies over some of a place, where nothing is drawn."""
        if self.share <= 0:
            return room
        px, pad = type_.px("label"), round(10 * type_.unit)
        ends = f"−{FULL_MV:g}", f"+{FULL_MV:g} mV"
        px = min(px, type_.fitting("".join(ends), "label", round(0.7 * (corner.width - 4 * pad))))
        wide = sum(type_.width(end, px) for end in ends) + 4 * pad
        length = max(min(round(BAR_EM * px), corner.width - wide), 8)
        note = words("ui.field.found" if self.means.found else "ui.field.given", mV=f"{LINE_MV:g}")
        small = type_.px("small")
        width = min(max(wide + length, round(NOTE_EM * small)), corner.width)
        note_px, lines = type_.fit_block(note, "small", (width - 2 * pad, 4 * type_.line_height("small")))
        line, below = type_.line_height(px), type_.line_height(note_px)
        rect = pygame.Rect(0, 0, width, line + below * len(lines) + pad // 2)
        rect.topright = corner.topright
        if hidden(rect):
            return room
        pygame.draw.rect(target, theme.INK, rect, border_radius=pad)
        x = rect.right - wide - length + pad
        x = type_.draw(target, ends[0], px, theme.TEXT, (x, rect.top)).right + pad
        bar = pygame.Rect(x, rect.top + line // 4, length, line // 2)
        target.blit(self._bar_of(bar.size), bar)
        type_.draw(target, ends[1], px, theme.TEXT, (bar.right + pad, rect.top))
        for n, text in enumerate(lines):
            place = rect.right - pad, rect.top + line + n * below
            type_.draw(target, text, note_px, theme.DIM, place, "topright")
        taken = max(0, rect.bottom + pad - room.top)
        return pygame.Rect(room.left, room.top + taken, room.width, max(room.height - taken, 0))

    def _bar_of(self, size: tuple[int, int]) -> pygame.Surface:
        """From low to high, as it looks on a dark sea, with a mark at 0."""
        if self._bar.get_size() != size:
            light = tint(np.linspace(-FULL_MV, FULL_MV, size[0], dtype=np.float32))
            rgb = 255 * light[:, :3] + (1 - light[:, 3:]) * np.array(theme.OUTSIDE_SEA, np.float32)
            self._bar = pygame.Surface(size, 0, 32)
            pygame.surfarray.blit_array(self._bar, np.repeat(rgb[:, None].astype(np.uint8), size[1], axis=1))
            pygame.draw.line(self._bar, theme.DIM, (size[0] // 2, 0), (size[0] // 2, size[1]))
        return self._bar
