"""One published or internal figure: the row that holds it, and what it means.

Belongs here: finding the row that a person names by its columns, and the cell that it counts. Does not belong here:
what lies behind it (behind.py), in which releases it stands (released.py), or how it is told (pipelines).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from assets.engine import DuckDBEngine
from assets.store import Store
from assets.trace.kinds import ALL_UNIVERSES, CELL_DIMENSIONS, kind_of, traced_tables, universe_of
from snis.contracts.loader import load_tables
from snis.contracts.model import TableContract
from snis.errors import TraceError
from snis.periods import MONTHS, Kind

_SHOWN = 12
_MONTHS_OF = {kind.value: kind.months for kind in Kind}


@dataclass(frozen=True)
class Figure:
    """A row of a table of figures.

    Attributes:
        table: where it stands.
        row: all its columns, in the order of the contract.
    """

    table: str
    row: Mapping[str, Any]

    @property
    def contract(self) -> TableContract:
        """What the table is."""
        return load_tables()[self.table]

    @property
    def key(self) -> dict[str, Any]:
        """What names the row: the columns of its key that are not a total."""
        return {name: self.row[name] for name in self.contract.key if self.row[name] is not None}

    @property
    def measures(self) -> dict[str, Any]:
        """What the row says: every column that is no part of its key."""
        return {name: value for name, value in self.row.items() if name not in self.contract.key}

    def cell(self) -> dict[str, Any]:
        """The values that the statements of a cell have bound: one for each dimension, and the months that it spans."""
        bound = {name: self.row.get(name) for name in CELL_DIMENSIONS}
        bound["visibilidad_codigo"] = bound["visibilidad_codigo"] or universe_of(self.table)
        if bound["visibilidad_codigo"] == ALL_UNIVERSES:
            bound["visibilidad_codigo"] = None
        first, last = self._months()
        year = self.row.get("anio")
        kind = self.row.get("periodo_tipo_codigo")
        if year is None and (start := self.row.get("periodo_inicio_fecha")) is not None:
            year = self.row["periodo_fin_fecha"].year
            first, last = (
                (1, MONTHS) if kind == "acumulado" else (start.month, self.row["periodo_fin_fecha"].month)
            )
        return {
            **bound,
            "primer_anio": None if kind == "acumulado" else year,
            "ultimo_anio": year,
            "primer_mes": first,
            "ultimo_mes": last,
        }

    def _months(self) -> tuple[int, int]:
        month = self.row.get("mes")
        if month is not None:
            return int(month), int(month)
        length = _MONTHS_OF.get(str(self.row.get("periodo_tipo_codigo")), MONTHS)
        number = int(self.row.get("periodo_numero") or 1)
        return (number - 1) * length + 1, number * length


def find_figure(table: str, where: Mapping[str, str], *, engine: DuckDBEngine, store: Store) -> Figure:
    """The one row that columns and values name; a dimension that is not named is the total over it.

    Raises:
        TraceError: the table holds no figures or is not there, it has no such column, or no row, or several, are so
            named; says which columns would decide.
    """
    contract = _contract(table)
    _refuse_unknown(contract, where)
    parts = store.files(table)
    if not parts:
        raise TraceError("la tabla aún no existe", place=table, remedy="Ejecute antes una noche: padron run.")
    engine.attach(table, parts)
    rows = engine.rows(*_query(contract, where))
    names = [field.name for field in contract.fields]
    found = [Figure(table, dict(zip(names, row, strict=True))) for row in rows]
    if len(found) == 1:
        return found[0]
    if not found:
        raise TraceError(
            "ninguna fila tiene esas columnas con esos valores",
            place=table,
            remedy=f"Una fila ausente puede estar retenida. Columnas que la nombran: {', '.join(contract.key)}.",
        )
    raise TraceError(
        f"más de una fila tiene esas columnas ({len(found)}{' o más' if len(found) == _SHOWN else ''})",
        place=table,
        remedy=f"Diga también: {', '.join(_undecided(contract, found))}.",
    )


def _contract(table: str) -> TableContract:
    if kind_of(table) is None or table not in load_tables():
        near = get_close_matches(table, traced_tables(), n=3)
        raise TraceError(
            "no es una tabla de cifras",
            place=table,
            remedy=f"Use una de: {', '.join(near or traced_tables())}.",
        )
    return load_tables()[table]


def _refuse_unknown(contract: TableContract, where: Mapping[str, str]) -> None:
    unknown = sorted(set(where) - {field.name for field in contract.fields})
    if unknown:
        raise TraceError(
            f"la tabla no tiene la columna {', '.join(unknown)}",
            place=contract.name,
            remedy=f"Columnas que nombran una fila: {', '.join(contract.key)}.",
        )


def _query(contract: TableContract, where: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Names of columns come from the contract; what a person typed is bound."""
    totals = [
        name for name in contract.key if name not in where and not contract.field(name).required
    ]  # fmt: skip
    conditions = [f'cast("{name}" as varchar) = ${name}' for name in where]
    conditions += [f'"{name}" is null' for name in totals]
    columns = ", ".join(f'"{field.name}"' for field in contract.fields)
    sql = (
        f'select {columns} from "{contract.name}" where {" and ".join(conditions) or "true"} '  # noqa: S608
        f"limit {_SHOWN}"
    )
    return sql, dict(where)


def _undecided(contract: TableContract, found: list[Figure]) -> list[str]:
    return [name for name in contract.key if len({str(figure.row[name]) for figure in found}) > 1]
