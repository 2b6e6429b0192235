"""Service levels of a work folder: for the terminal, for the auditor's site, and as the table out_nivel_servicio.

Belongs here: measuring, and writing the table. Does not belong here: facts (facts.py), definitions and figures
(snis/service_levels.py), or drawing.

The table holds periods that are over, so that it changes once a month and not each night; `service_levels` has those of
today too.
"""

from collections.abc import Sequence
from typing import Any

from assets.resources import Bench
from assets.service.facts import gather
from assets.statements import statement
from assets.store import WHOLE, replacing
from snis.service_definitions import Level
from snis.service_levels import breaches, levels_of
from snis.service_policy import load_service_policy

TABLE = "out_nivel_servicio"
_STATEMENT = "nivel_servicio"


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
    before = bench.store.read_manifest(TABLE)
    with replacing(bench.store.part(TABLE)) as aside:
        written = bench.engine.write(statement(_STATEMENT), _bound(levels), aside)
    manifest = {"tabla": TABLE, "filas": written.rows, "bytes": written.bytes, "sha256": written.sha256}
    if before != manifest:
        bench.store.write_manifest(TABLE, WHOLE, manifest)
    return written.rows, before != manifest


def _bound(levels: Sequence[Level]) -> dict[str, object]:
    """One list for each column."""
    return {
        "nivel_codigos": [level.code for level in levels],
        "nivel_instituciones": [level.institution or None for level in levels],
        "nivel_periodos": [level.period for level in levels],
        "nivel_desde": [level.first.isoformat() for level in levels],
        "nivel_hasta": [level.last.isoformat() for level in levels],
        "nivel_valores": [level.value for level in levels],
        "nivel_unidades": [level.unit for level in levels],
        "nivel_metas": [level.target for level in levels],
        "nivel_cumple": [level.met for level in levels],
        "nivel_medidos": [level.measured for level in levels],
    }
