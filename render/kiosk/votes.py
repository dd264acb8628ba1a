"""How visitors have answered the question of each scene: counts an answer, nothing of any person.

Counts belong to answers by their words: once these change, counting starts anew.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from scenes import SceneFile

MOST_ANSWERS = 9
MOST_VOTES = 10**12


@dataclass(frozen=True)
class Count:
    """answers: fingerprint of their words; votes: for each of them, in their order."""

    answers: str
    votes: tuple[int, ...]

    def plus(self, more: "Count") -> "Count":
        """Both together; only the later ones where the words have changed."""
        if self.answers != more.answers or len(self.votes) != len(more.votes):
            return more
        return Count(more.answers, tuple(a + b for a, b in zip(self.votes, more.votes, strict=True)))


Votes = dict[str, Count]  # by the scene's name


def fingerprint(answers: Iterable[Mapping[str, str]]) -> str:
    """Of the words of answers in all languages."""
    words = json.dumps([sorted(answer.items()) for answer in answers], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def with_vote(votes: Votes, scene: str, answers: Sequence[Mapping[str, str]], answer: int) -> Votes:
    """The same with one vote more, for the answer of that place."""
    one = Count(fingerprint(answers), tuple(int(n == answer) for n in range(len(answers))))
    return votes | {scene: votes[scene].plus(one) if scene in votes else one}


def together(before: Votes, since: Votes) -> Votes:
    """What was counted before a window opened, and since."""
    return before | {scene: before[scene].plus(count) if scene in before else count for scene, count in since.items()}


class Poll:
    """The votes at one window: before it opened, and since. A visit's first answer to each question counts."""

    def __init__(self, before: Votes) -> None:
        self.before = before
        self.since: Votes = {}
        self._answered: set[str] = set()

    def next_visit(self) -> None:
        self._answered.clear()

    def cast(self, file: "SceneFile", answer: int) -> None:
        """A visitor's answer to a scene's question, from 0."""
        if file.name not in self._answered:
            self._answered.add(file.name)
            self.since = with_vote(self.since, file.name, [each.text for each in file.answers], answer)

    def tally(self, scene: str, answer: int) -> tuple[int, int] | None:
        """How many have given this answer and how many any, the visitor among them; None where nobody has: who tries
        again is not counted."""
        count = together(self.before, self.since).get(scene)
        return (count.votes[answer], sum(count.votes)) if count is not None and count.votes[answer] else None


def plain(votes: Votes) -> dict[str, Any]:
    """For JSON."""
    return {scene: {"answers": count.answers, "votes": list(count.votes)} for scene, count in votes.items()}


def from_plain(value: object) -> Votes:
    """Raises ValueError for anything else than `plain` gives."""
    if not isinstance(value, dict):
        raise ValueError("votes: expected a table of scenes")
    votes: Votes = {}
    for scene, entry in value.items():
        if not isinstance(entry, dict) or entry.keys() != {"answers", "votes"}:
            raise ValueError(f"votes of '{scene}': expected answers and votes")
        if not isinstance(entry["answers"], str) or not isinstance(entry["votes"], list):
            raise ValueError(f"votes of '{scene}': expected a text and a list of counts")
        if not _are_counts(entry["votes"]):
            raise ValueError(f"votes of '{scene}': expected counts, got {entry['votes']!r}")
        votes[scene] = Count(entry["answers"], tuple(entry["votes"]))
    return votes


def as_word(scene: str, count: Count) -> str:
    """One scene's count without a blank, for a line of the heartbeat."""
    return f"{quote(scene, safe='')}:{quote(count.answers, safe='')}:{','.join(map(str, count.votes))}"


def of_word(word: str) -> tuple[str, Count]:
    """The way back. Raises ValueError for any other word."""
    scene, answers, counts = word.split(":")
    votes = [int(count) for count in counts.split(",")]
    if not scene or not _are_counts(votes):
        raise ValueError(f"expected scene:answers:counts, got {word!r}")
    return unquote(scene), Count(unquote(answers), tuple(votes))


def _are_counts(votes: Sequence[object]) -> bool:
    return 0 < len(votes) <= MOST_ANSWERS and all(type(n) is int and 0 <= n < MOST_VOTES for n in votes)
