"""What must hold in each table, derived from its contract.

Belongs here: the mapping from a field's contract to expectations, as plain data. Does not belong here: Great
Expectations (suites.py), rules that need SQL (quality/sql), or rules of single rows as sent (catalogue.yaml).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

from snis.contracts.model import Field, TableContract

Severity = Literal["bloquea", "avisa"]
Kind = Literal["columns", "not_null", "in_set", "matches", "between", "unique", "unique_together", "no_rows"]

BLOCKS: Severity = "bloquea"
WARNS: Severity = "avisa"


@dataclass(frozen=True)
class Expectation:
    """One thing that must hold in one table.

    Attributes:
        name: stable name, unique inside its table; also the name of the Dagster check.
        table: table or, for rules in SQL, the view of failing rows.
        subject: the table whose readers the result concerns.
        kind: which test.
        title: what holds, in Spanish, as Data Docs show it.
        severity: bloquea keeps the last good release; avisa informs.
        column: the column it concerns, if one.
        arguments: what the test compares with.
    """

    name: str
    table: str
    subject: str
    kind: Kind
    title: str
    severity: Severity
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
            arguments={"columns": names},
        )
    ]
    if contract.key:
        found.append(_unique_key(contract))
    for column in contract.fields:
        found.extend(_field_expectations(contract.name, column, codes))
    return tuple(found)


def sql_expectations() -> tuple[Expectation, ...]:
    """Rules that need a statement: quality/sql/expect_<layer>_<name>.sql selects the places where one fails.

    The first comment line of a file reads `-- <subject table> | <severity> | <title>`.
    """
    found = []
    for entry in sorted((files("quality") / "sql").iterdir(), key=lambda item: item.name):
        view = entry.name.removesuffix(".sql")
        subject, severity, title = (
            part.strip()
            for part in entry.read_text(encoding="utf-8").splitlines()[0].removeprefix("--").split("|")
        )
        found.append(
            Expectation(
                view.removeprefix("expect_"),
                view,
                subject,
                "no_rows",
                title,
                BLOCKS if severity == BLOCKS else WARNS,
            )
        )
    return tuple(found)


def _unique_key(contract: TableContract) -> Expectation:
    key = list(contract.key)
    title = f"La clave no se repite: {', '.join(key)}"
    if len(key) == 1:
        return Expectation("clave", contract.name, contract.name, "unique", title, BLOCKS, key[0])
    return Expectation(
        "clave", contract.name, contract.name, "unique_together", title, BLOCKS, arguments={"columns": key}
    )


def _field_expectations(table: str, column: Field, codes: Mapping[str, Sequence[str]]) -> list[Expectation]:
    found = []
    if column.required:
        title = f"{column.title}: nunca vacío"
        found.append(
            Expectation(f"{column.name}_presente", table, table, "not_null", title, BLOCKS, column.name)
        )
    admitted = list(column.enum or codes.get(column.codelist or "", ()))
    if admitted and column.type == "string":
        title = f"{column.title}: solo códigos de la lista"
        found.append(
            Expectation(
                f"{column.name}_en_lista",
                table,
                table,
                "in_set",
                title,
                BLOCKS,
                column.name,
                {"set": admitted},
            )
        )
    if column.pattern:
        title = f"{column.title}: con la forma acordada"
        found.append(
            Expectation(
                f"{column.name}_forma",
                table,
                table,
                "matches",
                title,
                BLOCKS,
                column.name,
                {"regex": column.pattern},
            )
        )
    if column.minimum is not None:
        title = f"{column.title}: no menor que {column.minimum}"
        found.append(
            Expectation(
                f"{column.name}_minimo",
                table,
                table,
                "between",
                title,
                BLOCKS,
                column.name,
                {"min": column.minimum},
            )
        )
    return found
