"""Records in the form in which they are compared, kept encrypted so that known ones are never prepared again.

Belongs here: vault_rasgo, one part a transfer beside its part of vault_registro, and opening the linker. Does not
belong here: the form itself, or comparing (assets/link/linker).

This is no table but what the linker makes of vault_registro, column for column as it needs it; whoever deletes it
waits for one slow night. The form belongs to a version of the model: parts of another version are written again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from assets.core.parts import discard_part
from assets.engine import DuckDBEngine
from assets.link.linker.api import Linker
from assets.link.linker.model import load_model
from assets.link.records import FEATURES, RECORDS
from assets.store import Store

_VERSION = "modelo_version"
_ASKED = """
select
    registro_id as record_id,
    institucion_codigo as source,
    cui as national_id,
    nombres as given_names,
    apellidos as surnames,
    sexo_codigo as sex,
    cast(nacimiento_fecha as varchar) as birth_date,
    coalesce(residencia_municipio_codigo, nacimiento_municipio_codigo) as place
from link_sin_rasgo
"""


def open_linker(engine: DuckDBEngine, population: int | None = None) -> Linker:
    """The linker with the shipped model, at work in the engine.

    Args:
        engine: where it works.
        population: records that the register is expected to hold; None: as many as the model was made for. It belongs
            to the version, since what a pair is worth depends on it.
    """
    model = load_model()
    if population is not None:
        model = replace(model.for_population(population), version=f"{model.version}/{population}")
    return Linker(engine.connection, model)


def write_features(transfers: Sequence[str], linker: Linker, *, store: Store, engine: DuckDBEngine) -> int:
    """Bring the features of the records of some transfers up to date; returns the parts written now."""
    version = linker.model.version
    missing = [name for name in transfers if not _is_current(name, version, store)]
    for part in store.files(FEATURES):
        if part.stem not in set(transfers):
            discard_part(FEATURES, part.stem, store)
    if not missing:
        return 0
    try:
        load_records("link_sin_rasgo", missing, store=store, engine=engine)
        engine.materialise("link_pedido", _ASKED)
        linker.normalise(rows="link_pedido", into="link_rasgo")
        for name in missing:
            reader = engine.reader(
                "select r.* from link_rasgo as r inner join link_sin_rasgo as s on s.registro_id = r.record_id "
                "where s.transferencia_id = $transferencia order by r.record_id",
                {"transferencia": name},
            )
            rows = store.write_encrypted(FEATURES, name, reader)
            store.write_manifest(FEATURES, name, {"tabla": FEATURES, "filas": rows, _VERSION: version})
    finally:
        for name in ("link_sin_rasgo", "link_pedido", "link_rasgo"):
            engine.forget(name)
    return len(missing)


def load_features(
    name: str, transfers: Sequence[str], *, where: str = "true", store: Store, engine: DuckDBEngine
) -> int:
    """Keep the features of some transfers in memory under a name, or those that meet a condition; returns how many."""
    return _load(name, FEATURES, transfers, where=where, store=store, engine=engine)


def load_records(
    name: str,
    transfers: Sequence[str],
    columns: Sequence[str] | None = None,
    *,
    store: Store,
    engine: DuckDBEngine,
) -> int:
    """Keep the records of some transfers, or some columns of them, in memory under a name; returns how many."""
    return _load(name, RECORDS, transfers, columns, store=store, engine=engine)


def _load(
    name: str,
    table: str,
    parts: Sequence[str],
    columns: Sequence[str] | None = None,
    *,
    where: str = "true",
    store: Store,
    engine: DuckDBEngine,
) -> int:
    first = store.read_encrypted(table, parts[0], columns)

    def batches() -> Iterator[pa.RecordBatch]:
        yield from first
        for part in parts[1:]:
            yield from store.read_encrypted(table, part, columns)

    engine.register("link_flujo", pa.RecordBatchReader.from_batches(first.schema, batches()))
    try:
        return engine.materialise(name, f"select * from link_flujo where {where}")  # noqa: S608 the linker's own
    finally:
        engine.forget("link_flujo")


def _is_current(name: str, version: str, store: Store) -> bool:
    manifest = store.read_manifest(FEATURES, name)
    return manifest is not None and manifest[_VERSION] == version and store.part(FEATURES, name).exists()
