"""Writing one dataset to a portal, in an order in which nobody ever sees half of it.

Belongs here: the steps and their order. Does not belong here: what differs (plan.py), the form of a call
(ckan_revise.py), rows (ckan_datastore.py), what is overwritten before it goes (ckan_withdraw.py), or what is shown
again after a failure (ckan_return.py).

A new dataset is made private. One whose bytes or tables change is hidden by a call of its own, which sends no file and
names the release that is coming; only then is anything replaced. All files go up in one call and one transaction,
tables are loaded and read back, views are made, each file is downloaded and compared, and one last call writes our
metadata, takes the mark away and shows the dataset. Every call carries the moment of the last change that was read: the
portal refuses it when somebody edited the dataset meanwhile. After every failure that may pass the portal is read and
compared again, so that nothing is done twice.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_datastore import drop_table, load_table
from publish.ckan_failures import PassingError, of_dataset
from publish.ckan_groups import TITLES
from publish.ckan_map import CkanDataset, CkanFile, organisation
from publish.ckan_portal import Offer, read_dataset, read_offer
from publish.ckan_return import show_again
from publish.ckan_revise import Revision, revise
from publish.ckan_state import (
    before_hiding,
    completion,
    creation,
    digests_of,
    hiding,
    holds_digest,
    is_covered,
    is_open,
)
from publish.ckan_withdraw import overwrite
from publish.plan import DatasetPlan, compare
from snis.errors import PublishError

_VIEW_TITLES = {"image_view": "Vista", "text_view": "Texto"}
_HIDDEN = "Hasta entonces el conjunto queda oculto en el portal."
_SHOWN_AGAIN = "En el portal sigue a la vista, entera, la edición anterior."


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


def bring(
    portal: Portal,
    dataset: CkanDataset,
    offer: Offer,
    *,
    wrong: Collection[str] = (),
    recalled: Collection[str] = (),
) -> DatasetPlan:
    """Make the portal hold a dataset; returns the plan that was carried out.

    Args:
        portal: where.
        dataset: as it should be.
        offer: what the portal offers.
        wrong: ids of resources that serve something else than the portal says.
        recalled: releases of it that were withdrawn, and are not shown again whatever happens.

    Raises:
        PublishError: it was refused, or kept failing; it says what people see meanwhile.
    """
    writer = _Writer(portal, dataset, offer, wrong)
    try:
        return portal.patiently(writer.step)
    except PublishError as error:
        raise writer.left_behind(error, recalled) from None


class _Writer:
    """One dataset on its way; what has to be known of earlier attempts is remembered."""

    def __init__(self, portal: Portal, dataset: CkanDataset, offer: Offer, wrong: Collection[str]) -> None:
        self.portal = portal
        self.dataset = dataset
        self.offer = offer
        self.wrong = set(wrong)
        self.first: DatasetPlan | None = None
        self.hidden = False
        # The release that everybody could see when this began, as long as nothing but its visibility was touched.
        self.before: Mapping[str, Any] | None = None

    def step(self) -> DatasetPlan:
        """Everything that is missing now."""
        plan = self._compare()
        self.first = self.first or plan
        if plan.refusal is not None:
            raise plan.refusal
        if plan.action == "mantener":
            return self.first
        shown = self._create() if plan.remote is None else self._hide(plan, plan.remote.dataset)
        shown = self._fill(plan, shown)
        self._clear(plan, shown)
        self._load(plan, shown)
        for identity, kind in plan.views.items():
            title = {"resource_id": identity, "view_type": kind, "title": _VIEW_TITLES.get(kind, "Tabla")}
            self.portal.call("resource_view_create", title)
        self._show(self.dataset.files if plan.remote is None or plan.unfinished else plan.sent)
        return self.first

    def left_behind(self, error: PublishError, recalled: Collection[str]) -> PublishError:
        """A failure for good, with what people see until it is mended."""
        said = ""
        if self.hidden:
            before = None if self.dataset.withdrawn or self.dataset.recalls else self.before
            again = before is not None and show_again(self.portal, before, recalled)
            said = _SHOWN_AGAIN if again else _HIDDEN
        return of_dataset(error, self.dataset.name, meanwhile=said)

    def _compare(self) -> DatasetPlan:
        remote = read_dataset(self.portal, self.dataset, self.offer)
        return compare(self.dataset, remote, self.offer, again=self.wrong)

    def _create(self) -> Mapping[str, Any]:
        made: Mapping[str, Any] = self.portal.call("package_create", creation(self.dataset))
        self.hidden = True
        return made

    def _hide(self, plan: DatasetPlan, shown: Mapping[str, Any]) -> Mapping[str, Any]:
        """Nobody looks on while bytes or tables change; what is there is called by the name of what is coming.

        It is read again, because an answer that says yes is no proof.
        """
        if not (plan.rewrites or plan.unfinished):
            return shown
        if is_open(shown):
            # Before the call: one whose answer is lost may have been heard.
            self.before = shown
        elif plan.hidden:
            self.hidden, self.before = True, self.before or before_hiding(shown)
        if not is_covered(self.dataset, shown):
            # What comes next is compared with this answer: what somebody does after it is not in the plan.
            shown = revise(self.portal, shown, Revision(hiding(self.dataset, shown)))
            now = self.portal.call("package_show", {"id": shown["id"]})
            if now.get("state") == "deleted" or not is_covered(self.dataset, now):
                raise self._meanwhile()
        self.hidden = True
        return shown

    def _fill(self, plan: DatasetPlan, shown: Mapping[str, Any]) -> Mapping[str, Any]:
        """Files that differ, in one call; what it was asked to send again is as good as any other afterwards."""
        if plan.sent:
            shown = revise(self.portal, shown, _writing(plan))
            self.wrong.clear()
        return shown

    def _clear(self, plan: DatasetPlan, shown: Mapping[str, Any]) -> None:
        """What leaves the dataset gives nothing away any more: CKAN keeps files of resources that are gone."""
        if not plan.gone:
            return
        self.before = None
        overwrite(self.portal, self.dataset, shown, plan.gone)
        for identity in plan.gone:
            drop_table(self.portal, identity)

    def _load(self, plan: DatasetPlan, shown: Mapping[str, Any]) -> None:
        """Tables follow their files: where those are still the old ones, nothing else was replaced either."""
        if plan.tables and plan.sent:
            there = digests_of(self.portal.call("package_show", {"id": shown["id"]}))
            if any(there.get(file.id) != file.sha256 for file in plan.sent):
                raise self._meanwhile()
        for file in plan.tables:
            if file.table is not None:
                self.before = None
                known = plan.remote.tables.get(file.id) if plan.remote else None
                load_table(self.portal, file, file.table, known=known)

    def _show(self, files: Sequence[CkanFile]) -> None:
        """Our metadata and the files, checked, for everybody; anything that changes in between is refused."""
        plan = self._compare()
        if plan.refusal is not None:
            raise plan.refusal
        if plan.remote is None or plan.sent or plan.rows_differ:
            raise self._meanwhile()
        shown = plan.remote.dataset
        self._verify(files, shown)
        if not (plan.metadata or plan.relabelled or plan.gone):
            return
        groups = [name for name in self.dataset.groups if name in self.offer.open_groups]
        revise(self.portal, shown, _writing(plan, completion(self.dataset, shown, groups)))
        self._confirm(shown["id"])
        self.hidden = False

    def _verify(self, files: Sequence[CkanFile], shown: Mapping[str, Any]) -> None:
        """Download and compare: what the portal says of a file is no proof."""
        for file in files:
            path = f"dataset/{shown['id']}/resource/{file.id}/download/{file.filename}"
            if self.portal.served_digest(path, size=file.size) != file.sha256:
                self.wrong.add(file.id)
                raise PassingError(
                    "el portal sirve otros bytes que los enviados",
                    place=f"{self.dataset.name}/{file.filename}",
                    remedy="Publique otra vez: padron publish apply. Si sigue, que revisen su almacenamiento.",
                )

    def _confirm(self, identity: str) -> None:
        """What everybody sees now, read again like after hiding it."""
        now = self.portal.call("package_show", {"id": identity})
        if not (is_open(now) and holds_digest(self.dataset, now)):
            raise self._meanwhile()

    def _meanwhile(self) -> PassingError:
        return PassingError(
            "alguien cambió el conjunto al mismo tiempo, o el portal no guardó lo que dijo",
            place=self.dataset.name,
            remedy="Publique otra vez: padron publish apply.",
        )


def _writing(plan: DatasetPlan, update: Mapping[str, Any] | None = None) -> Revision:
    """A plan as a revision; what goes, goes in the call that shows the rest."""
    return Revision(
        update=update or {},
        new=plan.new,
        fields={file.id: file.fields for file in (*plan.changed, *plan.relabelled)},
        uploads={file.id: file for file in plan.changed},
        gone=plan.gone if update else (),
    )
