"""The release in place and the portal: plan, apply, verify.

Belongs here: which packages, as whom, and what is remembered of it. Does not belong here: HTTP
(publish/ckan_client.py). Nothing is computed here: the packages lie in the public folder as they passed the gate.
"""

from dataclasses import replace
from pathlib import Path

from assets.open.portal import Portal
from assets.open.portal_standing import note_begun, note_published, note_ready
from assets.open.release import package_folders
from assets.progress import report
from assets.raw.ledger import record
from assets.resources import Bench
from publish.ckan_client import Access, PublishReport, plan_packages, publish_packages, verify_packages
from publish.plan import Change, DatasetPlan
from publish.tombstone import TOMBSTONE
from snis.errors import PublishError

STEP = "portal CKAN"


def plan_on_portal(bench: Bench, portal: Portal) -> list[DatasetPlan]:
    """What would be written now."""
    return plan_packages(package_folders(bench), _access(bench, portal))


def apply_to_portal(bench: Bench, portal: Portal, *, thorough: bool = False) -> PublishReport:
    """Bring the release in place to the portal; what became of it is remembered either way.

    Args:
        bench: of the work folder.
        portal: where.
        thorough: whether what did not change is downloaded and compared too.

    Raises:
        PublishError: it is not all there; the next attempt goes on from where this one ended.
    """
    note_begun(bench)
    try:
        outcome = publish_packages(
            package_folders(bench),
            _access(bench, portal),
            publisher=bench.deployment.publisher,
            thorough=thorough,
            tell=lambda done, total: report(STEP, done, total),
        )
    except PublishError as error:
        note_ready(bench, error)
        raise
    note_published(bench, outcome.counts())
    return outcome


def withdraw_from_portal(bench: Bench, portal: Portal, dataset: str) -> PublishReport:
    """Let the portal hold of one dataset what is left of it after a withdrawal, and touch no other.

    Raises:
        PublishError: it was withdrawn here and not there; what to do is said.
    """
    access = _access(bench, portal)
    left = {name: records for name, records in access.withdrawn.items() if name == dataset}
    folders = [folder for folder in package_folders(bench) if folder.parent.name == dataset]
    try:
        outcome = publish_packages(
            folders, replace(access, withdrawn=left), publisher=bench.deployment.publisher
        )
    except PublishError as error:
        raise PublishError(
            f"aquí ya está retirado, en el portal todavía no: {error.message}",
            place=error.place,
            remedy=f"{error.remedy} Si el conjunto sigue a la vista en el portal, pida que lo oculten.",
        ) from None
    record(bench.store, bench.now, "portal", data={"retirado": dataset, **outcome.counts()})
    return outcome


def verify_on_portal(bench: Bench, portal: Portal) -> dict[str, tuple[Change, ...]]:
    """What the portal serves otherwise than the packages say, by dataset."""
    return verify_packages(
        package_folders(bench), _access(bench, portal), tell=lambda done, total: report(STEP, done, total)
    )


def _access(bench: Bench, portal: Portal) -> Access:
    """The portal, told which releases were withdrawn."""
    records: dict[str, dict[str, Path]] = {}
    for path in sorted(bench.store.public.glob(f"datasets/*/*/{TOMBSTONE}")):
        dataset, release = path.parent.parent.name, path.parent.name
        records.setdefault(dataset, {})[release] = path
    return replace(portal.access(), withdrawn=records)
