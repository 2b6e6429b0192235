"""Where tables live on disk, and how a file takes its place there.

Belongs here: paths of the work folder, atomic replacement, encrypted Parquet, table manifests. Does not
belong here: what the tables mean (snis/contracts) or how they are computed (build.py and the SQL files).

Layout: store/<layer>/<table>/<part>.parquet, vault/<table>/<part>.parquet; a table built whole has the
single part "todo". Encrypted parts use Parquet modular encryption (AES-GCM) with the vault key, so that
columns can be streamed without a plain copy on the disk.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.kept_rows import KEPT, Gathered
from assets.memory import keep_freed_memory
from assets.parquet import open_sealed_parquet, write_parquet
from assets.reading.cells import as_lists, is_in_columns
from assets.schema import arrow_schema
from snis.contracts.model import TableContract
from snis.errors import StoreError
from snis.keys import Keys
from snis.signing import Signer

WHOLE = "todo"
ENCRYPTED_LAYERS = frozenset({"raw", "vault"})
_BATCH_ROWS = 100_000


class Store:
    """The work folder of one deployment.

    Args:
        work: the folder; made when it is missing.
        keys: the deployment's keys; the vault key opens encrypted parts.
    """

    def __init__(self, work: Path, keys: Keys) -> None:
        self.work = work
        self.keys = keys
        keep_freed_memory()  # every process that handles big tables opens its store first

    @property
    def inbox(self) -> Path:
        """Where institutions drop files: inbox/<institution>/."""
        return self.work / "inbox"

    @property
    def archive(self) -> Path:
        """Sealed copies of every file received."""
        return self.work / "archive"

    @property
    def outbox(self) -> Path:
        """What goes back to each institution: outbox/<institution>/."""
        return self.work / "outbox"

    @property
    def ledger(self) -> Path:
        """The register of transfers and the hash-chained log."""
        return self.work / "ledger"

    @property
    def signer(self) -> Signer | None:
        """What signs the log; None in a deployment of before it was signed."""
        return self.keys.signer

    @property
    def quality(self) -> Path:
        """Data Docs, scorecards and the auditor's site."""
        return self.work / "quality"

    @property
    def public(self) -> Path:
        """The last release that passed the gate."""
        return self.work / "public"

    @property
    def reports(self) -> Path:
        """Periodic reports, frozen: reports/<edition>/<period>/."""
        return self.work / "reports"

    @property
    def warehouse(self) -> Path:
        """The exported database of the analysts."""
        return self.work / "warehouse.duckdb"

    @property
    def scratch(self) -> Path:
        """Scratch space inside the vault, emptied at the start of every night."""
        return self.work / "vault" / "tmp"

    def folder(self, table: str) -> Path:
        """Folder of a table; the prefix of its name is its layer."""
        layer, _, rest = table.partition("_")
        if not rest:
            raise StoreError(f"el nombre de tabla {table!r} no lleva capa")
        if layer == "vault":
            return self.work / "vault" / rest
        return self.work / "store" / layer / table

    def part(self, table: str, part: str = WHOLE) -> Path:
        """File of one part of a table."""
        return self.folder(table) / f"{part}.parquet"

    def files(self, table: str) -> list[Path]:
        """Parts of a table on disk, in name order."""
        return sorted(self.folder(table).glob("*.parquet"))

    def write_encrypted(
        self, table: str, part: str, reader: pa.RecordBatchReader, *, keep: bool = False
    ) -> int:
        """Write an Arrow stream as an encrypted part, atomically; returns the rows.

        Args:
            table: its table.
            part: its name.
            reader: the stream.
            keep: its rows are soon read again, by `read_columns`: keep them in memory until then.

        Raises:
            StoreError: the table is not one of the encrypted layers.
        """
        if table.partition("_")[0] not in ENCRYPTED_LAYERS:
            raise StoreError(f"{table} no es una tabla cifrada")
        path, gathered = self.part(table, part), Gathered() if keep else None
        with replacing(path) as target:
            rows = write_parquet(reader, target, self.keys.vault, gathered=gathered)
        if gathered is not None:
            KEPT.keep(path, gathered)
        return rows

    def read_encrypted(
        self, table: str, part: str, columns: Sequence[str] | None = None
    ) -> pa.RecordBatchReader:
        """An encrypted part, or some columns of it, as an Arrow stream; rows of cells come as lists.

        Texts come as texts, whether they were stored as dictionaries or not: who joins several parts into one stream
        has one schema, and an engine that is told of another one reads past the end of its memory.

        Raises:
            StoreError: the part is missing, damaged, or sealed with another key.
        """
        rows = self._stream(table, part, coded=False, columns=columns)
        return as_lists(rows) if is_in_columns(rows.schema) else rows.cast(_without_codes(rows.schema))

    def read_columns(self, table: str, part: str) -> pa.RecordBatchReader:
        """An encrypted part as it lies on the disk; a column that was stored as a dictionary comes as one.

        Raises:
            StoreError: the part is missing, damaged, or sealed with another key.
        """
        return KEPT.take(self.part(table, part)) or self._stream(table, part, coded=True)

    def _stream(
        self, table: str, part: str, *, coded: bool, columns: Sequence[str] | None = None
    ) -> pa.RecordBatchReader:
        path = self.part(table, part)
        try:
            parquet = open_sealed_parquet(path, self.keys.vault, coded=coded)
        except FileNotFoundError:
            raise StoreError("la parte cifrada no existe", place=f"{table}/{part}") from None
        except (OSError, pa.ArrowException) as error:
            raise StoreError(
                "la parte cifrada no se puede abrir",
                place=f"{table}/{part}",
                remedy="Revise que la clave de bóveda sea la de este despliegue.",
            ) from error
        schema = parquet.schema_arrow
        if columns is not None:
            schema = pa.schema([schema.field(name) for name in columns])
        batches = parquet.iter_batches(batch_size=_BATCH_ROWS, columns=schema.names)
        return pa.RecordBatchReader.from_batches(schema, batches)

    def read_manifest(self, table: str, part: str = WHOLE) -> dict[str, Any] | None:
        """What the last build of a part wrote about itself, or None."""
        path = self.part(table, part).with_suffix(".json")
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def write_manifest(self, table: str, part: str, manifest: Mapping[str, Any]) -> None:
        """Write a part's manifest beside it, atomically."""
        write_json(self.part(table, part).with_suffix(".json"), manifest)

    def empty_part(self, contract: TableContract) -> Path:
        """A Parquet file with a table's columns and no rows, for a table that has received nothing yet."""
        path = self.scratch / "vacias" / f"{contract.name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(arrow_schema(contract).empty_table(), path)
        return path

    def clear_scratch(self) -> None:
        """Empty the scratch space that a killed night may have left."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True, exist_ok=True)


def _without_codes(schema: pa.Schema) -> pa.Schema:
    """The same columns, each of the type of its values."""
    return pa.schema(
        [
            field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
            for field in schema
        ],
        metadata=schema.metadata,
    )


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `target` when the block ends well.

    The temporary file lies in the same folder, so that the rename is atomic; a block that fails leaves
    the old file as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield aside
        replace_file(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def replace_file(source: Path, target: Path) -> None:
    """Rename a finished file into place; file and folder entry are on the disk when this returns."""
    with source.open("rb") as stream:
        os.fsync(stream.fileno())
    source.replace(target)
    sync_folder(target.parent)


def replace_folder(source: Path, target: Path) -> None:
    """Put a finished folder in place of another.

    A folder cannot be renamed over a full one, so the old one steps aside first; when a kill falls between
    the two renames, `recover_folder` puts the old one back.
    """
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    source.rename(target)
    sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def recover_folder(target: Path) -> None:
    """Undo a replacement of `target` that a kill left between its two renames."""
    old = target.with_name(f".{target.name}.old")
    if old.exists() and not target.exists():
        old.rename(target)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a mapping as indented JSON, atomically, keys in the order given."""
    with replacing(path) as aside:
        aside.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
