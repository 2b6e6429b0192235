"""One indicator from its statement to the rows of out_indicador.

Belongs here: running the statement, refusing what no indicator may give, and wrapping it into figures. Does not belong
here: which indicators have to run again (parts.py), or what a figure is worth (snis/indicators/figure.py).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from assets.engine import DuckDBEngine, Written
from assets.indicators.sources import COLUMNS, TABLE, IndicatorSource
from assets.schema import arrow_type
from assets.statements import parameters, statement, tables_read
from snis.contracts.loader import load_tables
from snis.errors import IndicatorError
from snis.indicators.model import Indicator

MEASURE, FIGURE, DEFECT = "medida", "figura", "medida_defecto"
# Reference tables that tell which codes there are.
CODE_TABLES = tuple(name for name in tables_read(DEFECT) if name != MEASURE)
_EMPTY = "medida_vacia"
_RULES: Mapping[str, str] = {
    "clave_repetida": "da dos cifras para la misma celda",
    "falta": "deja vacía una columna que hace falta",
    "periodo": "da períodos que no existen o que el YAML no promete",
    "lugar": "da lugares que no son de su nivel",
    "reservado": "da lugar o grupo del universo restringido o de todos, que solo se cuentan en todo el país",
    "negativo": "da números negativos",
    "al_reves": "da rangos que no contienen su cifra, o con un solo extremo",
    "codigo": "da códigos que no están en su lista",
}
# Failures whose text names tables and columns, and never a value of a row.
_TELLABLE = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)


def write_figures(
    engine: DuckDBEngine, source: IndicatorSource, values: Mapping[str, object], target: Path
) -> Written:
    """Run an indicator and write its rows of out_indicador; tables that it reads are attached.

    Args:
        engine: where its tables, and those of CODE_TABLES, are readable.
        source: the indicator and its statement.
        values: values by name; the statement takes those that it names.
        target: the Parquet file.

    Raises:
        IndicatorError: the statement does not run, or gives what no indicator may give.
    """
    with measured(engine, source, values):
        return engine.write(statement(FIGURE), figure_values(source.indicator), target)


@contextmanager
def measured(engine: DuckDBEngine, source: IndicatorSource, values: Mapping[str, object]) -> Iterator[None]:
    """What an indicator measures, readable as `medida` inside the block.

    Raises:
        IndicatorError: the statement does not run, or gives what no indicator may give.
    """
    engine.register(_EMPTY, _no_rows())
    try:
        _run(engine, source, values)
        if defects := engine.rows(statement(DEFECT), _defect_values(source.indicator)):
            told = "; ".join(
                f"{_RULES[rule]}{f' ({column})' if column else ''}: {cases}"
                for rule, column, cases in defects
            )
            raise IndicatorError(
                told, place=source.place, remedy="Corrija la consulta o el YAML del indicador."
            )
        yield
    finally:
        engine.forget(MEASURE)
        engine.forget(_EMPTY)


def figure_values(indicator: Indicator) -> dict[str, object]:
    """What the catalogue says of an indicator, as the statement of figures has it bound."""
    values: dict[str, object] = {
        "indicador_codigo": indicator.codigo,
        "indicador_version": indicator.version,
        "unidad_codigo": indicator.unidad,
        "base_codigo": indicator.base_codigo,
        "es_razon": indicator.is_ratio,
        "factor": indicator.factor,
        "puede_superar": indicator.puede_superar,
        "rango_minimo": indicator.rango.minimo,
        "rango_maximo": indicator.rango.maximo,
    }
    return {name: values[name] for name in parameters(FIGURE)}


def _run(engine: DuckDBEngine, source: IndicatorSource, values: Mapping[str, object]) -> None:
    if missing := [name for name in source.parameters if name not in values]:
        raise IndicatorError(
            f"pide valores que no hay: {', '.join(missing)}",
            place=source.place,
            remedy=f"Use alguno de estos, o ninguno: {', '.join(sorted(values))}.",
        )
    codes = source.indicator.denominator_codes
    bound = {name: values[name] for name in source.parameters}
    bound["denominador_unico"] = codes[0] if len(codes) == 1 else None
    given = f"select * from {_EMPTY}\nunion all by name\nselect * from (\n{source.sql}\n)"  # noqa: S608 (the SQL is the indicator)
    try:
        engine.materialise(
            MEASURE, f"with medida_dada as (\n{given}\n)\nselect * from (\n{statement(MEASURE)}\n)", bound
        )
    except duckdb.Error as error:
        text = str(error).splitlines()[0] if isinstance(error, _TELLABLE) else type(error).__name__
        raise IndicatorError(
            f"la consulta no se pudo ejecutar ({text})",
            place=source.place,
            remedy="Pruébela con `padron sql`; los números tienen que ser números y los códigos, textos.",
        ) from None


def _defect_values(indicator: Indicator) -> dict[str, object]:
    contract = load_tables()[TABLE]
    values: dict[str, object] = {
        "periodicidades": list(indicator.periodicidades),
        "denominadores": list(indicator.denominator_codes),
        "visibilidades": list(contract.field("visibilidad_codigo").enum),
        "sexos": list(contract.field("sexo_codigo").enum),
        "edades": list(contract.field("edad_grupo_codigo").enum),
        "pueblos": list(contract.field("pueblo_codigo").enum),
        "metodos": list(contract.field("denominador_metodo_codigo").enum),
    }
    return {name: values[name] for name in parameters(DEFECT)}


def _no_rows() -> pa.Table:
    return pa.schema([(name, arrow_type(kind)) for name, kind in COLUMNS.items()]).empty_table()
