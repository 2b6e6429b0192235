"""The cover of a package's workbook: what it is, how to read it, how to cite it.

Belongs here: its lines. Does not belong here: writing the workbook (workbook.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from publish.citation import citation_text
from publish.method import HOLD, PROTECTION, ROUNDING
from publish.workbook import CODES, DICTIONARY, Cover, fits
from snis.contracts.model import TableContract


def cover_of(
    descriptor: Mapping[str, Any], contracts: Sequence[TableContract], rows: Mapping[str, int]
) -> Cover:
    """The cover of a package."""
    licence, publisher = descriptor["licenses"][0], descriptor["contributors"][0]
    lines = [
        ("Qué es", descriptor["description"]),
        ("Edición", f"{descriptor['release']}, versión {descriptor['version']}"),
        ("Publica", f"{publisher['title']} · {publisher['email']}"),
        ("Licencia", f"{licence['title']} · {licence['path']}"),
        ("Cómo citar", citation_text(descriptor)),
        ("Filas ausentes", PROTECTION),
        ("Redondeo", ROUNDING),
        ("Entre ediciones", HOLD),
        ("Celdas vacías", "En una columna de agrupación significa total; en una cifra, que no se publica."),
        ("Códigos", f"Son texto y conservan sus ceros. Sus nombres están en la hoja {CODES}."),
        *((f"Hoja {contract.name}", _sheet(contract, rows[contract.name])) for contract in contracts),
        (f"Hoja {DICTIONARY}", "Qué es cada columna de cada tabla."),
        (f"Hoja {CODES}", "El nombre de cada código que aparece en las tablas."),
        *(("Método", note) for note in descriptor["methodology"]),
        ("Base legal", ", ".join(descriptor["legalBasis"])),
        ("Fuentes", "; ".join(source["title"] for source in descriptor.get("sources", ()))),
    ]
    return Cover(descriptor["title"], [(label, " ".join(text.split())) for label, text in lines if text])


def _sheet(contract: TableContract, count: int) -> str:
    if not fits(contract, count):
        return (
            f"{contract.title}: {count} filas, que no están en este libro; están en el CSV y en el Parquet."
        )
    warnings = " ".join(contract.usage_warnings)
    return f"{contract.title}. {contract.grain} {count} filas. {warnings}".strip()
