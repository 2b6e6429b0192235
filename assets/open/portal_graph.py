"""The CKAN portal as an asset.

Belongs here: what Dagster is told. Does not belong here: what is brought there (portal_publication.py) or HTTP
(publish/ckan_client.py).
"""

import dagster as dg

from assets.open.portal import Portal
from assets.open.portal_publication import STEP, apply_to_portal
from assets.open.portal_standing import READY
from assets.open.release import read_release
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import OWNERS
from snis.errors import PublishError


@dg.asset(
    name="ckan",
    group_name="publicacion",
    deps=["publicacion"],
    description="Los mismos paquetes en el portal CKAN, si el despliegue tiene uno.",
    owners=OWNERS,
    kinds={"ckan"},
    retry_policy=dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL),
)
def ckan(workshop: Workshop, portal: Portal) -> dg.MaterializeResult:
    """Bring the portal up to date; a night that changes nothing makes no call that writes.

    A portal that is down for the night costs the night nothing: the release waits, ready, for `padron publish apply`,
    and the summary says so.
    """
    if not portal.configured:
        report(f"{STEP} (sin configurar)", 1, 1)
        return dg.MaterializeResult(metadata={"portal": "sin configurar", "recalculada": False})
    with workshop.bench() as bench:
        # A release of which everything was withdrawn still has to be taken off the portal.
        if read_release(bench.store) is None:
            report(f"{STEP} (nada que publicar)", 1, 1)
            return dg.MaterializeResult(metadata={"portal": "nada que publicar", "recalculada": False})
        try:
            outcome = apply_to_portal(bench, portal)
        except PublishError as error:
            report(f"{STEP} ({READY})", 1, 1)
            return dg.MaterializeResult(
                metadata={"portal": READY, "motivo": str(error), "recalculada": False}
            )
    return dg.MaterializeResult(metadata={**outcome.counts(), "recalculada": outcome.changed})
