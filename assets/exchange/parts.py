"""The tables of the exchange on disk: parts that are written once, and the inputs of their statements.

Belongs here: writing a part from its statement, and reading the parts of others into the engine. Does not belong here:
when a part is written (identities.py, asking.py, answers.py).
"""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from assets.engine import DuckDBEngine
from assets.schema import arrow_schema
from assets.statements import statement, values_for
from assets.store import Store, replacing
from snis.contracts.loader import load_tables
from snis.keys import Keys
from snis.pseudonym import hmac_pads

IDENTITIES, QUESTIONS, ANSWERS = "link_identidad", "link_consulta", "link_respuesta"
VAULT = "vault_identidad"


def person_pads(keys: Keys) -> dict[str, object]:
    """The key pads of persons' pseudonyms, under the names that statements use."""
    inner, outer = hmac_pads(keys.person)
    return {"persona_ipad": inner, "persona_opad": outer}


def attach(table: str, store: Store, engine: DuckDBEngine, parts: Sequence[str] | None = None) -> None:
    """Make the parts of a table readable, all or some; one without parts has no rows."""
    files = store.files(table) if parts is None else [store.part(table, part) for part in parts]
    there = [path for path in files if path.exists()]
    engine.attach(table, there or [store.empty_part(load_tables()[table])])


def register_vault(transfers: Sequence[str], store: Store, engine: DuckDBEngine) -> None:
    """Make the identities of some transfers readable, as a stream that is read once and never written in clear."""

    def batches() -> Iterator[pa.RecordBatch]:
        for transfer in transfers:
            yield from store.read_encrypted(VAULT, transfer)

    schema = arrow_schema(load_tables()[VAULT])
    engine.register(VAULT, pa.RecordBatchReader.from_batches(schema, batches()))


def write_part(
    table: str,
    part: str,
    values: Mapping[str, object],
    *,
    engine: DuckDBEngine,
    store: Store,
    made_of: str = "",
) -> int:
    """Write the rows of a table's statement as a part; returns how many."""
    with replacing(store.part(table, part)) as aside:
        written = engine.write(statement(table), values_for(table, values), aside)
    content = {"tabla": table, "filas": written.rows, "bytes": written.bytes, "sha256": written.sha256}
    store.write_manifest(table, part, {**content, "huella": made_of} if made_of else content)
    return written.rows
