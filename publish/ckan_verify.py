"""Reading a portal back: every field, every byte, every row, every view, as anybody gets them.

Belongs here: the audit after publication. Does not belong here: the comparison of fields (plan.py), which it uses. It
writes nothing and believes nothing that the portal says of itself: files are downloaded without the token.
"""

from collections.abc import Iterator

from publish.ckan_api import Portal
from publish.ckan_datastore import holds
from publish.ckan_map import CkanDataset, CkanFile
from publish.ckan_portal import Offer, read_dataset, tables_offered
from publish.plan import Change, DatasetPlan, compare

ROWS = "tabla, contenido"


def verify_dataset(
    portal: Portal, dataset: CkanDataset, offer: Offer, *, as_public: bool = True
) -> Iterator[Change]:
    """Everything on the portal that is not as it should be.

    Args:
        portal: where.
        dataset: as it should be.
        offer: what the portal offers.
        as_public: files are downloaded as anybody gets them, and not with the token.
    """
    plan = portal.patiently(lambda: compare(dataset, read_dataset(portal, dataset, offer), offer))
    if plan.refusal is not None:
        yield Change("", "conjunto", plan.refusal.message, "publicado")
        return
    if plan.remote is None:
        yield Change("", "conjunto", None, "publicado")
        return
    yield from plan.changes
    yield from (Change(file.filename, "recurso", None, "publicado") for file in plan.new)
    yield from (Change(identity, "recurso", "publicado", None) for identity in plan.gone)
    for file in dataset.files:
        if file not in plan.new:
            yield from _file(portal, file, plan, offer, as_public=as_public)


def wrong_files(portal: Portal, dataset: CkanDataset, offer: Offer) -> tuple[str, ...]:
    """Ids of our resources that serve other bytes, or have other rows, than the portal says of them."""
    files = {file.filename: file.id for file in dataset.files}
    return tuple(
        files[change.place]
        for change in verify_dataset(portal, dataset, offer, as_public=False)
        if change.name in {"bytes", ROWS}
    )


def _file(
    portal: Portal, file: CkanFile, plan: DatasetPlan, offer: Offer, *, as_public: bool
) -> Iterator[Change]:
    if plan.remote is None:
        return
    path = f"dataset/{plan.remote.dataset['id']}/resource/{file.id}/download/{file.filename}"
    served = portal.patiently(lambda: portal.served_digest(path, size=file.size, as_public=as_public))
    if served != file.sha256:
        yield Change(file.filename, "bytes", f"sha256:{served}" if served else None, f"sha256:{file.sha256}")
    if file.id in plan.views:
        yield Change(file.filename, "vista", None, plan.views[file.id])
    table = file.table
    named = any(item.place == file.filename and item.name.startswith("tabla") for item in plan.changes)
    if table is None or named or not tables_offered(table, offer):
        return
    if not portal.patiently(lambda: holds(portal, file.id, table)):
        yield Change(file.filename, ROWS, "otras filas", f"{table.count} filas")
