"""Game controllers, where pygame offers them: the d-pad or stick moves the focus, A acts, B goes back, the bumpers
change the scene, start pauses, select opens the menu. Controllers may come and go at any time."""

import logging
from dataclasses import dataclass

import pygame

log = logging.getLogger(__name__)

STICK = 0.6  # how far the stick must be pushed to count
CENTRED = 0.3  # and how near it must come to the middle before it counts again


@dataclass(frozen=True)
class Pad:
    """Numbers of the buttons: act, back, bumpers, start, select (the small one at the left); d-pad as up, down, left,
    right where it has no hat."""

    act: int
    back: int
    left: int
    right: int
    start: int
    select: int
    cross: tuple[int, ...] = ()


# as pygame's documentation of joysticks lists them
XBOX = Pad(0, 1, 4, 5, 7, 6)
PLAYSTATION = Pad(0, 1, 9, 10, 6, 4, (11, 12, 13, 14))
SWITCH = Pad(0, 1, 9, 10, 6, 4, (11, 12, 13, 14))
MOVES = ("focus_up", "focus_down", "focus_left", "focus_right")


def layout_of(name: str, buttons: int) -> Pad:
    """The numbers for a controller of that name with so many buttons."""
    lower = name.lower()
    if "switch" in lower or "nintendo" in lower:
        return SWITCH
    if buttons >= 15 and any(word in lower for word in ("ps4", "ps5", "sony", "dualshock", "dualsense")):
        return PLAYSTATION
    return XBOX


class Controllers:
    """Turns controller events into names of actions."""

    def __init__(self) -> None:
        self._pads: dict[int, tuple[object, Pad]] = {}
        self._pushed: dict[int, list[int]] = {}

    def open(self) -> None:
        """Start listening; a machine without the means to is no error."""
        try:
            pygame.joystick.init()
        except pygame.error as error:
            log.info("no game controllers: %s", error)

    def close(self) -> None:
        self._pads.clear()
        pygame.joystick.quit()

    def heed(self, event: pygame.event.Event) -> str | None:
        """What the event asks for: the name of an action, "" for nothing; None if it is not a controller's."""
        if event.type == pygame.JOYDEVICEADDED:
            self._add(event.device_index)
        elif event.type == pygame.JOYDEVICEREMOVED:
            self._pads.pop(event.instance_id, None)
            self._pushed.pop(event.instance_id, None)
        elif event.type == pygame.JOYBUTTONDOWN:
            return self._button(_identity(event), event.button)
        elif event.type == pygame.JOYHATMOTION:
            x, y = event.value
            return _move(x, -y)
        elif event.type == pygame.JOYAXISMOTION:
            return self._stick(_identity(event), event.axis, event.value)
        elif event.type not in (pygame.JOYBUTTONUP, pygame.JOYBALLMOTION):
            return None
        return ""

    def _add(self, index: int) -> None:
        try:
            joystick = pygame.joystick.Joystick(index)
            pad = layout_of(joystick.get_name(), joystick.get_numbuttons())
            self._pads[joystick.get_instance_id()] = joystick, pad
        except pygame.error as error:
            log.warning("a game controller cannot be used: %s", error)

    def _button(self, identity: int, number: int) -> str:
        pad = self._pads[identity][1] if identity in self._pads else XBOX
        names = {pad.act: "activate", pad.back: "back", pad.left: "previous_scene", pad.right: "next_scene",
                 pad.start: "pause", pad.select: "menu", **dict(zip(pad.cross, MOVES, strict=False))}  # fmt: skip
        return names.get(number, "")

    def _stick(self, identity: int, axis: int, value: float) -> str:
        """One move for each push of the left stick."""
        if axis not in (0, 1):
            return ""
        pushed = self._pushed.setdefault(identity, [0, 0])
        if abs(value) < CENTRED:
            pushed[axis] = 0
        way = 1 if value > STICK else -1 if value < -STICK else 0
        if way == 0 or way == pushed[axis]:
            return ""
        pushed[axis] = way
        return _move(way, 0) if axis == 0 else _move(0, way)


def _identity(event: pygame.event.Event) -> int:
    return int(getattr(event, "instance_id", getattr(event, "joy", 0)))


def _move(x: int, y: int) -> str:
    """Right and down are positive."""
    if y:
        return "focus_down" if y > 0 else "focus_up"
    if x:
        return "focus_right" if x > 0 else "focus_left"
    return ""
