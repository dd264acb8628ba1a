"""What a key means: a letter of a note while one is written, else an answer, the focused control, or an action."""

import pygame

from render import controls
from render.session import Session

TYPED = (pygame.KEYDOWN, pygame.TEXTINPUT)


def action_of(session: Session, event: pygame.event.Event) -> str | None:
    """The name of the action that a key asks for; None for none. While a note is written keys only write."""
    if session.desk.typing is not None:
        _write(session, event)
        return None
    if event.type != pygame.KEYDOWN:
        return None
    if session.entrance.open:
        meant = session.entrance.action_of_key(event)
    else:
        meant = controls.vote_of_key(event) if session.tour.offered and not session.help else None
    return session.focus.action_of_key(event) or meant or controls.action_of_key(event)


def _write(session: Session, event: pygame.event.Event) -> None:
    desk = session.desk
    if event.type == pygame.TEXTINPUT:
        desk.type(event.text)
    elif event.key == pygame.K_BACKSPACE:
        desk.rub_out()
    elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_ESCAPE):
        desk.end_typing(keep=event.key != pygame.K_ESCAPE)
        session.tell_trouble()
