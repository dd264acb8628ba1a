"""The attract loop: short pieces of scenes, or whole ones where an exhibit has none of these, for nobody yet."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from render.kiosk.config import KioskConfig
from render.kiosk.playable import overrides
from render.playback.tour import OPENING_S, Tour

if TYPE_CHECKING:
    from render.playback.snapshot import Snapshot
    from scenes import SceneFile
    from scenes.entrance.pieces import Piece

log = logging.getLogger(__name__)


def pieces_of(names: Sequence[str]) -> "list[Piece]":
    """The pieces of these scenes; none where their file is wrong, which is told in the log."""
    from scenes import SceneFileError
    from scenes.entrance.pieces import pieces

    try:
        return [piece for piece in pieces() if piece.scene in names]
    except SceneFileError as error:
        log.error("%s", error)
        return []


class AttractTour(Tour):
    """The tour that plays for nobody, in one language at a time: pieces change it with every round, whole scenes, of
    which a round takes long, with every scene."""

    def __init__(
        self,
        config: KioskConfig,
        files: Mapping[str, str],
        speak: Callable[[str], None],
        show: Callable[[str], None],
        telling: int | None = None,
    ) -> None:
        """files: of the scenes that can be played, by name; speak: changes the language; show: what is seen of the
        ions, "" or "excess"; telling: of what plays when it begins, which is none of its own."""
        self._pieces = {piece.scene: piece for piece in pieces_of(list(files))}
        names = [*self._pieces] or [*files]
        opening_s = 0.0 if self._pieces else OPENING_S
        super().__init__(names, opening_s=opening_s, longest_s=config.attract_scene_s, loop=True)
        self.still = False  # what moves is what draws people near
        self._config, self._files = config, files
        self._speak, self._show = speak, show
        self._turn, self._telling = -1, telling

    def over(self, snapshot: "Snapshot") -> bool:
        piece = self._pieces.get(snapshot.scene_file.name)
        return snapshot.time_ns >= piece.length_ns if piece is not None else super().over(snapshot)

    def part_of(self, name: str) -> "SceneFile | None":
        """The piece, as the settings want it; None for a whole scene, and for one whose file has gone wrong since."""
        from scenes import SceneFileError, load
        from scenes.entrance.pieces import cut

        piece, config = self._pieces.get(name), self._config
        if piece is None:
            return None
        try:
            file = load(self._files[name], [*piece.overrides, *overrides(config)])
        except (SceneFileError, KeyError):
            return None
        return cut(file, piece if config.pace is None else replace(piece, pace_ns_per_s=config.pace))

    def line(self, snapshot: "Snapshot", language: str) -> str:
        """What is to be seen: that of the piece, else the scene's question."""
        piece = self._pieces.get(snapshot.scene_file.name)
        return (snapshot.scene_file.question if piece is None else piece.line).in_(language)

    def update(self, snapshot: "Snapshot", elapsed_s: float) -> str | None:
        if self._to_ask is None and self._wanted not in (None, snapshot.scene_file.name):
            following = self._wait(elapsed_s)  # what was there before may still arrive
        else:
            following = super().update(snapshot, elapsed_s)
        if following is not None:
            if not self._pieces or following == self.names[0]:
                self._turn += 1
            languages = self._config.languages
            first = languages.index(self._config.language)
            self._speak(languages[(first + self._turn) % len(languages)])
        return following

    def _arrived(self, snapshot: "Snapshot") -> None:
        super()._arrived(snapshot)
        piece = self._pieces.get(snapshot.scene_file.name)
        self._show(piece.show if piece is not None else "")
