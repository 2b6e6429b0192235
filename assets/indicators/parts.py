"""out_indicador on the disk: one part for each indicator, written when something that it depends on has changed.

Belongs here: which indicators run, and what stays of those that are gone. Does not belong here: running one
(measure.py) or finding them (sources.py). Equal statement, catalogue entry and inputs: equal bytes, nothing to do.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.build import Built, stored_parts, table_digest
from assets.core.parts import discard_part
from assets.engine import DuckDBEngine
from assets.indicators.measure import CODE_TABLES, DEFECT, FIGURE, MEASURE, write_figures
from assets.indicators.sources import TABLE, IndicatorSource, sources_of
from assets.parameters import bound_values
from assets.resources import Bench
from assets.statements import statement
from assets.store import Store, replacing
from snis.errors import IndicatorError
from snis.indicators.figure import CALCULATED, RANGE_ONLY

# Figures of a part without a value, in its manifest.
_WITHHELD = "sin_valor"


@dataclass(frozen=True)
class Refreshed:
    """What a night did with the indicators.

    Attributes:
        parts: one for each indicator, in code order.
        withheld: figures without a value, by indicator; those that have none are left out.
        discarded: indicators that are no longer in the catalogue, whose parts were taken away now.
    """

    parts: tuple[Built, ...]
    withheld: Mapping[str, int]
    discarded: tuple[str, ...]

    @property
    def is_fresh(self) -> bool:
        """Whether anything was written or taken away now."""
        return bool(self.discarded) or any(part.fresh for part in self.parts)


def refresh_indicators(bench: Bench) -> Refreshed:
    """Bring the part of every indicator up to date.

    Raises:
        ContractError: the deployment's own indicators have mistakes.
        IndicatorError: some indicators cannot be measured, told one by one; the others are written.
    """
    sources = sources_of(bench.deployment)
    known = {source.code for source in sources}
    discarded = tuple(part.stem for part in bench.store.files(TABLE) if part.stem not in known)
    for name in discarded:
        discard_part(TABLE, name, bench.store)
    parts = _refresh(sources, bench)
    withheld = {part.name: _manifest(part.name, bench.store)[_WITHHELD] for part in parts}
    return Refreshed(parts, {code: count for code, count in withheld.items() if count}, discarded)


def _refresh(sources: Sequence[IndicatorSource], bench: Bench) -> tuple[Built, ...]:
    values = bound_values(bench)
    digests: dict[str, str] = {}
    parts, failed = [], []
    for source in sources:
        fingerprint = _fingerprint(source, values, bench.store, digests)
        manifest = _manifest(source.code, bench.store)
        if manifest.get("huella") == fingerprint and bench.store.part(TABLE, source.code).exists():
            parts.append(Built(source.code, manifest["filas"], manifest["sha256"], fresh=False))
            continue
        try:
            parts.append(_write(source, values, fingerprint, engine=bench.engine, store=bench.store))
        except IndicatorError as error:
            # What it was worth before would be quoted as if it still were.
            discard_part(TABLE, source.code, bench.store)
            failed.append(str(error))
    if failed:
        raise IndicatorError(" ".join(failed), place=f"indicadores que no se pudieron medir: {len(failed)}")
    return tuple(parts)


def _write(
    source: IndicatorSource,
    values: Mapping[str, object],
    fingerprint: str,
    *,
    engine: DuckDBEngine,
    store: Store,
) -> Built:
    for table in {*source.tables, *CODE_TABLES}:
        engine.attach(table, stored_parts(store, table))
    with replacing(store.part(TABLE, source.code)) as aside:
        written = write_figures(engine, source, values, aside)
        withheld = _count_withheld(aside)
    store.write_manifest(
        TABLE,
        source.code,
        {
            "tabla": TABLE,
            "filas": written.rows,
            "bytes": written.bytes,
            "sha256": written.sha256,
            "huella": fingerprint,
            _WITHHELD: withheld,
        },
    )
    return Built(source.code, written.rows, written.sha256, fresh=True)


def _fingerprint(
    source: IndicatorSource, values: Mapping[str, object], store: Store, digests: dict[str, str]
) -> str:
    digest = hashlib.sha256(source.sql.encode())
    digest.update(json.dumps(source.indicator.model_dump(mode="json"), sort_keys=True).encode())
    for name in (MEASURE, DEFECT, FIGURE):
        digest.update(statement(name).encode())
    for name in source.parameters:
        value = values.get(name)
        # Keys enter as a digest, so that a manifest never reveals one.
        text = (
            hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else json.dumps(value, default=str)
        )
        digest.update(f"|{name}={text}".encode())
    for table in sorted({*source.tables, *CODE_TABLES}):
        if table not in digests:
            digests[table] = table_digest(table, store)
        digest.update(f"|{table}:{digests[table]}".encode())
    return digest.hexdigest()


def _manifest(code: str, store: Store) -> Mapping[str, Any]:
    return store.read_manifest(TABLE, code) or {}


def _count_withheld(path: Path) -> int:
    reasons = pq.read_table(path, columns=["razon_codigo"]).column(0)
    told = pc.sum(pc.is_in(reasons, pa.array([CALCULATED, RANGE_ONLY]))).as_py() or 0
    return len(reasons) - int(told)
