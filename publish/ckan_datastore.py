"""Rows of a table in a portal's DataStore: replaced as a whole, counted, and read back.

Belongs here: loading and reading rows. Does not belong here: their form (ckan_tables.py), or when it is done
(ckan_apply.py).

Nobody is served half a table, or one that says something else than the file beside it: its dataset is hidden by then,
and the file that it repeats is there.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import zip_longest
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_failures import PassingError
from publish.ckan_map import CkanFile
from publish.ckan_portal import read_table
from publish.ckan_tables import Row, Table

# A call of this many rows takes CKAN about three seconds; its body stays below what a web server lets through.
BATCH_ROWS = 8_000
# CKAN gives at most 32 000 rows at once, and a portal may have set less.
_PAGE_ROWS = 20_000


def drop_table(portal: Portal, resource_id: str) -> None:
    """Take a table away; nothing happens when there is none."""
    portal.find("datastore_delete", {"resource_id": resource_id, "force": True})


def load_table(portal: Portal, file: CkanFile, table: Table, *, known: Mapping[str, Any] | None) -> None:
    """Make the DataStore hold exactly the rows of a file.

    Args:
        portal: where.
        file: the resource; its bytes are there already.
        table: its rows.
        known: datastore_info of what was there, whose further words about columns are kept.

    Raises:
        PassingError: what was read back differs; nothing but loading it again helps.
    """
    info = read_table(portal, file.id)
    if info is not None:
        if _matches(portal, file.id, table, info):
            return
        drop_table(portal, file.id)
    batches = table.batches(BATCH_ROWS)
    _create(portal, file.id, _with_words(table, known), next(batches, []))
    for number, batch in enumerate(batches, start=1):
        portal.patiently(partial(_append, portal, file.id, batch, before=number * BATCH_ROWS))
    if not holds(portal, file.id, table):
        raise PassingError(
            "la tabla del portal no tiene las filas que se enviaron",
            place=file.filename,
            remedy="Publique otra vez; revise el DataStore del portal.",
        )


def holds(portal: Portal, resource_id: str, table: Table) -> bool:
    """Whether the DataStore has these columns and, read back, exactly these rows in this order."""
    info = read_table(portal, resource_id)
    return info is not None and _matches(portal, resource_id, table, info)


def _matches(portal: Portal, resource_id: str, table: Table, info: Mapping[str, Any]) -> bool:
    if any(True for _ in table.differences(info)):
        return False
    there = table.canonical(read_rows(portal, resource_id, table))
    here = table.canonical(table.rows())
    return all(one == other for one, other in zip_longest(there, here))


def read_rows(portal: Portal, resource_id: str, table: Table) -> Iterator[Row]:
    """Rows of a DataStore table in the order in which they came in."""
    offset = 0
    while True:
        page = portal.call(
            "datastore_search",
            {
                "resource_id": resource_id,
                "fields": table.names,
                "sort": "_id",
                "records_format": "lists",
                "include_total": False,
                "limit": _PAGE_ROWS,
                "offset": offset,
            },
        )["records"]
        if not page:
            return
        yield from page
        offset += len(page)


def _create(
    portal: Portal, resource_id: str, fields: list[dict[str, Any]], records: list[dict[str, Any]]
) -> None:
    given = {"resource_id": resource_id, "force": True, "fields": fields, "records": records}
    portal.call("datastore_create", given)


def _append(portal: Portal, resource_id: str, batch: list[dict[str, Any]], *, before: int) -> None:
    """Put a batch in, unless an earlier attempt did, whose answer was lost."""
    info = read_table(portal, resource_id)
    count = info["meta"]["count"] if info else None
    if count == before:
        portal.call(
            "datastore_upsert",
            {"resource_id": resource_id, "force": True, "method": "insert", "records": batch},
        )
    elif count != before + len(batch):
        raise PassingError(
            "alguien cambió la tabla mientras se cargaba", place=resource_id, remedy="Publique otra vez."
        )


def _with_words(table: Table, known: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    said = {field["id"]: field.get("info") or {} for field in (known or {}).get("fields", ())}
    return [{**field, "info": {**said.get(field["id"], {}), **field["info"]}} for field in table.fields]
