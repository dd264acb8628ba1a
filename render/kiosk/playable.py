"""Which of a kiosk's scenes can be played. The service asks in a process of its own, for it imports the physics.

python -m render.kiosk.playable SETTINGS
"""

import sys

from render.kiosk.config import KioskConfig
from render.kiosk.watchdog import EXIT_REFUSED


def overrides(config: KioskConfig) -> list[str]:
    """What the settings change in every scene, as KEY=VALUE."""
    wanted = {"ions": config.ions, "pace_ns_per_s": config.pace}
    return [f"{key}={value}" for key, value in wanted.items() if value is not None]


def wrong_with(scene: str, config: KioskConfig) -> list[str]:
    """What keeps a scene (a name or a file) from being played, one line each; empty if nothing does."""
    from scenes import SceneFileError, load

    try:
        load(scene, overrides(config))
    except SceneFileError as error:
        return str(error).splitlines()
    return []


def wrong_with_entrance() -> list[str]:
    """What is wrong with the files of the menu and of the attract loop, one line each."""
    from scenes import SceneFileError
    from scenes.entrance.chapters import chapters
    from scenes.entrance.pieces import pieces

    told: list[str] = []
    for read in (chapters, pieces):
        try:
            read()
        except SceneFileError as error:
            told += str(error).splitlines()
    return told


def main(arguments: list[str]) -> int:
    """Print what is wrong with all scenes; returns the exit code."""
    config = KioskConfig.model_validate_json(arguments[0])
    told = [line for scene in config.scenes for line in wrong_with(scene, config)] + wrong_with_entrance()
    print("\n".join(told))
    return EXIT_REFUSED if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
