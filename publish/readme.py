"""The README of a package: what a person reads first.

Belongs here: its text. Does not belong here: metadata for machines (descriptor.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from publish.citation import citation_text
from publish.method import PROTECTION, ROUNDING
from snis.contracts.model import TableContract


def readme_text(
    descriptor: Mapping[str, Any], contracts: Sequence[TableContract], rows: Mapping[str, int]
) -> str:
    """The README in Spanish: contents, grain, how to read an absent row, method, licence, citation, files."""
    licence, publisher = descriptor["licenses"][0], descriptor["contributors"][0]
    edition = f"Edición **{descriptor['release']}**, versión {descriptor['version']}"
    lines = [
        f"# {descriptor['title']}",
        "",
        descriptor["description"],
        "",
        " · ".join([edition, publisher["title"], licence["title"]]),
        "",
    ]
    for contract in contracts:
        lines += [f"## {contract.title}", "", contract.description, ""]
        lines += [f"**Grano.** {contract.grain} Filas: {rows[contract.name]:,}.".replace(",", " "), ""]
        lines += [f"- {warning}" for warning in contract.usage_warnings]
        lines += ["", "| campo | tipo | qué es |", "|---|---|---|"]
        lines += [
            f"| `{f.name}` | {f.type} | {_cell(f'{f.title}. {f.description}')} |" for f in contract.fields
        ]
        lines.append("")
    lines += [
        "## Cómo leer las tablas",
        "",
        "- Cada tabla está tres veces, con las mismas filas: en CSV (UTF-8, comas, fin de línea LF), en Parquet y en",
        f"  una hoja de `{descriptor['name']}.xlsx`.",
        "- Los códigos son texto y conservan sus ceros: lea `01` y no `1`. Sus nombres están en `codigos-*.csv`.",
        "- Una celda vacía en una columna de agrupación significa *total*; en una cifra, que no se publica.",
        "- `datapackage.json` describe todo esto para programas (Data Package 2.0); `diccionario.csv`, para personas.",
        "",
        "## Cómo se protegen las personas",
        "",
        PROTECTION,
        "",
        ROUNDING,
        "",
        "El método completo está en `METODO.md`; qué tan buenas son las tablas, en `INFORME_CALIDAD.md`; qué cambió",
        "desde la edición anterior, en `CAMBIOS.md`.",
        "",
        "## Archivos",
        "",
        "| archivo | bytes | SHA-256 |",
        "|---|---|---|",
        *[
            f"| `{r['path']}` | {r['bytes']} | `{r['hash'].removeprefix('sha256:')}` |"
            for r in descriptor["resources"]
        ],
        "",
        "## Licencia, base legal y cita",
        "",
        f"Licencia: [{licence['title']}]({licence['path']}). Base legal: {', '.join(descriptor['legalBasis'])}.",
        "",
        f"Cita: {citation_text(descriptor)} En `CITATION.cff` y `cita.bib`, para programas.",
        "",
        f"Fuentes: {'; '.join(source['title'] for source in descriptor.get('sources', ()))}.",
        "",
    ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """A text inside a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())
