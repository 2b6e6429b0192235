"""The ties between records: link_enlace, each in the part of the transfer that brought the later of the two.

Belongs here: comparing new records with known ones through the linker, and the parts of ties. Does not belong here:
what a pair is worth (assets/link/linker) or whose the records are (persons.py).

A pair is worth the same in whatever night it is met, so that what is stored need not be compared again.

Names in the engine's memory: link_nuevo (records to compare), link_par (ties found now), link_enlace_guardado (those of
before), link_enlace (the ties of the records that are looked at), vault_registro (where these came first; no column
that identifies).
"""

from collections.abc import Sequence

import pyarrow as pa

from assets.core.parts import discard_part
from assets.engine import DuckDBEngine, digest_file
from assets.link.features import load_features
from assets.link.linker.api import Linker
from assets.parquet import write_parquet
from assets.schema import arrow_schema
from assets.statements import statement
from assets.store import Store, replacing
from snis.contracts.loader import load_tables

TIES = "link_enlace"
# The part that holds what people decided; the others are named after transfers.
DECIDED = "decisiones"


def compare(
    transfers: Sequence[str], known: Sequence[str], linker: Linker, *, store: Store, engine: DuckDBEngine
) -> int:
    """Find the ties of the records in link_nuevo, among themselves and with all others, into link_par.

    Of known records only those are kept that share a key with a new one. Returns how many CUIs a crowd carries, so that
    nobody was compared by them.

    Args:
        transfers: transfers whose parts hold the new records; without `known`, they hold all others too.
        known: other transfers, whose records are all known.
        linker: compares and weighs.
        store: where the features lie.
        engine: where they are compared.
    """
    try:
        load_features("link_rasgo", transfers, store=store, engine=engine)
        engine.materialise("link_rasgo_nuevo", _among("semi"))
        if known:
            # All that the transfers at hand hold is new then.
            near = linker.sharing("link_rasgo_nuevo")
            load_features("link_rasgo_conocido", known, where=near, store=store, engine=engine)
        else:
            engine.materialise("link_rasgo_conocido", _among("anti"))
        engine.forget("link_rasgo")
        linker.score_within(records="link_rasgo_nuevo", into="link_par_pesado")
        crowds = linker.crowds()
        if engine.rows("select 1 from link_rasgo_conocido limit 1"):
            linker.score_between(known="link_rasgo_conocido", new="link_rasgo_nuevo", into="link_par_cruzado")
            engine.append("link_par_pesado", "select * from link_par_cruzado")
            crowds = max(crowds, linker.crowds())
        engine.materialise("link_par", statement("link_par"))
        return crowds
    finally:
        for name in (
            "link_rasgo",
            "link_rasgo_nuevo",
            "link_rasgo_conocido",
            "link_par_pesado",
            "link_par_cruzado",
        ):
            engine.forget(name)


def attach_stored(former: Sequence[str], *, store: Store, engine: DuckDBEngine) -> None:
    """Make the ties that are stored for some transfers readable as link_enlace_guardado."""
    parts = [store.part(TIES, name) for name in former if store.part(TIES, name).exists()]
    if parts:
        engine.attach("link_enlace_guardado", parts)
    else:
        engine.register("link_enlace_guardado", _schema().empty_table())


def gather(engine: DuckDBEngine) -> None:
    """Make all ties readable as link_enlace: those that are stored, and those in link_par."""
    engine.define(TIES, statement("link_enlace_completo"))


def write_ties(transfers: Sequence[str], *, store: Store, engine: DuckDBEngine) -> None:
    """Write the parts of some transfers from link_enlace; a transfer without ties has none."""
    engine.materialise("link_enlace_situado", statement("link_enlace_situado"))
    try:
        filled = {
            name for (name,) in engine.rows("select distinct transferencia_id from link_enlace_situado")
        }
        for name in transfers:
            if name in filled:
                _write(
                    name, statement("link_enlace_parte"), {"transferencia": name}, store=store, engine=engine
                )
            else:
                discard_part(TIES, name, store)
    finally:
        engine.forget("link_enlace_situado")


def write_decided(*, store: Store, engine: DuckDBEngine) -> None:
    """Write what stands by decision of people (link_decision)."""
    if engine.rows("select 1 from link_decision limit 1"):
        _write(DECIDED, statement("link_enlace_decidido"), {}, store=store, engine=engine)
    else:
        discard_part(TIES, DECIDED, store)


def _write(part: str, sql: str, values: dict[str, object], *, store: Store, engine: DuckDBEngine) -> None:
    with replacing(store.part(TIES, part)) as aside:
        rows = write_parquet(engine.reader(sql, values).cast(_schema()), aside)
        size, sha256 = aside.stat().st_size, digest_file(aside, sync=True)
    store.write_manifest(TIES, part, {"tabla": TIES, "filas": rows, "bytes": size, "sha256": sha256})


def _among(join: str) -> str:
    return f"select r.* from link_rasgo as r {join} join link_nuevo as n on n.registro_id = r.record_id"  # noqa: S608


def _schema() -> pa.Schema:
    return arrow_schema(load_tables()[TIES])
