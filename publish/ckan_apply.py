"""Writing one dataset to a portal, in an order in which nobody ever sees half of it.

Belongs here: the steps and their order. Does not belong here: what differs (plan.py), rows (ckan_datastore.py), or what
is left of a withdrawn dataset (ckan_withdraw.py).

A new dataset is made private. Tables whose file changes are dropped, all files go up in one call and one transaction
that also marks the dataset as unfinished, each file is downloaded and compared, tables are loaded and read back, views
are made, and one last call writes our metadata, takes the mark away and shows the dataset. Both calls carry the moment
of the last change that was read: the portal refuses them when somebody edited the dataset meanwhile. After every
failure that may pass the portal is read and compared again, so that nothing is done twice.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_datastore import drop_table, load_table, needs_cover
from publish.ckan_failures import PassingError
from publish.ckan_groups import TITLES
from publish.ckan_map import (
    CkanDataset,
    CkanFile,
    completion,
    creation,
    new_resource,
    organisation,
    unfinished,
)
from publish.ckan_portal import Offer, read_dataset, read_offer
from publish.ckan_withdraw import bury
from publish.plan import DatasetPlan, compare
from snis.errors import PublishError

_VIEW_TITLES = {"image_view": "Vista", "text_view": "Texto"}


def ensure_organisation(portal: Portal, name: str, publisher: Mapping[str, str]) -> None:
    """Make the organisation when it is missing."""

    def step() -> None:
        if portal.find("organization_show", {"id": name, "include_users": False}) is None:
            portal.call("organization_create", organisation(name, publisher))

    portal.patiently(step)


def ensure_groups(portal: Portal, names: Collection[str], offer: Offer) -> Offer:
    """Make the groups of our themes that are missing; a token that may not leaves them to an administrator."""
    absent = sorted(set(names) - offer.groups)
    for name in absent:
        try:
            portal.call("group_create", {"name": name, "title": TITLES[name]})
        except PublishError:
            return offer
    return read_offer(portal) if absent else offer


def bring(portal: Portal, dataset: CkanDataset, offer: Offer, *, wrong: Collection[str] = ()) -> DatasetPlan:
    """Make the portal hold a dataset; returns the plan that was carried out.

    Args:
        portal: where.
        dataset: as it should be.
        offer: what the portal offers.
        wrong: ids of resources that serve something else than the portal says.

    Raises:
        PublishError: it was refused, or kept failing.
    """
    writer = _Writer(portal, dataset, offer, wrong)
    return portal.patiently(writer.step)


class _Writer:
    """One dataset on its way; what was found wrong is remembered from attempt to attempt."""

    def __init__(self, portal: Portal, dataset: CkanDataset, offer: Offer, wrong: Collection[str]) -> None:
        self.portal = portal
        self.dataset = dataset
        self.offer = offer
        self.wrong = set(wrong)
        self.first: DatasetPlan | None = None

    def step(self) -> DatasetPlan:
        """Everything that is missing now."""
        plan = self._compare()
        self.first = self.first or plan
        if plan.refusal is not None:
            raise plan.refusal
        if plan.action == "mantener":
            return self.first
        created = plan.remote is None
        shown = self.portal.call("package_create", creation(self.dataset)) if created else self._shown(plan)
        if self.dataset.withdrawn and plan.gone:
            shown = self._bury(plan, shown)
        shown = self._fill(plan, shown)
        self._verify(self.dataset.files if created or plan.unfinished else plan.sent, shown)
        for file in plan.tables:
            if file.table is not None:
                known = plan.remote.tables.get(file.id) if plan.remote else None
                load_table(self.portal, file, file.table, known=known)
        for identity, kind in plan.views.items():
            title = {"resource_id": identity, "view_type": kind, "title": _VIEW_TITLES.get(kind, "Tabla")}
            self.portal.call("resource_view_create", title)
        self._finish()
        return self.first

    def _compare(self) -> DatasetPlan:
        remote = read_dataset(self.portal, self.dataset, self.offer)
        return compare(self.dataset, remote, self.offer, again=self.wrong)

    def _shown(self, plan: DatasetPlan) -> Mapping[str, Any]:
        """The dataset as it is, after the tables are gone whose files are about to change."""
        if plan.remote is None:
            raise TypeError("there is no dataset to show")
        stale = [file.id for file in plan.tables if file.id in plan.remote.tables and file in plan.changed]
        for identity in stale:
            drop_table(self.portal, identity)
        # A table that comes or goes moves the moment of the last change.
        return self._now(plan.remote.dataset["id"]) if stale else plan.remote.dataset

    def _bury(self, plan: DatasetPlan, shown: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was withdrawn is out of everybody's reach before its resources go."""
        shown = bury(self.portal, self.dataset, shown, plan.gone)
        for identity in plan.gone:
            drop_table(self.portal, identity)
        return self._now(shown["id"])

    def _now(self, identity: str) -> Mapping[str, Any]:
        shown: Mapping[str, Any] = self.portal.call("package_show", {"id": identity})
        if shown.get("state") == "deleted":
            raise PassingError(
                "alguien borró el conjunto al mismo tiempo",
                place=self.dataset.name,
                remedy="Revise el portal.",
            )
        return shown

    def _fill(self, plan: DatasetPlan, shown: Mapping[str, Any]) -> Mapping[str, Any]:
        """Files that differ, in one call; the dataset says that it is not finished until the last call."""
        hidden = any(file.table and needs_cover(file.table) for file in plan.tables)
        if not plan.sent and not plan.gone and not hidden:
            return shown
        update = unfinished(shown) | ({"private": True} if hidden else {})
        return revise(self.portal, shown, update=update, plan=plan)

    def _verify(self, files: Sequence[CkanFile], shown: Mapping[str, Any]) -> None:
        """Download and compare: what the portal says of a file is no proof."""
        for file in files:
            self.wrong.discard(file.id)
            path = f"dataset/{shown['id']}/resource/{file.id}/download/{file.filename}"
            if self.portal.served_digest(path) != file.sha256:
                self.wrong.add(file.id)
                raise PassingError(
                    "el portal sirve otros bytes que los enviados",
                    place=f"{self.dataset.name}/{file.filename}",
                    remedy="Publique otra vez; un conjunto nuevo sigue oculto hasta que todo coincida.",
                )

    def _finish(self) -> None:
        """Our metadata, shown to everybody, unless a file was changed while we looked elsewhere."""
        plan = self._compare()
        if plan.refusal is not None:
            raise plan.refusal
        if plan.remote is None or plan.sent:
            raise PassingError(
                "alguien cambió el conjunto al mismo tiempo",
                place=self.dataset.name,
                remedy="Publique otra vez.",
            )
        if plan.metadata or plan.relabelled:
            groups = [name for name in self.dataset.groups if name in self.offer.open_groups]
            shown = plan.remote.dataset
            revise(self.portal, shown, update=completion(self.dataset, shown, groups), plan=plan)


def revise(
    portal: Portal, shown: Mapping[str, Any], *, update: Mapping[str, Any], plan: DatasetPlan
) -> Mapping[str, Any]:
    """Fields of the dataset, and every file and label that a plan changes: one call, one transaction.

    The portal refuses it when the dataset is not any more as it was shown.
    """
    # CKAN merges lists item by item; what is taken out first is set as a whole.
    filtered = [f"-{key}" for key in ("extras", "tags", "groups") if key in update]
    filtered += [f"-resources__{identity}" for identity in plan.gone]
    old = (*plan.changed, *plan.relabelled)
    filtered += [f"-resources__{file.id}__schema" for file in old if "schema" in file.fields]
    data = {
        "match": json.dumps({"id": shown["id"], "metadata_modified": shown["metadata_modified"]}),
        "filter": json.dumps(filtered),
        "update": json.dumps(update),
    }
    if plan.new:
        data["update__resources__extend"] = json.dumps([new_resource(file) for file in plan.new])
    data |= {f"update__resources__{file.id}": json.dumps(dict(file.fields)) for file in old}
    # Added resources are addressed from the end: -1 is the last.
    places = [(str(number - len(plan.new)), file) for number, file in enumerate(plan.new)]
    places += [(file.id, file) for file in plan.changed]
    with ExitStack() as stack:
        files = {
            f"update__resources__{place}__upload": (file.filename, stack.enter_context(file.path.open("rb")))
            for place, file in places
        }
        size = sum(file.size for _, file in places)
        answer = portal.call("package_revise", data, files=files, size=size)
    return dict(answer["package"])
