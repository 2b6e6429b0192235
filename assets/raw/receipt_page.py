"""The receipt as one page: self-contained, readable without colour, printed on one sheet.

Belongs here: from recibo.json to HTML. Does not belong here: the content (receipt.py), or its words (receipt_text.py,
next_steps.py). The guide of each rule is inside the page, for the screen only, since its reader may have no network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, select_autoescape

from assets.raw.next_steps import day_in_words, grouped
from assets.raw.receipt_text import in_time, places_in_words, reading_in_words
from assets.raw.transfers import REFUSED
from quality.guides import guide_html

BAR_WIDTH = 640
# More rules than this do not fit on the sheet; the screen and recibo.json have them all.
RULES_PRINTED = 8
_PARTS = (
    ("aceptadas", "Aceptadas", "ok"),
    ("cuarentena", "En cuarentena", "held"),
    ("descartadas", "Descartadas", "off"),
)
_ORDER = {"cuarentena": 0, "descartada": 1, "aceptada": 2}


@dataclass(frozen=True)
class Segment:
    """One piece of the bar: its name, rows, share in words, and where it lies."""

    label: str
    style: str
    rows: int
    share: str
    x: float
    width: float


def render_receipt(receipt: Mapping[str, Any]) -> str:
    """The page of a receipt, from its data alone."""
    rules = sorted(receipt["reglas"], key=lambda item: (_ORDER.get(item["estado"], 9), -item["filas"]))
    reason = receipt["motivo"]
    told = [item["regla"] for item in (*([reason] if reason else ()), *receipt["avisos"], *rules)]
    return _template().render(
        r=receipt,
        is_refused=receipt["estado"] == REFUSED,
        rules=rules,
        rules_printed=RULES_PRINTED,
        reading=reading_in_words(receipt.get("lectura")),
        segments=_segments(receipt["filas"]),
        bar_width=BAR_WIDTH,
        guides={rule: page for rule in dict.fromkeys(told) if (page := guide_html(rule))},
    )


def _segments(rows: Mapping[str, int]) -> list[Segment]:
    """The bar; a part that has rows is never too thin to be seen."""
    total = sum(rows[name] for name, _, _ in _PARTS)
    filled = [(name, label, style) for name, label, style in _PARTS if rows[name]]
    least = 6.0
    room = BAR_WIDTH - least * len(filled)
    segments, x = [], 0.0
    for name, label, style in filled:
        width = round(least + room * rows[name] / total, 1)
        segments.append(Segment(label, style, rows[name], _share(rows[name], total), round(x, 1), width))
        x += width
    return segments


def _share(part: int, total: int) -> str:
    """Per cent with one decimal, never rounded to nothing or to all."""
    tenths = min(max(round(1000 * part / total), 1), 999) if 0 < part < total else 1000 * part // total
    return f"{tenths // 10},{tenths % 10} %"


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True), undefined=StrictUndefined
    )
    environment.filters |= {
        "miles": grouped,
        "dia": day_in_words,
        "a_tiempo": in_time,
        "lugares": places_in_words,
    }
    source = (files("assets") / "raw" / "recibo.html").read_text(encoding="utf-8")
    return environment.from_string(source)
