"""The window itself: opening, resizing, full screen, bringing a frame onto it, saving it as a picture."""

import io
import os
from pathlib import Path

import pygame

LARGEST_PX = 16384
SMALLEST = (480, 320)  # a smaller window shows this, scaled down


class SizeError(ValueError):
    """Text that is no size of a picture; str() says what was expected."""


def parse_size(text: str, least: tuple[int, int] = (320, 240)) -> tuple[int, int]:
    """Width and height in pixels from "1280x720". least: SMALLEST for what is kept or timed as it is drawn.

    Raises SizeError.
    """
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise SizeError(f"--size: expected WIDTHxHEIGHT such as 1280x720, got '{text}'") from None
    if not (least[0] <= width <= LARGEST_PX and least[1] <= height <= LARGEST_PX):
        expected = f"{least[0]}x{least[1]} to {LARGEST_PX}x{LARGEST_PX}"
        raise SizeError(f"--size: expected {expected}, got '{text}'")
    return width, height


class NoDisplay(RuntimeError):  # noqa: N818
    """There is no display to open a window on."""


class Window:
    """canvas: the surface to draw on, always with pixels 0x00RRGGBB, and of the window's size unless that is tiny."""

    def __init__(self, size: tuple[int, int], fullscreen: bool) -> None:
        self.fullscreen = fullscreen
        self._size = size
        self.canvas: pygame.Surface
        self._screen: pygame.Surface

    def open(self) -> None:
        """Raises NoDisplay."""
        # SDL would put every frame through a texture; where OpenGL is emulated that takes 25 ms, shared memory takes 1
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
        try:
            pygame.display.init()
            if pygame.display.get_driver() in ("dummy", "offscreen") and "SDL_VIDEODRIVER" not in os.environ:
                raise pygame.error("no video device")
            self._set_mode()
        except pygame.error as error:
            pygame.display.quit()
            raise NoDisplay(str(error)) from None

    def _set_mode(self) -> None:
        flags = pygame.FULLSCREEN if self.fullscreen else pygame.RESIZABLE
        self._adopt(pygame.display.set_mode((0, 0) if self.fullscreen else self._size, flags))

    def _adopt(self, screen: pygame.Surface) -> None:
        """Draw straight into the window where that can be done, else into a surface of its own."""
        self._screen = screen
        width, height = screen.get_size()
        plain = screen.get_bitsize() == 32 and tuple(screen.get_masks()[:3]) == (0xFF0000, 0xFF00, 0xFF)
        size = max(width, SMALLEST[0]), max(height, SMALLEST[1])
        self.canvas = screen if plain and size == (width, height) else pygame.Surface(size, 0, 32)

    def on_canvas(self, px: tuple[int, int]) -> tuple[int, int]:
        """The place on the canvas that is shown at a place on the window."""
        (width, height), (wide, high) = self._screen.get_size(), self.canvas.get_size()
        return px[0] * wide // max(width, 1), px[1] * high // max(height, 1)

    def toggle_fullscreen(self) -> None:
        if not self.fullscreen:
            self._size = self._screen.get_size()
        self.fullscreen = not self.fullscreen
        self._set_mode()

    def resized(self) -> None:
        """Take notice of a new size."""
        screen = pygame.display.get_surface()
        if screen is not None:
            self._adopt(screen)

    def present(self, changed: list[pygame.Rect] | None = None) -> None:
        """Show what has been drawn: all of it, or some rectangles."""
        if self.canvas is not self._screen:
            self._screen.blit(pygame.transform.scale(self.canvas, self._screen.get_size()), (0, 0))
            changed = None
        if changed is None:
            pygame.display.flip()
        else:
            pygame.display.update(changed)

    def save(self, stem: str) -> str:
        """Save the picture as a PNG file in the current directory, never over another one; returns the file's name.
        Raises OSError."""
        from scenes.study.output import Output

        file = free_file(stem, ".png")
        with Output(file) as output:
            output.write(png(self.canvas))
        if output.trouble:
            raise OSError(output.trouble)
        return file.name


def free_file(stem: str, suffix: str) -> Path:
    """A name in the current directory that no file has yet."""
    file = Path(f"{stem}{suffix}")
    copies = 1
    while os.path.lexists(file):
        copies += 1
        file = Path(f"{stem}-{copies}{suffix}")
    return file


def png(picture: pygame.Surface) -> bytes:
    """A picture as the content of a PNG file."""
    content = io.BytesIO()
    pygame.image.save(picture, content, "picture.png")
    return content.getvalue()
