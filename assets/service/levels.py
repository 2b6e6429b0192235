"""Service levels of a work folder: for the terminal, for the auditor's site, and as the table out_nivel_servicio.

Belongs here: measuring, and writing the table. Does not belong here: facts (facts.py), definitions and figures
(snis/service_levels.py), or drawing.

The table holds periods that are over, so that it changes once a month and not each night; `service_levels` has those of
today too.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from assets.resources import Bench
from assets.schema import arrow_schema
from assets.service.facts import gather
from assets.store import WHOLE, replacing
from snis.contracts.loader import load_tables
from snis.service_levels import Level, breaches, levels_of
from snis.service_policy import load_service_policy

TABLE = "out_nivel_servicio"
_ROWS = "nivel_servicio_fila"


def service_levels(bench: Bench) -> tuple[Level, ...]:
    """Every level that can be measured, of closed months, the month under way and today. Writes nothing."""
    policy = load_service_policy(bench.deployment.folder).service_levels
    return levels_of(gather(bench), policy, bench.now.date())


def service_breaches(bench: Bench) -> tuple[Level, ...]:
    """Levels that miss their target now."""
    return breaches(service_levels(bench), bench.now.date())


def level_as_dict(level: Level) -> dict[str, Any]:
    """A level for machines."""
    return {
        "nivel": level.code,
        "titulo": level.title,
        "institucion": level.institution,
        "contrato": level.place,
        "periodo": level.period,
        "desde": level.first.isoformat(),
        "hasta": level.last.isoformat(),
        "valor": level.value,
        "unidad": level.unit,
        "meta": level.target,
        "cumple": level.met,
        "medido_sobre": level.measured,
        "de_que": level.measured_on,
        "definicion": level.page,
    }


def write_levels(bench: Bench) -> tuple[int, bool]:
    """Write the table of the periods that are over; its rows, and whether it is another one than before."""
    policy = load_service_policy(bench.deployment.folder).service_levels
    levels = levels_of(gather(bench), policy, bench.now.date(), only_closed=True)
    rows = pa.Table.from_pylist(
        [_row(level) for level in _ordered(levels)], arrow_schema(load_tables()[TABLE])
    )
    before = bench.store.read_manifest(TABLE)
    bench.engine.register(_ROWS, rows)
    try:
        with replacing(bench.store.part(TABLE)) as aside:
            written = bench.engine.write(f"select * from {_ROWS}", None, aside)  # noqa: S608
    finally:
        bench.engine.forget(_ROWS)
    manifest = {"tabla": TABLE, "filas": written.rows, "bytes": written.bytes, "sha256": written.sha256}
    if before != manifest:
        bench.store.write_manifest(TABLE, WHOLE, manifest)
    return written.rows, before != manifest


def _ordered(levels: Sequence[Level]) -> list[Level]:
    return sorted(levels, key=lambda level: (level.code, level.institution, level.period))


def _row(level: Level) -> dict[str, Any]:
    return {
        "nivel_servicio_codigo": level.code,
        "institucion_codigo": level.institution or None,
        "nivel_periodo": level.period,
        "desde_dia": level.first,
        "hasta_dia": level.last,
        "nivel_valor": level.value,
        "nivel_unidad_codigo": level.unit,
        "nivel_meta": level.target,
        "cumple_meta": level.met,
        "medido_sobre": level.measured,
    }
