"""Where everything is: rectangles for one window size, landscape or portrait, on one unit and one margin."""

from dataclasses import dataclass, fields

from pygame import Rect

from render.style.theme import MIN_TOUCH

MOST_ASPECT = 3.0  # of a box that is seen whole; else its channels would be hairlines
CAPTION_PORTRAIT = 150  # height of the caption of a high window, in units
STRIP_FROM = 330  # height of a caption, in units, that leaves room for a chart
STRIP_UP_TO = 400  # height of that chart
BOX_SHARE = 0.70  # of the width, for the box of ions, where the window is wider than tall
# shares of the column beside the box, from the top, where charge and potential across the membrane are shown
WITH_PROFILE = {"voltage": 0.19, "profile": 0.315, "chart": 0.17, "table": 0.19, "facts": 0.135}
WITH_PROFILE_AND_CASES = {"voltage": 0.18, "profile": 0.245, "chart": 0.22, "table": 0.185, "facts": 0.17}
WITH_PROFILE_LARGE = {"voltage": 0.28, "profile": 0.28, "chart": 0.24, "table": 0.24}
LARGE_TEXT = 1.4  # from this scale on, what can be done without makes room


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
    chart: Rect | None = None  # makes room for a drawer in the visitor's depth
    table: Rect | None = None  # these three make room for a drawer, the facts for large text too
    facts: Rect | None = None
    pump: Rect | None = None  # read-out of the pumps, where there are any
    lanes: Rect | None = None  # open shares and currents, where channels are voltage-gated
    profile: Rect | None = None  # charge and potential across the membrane, where a scene shows them
    drawer: Rect | None = None  # sliders or options
    gauge: Rect | None = None  # of the visitor's depth: what each ion wants
    fine_print: Rect | None = None  # and the button that opens the facts
    hand: Rect | None = None  # below the box, what a visitor sets by hand where a scene compares cases
    strip: Rect | None = None  # the strip chart, where another one has taken its place and there is room

    @property
    def parts(self) -> dict[str, Rect]:
        return {f.name: getattr(self, f.name) for f in fields(self) if isinstance(getattr(self, f.name), Rect)}


def lay_out(
    size: tuple[int, int],
    box_aspect: float = 5 / 3,
    pump: bool = False,
    cases: bool = False,
    drawer: bool = False,
    text: float = 1.0,
    gating: bool = False,
    profile: bool = False,
    hand: bool = False,
) -> Layout:
    """Divide a window. box_aspect: width of the box of ions over its height; pump: with room for its read-out;
    cases: with a larger chart for them, beside the strip chart; where a shallow box leaves room the latter lies below
    the caption; drawer: with room for controls; text: how much larger than usual text is, 1 to 2; gating: with
    room for what voltage-gated channels do; profile: with room for charge and potential across the membrane; hand: with
    a row for what a visitor sets by hand."""
    box_aspect = min(box_aspect, MOST_ASPECT)
    if size[0] < 1.1 * size[1]:
        return _portrait(size, box_aspect, pump, cases, drawer, text, gating, profile, hand)
    return _landscape(size, box_aspect, pump, cases, drawer, text, gating, profile, hand)


def button_height(unit: float) -> int:
    return max(MIN_TOUCH, round(68 * unit))


def hand_height(unit: float) -> int:
    return max(MIN_TOUCH, round(76 * unit))


def _landscape(
    size: tuple[int, int],
    aspect: float,
    pump: bool,
    cases: bool,
    drawer: bool,
    text: float,
    gating: bool,
    profile: bool,
    hand: bool,
) -> Layout:
    width, height = size
    unit = max(min(width / 1920, height / 1080), 0.3)
    m = max(6, round(14 * unit))
    more = text - 1
    rects: dict[str, Rect] = {}
    header, caption, bar = round(58 * unit * (1 + 0.9 * more)), round(92 * unit * (1 + 0.6 * more)), button_height(unit)
    row = hand_height(unit) + m if hand else 0
    box_height = height - header - caption - bar - row - 5 * m
    share = BOX_SHARE - 0.17 * more
    box_width = min(round(share * width) - 2 * m, round((box_height + row) * aspect))  # the row makes it no narrower
    box_width = max(box_width, round((0.5 - 0.1 * more) * width))
    spare = max(0, box_height - round(box_width / aspect))  # a shallow box leaves its caption more room
    caption, box_height = caption + spare, box_height - spare
    right = 2 * m + box_width
    bottom = height - 2 * m - bar
    shares = _shares(pump, cases, drawer, text, gating)
    if profile and not drawer and not gating:
        shares = WITH_PROFILE_LARGE if text >= LARGE_TEXT else WITH_PROFILE_AND_CASES if cases else WITH_PROFILE
    if caption > STRIP_FROM * unit * text:
        caption = max(round(0.42 * caption), caption - round(STRIP_UP_TO * unit))
        strip_top = 4 * m + header + box_height + row + caption
        rects["strip" if cases else "chart"] = Rect(m, strip_top, box_width, bottom - strip_top)
        if not cases:
            shares = {name: share for name, share in shares.items() if name != "chart"}
    column, free, top = width - right - m, bottom / sum(shares.values()), m
    for name, part in shares.items():
        rects[name] = Rect(right, top, column, round(free * part) - m)
        top = rects[name].bottom + m
    return Layout(
        size,
        unit,
        m,
        False,
        header=Rect(m, m, box_width, header),
        box=Rect(m, 2 * m + header, box_width, box_height),
        caption=Rect(m, 3 * m + header + box_height + row, box_width, caption),
        bar=Rect(m, height - m - bar, width - 2 * m, bar),
        hand=Rect(m, 3 * m + header + box_height, box_width, row - m) if hand else None,
        **rects,
    )


def _shares(pump: bool, cases: bool, drawer: bool, text: float, gating: bool) -> dict[str, float]:
    """Parts of the column beside the box, from the top, and how much of its height each has."""
    if drawer:
        return {"voltage": 0.2, "chart": 0.27, "drawer": 0.53}  # seven rows that a finger can touch, at 720 px
    if text >= LARGE_TEXT:
        if gating:
            return {"voltage": 0.30, "chart": 0.26, "lanes": 0.26, "table": 0.24}
        if pump:
            return {"voltage": 0.30, "chart": 0.28, "table": 0.24, "pump": 0.18}
        return {"voltage": 0.33, "chart": 0.35, "table": 0.32}
    if gating:
        shares = {"voltage": 0.22, "chart": 0.24, "lanes": 0.24, "table": 0.2, "facts": 0.16}
        return shares | ({"pump": 0.1} if pump else {})
    shares = {"voltage": 0.265, "chart": 0.305, "table": 0.235, "facts": 0.195}
    if pump:
        shares = {"voltage": 0.24, "chart": 0.225, "table": 0.245, "pump": 0.12, "facts": 0.17}
    elif cases:  # the voltage moves less there than it is compared
        change = {"chart": 0.05, "voltage": -0.025, "table": -0.025}
        shares = {name: share + change.get(name, 0.0) for name, share in shares.items()}
    return shares


def _portrait(
    size: tuple[int, int],
    aspect: float,
    pump: bool,
    cases: bool,
    drawer: bool,
    text: float,
    gating: bool,
    profile: bool,
    hand: bool,
) -> Layout:
    width, height = size
    unit = max(min(width / 1080, height / 1920), 0.3)
    m = max(6, round(14 * unit))
    more = text - 1
    inner = width - 2 * m
    header, caption = round(100 * unit * (1 + 0.6 * more)), round(CAPTION_PORTRAIT * unit * (1 + 0.4 * more))
    bar = 2 * button_height(unit) + m // 2
    row = hand_height(unit) + m if hand else 0
    box_height = min(round(inner / aspect), round((0.4 - 0.1 * more) * height) - row)
    box = Rect(m, 2 * m + header, inner, box_height)
    top = box.bottom + m + row + caption + m
    free = height - top - bar - m
    large = text >= LARGE_TEXT
    rects = {}
    shares = {"voltage": 0.33, "chart": 0.33, "table": 0.34}
    if (gating or cases or profile) and not drawer:
        more_room = "lanes" if gating else "profile" if profile else "strip"
        shares = {"voltage": 0.26, "chart": 0.26, more_room: 0.22, "table": 0.26}
        if more_room == "profile":
            shares = {
                "voltage": 0.21,
                "chart": 0.26 if cases else 0.22,
                "profile": 0.28 if cases else 0.32,
                "table": 0.25,
            }
    for name, share in shares.items():
        part = round(free * share)
        rects[name] = Rect(m, top, inner, part - m)
        top += part
    if not large:
        left, right = rects["voltage"], round(0.55 * inner)
        rects["voltage"] = Rect(left.left, left.top, right - m, left.height)
        rects["facts"] = Rect(left.left + right, left.top, inner - right, left.height)
    if drawer:
        rects["drawer"] = rects.pop("table")
    elif pump:
        table, right = rects["table"], round((0.55 if large else 0.62) * inner)
        rects["table"] = Rect(table.left, table.top, right - m, table.height)
        rects["pump"] = Rect(table.left + right, table.top, inner - right, table.height)
    return Layout(
        size,
        unit,
        m,
        True,
        header=Rect(m, m, inner, header),
        box=box,
        caption=Rect(m, box.bottom + m + row, inner, caption),
        bar=Rect(m, height - m - bar, inner, bar),
        hand=Rect(m, box.bottom + m, inner, row - m) if hand else None,
        **rects,
    )
