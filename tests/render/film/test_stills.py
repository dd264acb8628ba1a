"""The pictures of the menu come from runs, and the kept ones are those that the command makes."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.film.stills import SIZE, plain, still
from render.panels.entrance.menu import PICTURES
from scenes.entrance.chapters import Chapter, chapters

WITH_PICTURE = [chapter for chapter in chapters() if chapter.picture is not None]


def grey(picture: pygame.Surface) -> np.ndarray:
    small = pygame.Surface(picture.get_size(), 0, 32)
    small.blit(picture, (0, 0))
    return pygame.surfarray.array3d(pygame.transform.smoothscale(small, (64, 40))).astype(float).mean(axis=2)


def test_a_picture_is_a_moment_of_a_run() -> None:
    picture = WITH_PICTURE[0].picture
    assert picture is not None
    one, again = (still(replace(picture, at_ns=40), changes=["ions=3000"]) for _ in range(2))
    later = still(replace(picture, at_ns=400), changes=["ions=3000"])
    assert pygame.image.tobytes(one, "RGB") == pygame.image.tobytes(again, "RGB") != pygame.image.tobytes(later, "RGB")
    assert len(np.unique(pygame.surfarray.array3d(plain(one)))) <= 17


@pytest.mark.slow
@pytest.mark.parametrize("chapter", WITH_PICTURE, ids=lambda chapter: chapter.picture.scene)
def test_the_kept_pictures_are_what_the_command_makes(chapter: Chapter) -> None:
    """Coarsely: another machine may round a pixel otherwise."""
    assert chapter.picture is not None
    kept = pygame.image.load(str(PICTURES / f"{chapter.picture.scene}.png"))
    assert kept.get_size() == SIZE
    assert np.abs(grey(kept) - grey(plain(still(chapter.picture)))).mean() < 6
