"""The registers of a deployment: institutions.csv, programmes.csv and codes.csv.

Belongs here: their columns and every mistake in their rows. Does not belong here: padron.yaml and look-ups
(deployment.py) or contracts (snis/contracts).
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from snis.errors import DeploymentError
from snis.territory import Territory

Row = Mapping[str, str]
COPY = "Copie el de data/sample y ajústelo."
INSTITUTION_COLUMNS = (
    "institucion_codigo", "institucion", "siglas", "rol_codigo", "acta", "vigente_desde", "vigente_hasta",
)  # fmt: skip
PROGRAMME_COLUMNS = (
    "modalidad_codigo", "programa_codigo", "programa", "modalidad", "institucion_codigo", "tipo_beneficio_codigo",
    "unidad_entrega", "edad_min", "edad_max", "sexo_codigo", "departamentos", "municipios", "monto_tipico_gtq",
    "periodicidad_codigo", "visibilidad_codigo", "fuente",
)  # fmt: skip
CODE_COLUMNS = ("lista", "codigo", "nombre")
_ADMITTED: Mapping[str, Sequence[str]] = {
    "rol_codigo": ("entrega", "verificador"),
    "unidad_entrega": ("persona", "hogar", "comunidad", "racion"),
    "periodicidad_codigo": ("dia", "mes", "bimestre", "cuatrimestre", "semestre", "anio", "unica"),
    "visibilidad_codigo": ("publica", "sensible", "restringida"),
    "sexo_codigo": ("", "F", "M"),
}
_NEVER_EMPTY = frozenset(
    {
        *("institucion_codigo", "institucion", "siglas", "modalidad_codigo", "programa_codigo", "programa"),
        *("modalidad", "fuente", "lista", "codigo", "nombre"),
    }
)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Registers:
    """Rows of the three registers, columns as in the files."""

    institutions: tuple[Row, ...]
    programmes: tuple[Row, ...]
    codes: tuple[Row, ...]

    @property
    def institution_codes(self) -> frozenset[str]:
        """Codes of the registered institutions."""
        return frozenset(row["institucion_codigo"] for row in self.institutions)

    @property
    def modality_codes(self) -> frozenset[str]:
        """Codes of the registered modalities."""
        return frozenset(row["modalidad_codigo"] for row in self.programmes)

    @property
    def code_lists(self) -> Mapping[str, frozenset[str]]:
        """Codes of each list."""
        names = {row["lista"] for row in self.codes}
        return {
            name: frozenset(row["codigo"] for row in self.codes if row["lista"] == name) for name in names
        }


def read_registers(folder: Path, territory: Territory, problems: list[str]) -> Registers:
    """The three registers of a deployment; every mistake in their rows is added to `problems`.

    Raises:
        DeploymentError: a file is missing, is no CSV in UTF-8, or has other columns.
    """
    institutions = read_csv(folder / "institutions.csv", INSTITUTION_COLUMNS)
    programmes = read_csv(folder / "programmes.csv", PROGRAMME_COLUMNS)
    codes = read_csv(folder / "codes.csv", CODE_COLUMNS)
    registers = Registers(*(tuple(rows.values()) for rows in (institutions, programmes, codes)))
    benefits = registers.code_lists.get("tipo_beneficio", frozenset())
    for name, rows, key, check in (
        ("institutions.csv", institutions, ("institucion_codigo",), _institution_mistakes),
        (
            "programmes.csv",
            programmes,
            ("modalidad_codigo",),
            lambda row: _programme_mistakes(row, registers.institution_codes, territory, benefits=benefits),
        ),
        ("codes.csv", codes, ("lista", "codigo"), lambda row: iter(())),
    ):
        problems.extend(repeated(name, rows, key))
        problems.extend(_row_mistakes(name, rows, check))
    return registers


def _row_mistakes(name: str, rows: Mapping[int, Row], check: Callable[[Row], Iterator[str]]) -> Iterator[str]:
    for line, row in rows.items():
        for column, value in row.items():
            if column in _NEVER_EMPTY and not value.strip():
                yield f"{name}:{line}: {column} está vacío. Remedio: escríbalo."
            if value not in _ADMITTED.get(column, (value,)):
                words = ", ".join(word for word in _ADMITTED[column] if word)
                yield f"{name}:{line}: {column} no admite «{value}». Remedio: use uno de estos: {words}."
        yield from (f"{name}:{line}: {text}" for text in check(row))


def _institution_mistakes(row: Row) -> Iterator[str]:
    if not _SLUG.fullmatch(row["institucion_codigo"]):
        yield "institucion_codigo solo admite minúsculas, dígitos y guiones. Remedio: corríjalo, como mides."
    days = []
    for column in ("vigente_desde", "vigente_hasta"):
        if row[column]:
            try:
                days.append(date.fromisoformat(row[column]))
            except ValueError:
                yield f"{column} no es una fecha. Remedio: escríbala así: 2026-01-31."
    if len(days) == 2 and days[1] < days[0]:
        yield "vigente_hasta es anterior a vigente_desde. Remedio: revise las dos fechas."


def _programme_mistakes(
    row: Row, institutions: Set[str], territory: Territory, *, benefits: Set[str]
) -> Iterator[str]:
    if row["institucion_codigo"] not in institutions:
        yield f"la institución {row['institucion_codigo']} no está en institutions.csv. Remedio: agréguela allí."
    if row["tipo_beneficio_codigo"] not in benefits:
        yield (
            f"tipo_beneficio_codigo «{row['tipo_beneficio_codigo']}» no está en la lista tipo_beneficio. "
            "Remedio: agréguelo a codes.csv o corríjalo."
        )
    yield from _age_mistakes(row)
    if row["monto_tipico_gtq"] and not _AMOUNT.fullmatch(row["monto_tipico_gtq"]):
        yield "monto_tipico_gtq no es un monto. Remedio: escríbalo así: 500 o 500.00, o nada."
    for column, known in (
        ("departamentos", territory.department_codes),
        ("municipios", territory.municipality_codes),
    ):
        for code in row[column].split("|") if row[column] else ():
            if code not in known:
                yield f"{column}: «{code}» no es un código del INE. Remedio: separe los códigos con |, como 01|02."


def _age_mistakes(row: Row) -> Iterator[str]:
    ages = []
    for column in ("edad_min", "edad_max"):
        if row[column].isdigit():
            ages.append(int(row[column]))
        elif row[column]:
            yield f"{column} no es un número entero. Remedio: escriba años cumplidos, o nada."
    if len(ages) == 2 and ages[1] < ages[0]:
        yield "edad_max es menor que edad_min. Remedio: revise las dos edades."


def repeated(name: str, rows: Mapping[int, Row], key: Sequence[str]) -> Iterator[str]:
    """One mistake for each row whose key stands in an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    for line, row in rows.items():
        value = tuple(row[column] for column in key)
        if value in first:
            yield (
                f"{name}:{line}: {' '.join(value)} ya está en la línea {first[value]}. Remedio: deje una sola."
            )
        first.setdefault(value, line)


def read_csv(path: Path, columns: Sequence[str]) -> dict[int, Row]:
    """Rows of a CSV file of the deployment by the line on which each ends.

    Raises:
        DeploymentError: it is missing, is no CSV in UTF-8, or has other columns.
    """
    rows: dict[int, Row] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = tuple(next(reader, ()))
            if header != tuple(columns):
                raise DeploymentError(
                    "las columnas no son las esperadas",
                    place=path.name,
                    remedy=f"Deben ser, en este orden: {', '.join(columns)}.",
                )
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(header):
                    raise DeploymentError(
                        f"la fila tiene {len(cells)} celdas y el encabezado {len(header)}",
                        place=f"{path.name}:{reader.line_num}",
                        remedy="Encierre entre comillas los textos que llevan comas.",
                    )
                rows[reader.line_num] = dict(zip(header, cells, strict=True))
    except FileNotFoundError:
        raise DeploymentError("falta el archivo", place=path.name, remedy=COPY) from None
    except (csv.Error, UnicodeDecodeError):
        raise DeploymentError(
            "no es un CSV válido en UTF-8",
            place=path.name,
            remedy="Guárdelo como CSV UTF-8, separado por comas.",
        ) from None
    return rows
