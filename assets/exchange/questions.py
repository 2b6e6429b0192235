"""What a lot asks, as bytes and back: the CSV of the exchange by file, the JSON of the service.

Belongs here: the two forms of a request, and reading a sealed one again. Does not belong here: which identities are
asked (asking.py), or bringing the bytes to the verifier (by_file.py, by_service.py).

The sealed copy is the record of what left: its digest stands in the ledger, and link_consulta is made from it.
"""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from assets.exchange.lots import Lot
from assets.raw.sealed_copies import read_copy
from assets.store import Store
from snis.errors import StoreError
from snis.exchange.protocol import IDENTITY, REQUEST_COLUMNS, request_body

SCHEMA = pa.schema([("numero", pa.int64()), *((name, pa.string()) for name in IDENTITY)])


def as_bytes(lote: str, rows: Sequence[dict[str, Any]], *, by: str, convenio: str) -> bytes:
    """A request: `rows` hold numero and the columns that identify, as texts."""
    if by == "service":
        return request_body(lote, rows, convenio=convenio)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REQUEST_COLUMNS)
    writer.writerows((lote, row["numero"], *(row[name] for name in IDENTITY)) for row in rows)
    return text.getvalue().encode()


def request_of(lot: Lot, store: Store) -> bytes:
    """The bytes of a lot, from its sealed copy.

    Raises:
        StoreError: the copy is missing or damaged.
    """
    return read_copy(
        lot.sha256,
        store,
        what="la consulta sellada",
        place=lot.lote_id,
        remedy="Restaure archive/ del respaldo, o retírela con `padron validate withdraw`.",
    )


def asked_in(lot: Lot, store: Store) -> pa.Table:
    """What a lot asked, row by row, from its sealed copy.

    Raises:
        StoreError: the copy is missing or damaged.
    """
    content = request_of(lot, store)
    try:
        if lot.medio == "service":
            rows = json.loads(content)["consultas"]
        else:
            rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
        return pa.Table.from_pylist(
            [{"numero": int(row["numero"]), **{name: row[name] for name in IDENTITY}} for row in rows],
            schema=SCHEMA,
        )
    except (ValueError, KeyError, TypeError, pa.ArrowException):
        raise StoreError("la consulta sellada no se puede leer", place=lot.lote_id) from None
