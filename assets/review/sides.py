"""The two sides of a case as the vault has them: what identifies, for whoever answers it.

Belongs here: fetching the records of two persons from the vault, of no more transfers than hold them. Does not belong
here: telling the ledger that somebody looked (queue.py), or showing them (pipelines/review*.py). Nothing of it is
written anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assets.engine import DuckDBEngine
from assets.link.features import load_records
from assets.link.records import RECORDS
from assets.review.queue import Case
from assets.statements import statement
from assets.store import Store

COLUMNS: Mapping[str, str] = {
    "cui": "CUI",
    "nombres": "Nombres",
    "apellidos": "Apellidos",
    "nacimiento_fecha": "Nacimiento",
    "sexo_codigo": "Sexo",
    "nacimiento_municipio_codigo": "Nació en",
    "residencia_municipio_codigo": "Vive en",
    "institucion_codigo": "Lo dice",
    "conocido_fecha": "Desde",
    "filas": "Filas",
}


@dataclass(frozen=True)
class Sides:
    """The records of the two persons, each a tuple in the order of COLUMNS; texts, empty where nothing is said."""

    left: tuple[tuple[str, ...], ...]
    right: tuple[tuple[str, ...], ...]


def open_sides(case: Case, *, store: Store, engine: DuckDBEngine) -> Sides:
    """Fetch both sides of a case. The queue has to be open on the same engine."""
    first, second = case.persons
    transfers = [
        str(name)
        for (name,) in engine.rows(
            statement("revision_transferencia"), {"persona_a": first, "persona_b": second}
        )
    ]
    load_records(RECORDS, transfers, store=store, engine=engine)
    try:
        return Sides(_records(first, engine), _records(second, engine))
    finally:
        engine.forget(RECORDS)


def _records(person: str, engine: DuckDBEngine) -> tuple[tuple[str, ...], ...]:
    rows = engine.rows(statement("revision_lado"), {"persona": person})
    return tuple(tuple("" if value is None else str(value) for value in row) for row in rows)
