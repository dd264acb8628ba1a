"""The card over the box that tells a scene's story: its question large at the opening, with answers to vote for; at
the end what came of the vote, what was seen, and buttons that lead on."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pygame

from render.controls import SKIP, VOTES
from render.panels.question_card import draw_question
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.card_rooms import Room, crowded_rooms, free_rooms, membrane_in, whole_rooms
from render.style.text import Typesetter
from render.style.words import Words, count, typeset

if TYPE_CHECKING:
    from render.playback.tour import Tour
    from scenes import SceneFile

SEEN_S = 12.0  # what was seen stays that long off the tour; the caption goes on saying it
ANSWERED_S = 20.0  # the same after a vote, where there is more to read
PAD = 15  # units, from the card's edge to what it says
LARGEST = {"opening": "question", "seen": "lead"}  # letters; what was seen leaves more of the picture free


class StoryCard:
    """What is told now. state: what the drawing depends on, None while there is nothing to tell; buttons: actions and
    where they are drawn; allowed: whether an action may have one; focused: the button that the keyboard is on; tally:
    how many said the same as the visitor, and how many voted, both with the visitor; None where nobody counts; ends:
    whether the chapter does with this scene, and the menu follows."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._told: tuple[int, str] | None = None  # telling, phase
        self._shown_s = 0.0
        self._dismissed = False
        self._act = 0  # of a visitor, the last one before the phase
        self.rect: pygame.Rect | None = None  # where it is drawn
        self.state: tuple[object, ...] | None = None
        self.buttons: list[tuple[str, pygame.Rect]] = []
        self.allowed: Callable[[str], bool] = lambda name: True
        self.focused: str | None = None
        self.ends: Callable[[], bool] = lambda: False
        self.tally: Callable[[], tuple[int, int] | None] = lambda: None
        self._asks = False
        self._heading = self._verdict = self._text = ""
        self._offers: list[tuple[str, str]] = []  # actions and what their buttons say
        self._left = 0.0  # of the time until the next scene, 1 to 0
        self._room: Room | None = None  # where it lies and the membrane is free
        self._fitted_for: tuple[object, ...] = ()

    def press(self, px: tuple[int, int]) -> str | None:
        """Take the card away if the place is on it, but one that asks only by its buttons; returns the action of the
        button there, "" for none, and None beside the card."""
        if self.rect is None or not self.rect.collidepoint(px):
            return None
        action = next((name for name, rect in self.buttons if rect.collidepoint(px)), "")
        if self._asks:  # what was touched beside an answer was meant for one
            return action
        self._dismissed = True
        self.state = self.rect = None
        return action

    @property
    def tells(self) -> bool:
        """Whether it says what was seen: nobody else is to say it again."""
        return self.state is not None and self.state[0] == "seen"

    @property
    def targets(self) -> list[str]:
        """Buttons that the keyboard and controllers can reach."""
        return [name for name, _ in self._offers] if self._asks and self.state is not None else []

    def update(self, snapshot: Snapshot, tour: "Tour", elapsed_s: float) -> None:
        """Take notice of the phase that the story is in."""
        told = snapshot.telling, tour.phase
        act = snapshot.acts
        if told != self._told:
            self._told, self._shown_s, self._dismissed, self._act = told, 0.0, False, act
        elif act != self._act and tour.phase == "seen":
            self._dismissed = True  # the caption, which may lie below it, answers who acts
        self._shown_s += elapsed_s
        file, words, language = snapshot.scene_file, self._words, self._words.language
        self.state, self._left, self._verdict = None, 0.0, ""
        self._asks = tour.offered > 0 and bool(file.answers)  # the tour hears of another scene a frame later
        if self._dismissed or tour.phase == "running":
            self.rect = None
            return
        if tour.phase == "opening":
            self._heading, self._offers = typeset(file.title.in_(language)), []
            self._text = typeset(file.question.in_(language))
            if self._asks:
                votes = zip(VOTES, file.answers, strict=False)
                self._offers = [(name, typeset(answer.text.in_(language))) for name, answer in votes]
                self._offers.append((SKIP, words("vote.skip")))
        else:
            stays_s = ANSWERED_S if tour.voted is not None else SEEN_S
            if not file.seen or (not tour.active and self._shown_s > stays_s):
                self.rect = None
                return
            self._heading = words("message.seen")
            self._text = typeset(file.seen.in_(language))
            if tour.voted is not None:
                self._tell_vote(file, tour.voted)
            following = tour.next
            offers = [("next_scene", words("ui.tour.next", scene=title_of(following, language)))] if following else []
            if tour.active and math.isfinite(tour.left_s):
                self._left = min(tour.left_s / max(tour.seen_s, 1e-9), 1.0)
            elif not tour.active:
                following_is = words("ui.tour.menu" if self.ends() else "ui.tour.next_scene")
                offers = [("reset", words("ui.tour.again")), ("next_scene", following_is)]
            self._offers = [(name, text) for name, text in offers if self.allowed(name)]
        if self._text:
            self.state = tour.phase, self._heading, self._text, *(text for _, text in self._offers), self.focused

    def _tell_vote(self, file: "SceneFile", voted: int) -> None:
        """What the visitor said and what the ions said, or the cell that was measured, before why; and how many others
        said so."""
        words, language = self._words, self._words.language
        said, right = file.answers[voted], next(answer for answer in file.answers if answer.right)
        key, by = "right" if said.right else "wrong", "_cell" if right.cell else ""
        spoken = {name: typeset(answer.text.in_(language)) for name, answer in (("said", said), ("ions", right))}
        self._heading = words(f"vote.{key}{by if key == 'wrong' else ''}")
        self._verdict = words(f"vote.said_{key}{by}", **spoken)
        self._text = f"{self._verdict}\n{self._text}"
        tally = self.tally()
        if tally is not None:
            same, voters = tally
            share = words("vote.share", percent=round(100 * same / voters), visitors=count(voters))
            self._heading += f" · {share if voters > 1 else words('vote.first')}"

    def draw(
        self,
        surface: pygame.Surface,
        type_: Typesetter,
        box: pygame.Rect,
        caption: pygame.Rect,
        band: pygame.Rect | None = None,
    ) -> None:
        """Draw where the membrane stays in sight, of which the card speaks; over all of the box, or its caption as
        well, where that leaves no room for letters that can be read from afar. band: the membrane with the words at
        it. To be called every frame, after these."""
        self.buttons = []
        if self.state is None:
            self.rect = self._room = None
            return
        if self._asks:
            texts = self._heading, self._text
            self.rect, self.buttons = draw_question(surface, type_, box, caption, texts, self._offers, self.focused)
            return
        found = self._fitted(type_, box, caption, band or membrane_in(box))
        self.rect = found.room.card(found.needs)
        self._draw(surface, type_, self.rect, found)

    def _fitted(self, type_: Typesetter, box: pygame.Rect, caption: pygame.Rect, band: pygame.Rect) -> "_Fitted":
        """In the room where it was, while that is free: names at the membrane come and go, a card that moved with them
        could not be read."""
        told = self.state, tuple(box), tuple(caption), type_.unit, type_.scale
        if self._room is not None and told == self._fitted_for:
            found = self._in(type_, self._room)
            if not self._room.card(found.needs).colliderect(band):
                return found
        self._fitted_for = told
        free = list(free_rooms(box, caption, band))
        tried = [("caption", room) for room in free]
        tried += [(role, room) for role in ("body", "label") for room in (*free, *crowded_rooms(box, caption, band))]
        tried += [("caption", room) for room in whole_rooms(box, caption)]
        for least, room in tried:
            found = self._in(type_, room)
            if found.px >= type_.px(least) and (room.whole or found.needs <= room.rect.height):
                break
        self._room = None if room in whole_rooms(box, caption) else room
        return found

    def _in(self, type_: Typesetter, room: Room) -> "_Fitted":
        """What the card says, at the size that a room has for it."""
        pad = round(PAD * type_.unit)
        width = room.rect.width - 2 * pad
        head = "body" if self._verdict else "label"
        wide = self._wide(type_, width, pad)
        button = max(theme.MIN_TOUCH, type_.line_height("body")) if wide else 0
        gap = pad if wide else 0
        beside = type_.width(self._heading, "label") <= width - sum(wide) - gap * len(wide)
        line = type_.line_height(head)
        top = max(line, button) if beside else line + button + gap // 2
        foot = round(14 * type_.unit) if self._left else 0
        free = room.rect.height - top - 2 * pad - pad // 3 - foot
        px, lines = type_.fit_block(self._text, LARGEST[self._told[1] if self._told else ""], (width, max(free, 10)))
        needs = top + 2 * pad + pad // 3 + len(lines) * type_.line_height(px) + foot
        return _Fitted(room, px, lines, needs, wide, beside, top, button)

    def _wide(self, type_: Typesetter, width: int, pad: int) -> list[int]:
        """Of the buttons, which share half of the card's width where their words ask for more."""
        most = (width // 2 - pad * max(len(self._offers) - 1, 0)) // max(len(self._offers), 1)
        return [min(type_.width(text, "body") + 2 * pad, most) for _, text in self._offers]

    def _draw(self, surface: pygame.Surface, type_: Typesetter, card: pygame.Rect, found: "_Fitted") -> None:
        unit, pad, line = type_.unit, round(PAD * type_.unit), type_.line_height(found.px)
        inner = card.inflate(-2 * pad, 0)
        radius = 0 if self._room is None else round(14 * unit)
        pygame.draw.rect(surface, theme.PANEL, card, border_radius=radius)
        pygame.draw.rect(surface, theme.FOCUS, card, max(2, round(3 * unit)), border_radius=radius)
        y = card.top + pad + max(0, card.height - found.needs) // 2
        right = self._draw_offers(surface, type_, inner, y + found.top - found.button, found)
        head, free = "body" if self._verdict else "label", right - inner.left if found.beside else inner.width
        high = found.button if found.beside and found.button else type_.line_height(head)
        if found.wide and found.beside:
            type_.draw(surface, self._heading, head, theme.DIM, (inner.left, y + high // 2), "midleft", within=free)
        else:
            type_.draw(surface, self._heading, head, theme.DIM, (inner.centerx, y), "midtop", within=inner.width)
        y += found.top + pad // 3
        verdict = len(type_.wrap(self._verdict, found.px, inner.width)) if self._verdict else 0
        for n, text in enumerate(found.lines):
            colour = theme.FOCUS if n < verdict else theme.TEXT
            type_.draw(surface, text, found.px, colour, (inner.centerx, y), "midtop")
            y += line
        if self._left:
            bar = round(14 * unit)
            track = pygame.Rect(inner.left, y + bar // 2, inner.width, max(3, bar // 2))
            pygame.draw.rect(surface, theme.PANEL_EDGE, track, border_radius=bar)
            track.width = round(inner.width * self._left)
            pygame.draw.rect(surface, theme.FOCUS, track, border_radius=bar)

    def _draw_offers(
        self, surface: pygame.Surface, type_: Typesetter, inner: pygame.Rect, top: int, found: "_Fitted"
    ) -> int:
        """The buttons at the right; returns where they leave room for the heading."""
        pad, right = round(PAD * type_.unit), inner.right
        for (name, text), width in reversed(list(zip(self._offers, found.wide, strict=True))):
            rect = pygame.Rect(right - width, top, width, found.button)
            pygame.draw.rect(surface, theme.BUTTON, rect, border_radius=round(10 * type_.unit))
            type_.draw(surface, text, "body", theme.FOCUS, rect.center, "center", within=width - pad)
            self.buttons.insert(0, (name, rect))
            right = rect.left - pad
        return right


@dataclass(frozen=True)
class _Fitted:
    """A room, and how what the card says stands in it. px: size of its letters; needs: the height that all of it takes;
    wide: of each button; beside: whether they stand beside the heading; top: height of heading and buttons."""

    room: Room
    px: int
    lines: list[str]
    needs: int
    wide: list[int]
    beside: bool
    top: int
    button: int


@cache
def title_of(name: str, language: str) -> str:
    """Title of a scene, by its name or its file; the name where the file is wrong."""
    from scenes import SceneFileError, load

    try:
        return typeset(load(name).title.in_(language))
    except SceneFileError:
        return name
