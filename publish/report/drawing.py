"""The drawings of a report as SVG: bars, months and the tile map, byte for byte the same for the same figure.

Belongs here: placing shapes and letters. Does not belong here: what a figure says (sections.py), pages (pages.py).
Every value stands beside its shape, every drawing has its title and its text, and no meaning hangs on colour alone.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from publish.report.model import Cell, Column, Figure
from publish.report.wording import decimal, number, percent
from publish.tile_map import Place, TileMap

MOST_BARS = 24
_WIDTH, _LABELS, _VALUES, _BAR, _GAP = 740, 300, 90, 16, 8
_AXIS_LINE = 26
_LABEL_LENGTH = 36
_HEIGHT, _FLOOR = 150, 46
_FILL, _INK, _SOFT, _LINE = "#1f5f9e", "#1b1f24", "#4a5560", "#76818c"


def draw(figure: Figure, places: Sequence[Place]) -> str:
    """The drawing of a figure; empty when it has none, or nothing to draw."""
    pairs = drawn_pairs(figure)
    if not figure.drawing or not pairs:
        return ""
    if figure.drawing == "mosaico":
        return _tiles(figure, places)
    return _months(figure, pairs) if figure.drawing == "tiempo" else _bars(figure, pairs)


def drawn_pairs(figure: Figure) -> list[tuple[str, float]]:
    """Label and value of what is drawn; rows without a value stand in the table alone."""
    if not figure.drawing:
        return []
    values = zip(figure.cells(figure.label), figure.cells(figure.value), strict=True)
    found = [(str(label), float(value)) for label, value in values if value is not None]
    return found if figure.drawing == "mosaico" else found[:MOST_BARS]


def shown(value: Cell, column: Column) -> str:
    """A cell as people read it."""
    if value is None or isinstance(value, str):
        return value or ""
    if column.kind == "por_ciento":
        return percent(float(value))
    if column.kind == "quetzales":
        return f"Q\u00a0{number(round(value))}"
    if isinstance(value, float) and not value.is_integer():
        return decimal(value, 2)
    return number(int(value))


def _column(figure: Figure) -> Column:
    return next(column for column in figure.columns if column.name == figure.value)


def _opened(figure: Figure, width: int, height: int, text: str) -> list[str]:
    key = figure.id
    return [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="es" lang="es" role="img"'
            f' aria-labelledby="{key}-t {key}-d" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            ' font-family="system-ui, sans-serif">'
        ),
        f'<title id="{key}-t">{escape(figure.title)}</title>',
        f'<desc id="{key}-d">{escape(text)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]


def _described(figure: Figure, pairs: Sequence[tuple[str, float]], form: str) -> str:
    column = _column(figure)
    told = "; ".join(f"{label}: {shown(value, column)}" for label, value in pairs)
    return f"{form} {figure.axis}. {told}."


def _bars(figure: Figure, pairs: Sequence[tuple[str, float]]) -> str:
    column = _column(figure)
    largest = max(value for _, value in pairs) or 1
    room = _WIDTH - _LABELS - _VALUES
    height = len(pairs) * (_BAR + _GAP) + _AXIS_LINE + 6
    lines = _opened(figure, _WIDTH, height, _described(figure, pairs, "Barras horizontales:"))
    for place, (label, value) in enumerate(pairs):
        top = 4 + place * (_BAR + _GAP)
        width = int(max(value, 0) * room / largest)
        lines += [
            _text(_LABELS - 8, top + _BAR - 3, _shortened(label), anchor="end"),
            f'<rect x="{_LABELS}" y="{top}" width="{width}" height="{_BAR}" fill="{_FILL}"/>',
            _text(_LABELS + width + 6, top + _BAR - 3, shown(value, column)),
        ]
    floor = 4 + len(pairs) * (_BAR + _GAP)
    lines += [
        f'<line x1="{_LABELS}" y1="0" x2="{_LABELS}" y2="{floor}" stroke="{_LINE}"/>',
        _text(_LABELS, floor + 16, figure.axis, ink=_SOFT, size=12),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _months(figure: Figure, pairs: Sequence[tuple[str, float]]) -> str:
    column = _column(figure)
    largest = max(value for _, value in pairs) or 1
    step = min(96, (_WIDTH - 20) // len(pairs))
    width = max(20 + step * len(pairs), 360)
    lines = _opened(figure, width, _HEIGHT + _FLOOR + 20, _described(figure, pairs, "Columnas por mes:"))
    for place, (label, value) in enumerate(pairs):
        left = 10 + place * step
        tall = int(value * (_HEIGHT - 20) / largest)
        middle = left + step // 2
        lines += [
            f'<rect x="{left + 6}" y="{_HEIGHT - tall + 4}" width="{step - 12}" height="{tall}" fill="{_FILL}"/>',
            _text(middle, _HEIGHT - tall - 2, shown(value, column), anchor="middle", size=12),
            _text(middle, _HEIGHT + 20, label, anchor="middle", size=12),
        ]
    lines += [
        f'<line x1="10" y1="{_HEIGHT + 4}" x2="{10 + step * len(pairs)}" y2="{_HEIGHT + 4}" stroke="{_LINE}"/>',
        _text(10, _HEIGHT + 42, figure.axis, ink=_SOFT, size=12),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _tiles(figure: Figure, places: Sequence[Place]) -> str:
    column = _column(figure)
    codes = [str(code) for code in figure.cells(figure.label)]
    values = dict(zip(codes, figure.cells(figure.value), strict=True))
    # Shades go by whole steps; what is printed is the value itself.
    scale = 100 if column.kind == "por_ciento" else 1
    steps = {code: round(float(value) * scale) for code, value in values.items() if value is not None}
    drawn = TileMap.of(steps, places)
    names = {place.code: place.name for place in places}
    told = [(names[code], float(value)) for code, value in values.items() if value is not None]
    height = drawn.height + _AXIS_LINE
    lines = _opened(
        figure, drawn.width, height, _described(figure, told, "Mapa de mosaico, un cuadro por departamento:")
    )
    for tile in drawn.tiles:
        value = values.get(tile.place.code)
        dashed = ' stroke-dasharray="5 4"' if value is None else ""
        middle = tile.x + drawn.size // 2
        lines += [
            (f'<rect x="{tile.x}" y="{tile.y}" width="{drawn.size}" height="{drawn.size}" rx="8" fill="{tile.shade}"'
            f' stroke="{_LINE}"{dashed}/>'),
            _text(middle, tile.y + 42, tile.place.label, anchor="middle", size=19, ink=tile.ink),
            _text(middle, tile.y + 68, shown(value, column) or "–", anchor="middle", size=16, ink=tile.ink),
        ]  # fmt: skip
    lines += [_text(6, height - 8, f"{figure.axis}; – = sin cifra.", ink=_SOFT, size=15), "</svg>"]
    return "\n".join(lines) + "\n"


def _text(x: int, y: int, text: str, *, anchor: str = "start", ink: str = _INK, size: int = 13) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{ink}">{escape(text)}</text>'
    )


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 1].rstrip(" ,") + "…"
