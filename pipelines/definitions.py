"""Everything Dagster knows: assets, checks, jobs, schedule, sensors and resources, put together once.

Belongs here: the assembly, with overrides for tests. Does not belong here: any definition itself. Importing this
module reads contracts; settings are read when Dagster asks for the definitions, so that a wrong one is told by the
command line and not by an import.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.catalogue import all_assets, all_checks
from assets.open.portal import Portal
from assets.resources import Workshop
from pipelines.jobs import consolidacion, noche, recepcion_de_archivos
from pipelines.schedules import noche_diaria
from pipelines.sensors import archivos_en_el_buzon, linaje_de_la_corrida, tras_la_recepcion
from pipelines.service_sensors import avisos_pendientes, noche_que_fallo, noche_que_termino
from pipelines.settings import Settings, read_settings
from pipelines.verifier_client import HttpVerifiers


def build_defs(
    settings: Settings | None = None, *, resources: Mapping[str, Any] | None = None
) -> dg.Definitions:
    """All definitions for some settings; `resources` replaces any of the standard ones."""
    settings = settings or read_settings()
    return dg.Definitions(
        assets=all_assets(),
        asset_checks=all_checks(),
        jobs=[noche, consolidacion, recepcion_de_archivos],
        schedules=[noche_diaria],
        sensors=[
            archivos_en_el_buzon,
            tras_la_recepcion,
            linaje_de_la_corrida,
            noche_que_termino,
            noche_que_fallo,
            avisos_pendientes,
        ],
        resources={**standard_resources(settings), **(resources or {})},
        executor=dg.in_process_executor,
    )


def standard_resources(settings: Settings) -> dict[str, Any]:
    """The workshop, the portal and the verifiers of some settings. Tokens stay in the environment."""
    return {
        "workshop": Workshop(
            deployment=str(settings.deployment),
            work=str(settings.work),
            key_file=str(settings.key_file),
            memory_limit=settings.memory_limit,
            threads=settings.threads,
            now=settings.now,
            settle_seconds=settings.settle_seconds,
        ),
        "portal": Portal(
            url=settings.ckan_url,
            organisation=settings.ckan_organisation,
            token=dg.EnvVar("PADRON_CKAN_TOKEN") if settings.ckan_url else "",
        ),
        "verifiers": HttpVerifiers(
            settle_seconds=settings.settle_seconds,
            token=dg.EnvVar("PADRON_VERIFIER_TOKEN") if settings.verifier_token else "",
        ),
    }


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the settings of the environment."""
    return build_defs()
