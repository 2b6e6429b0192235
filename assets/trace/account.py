"""The account of a trace: everything that is told of a figure or of a file, as plain values.

Belongs here: putting together what the other modules of this folder find, and the entry in the ledger of who asked for
lines. Does not belong here: words for the terminal (pipelines/trace_telling.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assets.raw.ledger import record
from assets.resources import Bench
from assets.trace.behind import Behind, Share, behind
from assets.trace.definition import steps_to
from assets.trace.figure import Figure
from assets.trace.indicators import kind_of_tables, source_of, words_of
from assets.trace.kinds import kind_of
from assets.trace.released import Printed, printings_of
from assets.trace.touched import Reach
from snis.errors import TraceError
from snis.written_reason import refuse_numbers

REQUESTED = "rastreo_lineas"


def account_of_figure(
    figure: Figure, bench: Bench, *, upstream: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Meaning, releases, way and sources of one figure.

    Args:
        figure: which.
        bench: where the tables are.
        upstream: for each table, the tables that it is made of.
    """
    contract = figure.contract
    source = source_of(figure, bench)
    way = upstream if source is None else {**upstream, figure.table: source.tables}
    kind = kind_of(figure.table) if source is None else kind_of_tables(source.tables, upstream)
    return {
        "tabla": figure.table,
        "titulo": contract.title,
        "definicion": contract.description,
        "grano": contract.grain,
        "advertencias": list(contract.usage_warnings),
        "clave": figure.key,
        "cifras": [
            {
                "columna": name,
                "titulo": contract.field(name).title,
                "unidad": contract.field(name).unit,
                "valor": value,
            }
            for name, value in figure.measures.items()
        ],
        "indicador": words_of(source) if source is not None else None,
        "ediciones": [_printed(item) for item in printings_of(figure, bench)],
        "camino": [
            {"tabla": step.table, "titulo": step.title, "sql": step.statement, "lee": list(step.reads)}
            for step in steps_to(figure.table, way)
        ],
        "detras": _behind(behind(figure, kind, bench)) if kind is not None else None,
    }


def account_of_reach(reach: Reach) -> dict[str, Any]:
    """What became of a file's rows, and which figures it touched."""
    transfer = reach.transfer
    return {
        "transferencia": transfer.transferencia_id,
        "institucion": transfer.institucion,
        "archivo": transfer.archivo,
        "sha256": transfer.sha256,
        "recibida": transfer.recibida,
        "estado": transfer.estado,
        "contrato": transfer.contrato,
        "version": transfer.version,
        "periodo": transfer.periodo,
        "reemplazada_por": transfer.reemplazada_por,
        "filas": reach.rows,
        "cifras": [
            {"tabla": item.table, "cuenta": item.kind.value, "tocadas": item.figures, "de": item.of}
            for item in reach.tables
        ],
    }


def enter_request(figure: Figure, bench: Bench, *, who: str) -> None:
    """Enter into the ledger that somebody asked for the lines behind a figure, before they are written.

    Raises:
        TraceError: who asks is named by a number that could be somebody's.
    """
    refuse_numbers(who, what="la cuenta", place="--by", error=TraceError)
    key = {name: str(value) for name, value in figure.key.items()}
    record(bench.store, bench.now, REQUESTED, data={"tabla": figure.table, "clave": key, "quien": who})


def _printed(item: Printed) -> dict[str, Any]:
    return {
        "conjunto": item.dataset,
        "edicion": item.release,
        "version": item.version,
        "archivo": item.file,
        "sha256": item.sha256,
        "cifras": dict(item.measures),
        "retirada": item.withdrawn,
    }


def _behind(found: Behind) -> dict[str, Any]:
    return {
        "cuenta": found.kind.value,
        "sql": f"assets/trace/{found.statement}.sql",
        "filas": found.rows,
        "personas": found.persons,
        "monto_gtq": found.amount,
        "transferencias": [_share(share) for share in found.shares],
    }


def _share(share: Share) -> dict[str, Any]:
    known = share.record
    return {
        "transferencia": share.transfer,
        "institucion": known.institucion if known else "",
        "archivo": known.archivo if known else "",
        "periodo": known.periodo if known else "",
        "recibida": known.recibida if known else "",
        "contrato": f"{known.contrato} v{known.version}" if known else "",
        "filas": share.rows,
        "primera_fila": share.first,
        "ultima_fila": share.last,
    }
