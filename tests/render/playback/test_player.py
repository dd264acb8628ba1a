"""The order in which a scene with cases is played, and what is said at each moment of it."""

import itertools
from dataclasses import replace

import pytest

from render.playback.caption import caption_of
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from render.playback.tour import story_over
from scenes import SceneFile, library, load
from scenes.story import Story

STEP_NS = 10.0


def short(name: str, *changes: str) -> SceneFile:
    """A scene with cases of 60 ns each."""
    return load(name, ["ions=600", "compare.screen_ns=60", "claim.settle_ns=20", *changes])


def hurried(file: SceneFile, by: float = 100.0) -> SceneFile:
    """Its captions and commands sooner, and read faster; the captions whatever the ions do meanwhile."""
    captions = tuple(replace(caption, at_ns=caption.at_ns / by, while_={}) for caption in file.captions)
    timeline = tuple(replace(timed, at_ns=timed.at_ns / by) for timed in file.timeline)
    return replace(file, captions=captions, timeline=timeline, pace_ns_per_s=file.pace_ns_per_s / by)


def played(player: Player, steps: int) -> list[Snapshot]:
    """So many snapshots, as the thread and the film take them."""
    seen = []
    for _ in range(steps):
        player.advance(STEP_NS)
        snapshot = Snapshot()
        player.publish(snapshot)
        seen.append(snapshot)
        if player.part_over:
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


WITH_CASES = [name for name in library() if load(name).cases]


@pytest.mark.parametrize("name", WITH_CASES)
def test_the_story_is_told_and_then_compared(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = hurried(short(name))
    player, done = Player(seed=1, threads=1), []
    monkeypatch.setattr(player, "apply", done.append)
    player.open(file)
    told_ns = Story(file).told_ns
    story = list(itertools.takewhile(lambda snapshot: snapshot.comparison is None, played(player, 30)))
    assert told_ns <= story[-1].time_ns <= told_ns + STEP_NS
    said = {caption_of(snapshot, "en") for snapshot in story}
    assert said == {(caption.text["en"], False) for caption in file.captions}
    assert done == [timed.command for timed in file.timeline]
    assert not any(story_over(snapshot) for snapshot in story)
    assert story[0].scene.channels == file.scene.channels and story[0].scene.clamp_mV == file.scene.clamp_mV
    after = played(player, 8 * len(file.cases) + round(told_ns / STEP_NS))
    assert after[-1].comparison is not None and after[-1].comparison.complete
    assert {snapshot.telling for snapshot in story + after} == {1}
    assert len(done) == len(file.timeline)  # the timeline is not that of a case, though the last plays on


def test_starting_again_tells_the_story_again() -> None:
    player = Player(seed=1, threads=1)
    player.open(hurried(short("chloride")))
    assert played(player, 30)[-1].comparison is not None
    player.start()
    assert played(player, 1)[0].comparison is None
