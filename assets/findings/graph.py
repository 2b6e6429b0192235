"""The life of findings as Dagster sees it: one step after the night's findings, and the table of their states.

Belongs here: what Dagster is told: counts alone. Does not belong here: the step (night.py).
"""

import dagster as dg

from assets.findings.night import follow_findings
from assets.findings.standing import TABLE
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec

# What it reads: findings and their rules, whose rows they are about, and what became of persons.
_READ = ("link_cruce", "link_entrega", "link_hallazgo", "link_persona_evento", "ref_regla_coincidencia")


@dg.multi_asset(name="vida_de_hallazgos", specs=[table_spec(TABLE, deps=list(_READ))], retry_policy=RETRY)
def findings_states(workshop: Workshop) -> dg.MaterializeResult:
    """Answers in, findings detected and closed, workbooks to the outboxes."""
    with workshop.bench() as bench:
        outcome = follow_findings(bench, settle_seconds=workshop.settle_seconds)
    report("vida de los hallazgos", 1, 1)
    return dg.MaterializeResult(
        asset_key=TABLE,
        metadata={
            "abiertos": outcome.standing.open,
            "detectados": outcome.detected,
            "cerrados": outcome.closed,
            "libros": sum(edition.is_new for edition in outcome.editions),
            "respuestas": len(outcome.answers),
            "recalculada": outcome.is_fresh,
        },
    )
