"""Votes are counted once a visit and scene, travel with the heartbeat and outlive restarts and power cuts."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from render.kiosk import heartbeat, votes
from render.kiosk.config import ROOT
from render.kiosk.heartbeat import Heart, parsed
from render.kiosk.state import State, StateFile
from render.kiosk.votes import Count, Poll, as_word, fingerprint, of_word, together
from render.kiosk.watchdog import Patience, Watchdog
from scenes import load

SCENE = load("resting")
OF = fingerprint(answer.text for answer in SCENE.answers)


def test_a_visit_counts_once() -> None:
    poll = Poll({"resting": Count(OF, (3, 4, 0))})
    poll.cast(SCENE, 1)
    poll.cast(SCENE, 2)  # tries again
    assert poll.since == {"resting": Count(OF, (0, 1, 0))}
    assert poll.tally("resting", 1) == (5, 8) and poll.tally("resting", 2) is None and poll.tally("pump", 0) is None
    poll.next_visit()
    poll.cast(SCENE, 2)
    assert poll.since == {"resting": Count(OF, (0, 1, 1))} and poll.tally("resting", 2) == (1, 9)


def test_other_words_are_counted_anew() -> None:
    before = {"resting": Count("former", (30, 40, 0)), "pump": Count("x", (1, 2))}
    since = {"resting": Count(OF, (0, 1, 0))}
    assert together(before, since) == {"resting": Count(OF, (0, 1, 0)), "pump": Count("x", (1, 2))}
    assert fingerprint(answer.text for answer in SCENE.answers[::-1]) != OF


@pytest.mark.parametrize("scene", ["resting", "my cell: 2, %41", "细胞", "a" * 200])
def test_a_count_travels_as_a_word(scene: str) -> None:
    word = as_word(scene, Count(OF, (3, 0, 12)))
    assert " " not in word and word.isascii() and of_word(word) == (scene, Count(OF, (3, 0, 12)))
    assert parsed(f"1 2 3 {word}\n".encode()) == heartbeat.Beat(1, 2, 3, (scene, Count(OF, (3, 0, 12))))


@pytest.mark.parametrize(
    "word", [b"x", b"a:b", b"a:b:", b"a:b:-1", b"a:b:1,x", b":b:1", b"a:b:c:1", b"a:b:1 a:b:2", b"\xff"]
)
def test_other_words_are_no_beat(word: bytes) -> None:
    assert parsed(b"1 2 3 " + word + b"\n") is None


def test_every_scene_is_told_the_new_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("render.kiosk.heartbeat.EVERY_S", 0.0)
    reader, writer = os.pipe()
    heart, rounds = Heart(writer), iter(range(100))

    def told(cast: votes.Votes) -> str:
        heart.frame(next(rounds), False, 1, cast)
        beat = parsed(os.read(reader, 400))
        assert beat is not None
        return f"{beat.votes[0]}{sum(beat.votes[1].votes)}" if beat.votes else ""

    try:
        assert told({}) == ""
        cast = {name: Count("x", (1, 0)) for name in "abc"}
        assert [told(cast) for _ in range(5)] == ["a1", "b1", "c1", "a1", "b1"]
        cast["a"] = Count("x", (1, 1))
        assert [told(cast) for _ in range(4)] == ["a2", "c1", "b1", "a2"]
    finally:
        os.close(reader)
        os.close(writer)


def test_a_state_of_the_former_format_keeps_its_counts(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "state.json")
    former = {name: value for name, value in asdict(State(starts=12, visits=4711)).items() if name != "votes"}
    file.file.write_text(json.dumps(former))
    assert file.load() == State(starts=12, visits=4711)
    whole = State(visits=4712, votes={"resting": Count(OF, (1, 0, 2))})
    assert file.save(whole) and file.load() == whole
    for wrong in ({"resting": 1}, {"resting": {"answers": "x", "votes": [-1]}}, {"resting": {"answers": "x"}}, []):
        file.file.write_text(json.dumps(former | {"votes": wrong}))
        assert file.load() == State()


def test_a_kill_between_write_and_rename_leaves_the_former_votes(tmp_path: Path) -> None:
    """A process that is killed there, as by a power cut."""
    file = StateFile(tmp_path / "state.json")
    file.save(State(votes={"resting": Count(OF, (1, 0, 0))}))
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom render.kiosk.state import State, StateFile\n"
        "from render.kiosk.votes import Count\n"
        "os.replace = lambda *_: os._exit(9)\n"
        "StateFile(Path(sys.argv[1])).save(State(votes={'resting': Count('x', (9, 9, 9))}))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file.file)], cwd=ROOT, timeout=60)
    assert done.returncode == 9 and file.file.with_name("state.json.part").exists()
    assert file.load().votes == {"resting": Count(OF, (1, 0, 0))}


def test_a_watchdog_adds_the_votes_of_all_its_visitors(tmp_path: Path) -> None:
    """Each counts from when its window opened; one that crashes loses none of what it told."""
    file = StateFile(tmp_path / "state.json")
    file.save(State(votes={"resting": Count(OF, (1, 0, 0)), "pump": Count("old", (7, 7))}))
    program = (
        "import time\n"
        f"for n in range(1, 5): print(n, n, 1, 'resting:{OF}:0,' + str(n) + ',0', flush=True); time.sleep(0.15)\n"
        "print(5, 5, 1, 'pump:new:0,1', flush=True); time.sleep(0.4); raise SystemExit(1)"
    )
    starts: list[dict[str, Count]] = []

    def command() -> list[str]:
        starts.append(dict(dog.state.votes))
        if len(starts) == 3:
            dog.stop()
        return [sys.executable, "-c", program]

    dog = Watchdog(command, file, Patience(backoff_s=0.05))
    dog.run()
    assert [cast["resting"].votes for cast in starts] == [(1, 0, 0), (1, 4, 0), (1, 8, 0)]
    assert [cast["pump"] for cast in starts[1:]] == [Count("new", (0, 1)), Count("new", (0, 2))]
    assert file.load().votes["resting"].votes[1] >= 8
