"""The exchange with a verifier of identities as Dagster sees it: one step, and the tables that it lets grow.

Belongs here: what Dagster is told. Does not belong here: the exchange (session.py), or the table of states, which is an
asset of its own like every table of one statement (assets/link/link_validacion.sql).
"""

from collections.abc import Iterator

import dagster as dg

from assets.exchange.parts import ANSWERS, IDENTITIES, QUESTIONS
from assets.exchange.session import exchange_in_a_night
from assets.exchange.verifiers import Verifiers
from assets.resources import Workshop
from assets.sql_graph import RETRY, table_spec
from assets.statements import stored_tables_read

# Dagster hears of each after those that it depends on.
EXCHANGE_TABLES = (IDENTITIES, QUESTIONS, ANSWERS)


@dg.multi_asset(
    name="validacion",
    specs=[table_spec(name, deps=list(stored_tables_read(name))) for name in EXCHANGE_TABLES],
    retry_policy=RETRY,
)
def validation_tables(workshop: Workshop, verifiers: Verifiers) -> Iterator[dg.MaterializeResult]:
    """Answers in, questions out; what stops the exchange never stops the night, and is shown by the status."""
    with workshop.bench() as bench:
        outcome = exchange_in_a_night(bench, verifiers.connect)
    fresh = {
        IDENTITIES: bool(outcome.looked),
        QUESTIONS: bool(outcome.sent),
        ANSWERS: bool(outcome.answers),
    }
    for name in EXCHANGE_TABLES:
        yield dg.MaterializeResult(
            asset_key=name,
            metadata={
                "lotes": outcome.sent,
                "preguntas": outcome.asked,
                "respuestas": len(outcome.answers),
                "detenido": outcome.stopped,
                "problemas": len(outcome.troubles),
                "recalculada": fresh[name],
            },
        )
