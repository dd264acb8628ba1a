"""What is told about a scene: its title and question at the top, the caption with the legend and a teacher's note."""

import pygame

from render.panels.own.told import phase
from render.panels.play.mission_mark import mission_line
from render.playback.caption import Answering
from render.playback.play.missions import Missions
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import draw_legend, least_px
from render.style.text import Typesetter
from render.style.words import Words, typeset


def draw_title(
    screen: pygame.Surface,
    room: pygame.Rect,
    snapshot: Snapshot,
    place_in_list: str,
    titled: bool,
    type_: Typesetter,
    words: Words,
) -> None:
    """The title small, the question large. titled: large text leaves room for the question only."""
    file, language = snapshot.scene_file, words.language
    title = "  ".join(part for part in (place_in_list, typeset(file.title.in_(language))) if part)
    small = type_.line_height("small") if titled else 0
    if titled:
        type_.draw(screen, title, "small", theme.DIM, room.topleft, within=room.width)
    question = pygame.Rect(room.left, room.top + small, room.width, room.height - small)
    type_.block(screen, typeset(file.question.in_(language)), "title", theme.TEXT, question, middle=True)


def told_now(
    snapshot: Snapshot, answering: Answering, missions: Missions, words: Words, seen: bool = True
) -> tuple[str, bool]:
    """The caption, or what a mission has to say in its place, and whether the story is over. answering: to what a
    visitor has done, before a mission's hint; seen: whether what was seen is to be said, which a card may do."""
    compared = snapshot.comparison
    touched = f"hand.{phase(compared.hand)}" if compared is not None and compared.hand is not None else "touched"
    told = answering.caption(snapshot, words.language, words(f"message.{touched}"), seen)
    line = mission_line(missions, words) if missions.playing else ""
    if line and (missions.won or not answering.said(snapshot, words.language)):
        return line, False
    return told


def draw_caption(
    screen: pygame.Surface,
    rect: pygame.Rect,
    snapshot: Snapshot,
    told: tuple[str, bool],
    noted: bool,
    type_: Typesetter,
    words: Words,
) -> None:
    """told: the caption, and whether the story is over, so that it is what was seen; noted: whether a note for teachers
    is shown where there is room."""
    file = snapshot.scene_file
    inner = rect.inflate(-round(36 * type_.unit), -round(12 * type_.unit))
    line = round(1.4 * type_.line_height("label"))
    if inner.height >= 2 * type_.line_height("caption") + line:
        present = [s for s, n in zip(snapshot.symbols, snapshot.count, strict=True) if n]
        legend = pygame.Rect(inner.left, inner.bottom - line, inner.width, line)
        draw_legend(screen, legend, [(s, snapshot.valence[s]) for s in present], type_, words)
        inner.height -= line
    if file.note is not None and noted:
        inner.height -= _draw_note(screen, inner, typeset(file.note.in_(words.language)), type_)
    text, over = told
    if over:
        text = f"{words('message.seen')}: {text}"
    if text:
        role = "lead" if inner.height > 2.2 * type_.line_height("lead") else "caption"
        type_.block(screen, typeset(text), role, theme.FOCUS if over else theme.TEXT, inner, middle=True)


def _draw_note(screen: pygame.Surface, rect: pygame.Rect, text: str, type_: Typesetter) -> int:
    """At the foot of the caption, if that leaves it two lines and the note can be read; returns its height."""
    room = rect.height - round(2.2 * type_.line_height("caption"))
    px, lines = type_.fit_block(text, "label", (rect.width, max(room, 1)))
    if px < least_px(type_):
        return 0
    height = len(lines) * type_.line_height(px)
    type_.block(screen, text, "label", theme.DIM, pygame.Rect(rect.left, rect.bottom - height, rect.width, height))
    return height
