"""The CKAN portal as an asset.

Belongs here: what Dagster is told. Does not belong here: HTTP (publish/ckan_client.py).
"""

import dagster as dg

from assets.open.portal import Portal
from assets.open.release import package_folders
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import OWNERS
from publish.ckan_client import publish_packages


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
    """Bring the portal up to date; a night that changes nothing makes no call that writes."""
    if not portal.configured:
        report("portal CKAN (sin configurar)", 1, 1)
        return dg.MaterializeResult(metadata={"portal": "sin configurar", "recalculada": False})
    with workshop.bench() as bench:
        folders = package_folders(bench)
        if not folders:
            report("portal CKAN (nada que publicar)", 1, 1)
            return dg.MaterializeResult(metadata={"portal": "nada que publicar", "recalculada": False})
        outcome = publish_packages(
            folders,
            url=portal.url,
            token=portal.token,
            organisation_name=portal.organisation,
            publisher=bench.deployment.publisher,
        )
    report("portal CKAN", 1, 1)
    return dg.MaterializeResult(metadata={**outcome.counts(), "recalculada": outcome.changed})
