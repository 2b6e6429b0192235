"""Packages and a CKAN portal: plan, publish, verify, for all packages together.

Belongs here: what is asked of a portal as a whole, and the report. Does not belong here: single calls (ckan_api.py),
the order of writing (ckan_apply.py), what a package looks like in CKAN (ckan_map.py), what differs (plan.py).

A portal that is up to date gets no call that writes. One dataset that has to wait for a person does not keep the others
from being published; a portal that stays silent ends the attempt.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import requests

from publish.ckan_api import Portal, Sleep
from publish.ckan_apply import bring, ensure_groups, ensure_organisation
from publish.ckan_failures import PortalDownError, of_dataset
from publish.ckan_map import CkanDataset
from publish.ckan_portal import Offer, read_dataset, read_offer
from publish.ckan_series import dataset_of
from publish.ckan_verify import verify_dataset, wrong_files
from publish.ckan_withdraw import Records, find_withdrawn, withdrawn_dataset
from publish.plan import Change, DatasetPlan, compare
from snis.errors import PublishError

_WRITING = frozenset({"crear", "actualizar", "retirar"})
# Told how many datasets of how many are done.
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Access:
    """A portal, and as whom we come.

    Attributes:
        url: its address.
        token: an editor's or administrator's API token.
        organisation: slug of the publishing organisation; made when it is missing.
        withdrawn: records of releases that were withdrawn; a dataset without a package becomes the newest of them.
        sleep: waits between attempts.
        session: the HTTP session; one of its own when not given.
    """

    url: str
    token: str = field(repr=False)
    organisation: str
    withdrawn: Records = field(default_factory=dict)
    sleep: Sleep = time.sleep
    session: requests.Session | None = None


@dataclass(frozen=True)
class PublishReport:
    """What was done to the portal: datasets created, updated and left alone, files sent."""

    created: tuple[str, ...]
    updated: tuple[str, ...]
    kept: tuple[str, ...]
    files: int
    tables: int = 0
    withdrawn: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.updated or self.withdrawn)

    def counts(self) -> dict[str, int]:
        """Counts for a report."""
        return {
            "creados": len(self.created),
            "actualizados": len(self.updated),
            "retirados": len(self.withdrawn),
            "sin_cambio": len(self.kept),
            "archivos_enviados": self.files,
            "tablas_cargadas": self.tables,
        }


def plan_packages(folders: Sequence[Path], access: Access) -> list[DatasetPlan]:
    """What publish_packages would do now; reads only.

    Raises:
        PublishError: the portal refused or stayed unreachable.
    """
    with _opened(folders, access) as (portal, offer, datasets):
        return [_plan(portal, dataset, offer) for dataset in datasets]


def publish_packages(
    folders: Sequence[Path],
    access: Access,
    *,
    publisher: Mapping[str, str],
    thorough: bool = False,
    tell: Tell = lambda done, total: None,
) -> PublishReport:
    """Bring every package to the portal.

    Args:
        folders: package folders, each with its datapackage.json.
        access: the portal.
        publisher: name and address, for a new organisation.
        thorough: whether what the portal says is there is downloaded and compared too, and sent again if it is wrong.
        tell: told how far it is.

    Raises:
        PublishError: the portal refused, stayed unreachable, serves other bytes than were sent, or has a dataset of the
            same name that is not ours; the other datasets are published all the same.
    """
    with _opened(folders, access) as (portal, offer, datasets):
        tell(0, len(datasets))
        wrong = {dataset.name: wrong_files(portal, dataset, offer) for dataset in datasets if thorough}
        plans = [_plan(portal, dataset, offer, wrong.get(dataset.name, ())) for dataset in datasets]
        writing = [plan for plan in plans if plan.action in _WRITING]
        if writing:
            ensure_organisation(portal, access.organisation, publisher)
            offer = ensure_groups(portal, {name for plan in writing for name in plan.dataset.groups}, offer)
        done = len(plans) - len(writing)
        tell(done, len(datasets))
        failures = [plan.refusal for plan in plans if plan.refusal is not None]
        for plan in writing:
            try:
                bring(
                    portal,
                    plan.dataset,
                    offer,
                    wrong=wrong.get(plan.name, ()),
                    recalled=access.withdrawn.get(plan.name, {}),
                )
            except PortalDownError as error:
                failures.append(error)
                break
            except PublishError as error:
                failures.append(error)
            done += 1
            tell(done, len(datasets))
    if failures:
        raise _together(failures)
    return PublishReport(
        created=tuple(plan.name for plan in plans if plan.action == "crear"),
        updated=tuple(plan.name for plan in plans if plan.action == "actualizar"),
        kept=tuple(plan.name for plan in plans if plan.action == "mantener"),
        files=sum(len(plan.sent) for plan in plans),
        tables=sum(len(plan.tables) for plan in plans),
        withdrawn=tuple(plan.name for plan in plans if plan.action == "retirar"),
    )


def verify_packages(
    folders: Sequence[Path], access: Access, *, tell: Tell = lambda done, total: None
) -> dict[str, tuple[Change, ...]]:
    """What the portal serves otherwise than it should, by dataset; empty tuples when nothing.

    Raises:
        PublishError: the portal refused or stayed unreachable.
    """
    found = {}
    with _opened(folders, access) as (portal, offer, datasets):
        for number, dataset in enumerate(datasets):
            tell(number, len(datasets))
            found[dataset.name] = tuple(verify_dataset(portal, dataset, offer))
        tell(len(datasets), len(datasets))
    return found


@contextmanager
def _opened(folders: Sequence[Path], access: Access) -> Iterator[tuple[Portal, Offer, list[CkanDataset]]]:
    if not access.organisation:
        raise PublishError(
            "no se dijo con qué organización publicar",
            place="PADRON_CKAN_ORGANISATION",
            remedy="Defina el nombre corto de la organización en el portal.",
        )
    with Portal(access.url, access.token, sleep=access.sleep, session=access.session) as portal:
        offer = portal.patiently(lambda: read_offer(portal))
        datasets = [
            dataset_of(folder, organisation_name=access.organisation, licences=offer.licences)
            for folder in folders
        ]
        packaged = {dataset.name for dataset in datasets}
        left = {name: records for name, records in access.withdrawn.items() if name not in packaged}
        datasets += _withdrawn(portal, left)
        yield portal, offer, datasets


def _withdrawn(portal: Portal, records: Records) -> Iterator[CkanDataset]:
    """Datasets of the portal without a package that hold, or held, a release that was withdrawn."""
    for name, releases in records.items():
        shown = portal.patiently(partial(find_withdrawn, portal, name))
        dataset = withdrawn_dataset(shown, releases) if shown is not None else None
        if dataset is not None:
            yield dataset


def _plan(portal: Portal, dataset: CkanDataset, offer: Offer, again: Collection[str] = ()) -> DatasetPlan:
    try:
        remote = portal.patiently(partial(read_dataset, portal, dataset, offer))
    except PortalDownError:
        raise
    except PublishError as error:
        # Somebody else's under our name, or broken on the portal: the other datasets do not wait for it.
        return DatasetPlan(dataset, None, refusal=of_dataset(error, dataset.name))
    return compare(dataset, remote, offer, again=again)


def _together(failures: Sequence[PublishError]) -> PublishError:
    """One failure as it is; several as one that names each."""
    if len(failures) == 1:
        return failures[0]
    said = "; ".join(f"{error.place}: {error.message}" for error in failures)
    remedies = " ".join(dict.fromkeys(error.remedy for error in failures))
    return PublishError(f"{len(failures)} conjuntos no se publicaron: {said}", remedy=remedies)
