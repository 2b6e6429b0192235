"""What a portal would have to change so that it holds our packages, found before anything is done.

Belongs here: the comparison. Does not belong here: how it is told (plan_text.py), HTTP, or mapping (ckan_map.py). A
plan changes nothing; one whose every entry says "mantener" means that no call that writes will be made. What others
added (extras, tags, groups, resources, views) is no difference; a field of ours that they changed is one, and is shown.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from publish.ckan_map import DIGEST_EXTRA, FILE_DIGEST, CkanDataset, CkanFile, extras_of
from publish.ckan_portal import Offer, Remote, missing_view, tables_offered
from publish.ckan_state import holds_digest, is_pending
from snis.errors import PublishError

Action = Literal["crear", "actualizar", "mantener", "retirar", "esperar"]
# A portal's extensions rewrite these; they are sent, and not compared.
NOT_COMPARED = frozenset({"hash", "mimetype"})
_TABLE = "tabla"


@dataclass(frozen=True)
class Change:
    """One thing that differs.

    Attributes:
        place: file name of the resource; empty for the dataset itself.
        name: what of it.
        before: as the portal has it.
        after: as it should be.
    """

    place: str
    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class DatasetPlan:
    """What has to be written so that one dataset is as it should be.

    Attributes:
        dataset: as it should be.
        remote: as the portal has it; None when it has none.
        new: files that the portal does not have.
        changed: files whose bytes differ.
        relabelled: files of which only the metadata differ.
        gone: ids of resources of ours that are no longer part of the package.
        tables: files whose DataStore table is missing or differs.
        views: type of the view that is missing, by resource id.
        changes: every difference.
        refusal: why nobody but a person may go on; nothing is written then.
    """

    dataset: CkanDataset
    remote: Remote | None
    new: tuple[CkanFile, ...] = ()
    changed: tuple[CkanFile, ...] = ()
    relabelled: tuple[CkanFile, ...] = ()
    gone: tuple[str, ...] = ()
    tables: tuple[CkanFile, ...] = ()
    views: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    refusal: PublishError | None = None

    @property
    def action(self) -> Action:
        """What will be done, in one word."""
        if self.refusal is not None:
            return "esperar"
        if self.remote is None:
            return "crear"
        if not (self.writes_files or self.tables or self.views or self.metadata):
            return "mantener"
        return "retirar" if self.dataset.withdrawn else "actualizar"

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.dataset.name

    @property
    def writes_files(self) -> bool:
        """Whether any resource is touched."""
        return bool(self.new or self.changed or self.relabelled or self.gone)

    @property
    def sent(self) -> tuple[CkanFile, ...]:
        """Files whose bytes go up."""
        return (*self.new, *self.changed)

    @property
    def rewrites(self) -> bool:
        """Whether bytes or rows change: nobody is to look on meanwhile."""
        return bool(self.sent or self.gone or self.tables)

    @property
    def rows_differ(self) -> bool:
        """Whether a table that is there is not as it should be."""
        return any(change.place and change.name.startswith(_TABLE) for change in self.changes)

    @property
    def metadata(self) -> tuple[str, ...]:
        """Fields of the dataset itself that differ."""
        return tuple(change.name for change in self.changes if not change.place)

    @property
    def unfinished(self) -> bool:
        """Whether an earlier run did not come to its end: nothing that the portal says is believed then."""
        return self.remote is not None and is_pending(self.remote.dataset)

    @property
    def hidden(self) -> bool:
        """Whether nobody sees what that run left."""
        return self.unfinished and self.remote is not None and bool(self.remote.dataset.get("private"))

    @property
    def edited(self) -> bool:
        """Whether what differs was changed on the portal: the same edition was finished there before."""
        return self.remote is not None and holds_digest(self.dataset, self.remote.dataset)


def compare(
    dataset: CkanDataset, remote: Remote | None, offer: Offer, *, again: Collection[str] = ()
) -> DatasetPlan:
    """The plan of one dataset.

    Args:
        dataset: as it should be.
        remote: as the portal has it, or None.
        offer: what the portal offers.
        again: ids of resources that go up in any case, because what they serve was found wrong.
    """
    if remote is None:
        tables = tuple(file for file in dataset.files if tables_offered(file.table, offer))
        views = {file.id: kind for file in dataset.files if (kind := offer.view_of(file.views))}
        made = tuple(Change("", key, None, value) for key, value in dataset.metadata.items())
        return DatasetPlan(dataset, None, new=dataset.files, tables=tables, views=views, changes=made)
    if (refusal := _refusal(dataset.name, remote.dataset)) is not None:
        return DatasetPlan(dataset, remote, refusal=refusal)
    there = {resource["id"]: resource for resource in remote.dataset.get("resources", [])}
    labels = {file.id: tuple(_labels(file, there[file.id])) for file in dataset.files if file.id in there}
    known = [file for file in dataset.files if file.id in there]
    sent = {file.id for file in known if file.id in again or _bytes_differ(file, there[file.id])}
    new = tuple(file for file in dataset.files if file.id not in there)
    unfinished = is_pending(remote.dataset)
    kept = [file for file in known if tables_offered(file.table, offer)]
    rows = {file.id: tuple(_table(file, remote)) for file in kept}
    changes = [*_metadata(dataset, remote.dataset, offer)]
    for file in known:
        changes += [*labels[file.id], *rows.get(file.id, ())]
    return DatasetPlan(
        dataset=dataset,
        remote=remote,
        new=new,
        changed=tuple(file for file in known if file.id in sent),
        relabelled=tuple(file for file in known if file.id not in sent and labels[file.id]),
        gone=_gone(dataset, there),
        tables=(
            *(file for file in new if tables_offered(file.table, offer)),
            *(file for file in kept if file.id in sent or rows[file.id] or unfinished),
        ),
        views=_views(dataset, remote, offer),
        changes=tuple(changes),
    )


def _refusal(name: str, remote: Mapping[str, Any]) -> PublishError | None:
    if remote.get("state") == "deleted":
        return PublishError(
            "alguien borró este conjunto en el portal",
            place=name,
            remedy="Restáurelo o púrguelo en el portal, o quite el conjunto de datasets.yaml.",
        )
    if DIGEST_EXTRA not in extras_of(remote):
        return PublishError(
            "el portal ya tiene un conjunto con este nombre que no publicó Padrón",
            place=name,
            remedy="Cambie el nombre en datasets.yaml, o el del conjunto en el portal.",
        )
    return None


def _gone(dataset: CkanDataset, there: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    wanted = {file.id for file in dataset.files}
    return tuple(sorted(key for key, found in there.items() if key not in wanted and FILE_DIGEST in found))


def _bytes_differ(file: CkanFile, found: Mapping[str, Any]) -> bool:
    size = found.get("size")
    return found.get(FILE_DIGEST) != file.sha256 or (size is not None and int(size) != file.size)


def _labels(file: CkanFile, found: Mapping[str, Any]) -> Iterator[Change]:
    for key, value in file.fields.items():
        said = found.get(key)
        if key not in NOT_COMPARED and key != FILE_DIGEST and not _same_label(key, said, value):
            yield Change(file.filename, key, said, value)


def _same_label(key: str, said: Any, value: Any) -> bool:
    if key == "schema":
        return bool(_as_object(said) == value)
    if key == "format":
        return str(said or "").lower() == str(value).lower()
    return bool((said or "") == value)


def _as_object(said: Any) -> Any:
    """A schema that came through a form is text."""
    if not isinstance(said, str):
        return said
    try:
        return json.loads(said)
    except ValueError:
        return said


def _table(file: CkanFile, remote: Remote) -> Iterator[Change]:
    if file.table is not None:
        for name, before, after in file.table.differences(remote.tables.get(file.id)):
            yield Change(file.filename, _TABLE if name == _TABLE else f"{_TABLE}, {name}", before, after)


def _views(dataset: CkanDataset, remote: Remote, offer: Offer) -> dict[str, str]:
    found = {
        file.id: missing_view(file.views, remote.views.get(file.id, ()), offer) for file in dataset.files
    }
    return {identity: kind for identity, kind in found.items() if kind}


def _metadata(dataset: CkanDataset, remote: Mapping[str, Any], offer: Offer) -> Iterator[Change]:
    found = dict(remote)
    found["owner_org"] = (remote.get("organization") or {}).get("name")
    for key, value in dataset.metadata.items():
        if (found.get(key) or "") != value:
            yield Change("", key, found.get(key), value)
    extras = extras_of(remote)
    for key, value in dataset.extras.items():
        if extras.get(key) != value:
            yield Change("", key, extras.get(key), value)
    for kind, wanted in (("tags", set(dataset.tags)), ("groups", set(dataset.groups) & offer.open_groups)):
        names = {item["name"] for item in remote.get(kind, [])}
        if not wanted <= names:
            yield Change("", kind, sorted(names), sorted(names | wanted))
    if remote.get("private"):
        yield Change("", "private", True, False)
    if remote.get("state", "active") != "active":
        yield Change("", "state", remote["state"], "active")
