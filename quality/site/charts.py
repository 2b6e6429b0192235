"""The charts of the site as SVG: lines over time, bars, stacked shares and the flow of rows; same facts, same bytes.

Belongs here: placing shapes and letters. Does not belong here: what is drawn, or the table that stands under every
chart with the same figures (templates/site). No meaning hangs on colour alone: every shape has its number beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from markupsafe import Markup

from quality.site.wording import number

INK, SOFT, LINE = "#1b1f24", "#4a5560", "#76818c"
GOOD, WAIT, LOST, PLAIN = "#2c7a4b", "#b98300", "#b3402f", "#1f5f9e"
SERIES = (PLAIN, LOST, GOOD, WAIT, "#6a4c93", "#3d3d3d")
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "5 5", "1 4")
_WIDTH, _LABELS, _VALUES, _BAR, _GAP = 720, 250, 92, 18, 9
_LEFT, _TOP, _PLOT, _FOOT = 64, 16, 170, 46
_NODE, _STAGE, _FLOW, _LEAST, _LEAST_ROOM = 16, 196, 230, 3, 32
_LABEL_LENGTH = 34


@dataclass(frozen=True)
class Node:
    """One block of a flow: how many rows came to be what; `shade` is one of the colours above."""

    label: str
    value: int
    shade: str = PLAIN


def line_chart(
    key: str, title: str, points: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], *, unit: str
) -> Markup:
    """Lines over nights or months, from 0 up; the last value of each stands at its end.

    Args:
        key: makes ids of the page its own.
        title: what is drawn.
        points: nights or months, oldest first.
        series: name and values of each line.
        unit: what the values count in.
    """
    if not points:
        return Markup("")
    most = max((value for _, values in series for value in values), default=0) or 1
    step = (_WIDTH - _LEFT - _VALUES) / max(len(points) - 1, 1)
    told = "; ".join(f"{name}: {_ends(points, values, unit)}" for name, values in series)
    height = _TOP + _PLOT + _FOOT + 20 * len(series)
    drawn = _opened(key, title, f"Líneas, de {points[0]} a {points[-1]}. {told}.", height)
    for share in (0.0, 0.5, 1.0):
        y = round(_TOP + _PLOT * (1 - share), 1)
        drawn += [
            f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _VALUES}" y2="{y}" stroke="#d3dae1"/>',
            _text(_LEFT - 8, y + 4, _plain(most * share), anchor="end", ink=SOFT, size=12),
        ]
    for place, (name, values) in enumerate(series):
        drawn += _line(place, name, values, most=most, step=step, unit=unit)
    middle = [0] if len(points) == 1 else [0, len(points) - 1]
    for index in middle:
        anchor = "start" if index == 0 else "end"
        x = round(_LEFT + index * step, 1)
        drawn.append(_text(x, _TOP + _PLOT + 20, points[index], anchor=anchor, ink=SOFT, size=12))
    return _closed(drawn)


def bar_chart(key: str, title: str, bars: Sequence[tuple[str, float]], *, unit: str) -> Markup:
    """Horizontal bars, each with its label and its value."""
    if not bars:
        return Markup("")
    most = max(value for _, value in bars) or 1
    room = _WIDTH - _LABELS - _VALUES
    told = "; ".join(f"{label}: {_plain(value)}" for label, value in bars)
    drawn = _opened(key, title, f"Barras horizontales, en {unit}. {told}.", len(bars) * (_BAR + _GAP) + 10)
    for place, (label, value) in enumerate(bars):
        top = 6 + place * (_BAR + _GAP)
        width = round(max(value, 0) * room / most, 1)
        drawn += [
            _text(_LABELS - 8, top + _BAR - 4, _shortened(label), anchor="end"),
            f'<rect x="{_LABELS}" y="{top}" width="{width}" height="{_BAR}" fill="{PLAIN}"/>',
            _text(_LABELS + width + 6, top + _BAR - 4, _plain(value)),
        ]
    return _closed(drawn)


def stacked_chart(
    key: str, title: str, parts: Sequence[str], bars: Sequence[tuple[str, Sequence[int]]]
) -> Markup:
    """Horizontal bars of the same length, split into shares; every part is named and counted in the text beside it."""
    if not bars:
        return Markup("")
    shades = (GOOD, WAIT, LOST, PLAIN)
    room = _WIDTH - _LABELS - 20
    told = "; ".join(f"{label}: {_told(parts, values)}" for label, values in bars)
    row = _BAR + _GAP + 18
    drawn = _opened(key, title, f"Barras apiladas. {told}.", len(bars) * row + 10)
    for place, (label, values) in enumerate(bars):
        top, left, whole = 6 + place * row, float(_LABELS), sum(values) or 1
        drawn.append(_text(_LABELS - 8, top + _BAR - 4, _shortened(label), anchor="end"))
        for shade, value in zip(shades, values, strict=False):
            width = value * room / whole
            drawn.append(
                f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{shade}" stroke="#fff"/>'
            )
            left += width
        drawn.append(_text(_LABELS, top + _BAR + 14, _told(parts, values), ink=SOFT, size=12))
    return _closed(drawn)


def flow_chart(key: str, title: str, stages: Sequence[tuple[str, Sequence[Node]]]) -> Markup:
    """The way of rows from stage to stage: blocks as high as their share, joined by bands.

    Each stage after the first is what the first block of the stage before it became; the other blocks end there.
    """
    whole = max(sum(node.value for node in stages[0][1]), 1)
    told = ". ".join(
        f"{name}: " + ", ".join(f"{node.label} {number(node.value)}" for node in nodes)
        for name, nodes in stages
    )
    width = _NODE + _STAGE * len(stages)
    deepest = max(len(nodes) for _, nodes in stages)
    height = _TOP + 24 + _FLOW + 34 * deepest
    drawn = _opened(key, title, f"Flujo de filas por etapas. {told}.", height, width=width)
    bands: list[str] = []
    blocks: list[str] = []
    source: tuple[float, float] | None = None
    for place, (name, nodes) in enumerate(stages):
        left, top = 4 + place * _STAGE, float(_TOP + 24)
        blocks.append(_text(left, _TOP + 4, name, ink=SOFT, size=12))
        used, first = 0.0, None
        for node in nodes:
            share = _FLOW * node.value / whole
            tall = max(share, _LEAST if node.value else 1.0)
            if source is not None and node.value:
                bands.append(_band(source[0], source[1] + used, share, x2=left, y2=top, tall=tall))
            used += share
            blocks += [
                f'<rect x="{left}" y="{top:.1f}" width="{_NODE}" height="{tall:.1f}" fill="{node.shade}"/>',
                _text(left + _NODE + 5, round(top + 11, 1), node.label, size=12),
                _text(left + _NODE + 5, round(top + 26, 1), number(node.value)),
            ]
            first = first or (left + _NODE, top)
            top += max(tall, _LEAST_ROOM)
        source = first
    return _closed([*drawn, *bands, *blocks])


def _band(x1: float, y1: float, taken: float, *, x2: float, y2: float, tall: float) -> str:
    """A pale band from a part of one block to the whole of another."""
    bend = (x1 + x2) / 2
    return (
        f'<path d="M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}'
        f"V{y2 + tall:.1f}C{bend:.1f} {y2 + tall:.1f} {bend:.1f} {y1 + taken:.1f} {x1:.1f} {y1 + taken:.1f}Z"
        '" fill="#c9d6e2" fill-opacity="0.6"/>'
    )


def _line(
    place: int, name: str, values: Sequence[float], *, most: float, step: float, unit: str
) -> list[str]:
    shade, dashes = SERIES[place % len(SERIES)], _DASHES[place % len(_DASHES)]
    spots = [
        (round(_LEFT + index * step, 1), round(_TOP + _PLOT * (1 - value / most), 1))
        for index, value in enumerate(values)
    ]
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    way = " ".join(f"{x},{y}" for x, y in spots)
    legend = _TOP + _PLOT + _FOOT + 20 * place
    drawn = [f'<polyline fill="none" stroke="{shade}" stroke-width="2.5"{dash} points="{way}"/>']
    drawn += [f'<circle cx="{x}" cy="{y}" r="3" fill="{shade}"/>' for x, y in spots]
    drawn += [
        (
            f'<line x1="{_LEFT}" y1="{legend - 4}" x2="{_LEFT + 34}" y2="{legend - 4}" stroke="{shade}"'
            f' stroke-width="2.5"{dash}/>'
        ),
        _text(_LEFT + 42, legend, f"{name} (último: {_plain(values[-1])} {unit})", size=12),
    ]
    return drawn


def _ends(points: Sequence[str], values: Sequence[float], unit: str) -> str:
    if len(values) == 1:
        return f"{_plain(values[0])} {unit}"
    return f"{_plain(values[0])} {unit} al inicio, {_plain(values[-1])} {unit} al final"


def _told(parts: Sequence[str], values: Sequence[int]) -> str:
    return ", ".join(f"{number(value)} {part}" for part, value in zip(parts, values, strict=False))


def _opened(key: str, title: str, text: str, height: float, *, width: int = _WIDTH) -> list[str]:
    return [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{key}-t {key}-d"'
            f' viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}"'
            ' font-family="system-ui, sans-serif">'
        ),
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(text)}</desc>',
        f'<rect width="{width}" height="{height:.0f}" fill="#ffffff"/>',
    ]


def _closed(drawn: Sequence[str]) -> Markup:
    # Every text was escaped where it was placed; nothing of it comes from a file.
    return Markup("\n".join([*drawn, "</svg>"]))  # noqa: S704


def _text(x: float, y: float, text: str, *, anchor: str = "start", ink: str = INK, size: int = 13) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{ink}">{escape(text)}</text>'
    )


def _plain(value: float) -> str:
    return number(round(value)) if float(value).is_integer() or abs(value) >= 1000 else f"{value:.1f}"


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 1].rstrip(" ,") + "…"
