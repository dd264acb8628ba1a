"""The visitor's layout: a large voltage, a gauge, one chart, and a bar of few large buttons with a line that asks."""

from pygame import Rect

from render.style.layout import (
    BOX_SHARE,
    CAPTION_PORTRAIT,
    LARGE_TEXT,
    MOST_ASPECT,
    STRIP_FROM,
    STRIP_UP_TO,
    Layout,
    button_height,
    hand_height,
)
from render.style.theme import MIN_TOUCH

BAR = 104  # height of the large buttons, in units
ANSWER = 40  # units that a high window's caption is higher by over a row for the hand, which no card is to lie on
SHARES = {"voltage": 0.25, "gauge": 0.42, "chart": 0.33}  # of the column, from the top
LARGE = {"voltage": 0.2, "gauge": 0.36, "chart": 0.44}  # a chart in large letters takes more
WITH_PROFILE = {"voltage": 0.22, "gauge": 0.33, "profile": 0.45}
WITH_DRAWER = {"voltage": 0.19, "gauge": 0.32, "drawer": 0.49}


def lay_out_visitor(
    size: tuple[int, int],
    box_aspect: float,
    drawer: bool = False,
    text: float = 1.0,
    profile: bool = False,
    hand: bool = False,
) -> Layout:
    """Divide a window, as lay_out does. drawer: takes the chart's place; profile: takes it in its scenes."""
    place = _portrait if size[0] < 1.1 * size[1] else _landscape
    return place(size, min(box_aspect, MOST_ASPECT), drawer, text, profile, hand)


def _landscape(size: tuple[int, int], aspect: float, drawer: bool, text: float, profile: bool, hand: bool) -> Layout:
    """Box and caption at the left, figures in a column at the right, the bar along the foot."""
    width, height = size
    unit = max(min(width / 1920, height / 1080), 0.3)
    m = max(6, round(14 * unit))
    more = text - 1
    header = max(MIN_TOUCH, round(58 * unit * (1 + 0.9 * more)))
    caption = round(132 * unit * (1 + 0.6 * more))  # with the legend
    bar = max(MIN_TOUCH, round(BAR * unit * (1 + 0.4 * more)))
    bottom = height - 2 * m - bar
    row = hand_height(unit) + m if hand else 0
    box_height = bottom - header - caption - row - 3 * m
    share = BOX_SHARE - 0.17 * more
    box_width = min(round(share * width) - 2 * m, round((box_height + row) * aspect))  # the row makes it no narrower
    box_width = max(box_width, round((0.5 - 0.1 * more) * width))
    spare = max(0, box_height - round(box_width / aspect))
    caption, box_height = caption + spare, box_height - spare
    rects: dict[str, Rect] = {}
    shares = WITH_DRAWER if drawer else WITH_PROFILE if profile else LARGE if text >= LARGE_TEXT else SHARES
    if caption > STRIP_FROM * unit * text:
        chart = "profile" if profile else "chart"
        caption = max(round(0.42 * caption), caption - round(STRIP_UP_TO * unit))
        top = 4 * m + header + box_height + row + caption
        rects[chart] = Rect(m, top, box_width, bottom - top)
        shares = {name: part for name, part in shares.items() if name != chart}
    left, line = 2 * m + box_width, max(MIN_TOUCH, round(52 * unit))
    column = Rect(left, m, width - left - m, bottom - m - line - m)
    rects |= _column(column, shares, m)
    return Layout(
        size,
        unit,
        m,
        False,
        header=Rect(m, m, box_width, header),
        box=Rect(m, 2 * m + header, box_width, box_height),
        caption=Rect(m, 3 * m + header + box_height + row, box_width, caption),
        hand=Rect(m, 3 * m + header + box_height, box_width, row - m) if hand else None,
        bar=Rect(m, height - m - bar, width - 2 * m, bar),
        fine_print=Rect(column.left, bottom - line, column.width, line),
        **rects,
    )


def _portrait(size: tuple[int, int], aspect: float, drawer: bool, text: float, profile: bool, hand: bool) -> Layout:
    """One below the other; voltage and gauge side by side."""
    width, height = size
    unit = max(min(width / 1080, height / 1920), 0.3)
    m = max(6, round(14 * unit))
    more = text - 1
    inner = width - 2 * m
    told = CAPTION_PORTRAIT + (ANSWER if hand else 0)
    header, caption = round(100 * unit * (1 + 0.6 * more)), round(told * unit * (1 + 0.4 * more))
    asked, large = asked_height(unit, text), max(MIN_TOUCH, round(BAR * unit * (1 + 0.4 * more)))
    bar = asked + large + button_height(unit) + 2 * (m // 2)
    line = max(MIN_TOUCH, round(52 * unit))
    row = hand_height(unit) + m if hand else 0
    box = Rect(m, 2 * m + header, inner, min(round(inner / aspect), round((0.4 - 0.1 * more) * height) - row))
    top = box.bottom + row + caption + 2 * m
    free = height - top - bar - line - 3 * m
    lower = "drawer" if drawer else "profile" if profile else "chart"
    part = 0.54 if row == 0 or text < LARGE_TEXT else 0.47  # the chart keeps room for its large numbers
    rects = _column(Rect(m, top, inner, free), {"upper": part, lower: 1 - part}, m)
    upper, half = rects.pop("upper"), round(0.48 * inner)
    rects["voltage"] = Rect(upper.left, upper.top, half - m, upper.height)
    rects["gauge"] = Rect(upper.left + half, upper.top, inner - half, upper.height)
    return Layout(
        size,
        unit,
        m,
        True,
        header=Rect(m, m, inner, header),
        box=box,
        caption=Rect(m, box.bottom + m + row, inner, caption),
        hand=Rect(m, box.bottom + m, inner, row - m) if hand else None,
        bar=Rect(m, height - m - bar, inner, bar),
        fine_print=Rect(m, height - 2 * m - bar - line, inner, line),
        **rects,
    )


def asked_height(unit: float, text: float) -> int:
    """Of the line above the buttons of a high window."""
    return round(56 * unit * (1 + 0.6 * (text - 1)))


def _column(room: Rect, shares: dict[str, float], gap: int) -> dict[str, Rect]:
    """Parts one below the other with gaps between them."""
    rects, top, free = {}, float(room.top), (room.height - gap * (len(shares) - 1)) / sum(shares.values())
    for name, share in shares.items():
        rects[name] = Rect(room.left, round(top), room.width, round(free * share))
        top += free * share + gap
    return rects
