"""What a visitor may set to see, read and hear better; a kiosk puts it back to what it was."""

from dataclasses import dataclass

DEPTHS = ("visitor", "laboratory")
TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True)
class Settings:
    """language: a code of scenes/languages; text_scale: 1.0 to 2.0; high_contrast: WCAG 7:1 for all text;
    reduced_motion: no trails, no glow; sound: ticks for crossings and turns of the pump; questions: whether scenes ask
    what will happen; depth: one of DEPTHS, how much is shown beside the ions."""

    language: str = "en"
    text_scale: float = 1.0
    high_contrast: bool = False
    reduced_motion: bool = False
    sound: bool = False
    questions: bool = True
    depth: str = "laboratory"

    def __post_init__(self) -> None:
        """Raises ValueError for a text scale out of range, or no such depth."""
        if not 1.0 <= self.text_scale <= 2.0:
            raise ValueError(f"text_scale: expected 1.0 to 2.0, got {self.text_scale}")
        if self.depth not in DEPTHS:
            raise ValueError(f"depth: expected {' or '.join(DEPTHS)}, got '{self.depth}'")


def next_scale(now: float) -> float:
    """The step of TEXT_SCALES after the present scale; the first after the last."""
    return next((scale for scale in TEXT_SCALES if scale > now + 1e-9), TEXT_SCALES[0])
