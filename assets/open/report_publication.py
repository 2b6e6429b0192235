"""Frozen public reports into the public folder, by the road of every dataset: gate, anchor, register, log.

Belongs here: the order of things. Does not belong here: which reports may leave (public_reports.py), tables
(release.py), the portal (portal_publication.py).

A night takes reports along before its own release: what they were made from still stands then.
"""

from dataclasses import dataclass

from assets.open.editions import read_register
from assets.open.gate import judge
from assets.open.placing import put_in_place, settle
from assets.open.public_reports import Waiting, find_ready, newest_reports, reports_in
from assets.open.release import read_release
from assets.open.restaging import stage_again
from assets.resources import Bench
from publish.datasets import load_datasets
from snis.errors import GateError

REPORTED = "informe_publicado"


@dataclass(frozen=True)
class Taken:
    """Reports that went out now, as series and name, and those that wait."""

    reports: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()


def publish_reports(bench: Bench) -> Taken:
    """Take along every frozen public report that is not in the public folder; without one, nothing is written.

    Raises:
        GateError: the gate did not let them pass; the public folder stays as it was.
        PublishError: datasets.yaml is broken, or the register of editions is damaged.
    """
    settle(bench)
    content = read_release(bench.store)
    if content is None or not (bench.store.public / "catalog.json").exists():
        return Taken()
    specs, register = load_datasets(bench.deployment.folder / "datasets.yaml"), read_register(bench.store)
    ready, waiting = find_ready(bench, specs, register)
    if not ready:
        return Taken(waiting=tuple(waiting))
    again = stage_again(bench, specs, register, reports=ready)
    verdict = judge(bench, again.staging, specs, release="")
    verdict.require_pass()
    again.anchorage.enter()
    revisions = [report.revision for report in again.reports if report.revision is not None]
    standing = reports_in(again.staging, specs)
    packages = content["conjuntos"] | newest_reports(standing)
    taken = {f"{item.dataset}/{item.release}": item.digest for item in revisions}
    put_in_place(
        bench,
        again.staging,
        register=register.with_revisions(revisions),
        manifest=content
        | {
            "archivos": verdict.files,
            "conjuntos": packages,
            "informes": standing,
            "paquetes": len(packages),
        },
        entry={"edicion": content["edicion"], "informes": taken},
        kind=REPORTED,
    )
    return Taken(tuple(taken), tuple(waiting))


def take_reports(bench: Bench) -> Taken:
    """The same in a night: reports that the gate keeps back do not keep back the release."""
    try:
        return publish_reports(bench)
    except GateError as error:
        return Taken(waiting=(Waiting("informes", error.message),))
