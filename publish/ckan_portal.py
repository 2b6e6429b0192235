"""What a portal offers and what it holds, read before anything is decided.

Belongs here: reading calls. Does not belong here: comparison (plan.py) or anything that writes (ckan_apply.py).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_map import CkanDataset
from publish.ckan_tables import Table


@dataclass(frozen=True)
class Offer:
    """What a portal offers to the one who asks.

    Attributes:
        licences: identifiers of its licence register.
        extensions: its plugins.
        groups: names of its groups.
        open_groups: those of them to which we may add datasets.
    """

    licences: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    open_groups: frozenset[str] = frozenset()

    @property
    def has_tables(self) -> bool:
        """Whether it has a DataStore."""
        return "datastore" in self.extensions

    def view_of(self, candidates: Collection[str]) -> str:
        """The first of some types of views that it has; empty when none."""
        return next((kind for kind in candidates if kind in self.extensions), "")


@dataclass(frozen=True)
class Remote:
    """A dataset as a portal has it.

    Attributes:
        dataset: its package_show.
        tables: datastore_info by resource id, of the resources that have a table.
        views: types of the views of a resource, by its id.
    """

    dataset: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    views: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_offer(portal: Portal) -> Offer:
    """What the portal offers us."""
    licences = portal.call("license_list", {})
    status = portal.call("status_show", {})
    ours = portal.call("group_list_authz", {})
    return Offer(
        licences=frozenset(item["id"] for item in licences),
        extensions=frozenset(status.get("extensions") or ()),
        groups=frozenset(portal.call("group_list", {})),
        open_groups=frozenset(item["name"] for item in ours),
    )


def read_dataset(portal: Portal, dataset: CkanDataset, offer: Offer) -> Remote | None:
    """The dataset of the portal that is to become ours; None when there is none.

    One that somebody renamed is found by its resources, whose ids are ours.
    """
    shown = portal.find("package_show", {"id": dataset.name}) or _renamed(portal, dataset)
    if shown is None:
        return None
    there = {resource["id"] for resource in shown.get("resources", ())}
    known = [file for file in dataset.files if file.id in there]
    tables = {
        file.id: info
        for file in known
        if file.table and offer.has_tables and (info := read_table(portal, file.id)) is not None
    }
    views = {file.id: read_views(portal, file.id) for file in known if offer.view_of(file.views)}
    return Remote(shown, tables, views)


def read_table(portal: Portal, resource_id: str) -> Mapping[str, Any] | None:
    """Columns and count of a DataStore table; None when there is none."""
    # CKAN 2.10 and 2.11 know it by its id, 2.12 by resource_id.
    found: Mapping[str, Any] | None = portal.find(
        "datastore_info", {"id": resource_id, "resource_id": resource_id}
    )
    return found


def read_views(portal: Portal, resource_id: str) -> frozenset[str]:
    """Types of the views of a resource."""
    return frozenset(
        view["view_type"] for view in portal.find("resource_view_list", {"id": resource_id}) or ()
    )


def missing_view(file_views: Collection[str], there: Collection[str], offer: Offer) -> str:
    """The view that a resource lacks; empty when it has one, whoever made it, or the portal knows none of them."""
    return "" if set(file_views) & set(there) else offer.view_of(file_views)


def tables_offered(table: Table | None, offer: Offer) -> bool:
    """Whether a table of ours has a place on the portal."""
    return table is not None and offer.has_tables


def _renamed(portal: Portal, dataset: CkanDataset) -> Mapping[str, Any] | None:
    for file in dataset.files[:1]:
        resource = portal.find("resource_show", {"id": file.id})
        if resource is not None:
            shown: Mapping[str, Any] | None = portal.find("package_show", {"id": resource["package_id"]})
            return shown
    return None
