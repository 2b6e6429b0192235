"""What `padron indicators` says: tables for people, JSON and CSV for machines.

Belongs here: the words and the columns. Does not belong here: options (indicators_command.py) or figures.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from assets.indicators.answers import Answer, Cross, Row, Total
from assets.indicators.sources import TABLE, IndicatorSource
from snis.contracts.loader import load_tables
from snis.deployment import Deployment
from snis.indicators.figure import ABOVE, CALCULATED, OUT_OF_RANGE
from snis.indicators.model import BASES, TYPES, UNITS
from snis.indicators.question import Question

_UNIVERSES: Mapping[str, str] = {
    "publica": "modalidades públicas",
    "sensible": "modalidades sensibles",
    "restringida": "modalidades restringidas",
    "todas": "todas las modalidades juntas",
}
_REASONS: Mapping[str, str] = {
    "solo_rango": "solo se sabe el rango",
    "sin_denominador": "sin denominador",
    "denominador_cero": "denominador cero",
    "supera_denominador": "hallazgo: supera su denominador",
    "fuera_de_rango": "hallazgo: fuera de lo creíble",
    "sin_datos": "sin datos",
}
_METHODS: Mapping[str, str] = {
    "observado": "observado",
    "interpolado": "interpolado",
    "ultimo": "último antes",
}
_NOTHING = "—"


def names_of(deployment: Deployment) -> Mapping[str, Mapping[str, str]]:
    """Names of the codes of each dimension, as the deployment has them."""
    contract = load_tables()[TABLE]
    unknown = {"00": "no informado"}
    departments = {item.code: item.name for item in deployment.territory.departments}
    municipalities = {item.code: item.name for item in deployment.territory.municipalities}
    lists = {(row["lista"], row["codigo"]): row["nombre"] for row in deployment.codes}
    return {
        "departamento": departments | unknown,
        "municipio": municipalities | {f"{code}00": "no informado" for code in (*departments, "00")},
        "institucion": {row["institucion_codigo"]: row["siglas"] for row in deployment.institutions},
        "programa": {row["programa_codigo"]: row["programa"] for row in deployment.programmes}
        | {"ND": "no informado"},
        "modalidad": {row["modalidad_codigo"]: row["modalidad"] for row in deployment.programmes},
        "sexo": {code: lists.get(("sexo", code), "no informado") for code in ("F", "M", "N")},
        "edad_grupo": {
            code: "edad desconocida" if code == "N" else f"{code} años"
            for code in contract.field("edad_grupo_codigo").enum
        },
        "pueblo": {
            code: lists.get(("pueblo", code), "sin información")
            for code in contract.field("pueblo_codigo").enum
        },
    }


def needs_person(found: Answer) -> bool:
    """Whether something about the figures waits for somebody."""
    return (
        not found.rows
        or any(row["razon_codigo"] in {ABOVE, OUT_OF_RANGE} for row in found.rows)
        or not all(total.outcome.holds for total in found.totals)
    )


def entry_as_dict(source: IndicatorSource) -> dict[str, Any]:
    """A catalogue entry with its statement."""
    return {
        **source.indicator.model_dump(mode="json"),
        "consulta": source.place,
        "tablas": list(source.tables),
        "propio": source.is_own,
    }


def catalogue_table(sources: Sequence[IndicatorSource]) -> Table:
    """The catalogue as a table."""
    table = Table()
    table.add_column("código", no_wrap=True)
    for head in ("nombre", "unidad", "se divide entre", "tipo"):
        table.add_column(head)
    for source in sources:
        item = source.indicator
        table.add_row(
            item.codigo,
            item.nombre,
            UNITS[item.unidad],
            ", ".join(item.denominator_codes) or _NOTHING,
            TYPES[item.tipo],
        )
    return table


def show_table(table: Table) -> None:
    """Draw a table on the standard output."""
    Console(highlight=False).print(table)


def answer_as_dict(
    source: IndicatorSource, asked: Question, found: Answer, deployment: Deployment
) -> dict[str, Any]:
    """An answer for machines: what was asked of what, the figures, and the totals beside their parts."""
    names = names_of(deployment)
    return {
        "indicador": entry_as_dict(source),
        "pregunta": {
            "periodo_tipo_codigo": asked.kind,
            "visibilidad_codigo": asked.universe,
            "nivel": asked.level,
            "filtros": dict(asked.filters),
            "por": [*asked.by, *([asked.kind] if asked.by_period else [])],
        },
        "cifras": [_plain(row) | {"nombres": _names(row, names)} for row in found.rows],
        "conciliacion": [
            {
                "periodo_codigo": total.period,
                "denominador_codigo": total.denominator,
                "total": total.outcome.total,
                "suma_de_partes": total.outcome.parts,
                "diferencia": total.outcome.difference,
                "cuadra": total.outcome.holds,
                "explicacion": total.outcome.why,
            }
            for total in found.totals
        ],
    }


def answer_as_csv(found: Answer) -> str:
    """The figures with the columns of out_indicador."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [field.name for field in load_tables()[TABLE].fields]
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in found.rows)
    return text.getvalue()


def tell_answer(
    source: IndicatorSource,
    asked: Question,
    found: Answer,
    deployment: Deployment,
    given: Sequence[Cross],
) -> None:
    """An answer for people; `given` says which crosses there are when nothing was found."""
    console = Console(highlight=False)
    item, names = source.indicator, names_of(deployment)
    console.print(f"[bold]{item.nombre}[/bold] ({item.codigo}, versión {item.version})")
    console.print(
        f"Unidad: {UNITS[item.unidad]}; {BASES[item.base_codigo]}. Universo: {_UNIVERSES[asked.universe]}."
    )
    held = [f"{names[name].get(code, code)} ({name} {code})" for name, code in asked.filters.items()]
    console.print(f"Solo: {', '.join(held)}." if held else "Lugar: todo el país.", markup=False)
    if not found.rows:
        console.print("No hay cifras así. Este indicador da:")
        for cross in given:
            console.print(f"  {cross.universe}, {cross.kind}: {cross.dimensions}", markup=False)
        return
    console.print(_figures_table(source, asked, found, names))
    for line in _source_lines(found.rows):
        console.print(line, markup=False, soft_wrap=True)
    for total in found.totals:
        for line in _total_lines(total, UNITS[item.unidad]):
            console.print(line, markup=False, soft_wrap=True)
    console.print(f"Cómo se calcula y se cita: padron indicators show {item.codigo}", markup=False)


def _figures_table(
    source: IndicatorSource, asked: Question, found: Answer, names: Mapping[str, Mapping[str, str]]
) -> Table:
    is_ratio = source.indicator.is_ratio
    has_range = any(row["minimo"] is not None for row in found.rows)
    has_reason = any(row["razon_codigo"] != CALCULATED for row in found.rows)
    table = Table("período", *asked.by)
    table.add_column(UNITS[source.indicator.unidad], justify="right")
    if has_range:
        table.add_column("entre", justify="right")
    if is_ratio:
        table.add_column("numerador", justify="right")
        table.add_column("denominador", justify="right")
        table.add_column("de")
    if has_reason:
        table.add_column("razón")
    for row in found.rows:
        cells = [
            row["periodo_codigo"],
            *(_named(name, row[f"{name}_codigo"], names) for name in asked.by),
        ]
        cells.append(_number(row["valor"]))
        if has_range:
            cells.append(
                _NOTHING if row["minimo"] is None else f"{_number(row['minimo'])} y {_number(row['maximo'])}"
            )
        if is_ratio:
            cells += [_number(row["numerador"]), _number(row["denominador"]), _vintage(row)]
        if has_reason:
            cells.append(_REASONS.get(row["razon_codigo"], ""))
        table.add_row(*cells)
    return table


def _total_lines(total: Total, unit: str) -> Iterator[str]:
    outcome = total.outcome
    of = f" ({total.denominator})" if total.denominator else ""
    if outcome.parts is None:
        yield f"{total.period}{of}: total {_number(outcome.total)} {unit}. {outcome.why}"
        return
    yield (
        f"{total.period}{of}: total {_number(outcome.total)} {unit}; suma de las partes {_number(outcome.parts)}"
        f"{f'; diferencia {_number(outcome.difference)}' if outcome.difference else ''}. {outcome.why}"
    )


def _named(dimension: str, code: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """The name of a code, with the code where a filter asks for it in that form."""
    name = names[dimension].get(code, code)
    return name if dimension in {"sexo", "edad_grupo"} else f"{name} ({code})"


def _vintage(row: Row) -> str:
    """Of which denominator and year, and by which method."""
    if row["denominador"] is None:
        return str(row["denominador_codigo"])
    year = f" {row['denominador_anio']}" if row["denominador_anio"] is not None else ""
    how = _METHODS.get(row["denominador_metodo_codigo"] or "", "")
    return f"{row['denominador_codigo']}{year}{f', {how}' if how else ''}"


def _source_lines(rows: Sequence[Row]) -> list[str]:
    """Where each denominator comes from, once."""
    named = {
        (row["denominador_codigo"], row["denominador_fuente"]) for row in rows if row["denominador_fuente"]
    }
    return [f"Fuente de {code}: {source}" for code, source in sorted(named)]


def _number(value: Any) -> str:
    if value is None:
        return _NOTHING
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")


def _plain(row: Row) -> dict[str, Any]:
    """Values that JSON has: days as text, decimals as numbers."""
    plain = {}
    for name, value in row.items():
        if name in {"numerador", "denominador"} and value is not None:
            plain[name] = float(value)
        else:
            plain[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return plain


def _names(row: Row, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        name: known.get(row[f"{name}_codigo"], row[f"{name}_codigo"])
        for name, known in names.items()
        if row[f"{name}_codigo"] is not None
    }
