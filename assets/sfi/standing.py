"""How the plans stand: their items and the avance global, for readers; and the table of items.

Belongs here: reading the journal for others, and writing out_plan from it. Does not belong here: what a state is
(snis/sfi_item.py), the arithmetic (snis/sfi_progress.py), or drawing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assets.resources import Bench
from assets.row_tables import write_rows
from assets.sfi.journal import PlanJournal
from snis.sfi_item import Item
from snis.sfi_progress import Progress, progress_of, weight_of

TABLE = "out_plan"


@dataclass(frozen=True)
class PlanStanding:
    """How all plans stand on a day.

    Attributes:
        items: every item that was ever opened, by name.
        total: how far all plans have come together.
        institutions: how far each institution has come, by code; one that never had an item is not here.
    """

    items: tuple[Item, ...]
    total: Progress
    institutions: Mapping[str, Progress]

    @property
    def avance_global(self) -> float:
        """Part of the plans that was corrected or closed with evidence, by weight, from 0 to 1."""
        return self.total.share

    def of(self, institution: str) -> tuple[Item, ...]:
        """The items of one institution."""
        return tuple(item for item in self.items if item.institution == institution)


def plan_standing(bench: Bench) -> PlanStanding:
    """How the plans of a work folder stand. Writes nothing.

    Raises:
        SfiError: the journal does not hold.
    """
    return standing_among(PlanJournal(bench.store).lives.values(), bench.now.date())


def standing_among(items: Iterable[Item], today: date) -> PlanStanding:
    """The same for some items."""
    listed = tuple(sorted(items, key=lambda item: item.name))
    codes = sorted({item.institution for item in listed})
    by_institution = {
        code: progress_of([item for item in listed if item.institution == code], today) for code in codes
    }
    return PlanStanding(listed, progress_of(listed, today), by_institution)


def write_plan(journal: PlanJournal, bench: Bench) -> int:
    """Write the table of items, the same bytes from the same events; returns its rows."""
    day = journal.events[-1].day if journal.events else bench.now.date()
    return write_rows(TABLE, [_row(item, day) for item in journal.lives.values()], bench)


def _row(item: Item, day: date) -> dict[str, Any]:
    evidence = item.evidence
    return {
        "recomendacion_id": item.name,
        "institucion_codigo": item.institution,
        "contrato": item.contract or None,
        "regla": item.rule,
        "plan_gravedad_codigo": item.severity,
        "plan_estado_codigo": item.state,
        "plan_abierta_fecha": item.opened,
        "plan_desde_fecha": item.since,
        "plan_vence_fecha": item.due,
        "plan_unidad_codigo": item.unit,
        "plan_periodo": item.measure.period or None,
        "plan_revisadas": item.measure.checked,
        "plan_fallas": item.measure.failing - item.measure.mended,
        "plan_evidencia_codigo": item.evidence_code or None,
        "plan_evidencia_periodo": evidence.period or None if evidence else None,
        "plan_evidencia_transferencias": "|".join(evidence.transfers) if evidence else None,
        "plan_evidencia_revisadas": evidence.checked if evidence else None,
        "plan_evidencia_fallas": evidence.failing - evidence.mended if evidence else None,
        "plan_objecion_codigo": item.objection[0] or None,
        "plan_cierre_codigo": item.closing or None,
        "plan_reaperturas": item.reopened,
        "plan_peso": weight_of(item, day),
        "eventos": item.events,
        "plan_al_dia_fecha": day,
    }
