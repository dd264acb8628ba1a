"""The order in which a scene with cases is played, and what is said at each moment of it."""

import itertools
from dataclasses import replace

from render.playback.caption import caption_of
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from render.playback.tour import story_over
from scenes import SceneFile, load

STEP_NS = 10.0


def short(name: str, *changes: str) -> SceneFile:
    """A scene with cases of 60 ns each."""
    return load(name, ["ions=600", "compare.screen_ns=60", "claim.settle_ns=20", *changes])


def played(player: Player, steps: int) -> list[Snapshot]:
    """So many snapshots, as the thread and the film take them."""
    seen = []
    for _ in range(steps):
        player.advance(STEP_NS)
        snapshot = Snapshot()
        player.publish(snapshot)
        seen.append(snapshot)
        if player.case_over:
            player.go_on()
    return seen


def test_what_was_seen_comes_once_at_the_end_and_stays() -> None:
    file = replace(short("hyperkalaemia"), captions=(), timeline=())
    player = Player(seed=1, threads=1)
    player.open(file)
    seen = played(player, 80)
    said = [text for text, _ in itertools.groupby(caption_of(snapshot, "en") for snapshot in seen)]
    cases = [(f"{n + 1}/6 · {case.label['en']} · {case.caption['en']}", False) for n, case in enumerate(file.cases)]
    assert said == [*cases, (file.seen["en"], True)]
    over = [story_over(snapshot) for snapshot in seen]
    assert over == sorted(over) and over[-1]
    assert seen[-1].comparison is not None and seen[-1].comparison.case == 5  # not the most negative one
    assert seen[-1].time_ns > 2 * 60  # its ions go on
    kept = [snapshot.comparison.results for snapshot in seen[-9:] if snapshot.comparison]
    assert len(kept) == 9 and all(results == kept[0] for results in kept)
