"""What a list of scenes says of each: its question; of one alone also its answers, claim, captions, notes and the
belief that it answers."""

import textwrap
from collections.abc import Iterator

from scenes.scene_file import SceneFile

WIDTH = 100


def lines(scene_file: SceneFile, whole: bool) -> Iterator[str]:
    """In English. whole: more than the first line."""
    yield f"{scene_file.name:<28}{scene_file.question.in_('en')}"
    if not whole:
        return
    for answer in scene_file.answers:
        yield f"  {'*' if answer.right else '-'} {answer.text.in_('en')}"
    claim = scene_file.claim
    yield f"  claims {claim.predicts} within {claim.tolerance_mV:g} mV, after {claim.settle_ns:g} ns"
    for caption in scene_file.captions:
        yield f"  {caption.at_ns:>8g} ns  {caption.text.in_('en')}"
    belief = scene_file.handout.misconception if scene_file.handout else None
    for name, text in (("many believe", belief), ("seen", scene_file.seen), ("note", scene_file.note)):
        if text:
            yield textwrap.fill(text.in_("en"), WIDTH, initial_indent=f"  {name}: ", subsequent_indent="    ")
