"""METODO.md: how the figures of a package were made and protected.

Belongs here: its text, from the dataset's notes and the contracts. Does not belong here: how a package is used
(readme.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from snis.contracts.model import TableContract

# What every package says of protection, also on the cover of its workbook.
PROTECTION = (
    "Una fila que no está significa menos personas que el umbral, posiblemente ninguna: nunca es un cero."
)
ROUNDING = (
    "Las cifras se redondean al azar con una clave secreta que depende solo de los registros; los totales de personas "
    "y entregas salen de los registros y no de sumar filas, así que la suma de las filas no da el total impreso. El "
    "método es público; solo las claves son secretas."
)
HOLD = (
    "Una cifra ya impresa cambia solo cuando cambiaron los registros de al menos diez personas distintas, también para "
    "aparecer o desaparecer; hasta entonces se imprime la misma."
)


def method_text(descriptor: Mapping[str, Any], contracts: Sequence[TableContract]) -> str:
    """The methodology in Spanish."""
    lines = [f"# Método: {descriptor['title']}", "", descriptor["description"], ""]
    if descriptor["methodology"]:
        lines += ["## Cómo se hicieron las cifras", ""]
        lines += [line for note in descriptor["methodology"] for line in (note, "")]
    lines += ["## Cómo se protegen las personas", "", PROTECTION, "", ROUNDING, "", HOLD, ""]
    for contract in contracts:
        lines += [f"## {contract.title}", "", contract.description, "", f"**Grano.** {contract.grain}", ""]
        lines += [f"- {warning}" for warning in contract.usage_warnings]
        if contract.usage_warnings:
            lines.append("")
    lines += ["## Fuentes", ""]
    lines += [f"- {source['title']}" for source in descriptor.get("sources", ())]
    lines += ["", f"Base legal: {', '.join(descriptor['legalBasis'])}.", ""]
    return "\n".join(lines)
