"""What lies behind a figure: the deliveries, the transfers that brought them, their lines.

Belongs here: from one figure down. Does not belong here: finding it (figure.py), or from a file up (touched.py). An
address (transfer, sheet, row) is all that is told of a delivery; the line itself stays in the vault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.csv as pcsv

from assets.open.quality_transfers import quality_values
from assets.raw.transfers import Transfer, read_transfer_record
from assets.resources import Bench
from assets.statements import statement, tables_read, values_for
from assets.store import Store, replacing
from assets.trace.figure import Figure
from assets.trace.kinds import Kind
from snis.contracts.loader import load_tables

_STATEMENTS = {
    Kind.PERSONS: "celda_entrega",
    Kind.COMMUNITIES: "celda_entrega_comunitaria",
    Kind.COINCIDENCES: "celda_coincidencia",
    Kind.FINDINGS: "celda_hallazgo",
    Kind.QUALITY: "celda_calidad",
}
_BEHIND = "rastreo_detras"
_PUBLIC_FINDINGS = frozenset({"out_hallazgo_celda", "open_hallazgo"})
_SHARES = f"""
select transferencia_id, count(*), min(fila), max(fila)
from {_BEHIND}
group by transferencia_id
order by transferencia_id
"""  # noqa: S608
_TOTALS = f"select count(*), count(distinct persona_id), sum(monto_gtq) from {_BEHIND}"  # noqa: S608
_ADDRESSES = f"select transferencia_id, hoja, fila from {_BEHIND} order by all"  # noqa: S608


@dataclass(frozen=True)
class Share:
    """What one transfer brought of a figure.

    Attributes:
        transfer: its id.
        record: what the register says of it; None for one that it does not know.
        rows: how many of its rows count.
        first, last: the first and the last of them.
    """

    transfer: str
    record: Transfer | None
    rows: int
    first: int
    last: int


@dataclass(frozen=True)
class Behind:
    """What lies behind one figure.

    Attributes:
        kind: what is counted.
        statement: the SQL file that found it.
        rows, persons: deliveries (or received rows), and different persons among them.
        amount: their sum in quetzales; None where amounts are no part of the matter.
        shares: by transfer, in the order of reception.
    """

    kind: Kind
    statement: str
    rows: int
    persons: int
    amount: Decimal | None
    shares: Sequence[Share]


def behind(figure: Figure, kind: Kind, bench: Bench) -> Behind:
    """Deliveries behind a figure, counted by transfer; they stay in the engine for `write_addresses`."""
    name = _STATEMENTS[kind]
    attach_tables(tables_read(name), bench)
    bench.engine.materialise(_BEHIND, statement(name), values_for(name, _bound(kind, figure, bench)))
    rows, persons, amount = bench.engine.rows(_TOTALS)[0]
    shares = [
        Share(transfer, read_transfer_record(bench.store, transfer), count, first, last)
        for transfer, count, first, last in bench.engine.rows(_SHARES)
    ]
    return Behind(kind, name, rows, persons, amount, sorted(shares, key=_order))


def write_addresses(target: Path, bench: Bench) -> int:
    """Write transfer, sheet and row of what was found last as CSV; returns the rows."""
    found = bench.engine.table(_ADDRESSES)
    with replacing(target) as aside:
        pcsv.write_csv(found, aside)
    return int(found.num_rows)


def attach_tables(tables: Sequence[str], bench: Bench) -> None:
    """Make stored tables readable; one of which nothing was received yet has no rows."""
    contracts = load_tables()
    for table in tables:
        if table in contracts:
            bench.engine.attach(table, _files(table, bench.store))


def _files(table: str, store: Store) -> list[Path]:
    return store.files(table) or [store.empty_part(load_tables()[table])]


def _order(share: Share) -> tuple[bool, int, str]:
    return share.record is None, share.record.secuencia if share.record else 0, share.transfer


def _bound(kind: Kind, figure: Figure, bench: Bench) -> Mapping[str, Any]:
    if kind is Kind.QUALITY:
        return {
            "transferencias": _transfers_of(figure, bench),
            "regla_calidad_codigo": figure.row["regla_calidad_codigo"],
        }
    if kind is Kind.FINDINGS:
        row = figure.row
        return {
            "anio": row["anio"],
            "regla_id": row.get("regla_id") or row.get("regla_codigo"),
            "clase_codigo": row["clase_codigo"],
            "solo_publica": figure.table in _PUBLIC_FINDINGS,
            **{name: row.get(name) for name in (
                "departamento_codigo", "institucion_codigo", "modalidad_a_codigo", "modalidad_b_codigo",
                "contraparte_codigo",
            )},
        }  # fmt: skip
    if kind is Kind.COINCIDENCES:
        names = ("anio", "departamento_codigo", "modalidad_a_codigo", "modalidad_b_codigo")
        return {name: figure.row[name] for name in names}
    return figure.cell()


def _transfers_of(figure: Figure, bench: Bench) -> list[str]:
    """Transfers that a figure of quality looks at: those of its institution received in its month."""
    wanted = figure.row["institucion_codigo"], figure.row["anio"], figure.row["mes"]
    return [transfer for transfer, *place in quality_transfers(bench) if tuple(place) == wanted]


def quality_transfers(bench: Bench) -> list[tuple[str, str, int, int]]:
    """Transfers that figures of quality look at, with institution, year and month of reception."""
    values = quality_values(bench)
    columns: list[list[Any]] = [
        list(values[f"abiertas_{name}"])  # type: ignore[call-overload]
        for name in ("transferencia", "institucion", "anio", "mes")
    ]
    return list(zip(*columns, strict=True))
