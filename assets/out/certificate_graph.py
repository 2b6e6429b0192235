"""The certificates of deliveries as an asset.

Belongs here: when they are written, and what Dagster is told: counts alone. Does not belong here: writing them
(certificates.py).
"""

import dagster as dg

from assets.out.certificates import write_certificates
from assets.out.scorecard_values import DELIVERY_CARDS, MEASURES, SIGNS
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import OWNERS, RETRY


@dg.asset(
    name="certificados",
    group_name="out",
    deps=[MEASURES, SIGNS, DELIVERY_CARDS],
    description="Un certificado por envío, con su nivel, su evidencia y hasta cuándo vale: quality/certificados/.",
    owners=OWNERS,
    kinds={"json"},
    retry_policy=RETRY,
)
def certificates(workshop: Workshop) -> dg.MaterializeResult:
    """Write what is new or changed."""
    with workshop.bench() as bench:
        known, written = write_certificates(bench)
    report("certificados", 1, 1)
    return dg.MaterializeResult(metadata={"certificados": known, "escritos": written})
