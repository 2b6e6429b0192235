"""The auditor's accounts: what became of each file, and which rules stopped how many rows of whom.

Belongs here: counting the row ledger by file and by rule. Does not belong here: the summary of a night (summary.py) or
the page (quality/page.py).
"""

from typing import Any

from assets.raw.receipt import rows_read
from assets.raw.transfers import read_register
from assets.resources import Bench
from quality.catalogue import load_catalogue
from quality.page import FileAccount, RuleAccount


def rows_of(bench: Bench, table: str, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query over one table; none while the table has no part."""
    parts = bench.store.files(table)
    if not parts:
        return []
    bench.engine.attach(table, parts)
    return bench.engine.rows(sql)


def file_accounts(bench: Bench) -> list[FileAccount]:
    """Rows received, accepted, in quarantine and discarded, by file."""
    counted: dict[tuple[str, str], int] = {
        (transfer, state): rows
        for transfer, state, rows in rows_of(
            bench,
            "core_fila",
            "select transferencia_id, estado, count(*) from core_fila group by transferencia_id, estado",
        )
    }
    accounts = []
    for transfer in read_register(bench.store):
        by_state = {
            state: counted.get((transfer.transferencia_id, state), 0)
            for state in ("aceptada", "cuarentena", "descartada")
        }
        accounts.append(
            FileAccount(
                institution=transfer.institucion,
                file=transfer.archivo,
                transfer=transfer.transferencia_id,
                state=transfer.estado,
                rule=transfer.regla,
                received=rows_read(transfer) or 0,
                accepted=by_state["aceptada"],
                quarantined=by_state["cuarentena"],
                rejected=by_state["descartada"],
            )
        )
    return sorted(accounts, key=lambda account: (account.institution, account.file))


def rule_accounts(bench: Bench) -> list[RuleAccount]:
    """Rows by institution and rule."""
    institutions = {item.transferencia_id: item.institucion for item in read_register(bench.store)}
    counted: dict[tuple[str, str], int] = {}
    sql = (
        "select transferencia_id, regla, count(*) from core_fila where regla is not null and regla <> '' "
        "group by transferencia_id, regla"
    )
    for transfer, rule, rows in rows_of(bench, "core_fila", sql):
        key = institutions[transfer], rule
        counted[key] = counted.get(key, 0) + rows
    catalogue = load_catalogue()
    return [
        RuleAccount(institution, rule, catalogue[rule].title, catalogue[rule].remedy, rows)
        for (institution, rule), rows in sorted(counted.items())
    ]
