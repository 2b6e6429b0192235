"""Oracles of what is read from the reach table, and of coverage over the population."""

from collections.abc import Callable
from decimal import Decimal

from hypothesis import strategies as st

from snis.indicators.figure import Measured
from tests.indicators.generated import denominator_rows, reach_rows
from tests.indicators.oracle import Cell, Counted, Tables, oracle, period_code

_REACH = st.fixed_dictionaries({"out_alcance": reach_rows()})
_GROUPS = (
    "departamento_codigo", "municipio_codigo", "institucion_codigo", "programa_codigo", "modalidad_codigo",
    "sexo_codigo", "edad_grupo_codigo", "pueblo_codigo",
)  # fmt: skip


def _each_cell(measure: str) -> Callable[[Tables], Counted]:
    """Every cell of the reach table with one of its measures."""

    def count(tables: Tables) -> Counted:
        rows = tables["out_alcance"]
        first = min((row["anio"] for row in rows), default=0)
        return {
            Cell(
                periodo_codigo=period_code(
                    row["periodo_tipo_codigo"], row["anio"], row["periodo_numero"], first_year=first
                ),
                visibilidad_codigo=row["visibilidad_codigo"],
                nivel=row["nivel"],
                **{name: row.get(name) for name in _GROUPS},
            ): Measured(Decimal(row[measure]))
            for row in rows
        }

    return count


oracle("usuarios_atendidos", data=_REACH)(_each_cell("personas"))
oracle("entregas_realizadas", data=_REACH)(_each_cell("entregas"))
oracle("monto_entregado", data=_REACH)(_each_cell("monto_gtq"))


def _coverage(code: str, denominator: str) -> None:
    """Persons of a year and place, all groups together, over what the place has of a denominator."""

    def count(tables: Tables) -> Counted:
        counted = {}
        for row in tables["out_alcance"]:
            place = (row.get("departamento_codigo"), row.get("municipio_codigo"))
            is_total = all(row.get(name) is None for name in _GROUPS[2:])
            is_place = not any(code is not None and code.endswith("00") for code in place)
            if not (row["visibilidad_codigo"] == "publica" and row["periodo_tipo_codigo"] == "anio"):
                continue
            if not (is_total and is_place):
                continue
            there = [
                other["valor"]
                for other in tables["out_denominador"]
                if (other["anio"], other.get("departamento_codigo"), other.get("municipio_codigo"))
                == (row["anio"], *place)
            ]
            cell = Cell(
                periodo_codigo=str(row["anio"]),
                nivel=row["nivel"],
                departamento_codigo=place[0],
                municipio_codigo=place[1],
                denominador_codigo=denominator,
            )
            counted[cell] = Measured(Decimal(row["personas"]), there[0] if there else None)
        return counted

    tables = {"out_alcance": reach_rows(), "out_denominador": denominator_rows(denominator)}
    oracle(code, data=st.fixed_dictionaries(tables))(count)


_coverage("tasa_cobertura", "poblacion")
_coverage("cobertura_censo", "censo")
_coverage("cobertura_pobreza", "pobreza")
