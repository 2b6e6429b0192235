"""How good a published package is: four measured dimensions, from the published rows alone.

Belongs here: the measures and their two forms (informe_calidad.json, INFORME_CALIDAD.md). Does not belong here: the
quality of what institutions send (quality/), or any figure that the package itself does not print.

Source: national open-data policy: data that are structured, true, complete and timely (domain.md, S33).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from publish.dictionary import CodeList
from snis.contracts.model import Field, TableContract

_MOST_FIELDS_SAID = 40


@dataclass(frozen=True)
class TableQuality:
    """What was measured of one table.

    Attributes:
        table, title: which.
        rows, cells: its size.
        valid: cells that are what their contract says.
        unique: rows that no other row repeats in their key.
        named: codes with a name, of `codes`.
        filled: cells with a value by column that may be empty.
        last: last year, or year and month, with a figure.
    """

    table: str
    title: str
    rows: int
    cells: int
    valid: int
    unique: int
    codes: int
    named: int
    filled: Mapping[str, int]
    last: str


def table_quality(contract: TableContract, table: pa.Table, lists: Sequence[CodeList]) -> TableQuality:
    """Measure a published table."""
    columns = {field.name: field for field in contract.fields}
    mine = [item for item in lists if set(item.columns) & set(columns)]
    return TableQuality(
        table=contract.name,
        title=contract.title,
        rows=table.num_rows,
        cells=table.num_rows * len(columns),
        valid=sum(_valid(table.column(name), field) for name, field in columns.items()),
        unique=_unique(table, contract.key),
        codes=sum(len(item.rows) for item in mine),
        named=sum(1 for item in mine for _, name in item.rows if name),
        filled={
            name: table.num_rows - table.column(name).null_count
            for name, field in columns.items()
            if not field.required
        },
        last=_last(table),
    )


def quality_json(measured: Sequence[TableQuality], *, release: str, frequency: str) -> str:
    """informe_calidad.json."""
    content = {
        "edicion": release,
        "frecuencia": frequency,
        "tablas": [
            {
                "tabla": item.table,
                "registros": item.rows,
                "estructurados": {
                    "celdas": item.cells,
                    "celdas_validas": item.valid,
                    "puntaje": share(item.valid, item.cells),
                },
                "veridicos": {
                    "llaves_sin_repetir": item.unique,
                    "codigos": item.codes,
                    "codigos_con_nombre": item.named,
                    "puntaje": min(share(item.unique, item.rows), share(item.named, item.codes)),
                },
                "completos": {name: share(count, item.rows) for name, count in item.filled.items()},
                "oportunos": {"ultimo_periodo": item.last, "edicion": release},
            }
            for item in measured
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def quality_text(measured: Sequence[TableQuality], *, release: str) -> str:
    """INFORME_CALIDAD.md."""
    lines = [
        f"# Calidad de la edición {release}",
        "",
        "Se mide sobre las filas publicadas, las mismas que cualquiera puede descargar.",
        "",
        "| tabla | filas | estructurados | verídicos | último período |",
        "|---|---:|---:|---:|---|",
        *(
            f"| {item.title} | {item.rows} | {share(item.valid, item.cells)} % "
            f"| {min(share(item.unique, item.rows), share(item.named, item.codes))} % | {item.last or 'sin filas'} |"
            for item in measured
        ),
        "",
        "- **Estructurados**: celdas que tienen el tipo, los valores y los límites que dice el esquema.",
        "- **Verídicos**: el menor de dos: filas cuya llave no se repite, y códigos que tienen nombre en su lista.",
        "- **Completos**: por columna, cuántas filas llevan un valor. Vacío no es error: en una columna de agrupación",
        "  es *total*; en una cifra, que no se publica. Lo que falta por protección está en `riesgo.json`, si lo hay.",
        "- **Oportunos**: el último período con cifras, frente al nombre de la edición.",
        "",
    ]
    for item in measured:
        if item.filled and item.rows:
            lines += [f"## {item.title}", "", "| columna | filas con valor |", "|---|---:|"]
            shown = list(item.filled.items())[:_MOST_FIELDS_SAID]
            lines += [f"| `{name}` | {share(count, item.rows)} % |" for name, count in shown]
            lines.append("")
    return "\n".join(lines)


def share(part: int, whole: int) -> float:
    """A share in per cent with one decimal, rounded down so that 100 means all; of nothing, all is in order."""
    return 100.0 if not whole else part * 1000 // whole / 10


def _valid(column: pa.ChunkedArray, field: Field) -> int:
    present = column.drop_null()
    wrong: int = column.null_count if field.required else 0
    if field.enum:
        admitted = set(field.enum)
        wrong += sum(1 for value in present.to_pylist() if value not in admitted)
    if field.pattern:
        wrong += sum(1 for value in present.to_pylist() if not re.fullmatch(field.pattern, str(value)))
    if field.minimum is not None:
        wrong += sum(1 for value in present.to_pylist() if value < field.minimum)
    return len(column) - min(wrong, len(column))


def _unique(table: pa.Table, key: Sequence[str]) -> int:
    """Rows whose key stands once; a table of records has no key, and every row counts."""
    if not key:
        return int(table.num_rows)
    counted = table.select(list(key)).group_by(list(key)).aggregate([([], "count_all")])
    return sum(1 for times in counted.column("count_all").to_pylist() if times == 1)


def _last(table: pa.Table) -> str:
    """The last period with a figure: 2026-04 where there are months, else 2026."""
    if "anio" not in table.column_names or not table.num_rows:
        return ""
    year = pc.max(table.column("anio")).as_py()
    if "mes" not in table.column_names:
        return str(year)
    months: Any = pc.max(table.filter(pc.equal(table.column("anio"), year)).column("mes")).as_py()
    return f"{year}-{months:02d}" if months is not None else str(year)
