"""What the columns and codes of a package mean: its data dictionary and code lists.

Belongs here: rows of diccionario.csv and of each codigos-*.csv. Does not belong here: writing files (package.py) or
the schema for machines (descriptor.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from snis.contracts.model import TableContract

DICTIONARY_COLUMNS = (
    "tabla",
    "campo",
    "tipo",
    "titulo",
    "descripcion",
    "unidad",
    "lista_de_codigos",
    "privacidad",
    "obligatorio",
)
CODE_COLUMNS = ("codigo", "nombre")
NOT_REPORTED = "No informado"
# Names of codes by kind of column: the last words of a column's name say which code it holds.
CodeNames = Mapping[str, Mapping[str, str]]
_TITLES = {
    "institucion": "institución",
    "edad_grupo": "grupo de edad",
    "edad_grupo3": "grupo de edad amplio",
    "regla": "regla de coincidencia o cruce",
    "regla_calidad": "regla de calidad",
}
# Codes of the marts for what no institution reported; no register names them.
_WITHOUT_REPORT = frozenset({"00", "0000", "N"})


@dataclass(frozen=True)
class CodeList:
    """Codes of one kind that stand in a package.

    Attributes:
        kind: what they are codes of: departamento, modalidad.
        columns: the columns that hold them.
        rows: code and name, in the order of their register.
    """

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """Name of its resource, and of its file without the suffix."""
        return f"codigos-{self.kind.replace('_', '-')}"

    @property
    def title(self) -> str:
        """Its title for readers."""
        return f"Códigos: {_TITLES.get(self.kind, self.kind.replace('_', ' '))}"


def dictionary_rows(
    contracts: Sequence[TableContract], lists: Sequence[CodeList]
) -> Iterator[tuple[str, ...]]:
    """One row for each column of each table, with the file that names its codes."""
    files = {column: f"{item.name}.csv" for item in lists for column in item.columns}
    for contract in contracts:
        for field in contract.fields:
            yield (
                contract.name, field.name, field.type, field.title, field.description, field.unit or "",
                files.get(field.name, ""), field.privacy, "sí" if field.required else "no",
            )  # fmt: skip


def code_lists(tables: Sequence[pa.Table], names: CodeNames) -> list[CodeList]:
    """Code lists of the columns whose kind is known, holding only codes that stand in the tables.

    A code that is not published has no name here. One that nobody names is listed without a name, so that every value
    of a column is in its list.
    """
    lists = []
    for kind in sorted(names):
        columns = sorted({name for table in tables for name in table.column_names if code_kind(name) == kind})
        present = {
            value
            for table in tables
            for name in columns
            if name in table.column_names
            for value in table.column(name).unique().to_pylist()
            if value is not None
        }
        if present:
            ordered = [
                *(code for code in names[kind] if code in present),
                *sorted(present - set(names[kind])),
            ]
            rows = tuple((code, _name(code, kind, names)) for code in ordered)
            lists.append(CodeList(kind, tuple(columns), rows))
    return lists


def _name(code: str, kind: str, names: CodeNames) -> str:
    if code in names[kind]:
        return names[kind][code]
    if code in _WITHOUT_REPORT or (kind == "municipio" and code.endswith("00")):
        return NOT_REPORTED
    return ""


def code_kind(column: str) -> str | None:
    """What a column holds codes of: departamento for departamento_codigo, modalidad for modalidad_a_codigo."""
    if not column.endswith("_codigo"):
        return None
    return column.removesuffix("_codigo").removesuffix("_a").removesuffix("_b")
