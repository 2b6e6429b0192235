"""The README of a package: what a person reads first.

Belongs here: its text. Does not belong here: metadata for machines (descriptor.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from snis.contracts.model import TableContract


def readme_text(
    descriptor: Mapping[str, Any], contracts: Sequence[TableContract], rows: Mapping[str, int]
) -> str:
    """The README in Spanish: contents, grain, how to read an absent row, method, licence, citation, files."""
    licence, publisher = descriptor["licenses"][0], descriptor["contributors"][0]
    lines = [
        f"# {descriptor['title']}",
        "",
        descriptor["description"],
        "",
        f"Edición **{descriptor['version']}** · {publisher['title']} · {licence['title']}",
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
        "- Cada tabla está dos veces, con las mismas filas: en CSV (UTF-8, comas, fin de línea LF) y en Parquet.",
        "- Los códigos son texto y conservan sus ceros: lea `01` y no `1`. Sus nombres están en `codigos-*.csv`.",
        "- Una celda vacía en una columna de agrupación significa *total*; en una cifra, que no se publica.",
        "- `datapackage.json` describe todo esto para programas (Data Package 2.0); `diccionario.csv`, para personas.",
        "",
        "## Cómo se protegen las personas",
        "",
        "Una fila que no está significa **menos personas que el umbral, posiblemente ninguna**: nunca es un cero. Las",
        "cifras se redondean al azar con una clave secreta que depende solo de los registros; los totales salen de los",
        "registros y no de sumar filas. El método es público; solo las claves son secretas.",
        "",
        *[line for note in descriptor["methodology"] for line in (note, "")],
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
        f"Cita: {publisher['title']}. *{descriptor['title']}*, edición {descriptor['version']}. Id {descriptor['id']}.",
        "",
        f"Fuentes: {'; '.join(source['title'] for source in descriptor['sources'])}.",
        "",
    ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """A text inside a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())
