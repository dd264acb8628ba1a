"""The tray: tiles to drag onto the membrane or to press, and buttons that move and remove what is chosen there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

from render.controls import Button
from render.panels.tray.face import draw_arrow, draw_cross, draw_piece
from render.panels.tray.offers import BUILD, PUT, Offer, offers_of
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import draw_focus
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

if TYPE_CHECKING:
    from sim.building.places import Piece

FINE_NM, FAR_NM = 0.5, 5.0
MOVES = {"far_left": -FAR_NM, "fine_left": -FINE_NM, "fine_right": FINE_NM, "far_right": FAR_NM}
CHOOSE = {"left": -1, "right": 1}
REMOVE = "remove"
BUTTONS = (*CHOOSE, *MOVES, REMOVE)
KEYS = {"left": "←", "right": "→", "fine_left": "Shift ←", "fine_right": "Shift →", "far_left": "Shift ↓",
        "far_right": "Shift ↑", REMOVE: "ui.key.delete"}  # fmt: skip
WIDE = 2.2  # a room so much wider than high has the buttons beside the tiles, not below them


class Tray:
    """offers: what it has; held: name of the tile that a hand holds, "" for none; chosen_nm: where on the membrane the
    chosen piece sits, None for none; carried_px: where on the window a held piece is drawn, None over the picture,
    which shows where it would come to sit."""

    def __init__(self) -> None:
        self.offers: tuple[Offer, ...] = ()
        self.held = ""
        self.chosen_nm: float | None = None
        self.carried_px: tuple[int, int] | None = None
        self._buttons: list[Button] = []
        self._line = self._told = pygame.Rect(0, 0, 0, 0)

    # -- what is where -------------------------------------------------------------------------------------------

    def place(
        self, room: pygame.Rect, snapshot: Snapshot, type_: Typesetter, allowed: Callable[[str], bool]
    ) -> list[Button]:
        """All buttons of the tray in a room of the window; none where nothing may be built."""
        self.offers, self._buttons = offers_of(snapshot), []
        if not allowed(BUILD):
            return []
        unit = type_.unit
        inner, gap = room.inflate(-2 * round(12 * unit), -2 * round(8 * unit)), max(3, round(8 * unit))
        line = type_.line_height("small")
        self._line = pygame.Rect(inner.left, inner.top, inner.width, line)
        below = pygame.Rect(inner.left, inner.top + line, inner.width, inner.height - line)
        if inner.width > WIDE * inner.height:
            tiles = pygame.Rect(below.left, below.top, round(0.54 * below.width), below.height)
            rows = pygame.Rect(tiles.right + gap, below.top, below.right - tiles.right - gap, below.height)
        else:
            high = 2 * max(theme.MIN_TOUCH, min(round(64 * unit), below.height // 4)) + gap
            rows = pygame.Rect(below.left, below.bottom - high, below.width, high)
            tiles = pygame.Rect(below.left, below.top, below.width, rows.top - gap - below.top)
        self._buttons = self._tiles(tiles, gap) + self._rows(rows, gap)
        return self._buttons

    def _tiles(self, room: pygame.Rect, gap: int) -> list[Button]:
        """In as many columns as leave them largest."""
        count = max(len(self.offers), 1)

        def size(columns: int) -> tuple[int, int]:
            rows = -(-count // columns)
            return (room.width - gap * (columns - 1)) // columns, (room.height - gap * (rows - 1)) // rows

        columns = max(range(1, count + 1), key=lambda n: min(size(n)[0] / 1.7, size(n)[1]))
        width, height = size(columns)
        corners = [
            (room.left + n % columns * (width + gap), room.top + n // columns * (height + gap)) for n in range(count)
        ]
        places = (pygame.Rect(corner, (width, height)) for corner in corners)
        return [Button(offer.name, place) for offer, place in zip(self.offers, places, strict=False)]

    def _rows(self, room: pygame.Rect, gap: int) -> list[Button]:
        """Above, which piece is chosen; below, where it goes."""
        height = (room.height - gap) // 2
        side = max(theme.MIN_TOUCH, min(round(1.3 * height), room.width // 5))
        upper, lower = room.top, room.top + height + gap
        self._told = pygame.Rect(room.left + side + gap, upper, room.width - 2 * (side + gap), height)
        places = {
            "left": pygame.Rect(room.left, upper, side, height),
            "right": pygame.Rect(room.right - side, upper, side, height),
        }
        width = (room.width - 4 * gap) / 5
        for n, name in enumerate(("far_left", "fine_left", REMOVE, "fine_right", "far_right")):
            places[name] = pygame.Rect(round(room.left + n * (width + gap)), lower, int(width), height)
        return [Button(f"{BUILD}:{name}", rect) for name, rect in places.items()]

    def chosen(self, snapshot: Snapshot) -> "tuple[Piece, int, float] | None":
        """The piece that sits at the chosen place or nearest to it, its number and place; None where none is chosen or
        none sits anywhere."""
        from sim.building.places import pieces

        if self.chosen_nm is None:
            return None
        at = self.chosen_nm
        return min(pieces(snapshot.scene), key=lambda piece: abs(piece[2] - at), default=None)

    def offer(self, name: str) -> Offer | None:
        """What a tile stands for."""
        return next((offer for offer in self.offers if offer.name == name), None)

    def words(self, name: str, words: Words) -> str:
        """What is said about one of the buttons, with its key."""
        offer = self.offer(name)
        if offer is not None:
            return words("ui.build.put", piece=self.label(offer, words))
        detail = name.removeprefix(f"{BUILD}:")
        key = KEYS.get(detail, "")
        return words(f"ui.build.{detail}") + (f" ({words(key) if key.startswith('ui.') else key})" if key else "")

    @staticmethod
    def label(offer: Offer, words: Words) -> str:
        """What a piece is called."""
        channel = offer.channel
        if channel is None:
            return words("ui.build.pump")
        passed = sorted((s for s, p in channel.permeability.items() if p > 0), key=lambda s: -channel.permeability[s])
        return " ".join(species_style(s).label for s in passed[:3])

    # -- painting ------------------------------------------------------------------------------------------------

    def state(self, snapshot: Snapshot) -> tuple[object, ...]:
        """What the drawing depends on."""
        return self.held, self.chosen_nm, snapshot.pieces

    def draw(
        self,
        surface: pygame.Surface,
        snapshot: Snapshot,
        hovered: str | None,
        focused: str | None,
        type_: Typesetter,
        words: Words,
    ) -> None:
        type_.draw(surface, words("ui.build.hint"), "small", theme.DIM, self._line.topleft, within=self._line.width)
        chosen = self.chosen(snapshot)
        for button in self._buttons:
            offer = self.offer(button.name)
            dead = (
                offer is None and button.name != f"{BUILD}:left" and button.name != f"{BUILD}:right" and chosen is None
            )
            lit = self.held == button.name or (hovered == button.name and not dead)
            radius = round(8 * type_.unit)
            pygame.draw.rect(surface, theme.BUTTON_HOVER if lit else theme.BUTTON, button.rect, border_radius=radius)
            if theme.high_contrast or lit:
                pygame.draw.rect(surface, theme.DIM, button.rect, 1, border_radius=radius)
            if offer is not None:
                self._draw_tile(surface, button.rect, offer, snapshot, type_, words)
            else:
                self._draw_button(surface, button, theme.FAINT if dead else theme.TEXT, type_, words)
            if focused == button.name:
                draw_focus(surface, button.rect, type_.unit)
        text, colour = words("ui.build.nothing"), theme.DIM
        if chosen is not None:
            piece, number, at_nm = chosen
            text, colour = (
                words("ui.build.chosen", piece=self._called(piece, number, snapshot, words), nm=f"{at_nm:.1f}"),
                theme.TEXT,
            )
        type_.draw(surface, text, "label", colour, self._told.center, "center", within=self._told.width)

    def draw_carried(self, surface: pygame.Surface, snapshot: Snapshot, unit: float) -> pygame.Rect | None:
        """The held piece on its way to the membrane, over all panels; the place that it takes, None without one."""
        offer = self.offer(self.held)
        if offer is None or self.carried_px is None:
            return None
        room = pygame.Rect(0, 0, round(60 * unit), round(90 * unit))
        room.center = self.carried_px
        draw_piece(surface, room, offer, snapshot.valence)
        return room

    def _called(self, piece: "Piece", number: int, snapshot: Snapshot, words: Words) -> str:
        kind = PUT if piece == "pump" else PUT + snapshot.kind[number]
        offer = self.offer(kind)
        return self.label(offer, words) if offer is not None else snapshot.kind[number]

    def _draw_tile(
        self,
        surface: pygame.Surface,
        rect: pygame.Rect,
        offer: Offer,
        snapshot: Snapshot,
        type_: Typesetter,
        words: Words,
    ) -> None:
        """A sign of the piece, what it is called, and how many there are."""
        pad = max(3, round(6 * type_.unit))
        sign = pygame.Rect(rect.left + pad, rect.top + pad, min(rect.height, rect.width // 3), rect.height - 2 * pad)
        draw_piece(surface, sign, offer, snapshot.valence)
        room = pygame.Rect(sign.right + pad, rect.top, rect.right - sign.right - 2 * pad, rect.height)
        gated = offer.channel is not None and offer.channel.gating is not None
        note = words("ui.build.gated", count=offer.count) if gated else f"× {offer.count}"
        px = min(type_.px("label"), round(0.36 * rect.height))
        small = min(type_.px("small"), round(0.3 * rect.height))
        label = self.label(offer, words)
        type_.draw(surface, label, px, theme.TEXT, (room.left, room.centery), "bottomleft", within=room.width)
        type_.draw(surface, note, small, theme.DIM, (room.left, room.centery), "topleft", within=room.width)

    def _draw_button(
        self, surface: pygame.Surface, button: Button, colour: theme.Colour, type_: Typesetter, words: Words
    ) -> None:
        detail, rect = button.name.removeprefix(f"{BUILD}:"), button.rect
        if detail == REMOVE:
            px = min(type_.px("small"), round(0.3 * rect.height))
            side = round(0.36 * rect.height)
            draw_cross(
                surface, pygame.Rect(rect.centerx - side // 2, rect.top + round(0.14 * rect.height), side, side), colour
            )
            type_.draw(
                surface,
                words("ui.build.face"),
                px,
                colour,
                (rect.centerx, rect.bottom - 2),
                "midbottom",
                within=rect.width - 4,
            )
            return
        way = -1 if "left" in detail else 1
        draw_arrow(surface, rect, way, colour, double=detail.startswith("far"), bare=detail in CHOOSE)
