"""Where everything is: rectangles for one window size, landscape or portrait, on one unit and one margin."""

from dataclasses import dataclass, fields

from pygame import Rect

from render.theme import MIN_TOUCH

STRIP_FROM = 330  # height of a caption, in units, that leaves room for a chart
BOX_SHARE = 0.70  # of the width, for the box of ions, where the window is wider than tall


@dataclass(frozen=True)
class Layout:
    """unit: size against 1920 x 1080 (1080 x 1920); margin in pixels; one rectangle for each part of the picture."""

    size: tuple[int, int]
    unit: float
    margin: int
    portrait: bool
    header: Rect
    box: Rect
    caption: Rect
    bar: Rect
    voltage: Rect
    chart: Rect
    table: Rect
    facts: Rect
    pump: Rect | None = None  # read-out of the pumps, where there are any
    strip: Rect | None = None  # the strip chart, where another one has taken its place and there is room

    @property
    def parts(self) -> dict[str, Rect]:
        return {f.name: getattr(self, f.name) for f in fields(self) if isinstance(getattr(self, f.name), Rect)}


def lay_out(size: tuple[int, int], box_aspect: float = 5 / 3, pump: bool = False, cases: bool = False) -> Layout:
    """Divide a window. box_aspect: width of the box of ions over its height; pump: with room for its read-out;
    cases: with a larger chart, and the strip chart below the caption where a shallow box leaves room."""
    if size[0] < 1.1 * size[1]:
        return _portrait(size, box_aspect, pump)
    return _landscape(size, box_aspect, pump, cases)


def button_height(unit: float) -> int:
    return max(MIN_TOUCH, round(68 * unit))


def _landscape(size: tuple[int, int], aspect: float, pump: bool, cases: bool) -> Layout:
    width, height = size
    unit = max(min(width / 1920, height / 1080), 0.3)
    m = max(6, round(14 * unit))
    rects: dict[str, Rect] = {}
    header, caption, bar = round(58 * unit), round(92 * unit), button_height(unit)
    box_height = height - header - caption - bar - 5 * m
    box_width = min(round(BOX_SHARE * width) - 2 * m, round(box_height * aspect))
    box_width = max(box_width, round(0.5 * width))
    spare = max(0, box_height - round(box_width / aspect))  # a shallow box leaves its caption more room
    caption, box_height = caption + spare, box_height - spare
    right = 2 * m + box_width
    bottom = height - 2 * m - bar
    if cases and caption > STRIP_FROM * unit:
        caption = round(0.42 * caption)
        strip_top = 4 * m + header + box_height + caption
        rects["strip"] = Rect(m, strip_top, box_width, bottom - strip_top)
    column = width - right - m
    shares = {"voltage": 0.265, "chart": 0.315, "table": 0.25, "facts": 0.17}
    if pump:
        shares = {"voltage": 0.235, "chart": 0.265, "table": 0.21, "pump": 0.12, "facts": 0.17}
    if cases:  # the voltage moves less there than it is compared
        more = {"chart": 0.05, "voltage": -0.025, "table": -0.025}
        shares = {name: share + more.get(name, 0.0) for name, share in shares.items()}
    free = height - m
    top = m
    for name, share in shares.items():
        rects[name] = Rect(right, top, column, round(free * share) - m)
        top = rects[name].bottom + m
    return Layout(
        size,
        unit,
        m,
        False,
        header=Rect(m, m, box_width, header),
        box=Rect(m, 2 * m + header, box_width, box_height),
        caption=Rect(m, 3 * m + header + box_height, box_width, caption),
        bar=Rect(m, height - m - bar, box_width, bar),
        **rects,
    )


def _portrait(size: tuple[int, int], aspect: float, pump: bool) -> Layout:
    width, height = size
    unit = max(min(width / 1080, height / 1920), 0.3)
    m = max(6, round(14 * unit))
    inner = width - 2 * m
    header, caption = round(100 * unit), round(110 * unit)
    bar = 2 * button_height(unit) + m // 2
    box_height = min(round(inner / aspect), round(0.4 * height))
    box = Rect(m, 2 * m + header, inner, box_height)
    top = box.bottom + m + caption + m
    free = height - top - bar - m
    rects = {}
    for name, share in {"voltage": 0.33, "chart": 0.33, "table": 0.34}.items():
        part = round(free * share)
        rects[name] = Rect(m, top, inner, part - m)
        top += part
    left, right = rects["voltage"], round(0.55 * inner)
    rects["voltage"] = Rect(left.left, left.top, right - m, left.height)
    rects["facts"] = Rect(left.left + right, left.top, inner - right, left.height)
    if pump:
        table, right = rects["table"], round(0.62 * inner)
        rects["table"] = Rect(table.left, table.top, right - m, table.height)
        rects["pump"] = Rect(table.left + right, table.top, inner - right, table.height)
    return Layout(
        size,
        unit,
        m,
        True,
        header=Rect(m, m, inner, header),
        box=box,
        caption=Rect(m, box.bottom + m, inner, caption),
        bar=Rect(m, height - m - bar, inner, bar),
        **rects,
    )
