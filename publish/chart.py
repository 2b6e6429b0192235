"""The preview chart of a package: horizontal bars as SVG, readable without colour and by a screen reader.

Belongs here: choosing the rows that datasets.yaml names and drawing them, byte for byte the same for the same
input. Does not belong here: figures of its own: every bar is a published figure and prints it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa

from publish.datasets import ChartSpec
from publish.dictionary import CodeNames, code_kind

MOST_BARS = 24
_WIDTH, _BAR, _GAP, _TOP = 880, 18, 8, 64
_LABELS, _FIGURES = 370, 90
# Letters of a label; the parts of one share them evenly.
_LABEL_LENGTH = 46
_LINE = 18
_JOIN = " · "
_FILL, _INK, _SOFT = "#1f5f9e", "#1b1f24", "#4a5560"


@dataclass(frozen=True)
class Bar:
    """One bar: its label and the figure that it prints."""

    label: str
    value: int


@dataclass(frozen=True)
class Chart:
    """The bars of a chart, as drawn.

    Attributes:
        title: what it shows.
        year: of which the figures are; None when the bars are years.
        bars: in the order of the drawing.
        left_out: smaller bars that are not drawn.
    """

    title: str
    year: int | None
    bars: tuple[Bar, ...]
    left_out: int


def chart_of(spec: ChartSpec, table: pa.Table, key: Sequence[str], codes: CodeNames) -> Chart:
    """The bars that a dataset's chart asks for: its last year, largest first; or its years, in order.

    Args:
        spec: what datasets.yaml says.
        table: the published rows.
        key: columns that identify a row; those that the chart does not name must be empty.
        codes: names of codes by kind.
    """
    by_year = spec.by == ("anio",)
    empty = [name for name in key if name not in {*spec.by, *spec.where, "anio"}]
    rows = [
        row
        for row in table.to_pylist()
        if all(str(row[name]) == value for name, value in spec.where.items())
        and all(row[name] is None for name in empty)
        and all(row[name] is not None for name in spec.by)
        and row[spec.measure] is not None
    ]
    year = None if by_year else max((row["anio"] for row in rows), default=None)
    shown = [row for row in rows if year is None or row["anio"] == year]
    bars = [Bar(_label(row, spec.by, codes), int(row[spec.measure])) for row in shown]
    bars.sort(key=(lambda bar: bar.label) if by_year else (lambda bar: (-bar.value, bar.label)))
    kept = bars[-MOST_BARS:] if by_year else bars[:MOST_BARS]
    return Chart(spec.title, year, tuple(kept), len(bars) - len(kept))


def chart_svg(chart: Chart, *, source: str) -> str:
    """The drawing. Title and description say in words what it shows.

    Args:
        chart: its bars.
        source: publisher and release, printed under it.
    """
    notes = ["Cifras publicadas y redondeadas. Lo que falta es menor que el umbral, posiblemente nada."]
    if chart.left_out:
        notes.append(f"Hay {chart.left_out} barras menores en la tabla.")
    notes.append(source)
    height = _TOP + max(len(chart.bars), 1) * (_BAR + _GAP) + _LINE * len(notes) + 8
    title = chart.title if chart.year is None else f"{chart.title}, {chart.year}"
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" xml:lang="es" lang="es" role="img" aria-labelledby="titulo texto"',
        f' viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" font-family="system-ui, sans-serif">',
        f'<title id="titulo">{escape(title)}</title>',
        f'<desc id="texto">{escape(_described(chart))}</desc>',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="34" font-size="19" font-weight="600" fill="{_INK}">{escape(title)}</text>',
    ]
    lines += _bars(chart)
    lines += [
        f'<text x="16" y="{height - 8 - _LINE * place}" font-size="12" fill="{_SOFT}">{escape(note)}</text>'
        for place, note in enumerate(reversed(notes))
    ]
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _bars(chart: Chart) -> list[str]:
    if not chart.bars:
        return [f'<text x="16" y="{_TOP + 14}" font-size="14" fill="{_INK}">Sin cifras publicadas.</text>']
    largest = max(bar.value for bar in chart.bars) or 1
    room = _WIDTH - _LABELS - _FIGURES
    lines = []
    for number, bar in enumerate(chart.bars):
        top = _TOP + number * (_BAR + _GAP)
        width = max(1, bar.value * room // largest)
        middle = top + _BAR - 4
        label = escape(_shortened(bar.label))
        lines += [
            f'<text x="{_LABELS - 8}" y="{middle}" text-anchor="end" font-size="13" fill="{_INK}">{label}</text>',
            f'<rect x="{_LABELS}" y="{top}" width="{width}" height="{_BAR}" fill="{_FILL}"/>',
            f'<text x="{_LABELS + width + 6}" y="{middle}" font-size="13" fill="{_INK}">{_spaced(bar.value)}</text>',
        ]
    return lines


def _described(chart: Chart) -> str:
    if not chart.bars:
        return "No hay cifras publicadas."
    figures = "; ".join(f"{bar.label}: {_spaced(bar.value)}" for bar in chart.bars)
    return f"Gráfica de barras horizontales, una por cifra publicada. {figures}."


def _label(row: Mapping[str, Any], columns: Sequence[str], codes: CodeNames) -> str:
    names = [codes.get(code_kind(name) or "", {}).get(str(row[name]), str(row[name])) for name in columns]
    return _JOIN.join(names)


def _shortened(label: str) -> str:
    """A label that fits beside its bar; each of its parts still says what it is."""
    if len(label) <= _LABEL_LENGTH:
        return label
    parts = label.split(_JOIN)
    room = (_LABEL_LENGTH - len(_JOIN) * (len(parts) - 1)) // len(parts)
    return _JOIN.join(part if len(part) <= room else part[: room - 1].rstrip(" ,") + "…" for part in parts)


def _spaced(value: int) -> str:
    return f"{value:,}".replace(",", "\u00a0")
