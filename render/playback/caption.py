"""Which caption belongs to a moment: the story's, a case's, or what was seen."""

from render.playback.snapshot import Snapshot


def caption_of(snapshot: Snapshot, language: str, meddled: str = "") -> tuple[str, bool]:
    """What the caption says, and whether it is what was seen. Of a scene with cases it names the case; a case without
    words of its own leaves them to the scene's captions. meddled: said in place of a case's words once they no longer
    hold, since it was touched."""
    from scenes.story import Story

    file, compared = snapshot.scene_file, snapshot.comparison
    story = Story(file).caption(snapshot.time_ns, language)
    if compared is None:
        if snapshot.time_ns >= Story(file).end_ns and file.seen:
            return file.seen.in_(language), True
        return story, False
    case = file.cases[compared.case]
    if compared.meddled and meddled:
        return f"{compared.case + 1}/{len(file.cases)} · {case.label.in_(language)} · {meddled}", False
    if compared.complete and compared.share < 0.5 and file.seen:
        return file.seen.in_(language), True
    parts = f"{compared.case + 1}/{len(file.cases)}", case.label.in_(language), case.caption.in_(language) or story
    return " · ".join(part for part in parts if part), False
