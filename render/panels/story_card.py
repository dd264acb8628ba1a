"""The card over the box that tells a scene's story: its question large at the opening, with answers to vote for; at
the end what came of the vote, what was seen, and buttons that lead on."""

import math
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pygame

from render.controls import SKIP, VOTES
from render.panels.question_card import draw_question
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words, count, typeset

if TYPE_CHECKING:
    from render.playback.tour import Tour
    from scenes import SceneFile

SEEN_S = 12.0  # what was seen stays that long off the tour; the caption goes on saying it
ANSWERED_S = 20.0  # the same after a vote, where there is more to read
MARGIN = 0.008  # of the box's width: so wide a card covers the label in the corner, or it would cut it
TALLEST = 0.42  # of the box: the membrane in its middle stays free


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
    def targets(self) -> list[str]:
        """Buttons that the keyboard and controllers can reach."""
        return [name for name, _ in self._offers] if self._asks and self.state is not None else []

    def update(self, snapshot: Snapshot, tour: "Tour", elapsed_s: float) -> None:
        """Take notice of the phase that the story is in."""
        told = snapshot.telling, tour.phase
        if told != self._told:
            self._told, self._shown_s, self._dismissed = told, 0.0, False
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
        """What the visitor said and what the ions said, before why; and how many others said so."""
        words, language = self._words, self._words.language
        said, right = file.answers[voted], next(answer for answer in file.answers if answer.right)
        key = "right" if said.right else "wrong"
        spoken = {name: typeset(answer.text.in_(language)) for name, answer in (("said", said), ("ions", right))}
        self._heading = words(f"vote.{key}")
        self._verdict = words(f"vote.said_{key}", **spoken)
        self._text = f"{self._verdict}\n{self._text}"
        tally = self.tally()
        if tally is not None:
            same, voters = tally
            share = words("vote.share", percent=round(100 * same / voters), visitors=count(voters))
            self._heading += f" · {share if voters > 1 else words('vote.first')}"

    def draw(self, surface: pygame.Surface, type_: Typesetter, box: pygame.Rect, caption: pygame.Rect) -> None:
        """Draw over the outside half of the box; over all of it, or its caption as well, where that leaves no room for
        letters that can be read from afar: half a membrane or a sliver of a panel says nothing. To be called every
        frame, after these."""
        self.buttons = []
        if self.state is None:
            self.rect = None
            return
        if self._asks:
            texts = self._heading, self._text
            self.rect, self.buttons = draw_question(surface, type_, box, caption, texts, self._offers, self.focused)
            return
        unit = type_.unit
        pad = round(22 * unit)
        margin = round(MARGIN * box.width)
        width = box.width - 2 * (margin + pad)
        head = "body" if self._verdict else "label"
        small = type_.line_height(head)
        button = max(theme.MIN_TOUCH, type_.line_height("body")) if self._offers else 0
        foot = button + pad // 2 if button else 0
        bar = round(14 * unit) if self._left else 0
        grounds = None, box, box.union(caption)  # what is covered; None: the card is as tall as its text
        for ground in grounds:
            tallest = round(TALLEST * box.height) if ground is None else ground.height
            room = tallest - margin - 2 * pad - small - foot - bar
            px, lines = type_.fit_block(self._text, "question", (width, max(room, 10)))
            if px >= type_.px("caption"):
                break
        line = type_.line_height(px)
        card = pygame.Rect(0, 0, width + 2 * pad, small + line * len(lines) + foot + bar + 2 * pad)
        card.midtop = box.centerx, box.top + margin
        y = card.top + pad
        if ground is not None:
            y += (ground.bottom - margin - card.bottom) // 2
            card = ground.copy()
        self.rect = card
        radius = round(14 * unit) if ground is None else 0
        pygame.draw.rect(surface, theme.PANEL, card, border_radius=radius)
        pygame.draw.rect(surface, theme.FOCUS, card, max(2, round(3 * unit)), border_radius=radius)
        type_.draw(surface, self._heading, head, theme.DIM, (card.centerx, y), "midtop", within=width)
        y += small
        verdict = len(type_.wrap(self._verdict, px, width)) if self._verdict else 0
        for n, text in enumerate(lines):
            colour = theme.FOCUS if n < verdict else theme.TEXT
            type_.draw(surface, text, px, colour, (card.centerx, y), "midtop")
            y += line
        each = (width - pad * (len(self._offers) - 1)) // max(len(self._offers), 1)
        for n, (name, text) in enumerate(self._offers):
            rect = pygame.Rect(card.centerx - width // 2 + n * (each + pad), y + foot - button, each, button)
            pygame.draw.rect(surface, theme.BUTTON, rect, border_radius=round(10 * unit))
            type_.draw(surface, text, "body", theme.FOCUS, rect.center, "center", within=each - pad)
            self.buttons.append((name, rect))
        y += foot
        if bar:
            track = pygame.Rect(card.left + pad, y + bar // 2, width, max(3, bar // 2))
            pygame.draw.rect(surface, theme.PANEL_EDGE, track, border_radius=bar)
            track.width = round(width * self._left)
            pygame.draw.rect(surface, theme.FOCUS, track, border_radius=bar)


@cache
def title_of(name: str, language: str) -> str:
    """Title of a scene, by its name or its file; the name where the file is wrong."""
    from scenes import SceneFileError, load

    try:
        return typeset(load(name).title.in_(language))
    except SceneFileError:
        return name
