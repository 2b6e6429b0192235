"""What must hold in each table, derived from its contract.

Belongs here: the mapping from a field's contract to expectations, as plain data. Does not belong here: Great
Expectations (suites.py), rules that need SQL (quality/sql), or rules of single rows as sent (catalogue.yaml).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from quality.catalogue import DIMENSIONS, Dimension
from snis.contracts.model import Field, TableContract
from snis.errors import QualityError

Severity = Literal["bloquea", "avisa", "informa"]
Kind = Literal[
    "columns", "not_null", "in_set", "not_in_set", "matches", "without", "between", "unique", "unique_together",
    "no_rows",
]  # fmt: skip

BLOCKS: Severity = "bloquea"
WARNS: Severity = "avisa"
INFORMS: Severity = "informa"
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

# What of the data each kind of test speaks of, where no statement says otherwise.
_DIMENSION: Mapping[Kind, Dimension] = {
    "columns": "consistencia",
    "not_null": "completitud",
    "in_set": "validez",
    "matches": "validez",
    "between": "validez",
    "unique": "unicidad",
    "unique_together": "unicidad",
}


@dataclass(frozen=True)
class Expectation:
    """One thing that must hold in one table.

    Attributes:
        name: stable name, unique inside its table; also the name of the Dagster check.
        table: table or, for rules in SQL, the view of failing rows.
        subject: the table whose readers the result concerns.
        kind: which test.
        title: what holds, in Spanish, as Data Docs show it.
        severity: bloquea keeps the last good release; avisa asks someone to look; informa is to be read.
        dimension: what of the data it speaks of.
        column: the column it concerns, if one.
        arguments: what the test compares with, in Great Expectations' words; `mostly` is the share that has to pass.
    """

    name: str
    table: str
    subject: str
    kind: Kind
    title: str
    severity: Severity
    dimension: Dimension
    column: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)


def derive(contract: TableContract, codes: Mapping[str, Sequence[str]]) -> tuple[Expectation, ...]:
    """Expectations of a table: its columns, its key, and what each field's contract says.

    Args:
        contract: the table's contract.
        codes: admitted codes by code list.
    """
    names = [column.name for column in contract.fields]
    found = [
        Expectation(
            "columnas",
            contract.name,
            contract.name,
            "columns",
            "Las columnas son las del contrato, en su orden",
            BLOCKS,
            _DIMENSION["columns"],
            arguments={"column_list": names},
        )
    ]
    if contract.key:
        found.append(_unique_key(contract))
    for column in contract.fields:
        found.extend(_field_expectations(contract.name, column, codes))
    return tuple(found)


def sql_expectations() -> tuple[Expectation, ...]:
    """Rules that need a statement: quality/sql/expect_<layer>_<name>.sql selects the places where one fails.

    The first comment line of a file reads `-- <subject table> | <severity> | <dimension> | <title>`.
    """
    found = (entry for entry in (files("quality") / "sql").iterdir() if entry.is_file())
    entries = sorted(found, key=lambda item: item.name)
    return tuple(of_statement(entry.name, entry.read_text(encoding="utf-8")) for entry in entries)


def of_statement(name: str, text: str) -> Expectation:
    """The expectation of one statement, as its first line says it.

    Raises:
        QualityError: the line does not say table, severity, dimension and title.
    """
    view = name.removesuffix(".sql")
    said = [part.strip() for part in text.partition("\n")[0].removeprefix("--").split("|")]
    if len(said) != 4 or said[1] not in SEVERITIES or said[2] not in DIMENSIONS:
        raise QualityError("la primera línea no dice tabla, severidad, dimensión y título", place=name)
    subject, severity, dimension, title = said
    return Expectation(
        view.removeprefix("expect_"),
        view,
        subject,
        "no_rows",
        title,
        cast(Severity, severity),
        cast(Dimension, dimension),
        arguments={"value": 0},
    )


def _unique_key(contract: TableContract) -> Expectation:
    key = list(contract.key)
    title = f"La clave no se repite: {', '.join(key)}"
    if len(key) == 1:
        return _of_column(contract.name, key[0], "clave", "unique", title)
    return Expectation(
        "clave",
        contract.name,
        contract.name,
        "unique_together",
        title,
        BLOCKS,
        _DIMENSION["unique_together"],
        arguments={"column_list": key},
    )


def _field_expectations(table: str, column: Field, codes: Mapping[str, Sequence[str]]) -> list[Expectation]:
    name, found = column.name, []
    if column.required:
        found.append(_of_column(table, name, f"{name}_presente", "not_null", f"{column.title}: nunca vacío"))
    admitted = list(column.enum or codes.get(column.codelist or "", ()))
    if admitted and column.type == "string":
        title = f"{column.title}: solo códigos de la lista"
        found.append(_of_column(table, name, f"{name}_en_lista", "in_set", title, value_set=admitted))
    if column.pattern:
        title = f"{column.title}: con la forma acordada"
        found.append(_of_column(table, name, f"{name}_forma", "matches", title, regex=column.pattern))
    if column.minimum is not None:
        title = f"{column.title}: no menor que {column.minimum}"
        found.append(_of_column(table, name, f"{name}_minimo", "between", title, min_value=column.minimum))
    return found


def _of_column(table: str, column: str, name: str, kind: Kind, title: str, **arguments: Any) -> Expectation:
    return Expectation(name, table, table, kind, title, BLOCKS, _DIMENSION[kind], column, arguments)
