"""Scene files: what is in the box, the story told about it, and what it must show.

    from scenes import load, library
    scene_file = load("resting", ["outside.K=10"])

`python main.py scenes --keys` lists the keys of a file; scenes/format/schema.py is where they are defined.
"""

from scenes.format.loader import library, load
from scenes.format.problems import FileProblem, SceneFileError
from scenes.scene_file import Caption, Claim, SceneFile, Text, TimedCommand

__all__ = [
    "Caption",
    "Claim",
    "FileProblem",
    "SceneFile",
    "SceneFileError",
    "Text",
    "TimedCommand",
    "library",
    "load",
]
