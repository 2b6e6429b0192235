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
        lines += [f"| `{f.name}` | {f.type} | {f.title}. {f.description} |" for f in contract.fields]
        lines.append("")
    lines += [
        "## Cómo se protegen las personas",
        "",
        "Una fila que no está significa **menos personas que el umbral, posiblemente ninguna**: nunca es un cero. Las",
        "cifras se redondean al azar con una clave secreta que depende solo de los registros; los totales salen de los",
        "registros y no de sumar filas. El método es público; solo las claves son secretas.",
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
        f"Cita: {publisher['title']}. *{descriptor['title']}*, edición {descriptor['version']}. Id {descriptor['id']}.",
        "",
        f"Fuentes: {'; '.join(source['title'] for source in descriptor['sources'])}.",
        "",
    ]
    return "\n".join(lines)
