"""The rows of every transfer from the file to the facts, and the protected tables from the facts to the release.

Belongs here: counting them for the auditor's site. Does not belong here: whether they add up (quality/site/balance.py).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from assets.audit.reserved import Reserved
from assets.open.release import package_folders, read_release
from assets.raw.receipt import rows_read
from assets.raw.transfers import Transfer, mended_by
from assets.resources import Bench
from assets.statements import statement, tables_read
from assets.trace.behind import attach_tables
from quality.site.facts import RESERVED, CellsTouched, TableAccount, TransferAccount
from quality.site.wording import masked
from snis.contracts.loader import load_tables
from snis.disclosure import RESTRICTED

_STATES = ("aceptada", "cuarentena", "descartada")
_BY_STATE = """
select transferencia_id, estado, count(*) from core_fila group by transferencia_id, estado
"""
_COMMUNITY = "comunitario "
_UNIVERSE = "universo "


def transfer_accounts(
    register: Sequence[Transfer], bench: Bench, reserved: Reserved
) -> list[TransferAccount]:
    """What became of the rows of each file received, in the order of reception."""
    judged = _counted(bench)
    standing = _told("envio_vigente", bench)
    cells: dict[str, list[CellsTouched]] = defaultdict(list)
    for transfer, table, printed, withheld, waiting in _rows("envio_tocado", bench):
        cells[transfer].append(CellsTouched(table, printed, withheld, waiting))
    unfolded = {
        (contract.institution, contract.contract, contract.version)
        for contract in bench.deployment.contracts
        if contract.months is not None
    }
    known = bench.deployment.institution_codes
    mended = mended_by(register)
    return [
        _account(
            item,
            judged.get(item.transferencia_id, {}),
            standing.get(item.transferencia_id, {}),
            cells=cells.get(item.transferencia_id, []),
            unfolds=(item.institucion, item.contrato, item.version) in unfolded,
            is_known=item.institucion in known,
            is_mended=item.transferencia_id in mended,
            reserved=reserved,
        )
        for item in register
    ]


def table_accounts(bench: Bench, *, is_tonights: bool) -> list[TableAccount]:
    """The protected tables, from the deliveries behind them to the release.

    Args:
        bench: where the tables are.
        is_tonights: whether the release in place is made of tonight's tables; else their rows are not compared.
    """
    release = read_release(bench.store) or {}
    released = _released(bench) if is_tonights else {}
    return [
        TableAccount(
            table=table,
            title=load_tables()[table].title,
            deliveries=deliveries,
            counted=counted,
            printed=printed,
            withheld=withheld,
            waiting=waiting,
            summed=summed,
            rows=_length(table, bench),
            released=released.get(table),
            release=str(release.get("edicion", "")),
        )
        for table, deliveries, counted, printed, withheld, waiting, summed in _rows("tabla_cuadrada", bench)
    ]


def _account(
    item: Transfer,
    judged: Mapping[str, int],
    counts: Mapping[str, int],
    *,
    cells: Sequence[CellsTouched],
    unfolds: bool,
    is_known: bool,
    is_mended: bool,
    reserved: Reserved,
) -> TransferAccount:
    accepted, quarantined, rejected = (judged.get(state, 0) for state in _STATES)
    universes = {
        name.removeprefix(_UNIVERSE): rows for name, rows in counts.items() if name.startswith(_UNIVERSE)
    }
    works = sum(rows for name, rows in counts.items() if name.startswith(_COMMUNITY))
    names_it = item.contrato in reserved.contracts
    is_reserved = names_it or RESTRICTED in universes or _COMMUNITY + RESTRICTED in counts
    return TransferAccount(
        institution=item.institucion if is_known else "",
        contract=RESERVED if names_it else item.contrato,
        period=item.periodo,
        file=RESERVED if is_reserved or reserved.is_named(item.archivo) else masked(item.archivo),
        transfer=item.transferencia_id,
        received_at=item.recibida,
        state=item.estado,
        rule=item.regla,
        is_mended=is_mended,
        repeats=len(item.repeticiones),
        replaced_by=item.reemplazada_por,
        # One row of a file with months in its columns is several deliveries: there, rows are those judged.
        received=accepted + quarantined + rejected if unfolds else rows_read(item) or 0,
        accepted=accepted,
        quarantined=quarantined,
        rejected=rejected,
        standing=(
            counts.get("personas", 0),
            counts.get("comunidades", 0),
            counts.get("verificaciones", 0),
        ),
        superseded=counts.get("reemplazadas", 0),
        linked=(sum(universes.values()), works, counts.get("verificaciones enlazadas", 0)),
        universes={} if is_reserved else universes,
        reserved=is_reserved,
        cells=() if is_reserved else tuple(cells),
    )


def _counted(bench: Bench) -> dict[str, dict[str, int]]:
    attach_tables(("core_fila",), bench)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for transfer, state, rows in bench.engine.rows(_BY_STATE):
        found[transfer][state] = rows
    return found


def _told(name: str, bench: Bench) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for transfer, place, rows in _rows(name, bench):
        found[transfer][place] = rows
    return found


def _rows(name: str, bench: Bench) -> list[tuple[Any, ...]]:
    attach_tables(tables_read(name), bench)
    return bench.engine.rows(statement(name))


def _length(table: str, bench: Bench) -> int:
    attach_tables((table,), bench)
    return int(bench.engine.rows(f"select count(*) from {table}")[0][0])  # noqa: S608


def _released(bench: Bench) -> dict[str, int]:
    """Rows of each table in the files of the release in place."""
    return {
        path.stem: int(pq.ParquetFile(path).metadata.num_rows)
        for folder in package_folders(bench)
        for path in sorted(folder.glob("data/*.parquet"))
    }
