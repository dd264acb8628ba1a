"""Which caption belongs to a moment: the story's, a case's, or what was seen."""

from render.playback.snapshot import Snapshot


def caption_of(snapshot: Snapshot, language: str, meddled: str = "") -> tuple[str, bool]:
    """What the caption says, and whether it is what was seen. While cases are compared it names the case: the story has
    been told by then. meddled: said in place of a case's words once they no longer hold, since it was touched."""
    from scenes.story import Story

    file, compared = snapshot.scene_file, snapshot.comparison
    story = Story(file)
    over = compared.complete if compared is not None else not file.cases and snapshot.time_ns >= story.end_ns
    if over and file.seen:  # the last case plays on, so this stays
        return file.seen.in_(language), True
    if compared is None:
        return story.caption(snapshot.time_ns, language), False
    case = file.cases[compared.case]
    words = meddled if compared.meddled and meddled else case.caption.in_(language)
    parts = f"{compared.case + 1}/{len(file.cases)}", case.label.in_(language), words
    return " · ".join(part for part in parts if part), False
