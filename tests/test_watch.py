"""What watches the engine's speed tells a loss of more than a fifth, and nothing less."""

import json

from tests.benchmarks.watch import KEPT, MOST_LOST, WATCHED, fallen


def test_a_ratio_that_has_fallen_by_more_than_a_fifth_is_told() -> None:
    kept = dict.fromkeys(WATCHED, 100.0)
    slower, *others = WATCHED
    assert not fallen({**kept, slower: 100 * (1 - MOST_LOST) + 0.1}, kept)
    (line,) = fallen({**kept, slower: 100 * (1 - MOST_LOST) - 0.1}, kept)
    assert line.startswith(slower) and not any(other in line for other in others)


def test_each_kept_processor_has_a_ratio_of_all_that_is_watched() -> None:
    for ratios in json.loads(KEPT.read_text()).values():
        assert ratios.keys() == WATCHED.keys() and all(ratio > 1 for ratio in ratios.values())
