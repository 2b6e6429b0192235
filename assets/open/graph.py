"""The release behind the gate, as an asset.

Belongs here: what Dagster is told. Does not belong here: staging and the gate (release.py), the portal.
"""

import dagster as dg

from assets.open.microdata import TABLE as MICRODATA
from assets.open.release import publish_release
from assets.open.report_publication import take_reports
from assets.out.certificates import keep_published
from assets.progress import report
from assets.resources import Workshop
from assets.sql_graph import OWNERS, tables_of


@dg.asset(
    name="publicacion",
    group_name="publicacion",
    deps=[*tables_of("open"), MICRODATA],
    description="Paquetes Frictionless, catálogo y páginas; salen solo si la compuerta los deja pasar.",
    owners=OWNERS,
    kinds={"frictionless"},
)
def publicacion(workshop: Workshop) -> dg.MaterializeResult:
    """The release in work/public; a gate that fails leaves the last good one."""
    with workshop.bench() as bench:
        taken = take_reports(bench)
        release = publish_release(bench)
        keep_published(bench.store)
    report("publicación" if release.name else "publicación (nada: aún no hay entregas)", 1, 1)
    return dg.MaterializeResult(
        metadata={
            "edicion": release.name,
            "paquetes": release.packages,
            "archivos": release.files,
            "recalculada": release.fresh or bool(taken.reports),
            "informes": len(taken.reports),
        }
    )
