"""The reference tables, written from the deployment and the packaged territory.

Belongs here: one function for each ref_ table. Does not belong here: what the columns mean (table contracts) or where
the facts come from (snis/reference, the deployment).
"""

import calendar
import hashlib
import io
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.ref.denominators import conditions, denominators
from assets.schema import arrow_schema
from assets.store import WHOLE, Store, replacing
from snis.contracts.loader import load_tables
from snis.deployment import Deployment

FIRST_YEAR, LAST_YEAR = 2012, 2035
Rows = Iterable[tuple[Any, ...]]


def write_reference_tables(deployment: Deployment, store: Store) -> dict[str, int]:
    """Write every ref_ table that changed, byte for byte the same from the same deployment.

    Returns:
        Rows of each table, by name.
    """
    return {name: _write(name, rows(deployment), store) for name, rows in _TABLES.items()}


def _write(name: str, rows: Rows, store: Store) -> int:
    schema = arrow_schema(load_tables()[name])
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    table = pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    content = buffer.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    # A table that says the same is left as it lies: its file keeps its date, and nothing after it runs again.
    target = store.part(name)
    if not target.exists() or target.read_bytes() != content:
        with replacing(target) as aside:
            aside.write_bytes(content)
    manifest = {
        "tabla": name,
        "filas": table.num_rows,
        "bytes": len(content),
        "sha256": digest,
        "huella": digest,
    }
    if store.read_manifest(name) != manifest:
        store.write_manifest(name, WHOLE, manifest)
    return table.num_rows


def _departments(deployment: Deployment) -> Rows:
    for item in deployment.territory.departments:
        yield (
            item.code, item.name, item.region, item.label, item.tile_row, item.tile_column, item.population_2018,
        )  # fmt: skip


def _municipalities(deployment: Deployment) -> Rows:
    for item in deployment.territory.municipalities:
        yield item.code, item.name, item.department, item.population_2018


def _aliases(deployment: Deployment) -> Rows:
    for item in deployment.territory.aliases:
        yield item.level, item.department, item.name, item.code


def _population(deployment: Deployment) -> Rows:
    for item in deployment.territory.population:
        yield (
            item.year, item.level, item.code, item.sex, item.age_group, item.inhabitants, item.series, item.source,
        )  # fmt: skip


def _institutions(deployment: Deployment) -> Rows:
    for row in deployment.institutions:
        yield (
            row["institucion_codigo"], row["institucion"], row["siglas"], row["rol_codigo"], row["acta"] or None,
            _day(row["vigente_desde"]), _day(row["vigente_hasta"]),
        )  # fmt: skip


def _modalities(deployment: Deployment) -> Rows:
    for row in deployment.programmes:
        yield (
            row["modalidad_codigo"], row["programa_codigo"], row["programa"], row["modalidad"],
            row["institucion_codigo"], row["tipo_beneficio_codigo"], row["unidad_entrega"],
            int(row["edad_min"]) if row["edad_min"] else None, int(row["edad_max"]) if row["edad_max"] else None,
            row["sexo_codigo"] or None, row["departamentos"] or None, row["municipios"] or None,
            Decimal(row["monto_tipico_gtq"]) if row["monto_tipico_gtq"] else None,
            row["periodicidad_codigo"], row["visibilidad_codigo"], row["fuente"],
        )  # fmt: skip


def _codes(deployment: Deployment) -> Rows:
    for row in deployment.codes:
        yield row["lista"], row["codigo"], row["nombre"]


def _coincidence_rules(deployment: Deployment) -> Rows:
    for row in deployment.effective_rules:
        rule = row.rule
        yield (
            rule.id, rule.title, row.kind, row.modality_a, row.modality_b, row.source, rule.verdict, rule.grain,
            rule.window.before, rule.window.after, rule.window.tolerance, "a" if row.source else rule.amount,
            row.owner, rule.level, rule.legal_basis, row.first, row.last, rule.limits or None,
        )  # fmt: skip


def _diagnoses(deployment: Deployment) -> Rows:
    for item in deployment.diagnoses:
        question, answer = item.question, item.answer
        yield (
            item.institution, item.day, item.unit, question.area, question.code, question.text, answer.code,
            answer.text, answer.points, item.evidence or None,
        )  # fmt: skip


def _calendar(deployment: Deployment) -> Rows:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            days = calendar.monthrange(year, month)[1]
            yield date(year, month, 1), date(year, month, days), year, month, days


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_TABLES: dict[str, Callable[[Deployment], Rows]] = {
    "ref_calendario": _calendar,
    "ref_codigo": _codes,
    "ref_condicion": conditions,
    "ref_denominador": denominators,
    "ref_departamento": _departments,
    "ref_diagnostico": _diagnoses,
    "ref_institucion": _institutions,
    "ref_modalidad": _modalities,
    "ref_municipio": _municipalities,
    "ref_poblacion": _population,
    "ref_regla_coincidencia": _coincidence_rules,
    "ref_territorio_alias": _aliases,
}
