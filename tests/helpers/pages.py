"""A printed page read back: its text, and whether its tags are in order."""

import re
from html.parser import HTMLParser

from scenes import load
from scenes.handout.numbers import Numbers
from scenes.handout.page import page

APART = ("td", "th", "li", "p", "h1", "h2", "h3", "text")  # what stands apart from what is before it
EMPTY = ("meta", "br", "hr", "img", "link", "input")  # tags that have no end


class Reader(HTMLParser):
    """text: what is read, style sheets left out; wrong: tags that end what is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.text += " " if tag in APART else ""
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def read(html: str) -> Reader:
    """Its text with single spaces between words."""
    reader = Reader()
    reader.feed(html)
    reader.text = " ".join(reader.text.split())
    return reader


def page_of(name: str, language: str = "en", answers: bool = False, numbers: Numbers | None = None) -> str:
    """The page of a scene or file as the command writes it."""
    from render.printed.handout import window

    return page(load(name), language, window(language), answers, numbers)


def plain(text: str, language: str = "en") -> str:
    """A text of a scene as it is read on the page."""
    from render.printed.handout import window

    typeset = window(language).typeset(text).replace("+-", "±")
    return " ".join(re.sub(r"[_^]\{([^{}]*)\}", r"\1", typeset).split())
