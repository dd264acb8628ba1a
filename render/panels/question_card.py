"""The card that asks: the question large, its answers as buttons to touch, and one to go on without answering."""

from collections.abc import Sequence

import pygame

from render.style import theme
from render.style.marks import draw_focus
from render.style.text import Typesetter

HALF, TALL = 0.45, 0.97  # of the box: the former leaves the membrane in sight
MARGIN = 0.008  # of the box's width, as the other cards have it
QUESTION = ("question", "lead", "caption", "body", "label", "small")  # sizes that are tried
BESIDE = 0.72, 0.92  # of the question's size: answers are a little smaller, not much
MOST_COLUMNS = 2


def draw_question(
    surface: pygame.Surface,
    type_: Typesetter,
    box: pygame.Rect,
    caption: pygame.Rect,
    texts: tuple[str, str],
    offers: Sequence[tuple[str, str]],
    focused: str | None,
) -> tuple[pygame.Rect, list[tuple[str, pygame.Rect]]]:
    """Where the card lies, and its buttons. texts: title and question; offers: actions and what their buttons say, the
    last of them goes on without a vote. Over the outside half of the box where that leaves letters that can be read
    from afar, else over more, in the end over all but the bar."""
    window = pygame.Rect(0, 0, surface.get_width(), caption.bottom)
    margin = round(MARGIN * box.width)
    half, tall = (pygame.Rect(box.left, box.top, box.width, round(share * box.height)) for share in (HALF, TALL))
    grounds = (half, tall, box.union(caption), window)
    for ground in grounds:
        room = ground.inflate(-2 * margin, -2 * margin)
        found = _Fitted(type_, room, *texts, offers, "lead" if ground in (half, tall) else "body")
        if found.legible:
            break
    return found.draw(surface, offers, focused, filled=ground if ground in grounds[2:] else None)


class _Fitted:
    """Sizes of question and answers in a room. legible: whether they can be read from afar, and touched."""

    def __init__(
        self,
        type_: Typesetter,
        room: pygame.Rect,
        title: str,
        question: str,
        offers: Sequence[tuple[str, str]],
        size: str,
    ) -> None:
        """size: role of the smallest letters that the question may have."""
        self.type, self.room, self.title = type_, room, title
        unit = type_.unit
        self.pad, self.gap = round(16 * unit), max(4, round(12 * unit))
        self.width = room.width - 2 * self.pad
        self.head = max(theme.MIN_TOUCH, round(1.3 * type_.line_height("label")))
        answers = [text for _, text in offers[:-1]]
        least, large = type_.px("body"), type_.px(size)
        self.legible = False
        for role in QUESTION:
            self.question_px = type_.px(role)
            self.lines = type_.wrap(question, self.question_px, self.width)
            above = self.head + len(self.lines) * type_.line_height(self.question_px) + self.gap
            free = room.height - 2 * self.pad - above
            self.px, self.columns, self.height = self._answers(answers, free)
            if self.px >= BESIDE[0] * self.question_px:
                self.legible = self.px >= least and self.question_px >= large
                break

    def _answers(self, answers: Sequence[str], free: int) -> tuple[int, int, int]:
        """(font size, columns, height of a button) at which the answers are largest; size 0 where they have no room."""
        best = 0, 1, theme.MIN_TOUCH
        for columns in range(1, MOST_COLUMNS + 1):
            rows = -(-len(answers) // columns)
            height = (free - self.gap * (rows - 1)) // rows
            if height < theme.MIN_TOUCH:
                continue
            px = min(self.type.fit_block(text, "lead", self._within(columns, height))[0] for text in answers)
            px = min(px, round(BESIDE[1] * self.question_px))
            if px > best[0]:
                wanted = max(len(self.type.wrap(text, px, self._within(columns, height)[0])) for text in answers)
                touch = max(theme.MIN_TOUCH, round(1.1 * self.type.line_height("lead")))
                best = px, columns, min(height, max(touch, wanted * self.type.line_height(px) + 2 * self.gap))
        return best

    def _cell(self, columns: int) -> int:
        return (self.width - self.gap * (columns - 1)) // columns

    def _number(self) -> int:
        """Width of the key beside an answer."""
        return round(1.9 * self.type.px("label"))

    def _within(self, columns: int, height: int) -> tuple[int, int]:
        """Room of the words on a button."""
        return max(self._cell(columns) - 2 * self._number(), 10), height

    def draw(
        self,
        surface: pygame.Surface,
        offers: Sequence[tuple[str, str]],
        focused: str | None,
        filled: pygame.Rect | None,
    ) -> tuple[pygame.Rect, list[tuple[str, pygame.Rect]]]:
        """filled: a room that is covered whole; None for a card as tall as what it says."""
        type_, unit = self.type, self.type.unit
        line = type_.line_height(self.question_px)
        rows = -(-(len(offers) - 1) // self.columns)
        below = rows * (self.height + self.gap) - self.gap
        needs = self.head + len(self.lines) * line + self.gap + below + 2 * self.pad
        card = filled or pygame.Rect(self.room.left, self.room.top, self.room.width, needs)
        radius = 0 if filled else round(14 * unit)
        pygame.draw.rect(surface, theme.PANEL, card, border_radius=radius)
        pygame.draw.rect(surface, theme.FOCUS, card, max(2, round(3 * unit)), border_radius=radius)
        left, y = self.room.left + self.pad, card.top + self.pad + max(0, (card.height - needs) // 2)
        buttons = [self._skip(surface, offers[-1], left, y)]
        type_.draw(surface, self.title, "label", theme.DIM, (left, y + self.head // 2), "midleft",
                   within=buttons[0][1].left - left - self.gap)  # fmt: skip
        y += self.head
        for text in self.lines:
            type_.draw(surface, text, self.question_px, theme.TEXT, (left + self.width // 2, y), "midtop")
            y += line
        y += self.gap
        cell = self._cell(self.columns)
        for n, offer in enumerate(offers[:-1]):
            row, column = divmod(n, self.columns)
            x = left + column * (cell + self.gap)
            if n == len(offers) - 2 and column == 0:  # alone in its row
                x = left + (self.width - cell) // 2
            rect = pygame.Rect(x, y + row * (self.height + self.gap), cell, self.height)
            self._answer(surface, rect, str(n + 1), offer[1])
            buttons.insert(n, (offer[0], rect))
        for name, rect in buttons:
            if name == focused:
                draw_focus(surface, rect, unit)
        return card, buttons

    def _skip(self, surface: pygame.Surface, offer: tuple[str, str], left: int, top: int) -> tuple[str, pygame.Rect]:
        """At the right of the title, smaller than the answers and still to be touched."""
        width = min(self.type.width(offer[1], "label") + 2 * self.pad, self.width // 2)
        rect = pygame.Rect(left + self.width - width, top, width, max(theme.MIN_TOUCH, self.head - self.gap))
        pygame.draw.rect(surface, theme.FAINT, rect, 1, border_radius=round(8 * self.type.unit))
        self.type.draw(surface, offer[1], "label", theme.DIM, rect.center, "center", within=width - self.pad)
        return offer[0], rect

    def _answer(self, surface: pygame.Surface, rect: pygame.Rect, key: str, text: str) -> None:
        type_, unit = self.type, self.type.unit
        pygame.draw.rect(surface, theme.BUTTON_ON, rect, border_radius=round(10 * unit))
        side = self._number()
        type_.draw(surface, key, "label", theme.TEXT, (rect.left + side // 2, rect.centery), "center", within=side)
        lines = type_.wrap(text, self.px, self._within(self.columns, rect.height)[0])
        line = type_.line_height(self.px)
        y = rect.centery - len(lines) * line // 2
        for part in lines:
            type_.draw(surface, part, self.px, theme.TEXT, (rect.centerx, y), "midtop")
            y += line
