"""The weights of a version of the model as a page that opens without a network.

Belongs here: drawing. Does not belong here: the model (model.py). The page holds weights and no value of any record.
"""

from html import escape
from math import log2
from pathlib import Path

from assets.link.linker.comparisons import COMPARISONS
from assets.link.linker.model import Model, weight_of

PAGE = "pesos.html"
_ROW, _SCALE, _MIDDLE, _WIDTH = 18, 14, 480, 860
_BARS = {True: "#1b7837", False: "#b35806"}
_TITLES = {
    "identificador": "Número de identidad",
    "nombres": "Nombres",
    "apellidos": "Apellidos",
    "nacimiento": "Fecha de nacimiento",
    "sexo": "Sexo",
    "lugar": "Lugar y código postal",
    "direccion": "Dirección",
}


def write_chart(model: Model, folder: Path) -> Path:
    """Write the page of a version beside it; returns its path."""
    path = folder / PAGE
    path.write_text(_page(model), encoding="utf-8")
    return path


def _page(model: Model) -> str:
    lines: list[str] = []
    height = _ROW
    for comparison in COMPARISONS:
        lines.append(f'<text x="4" y="{height}" font-weight="bold">{escape(_TITLES[comparison.name])}</text>')
        for level, worth in zip(comparison.levels, model.worth[comparison.name], strict=True):
            height += _ROW
            lines += _bar(level.name, weight_of(worth), height)
        height += 2 * _ROW
    return f"""<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Pesos del modelo {escape(model.version)}</title>
<style>body{{font:14px sans-serif;margin:2em;max-width:60em}}text{{font:12px sans-serif}}</style></head><body>
<h1>Pesos del modelo {escape(model.version)}</h1>
<p>Cada barra es lo que una coincidencia o una diferencia suma o resta a favor de que dos registros sean de la misma
persona, en bits: +1 duplica la probabilidad, −1 la reduce a la mitad. Antes de comparar nada, dos registros al azar de
{model.population:,} pesan {_prior(model):.1f}. Desde {model.merge_weight:g} se unen; desde {model.review_weight:g} los
mira una persona.</p>
<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" role="img" aria-label="Pesos">
<line x1="{_MIDDLE}" y1="0" x2="{_MIDDLE}" y2="{height}" stroke="#999"/>
{chr(10).join(lines)}
</svg></body></html>
"""


def _bar(name: str, weight: float, y: int) -> list[str]:
    length = min(abs(weight), 24) * _SCALE
    x = _MIDDLE if weight >= 0 else _MIDDLE - length
    beside, anchor = (x + length + 4, "start") if weight >= 0 else (x - 4, "end")
    return [
        f'<text x="20" y="{y}">{escape(name)}</text>',
        f'<rect x="{x:.0f}" y="{y - 11}" width="{length:.0f}" height="13" fill="{_BARS[weight >= 0]}"/>',
        f'<text x="{beside:.0f}" y="{y}" text-anchor="{anchor}">{weight:+.1f}</text>',
    ]


def _prior(model: Model) -> float:
    return log2(model.match_share / (1 - model.match_share))
