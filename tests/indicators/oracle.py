"""The harness of oracles: an indicator counted in plain Python beside the same counted by its SQL.

An oracle is one function in a module of tests/indicators/oracles, with the strategy of the tables that it is tried on:

    @oracle("usuarios_atendidos", data=reach_tables())
    def usuarios_atendidos(tables: Tables) -> Counted:
        return {cell_of(row): Measured(Decimal(row["personas"])) for row in tables["out_alcance"]}

It says what was counted in each cell; what that is worth is said by snis/indicators/figure.py. With `through`, the
tables are deliveries, and the marts named there are built from them by their own SQL before the indicator runs, so
that the oracle can count persons from deliveries.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from snis.indicators.figure import Measured
from tests.indicators.measuring import Table

Tables = Mapping[str, Table]
FOLDER = Path(__file__).with_name("oracles")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where a figure stands: the key of out_indicador, without the indicator."""

    periodo_codigo: str
    visibilidad_codigo: str = "publica"
    nivel: str = "pais"
    departamento_codigo: str | None = None
    municipio_codigo: str | None = None
    institucion_codigo: str | None = None
    programa_codigo: str | None = None
    modalidad_codigo: str | None = None
    sexo_codigo: str | None = None
    edad_grupo_codigo: str | None = None
    pueblo_codigo: str | None = None
    denominador_codigo: str | None = None


Counted = Mapping[Cell, Measured]


@dataclass(frozen=True)
class Oracle:
    """How an indicator is counted by hand.

    Attributes:
        code: the indicator.
        count: the plain function.
        data: tables that it is tried on.
        through: marts built from these by their SQL before the indicator runs, in order.
    """

    code: str
    count: Callable[[Tables], Counted]
    data: st.SearchStrategy[Tables]
    through: tuple[str, ...] = ()


ORACLES: dict[str, Oracle] = {}


def oracle(
    code: str, *, data: st.SearchStrategy[Any], through: tuple[str, ...] = ()
) -> Callable[[Callable[[Tables], Counted]], Callable[[Tables], Counted]]:
    """Enter a function as the oracle of an indicator."""

    def enter(count: Callable[[Tables], Counted]) -> Callable[[Tables], Counted]:
        if code in ORACLES:
            raise AssertionError(f"{code} has two oracles")
        ORACLES[code] = Oracle(code, count, data, through)
        return count

    return enter


def load_oracles() -> Mapping[str, Oracle]:
    """Every oracle, by indicator."""
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem != "__init__":
            import_module(f"tests.indicators.oracles.{path.stem}")
    return ORACLES


def period_code(kind: str, year: int, number: int = 1, *, first_year: int | None = None) -> str:
    """The code of a period as rows of marts tell it; `first_year` is where what accumulates begins."""
    return {
        "mes": f"{year}-{number:02d}",
        "bimestre": f"{year}-B{number}",
        "cuatrimestre": f"{year}-C{number}",
        "semestre": f"{year}-S{number}",
        "anio": f"{year}",
        "acumulado": f"{first_year}-{year}",
    }[kind]
