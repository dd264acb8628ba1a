"""The pages over the window that show the list of kept scenes, and a QR code."""

import pygame

from render.panels.entrance.entrance import BEGIN, CHAPTERS, DISCARD, EARLIER, KEPT, LATER, REMOVE, SPARE
from render.panels.entrance.plate import Plates
from render.panels.share.code import Code, draw_squares
from render.panels.share.shelf import Entry
from render.style import theme
from render.style.marks import draw_focus
from render.style.words import count, typeset

BAR = 92  # height of the buttons at the foot, in units
MOST_ROWS = 8  # each has its digit
WIDEST = 1300  # of a row, in units: title and date are to be seen together


class Page(Plates):
    """The list, the question before one is thrown away, or the code."""

    def draw(self, language: bool) -> None:
        """language: whether that can be changed."""
        self.clear()
        if self.entrance.page == "code" and self.entrance.code is not None:
            self._draw_code(self.entrance.code)
        elif self.entrance.shelf.asking is not None:
            self._draw_question()
        else:
            self._draw_list(language)

    def _plates(self, row: pygame.Rect, offers: list[tuple[str, str]], strong: str = "") -> None:
        """Buttons that share a row evenly, with letters of one size."""
        wide = (row.width - self.gap * (len(offers) - 1)) // len(offers)
        for n, (name, said) in enumerate(offers):
            rect = pygame.Rect(row.left + n * (wide + self.gap), row.top, wide, row.height)
            self.plate(name, rect, said, strong=name == strong)

    # -- the list ------------------------------------------------------------------------------------------------

    def _draw_list(self, language: bool) -> None:
        words = self.words
        head, grid, foot = self.parts(BAR)
        following = self.language_at(head)
        wide = (following.left - self.gap if language else head.right) - head.left
        self.type.draw(self.surface, words("mine.title"), "question", theme.TEXT, head.midleft, "midleft", wide)
        self._rows(grid)
        if language:
            self.plate("language", following, words.following, "body")
        shelf = self.entrance.shelf
        offers = [(BEGIN, words("menu.resume"))]
        if self.entrance.there:
            offers.insert(0, (CHAPTERS, words("menu.chapters")))
        if shelf.first > 0:
            offers.insert(-1, (LATER, words("mine.newer")))
        if shelf.first + shelf.room < len(shelf.entries):
            offers.insert(-1, (EARLIER, words("mine.older")))
        self._plates(foot, offers)

    def _rows(self, grid: pygame.Rect) -> None:
        """A row for each: title and date, and beside it what throws it away."""
        shelf, gap = self.entrance.shelf, max(6, self.gap // 2)
        least = max(theme.MIN_TOUCH, self.type.line_height("body") + round(20 * self.unit))
        shelf.fit(min((grid.height + gap) // (least + gap), MOST_ROWS))
        if not shelf.entries:
            text = self.words("mine.none")
            self.type.block(self.surface, text, "lead", theme.DIM, grid, middle=True)
            return
        high = min((grid.height - gap * (shelf.room - 1)) // shelf.room, 2 * least)
        wide = min(grid.width, max(round(WIDEST * self.unit), 460))
        removes = max(theme.MIN_TOUCH, self.type.width(self.words("mine.remove"), "body") + round(40 * self.unit))
        removes = min(removes, wide // 4)
        for n, entry in enumerate(shelf.seen, 1):
            top = grid.top + (n - 1) * (high + gap)
            rect = pygame.Rect(grid.centerx - wide // 2, top, wide - removes - gap, high)
            self._row(f"{KEPT}{n}", rect, typeset(entry.title(self.words.language)), self._when(entry))
            self.plate(
                f"{DISCARD}{n}", pygame.Rect(rect.right + gap, top, removes, high), self.words("mine.remove"), "body"
            )

    def _when(self, entry: Entry) -> str:
        """At what simulated time, and when: two of a scene are told apart by it."""
        if entry.moment_ns is None:
            return entry.date
        return f"{self.words('ui.ns', count=count(entry.moment_ns))}  ·  {entry.date}"

    def _row(self, name: str, rect: pygame.Rect, title: str, date: str) -> None:
        unit, type_ = self.unit, self.type
        ground = theme.BUTTON_HOVER if name == self.entrance.hovered else theme.BUTTON
        pygame.draw.rect(self.surface, ground, rect, border_radius=round(14 * unit))
        pad = max(8, round(24 * unit))
        px = min(type_.px("body"), round(0.6 * rect.height))
        told = type_.draw(
            self.surface, date, px, theme.DIM, (rect.right - pad, rect.centery), "midright", within=2 * rect.width // 5
        )
        place = rect.left + pad, rect.centery
        type_.draw(self.surface, title, "body", theme.TEXT, place, "midleft", within=told.left - pad - place[0])
        if name == self.focused:
            draw_focus(self.surface, rect, unit)
        self.entrance.buttons.append((name, rect))

    def _draw_question(self) -> None:
        """Thrown away is gone: that is asked first."""
        entry, words, unit = self.entrance.shelf.asking, self.words, self.unit
        assert entry is not None
        said = words("mine.ask", title=typeset(entry.title(words.language)), date=self._when(entry))
        high = max(theme.MIN_TOUCH, round(120 * unit))
        text = pygame.Rect(self.room.left, self.room.top, self.room.width, self.room.centery - self.room.top - self.gap)
        px, lines = self.type.fit_block(said, "question", (text.width, text.height))
        top = text.bottom - len(lines) * self.type.line_height(px)
        for n, line in enumerate(lines):
            place = text.centerx, top + n * self.type.line_height(px)
            self.type.draw(self.surface, line, px, theme.TEXT, place, "midtop")
        wide = min(self.room.width, max(round(WIDEST * unit), 400))
        row = pygame.Rect(self.room.centerx - wide // 2, self.room.centery + self.gap, wide, high)
        self._plates(row, [(SPARE, words("mine.spare")), (REMOVE, words("mine.remove"))], SPARE)

    # -- the code ------------------------------------------------------------------------------------------------

    def _draw_code(self, code: Code) -> None:
        """As large as it can be; its words below it or, in a wide window, beside it."""
        size = self.surface.get_size()
        wide = size[0] > 1.25 * size[1]
        side = min(size[1] if wide else round(0.78 * size[1]), size[0])
        room = pygame.Rect(0, 0, side, side)
        if not wide:
            room.centerx = size[0] // 2
        paper = draw_squares(self.surface, code.squares, room)
        rest = self.surface.get_rect()
        if wide:
            rest.width -= paper.right
            rest.left = paper.right
        else:
            rest.height -= paper.bottom
            rest.top = paper.bottom
        rest.inflate_ip(-2 * self.gap, -2 * self.gap)
        title = code.title.get(self.words.language) or next(iter(code.title.values()), "")
        self._told(
            [(typeset(title), "lead"), (self.words("share.what"), "caption"), (self.words("share.close"), "body")],
            rest,
            middle=wide,
        )
        self.entrance.buttons.append((BEGIN, self.surface.get_rect()))

    def _told(self, texts: list[tuple[str, str]], room: pygame.Rect, middle: bool) -> None:
        """Paragraphs one below the other, from the top of a room or in its middle."""
        shares = (0.3, 0.45, 0.25)
        blocks = [
            self.type.fit_block(text, role, (room.width, round(share * room.height) - self.gap // 2))
            for (text, role), share in zip(texts, shares, strict=True)
        ]
        height = sum(len(lines) * self.type.line_height(px) for px, lines in blocks) + self.gap * (len(blocks) - 1)
        top = room.top + (max(0, room.height - height) // 2 if middle else 0)
        for n, (px, lines) in enumerate(blocks):
            for line in lines:
                self.type.draw(self.surface, line, px, theme.DIM if n == 2 else theme.TEXT, (room.left, top))
                top += self.type.line_height(px)
            top += self.gap
