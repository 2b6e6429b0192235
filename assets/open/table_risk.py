"""What protecting the tables of a printing took, counted once for each printing.

Belongs here: counting in the engine, and remembering the counts beside the ledger of printings. Does not belong here:
what may be said of them (snis/table_risk.py), or records (microdata_risk.py).

The exact cells change every night and the printed ones do not. So the counts of a printing are kept
(ledger/riesgo/NNNNNN.json): the same printing has the same report, also when a past release is made again.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from assets.open.finding_printing import counts_by_year
from assets.open.printing import TABLE
from assets.open.printing_ledger import PrintingLedger
from assets.resources import Bench
from assets.statements import statement
from assets.store import write_json
from snis.table_risk import FINDINGS, CellsOfTable

_READ = (TABLE, "out_cobertura", "out_coincidencia", "out_cobertura_comunitaria")


def cells_of_tables(bench: Bench) -> Mapping[str, CellsOfTable]:
    """Counts of every table that has been printed."""
    return {**_printed_cells(bench), **_findings(bench)}


def _printed_cells(bench: Bench) -> Mapping[str, CellsOfTable]:
    """Counts of the tables of tonight's printing; none before the first one."""
    manifest = bench.store.read_manifest(TABLE)
    if manifest is None:
        return {}
    path = bench.store.ledger / "riesgo" / f"{manifest['impresion']:06d}.json"
    kept = _read(path.read_text(encoding="utf-8")) if path.exists() else {}
    if kept.get("parte") != manifest["parte"]:
        kept = {"impresion": manifest["impresion"], "parte": manifest["parte"], "tablas": _count(bench)}
        write_json(path, kept)
    narrowest = _narrowest(bench, manifest["impresion"])
    return {
        table: CellsOfTable(**counts, narrowest=narrowest.get(table))
        for table, counts in kept["tablas"].items()
    }


def _findings(bench: Bench) -> Mapping[str, CellsOfTable]:
    """Counts of all printed years of the findings; their log has them."""
    years = list(counts_by_year(bench).values())
    if not years:
        return {}
    total: Counter[str] = Counter()
    for year in years:
        total.update(year)
    cells = CellsOfTable(
        published=total["celdas"] - total["retenidas"],
        withheld=total["retenidas"],
        held=0,
        flipped=total["volteadas"],
        withdrawn=total["retiradas"],
        error=None,
        narrowest=min(year["valores_posibles"] for year in years),
    )
    return {FINDINGS: cells}


def _count(bench: Bench) -> dict[str, dict[str, int]]:
    for table in _READ:
        bench.engine.attach(table, bench.store.files(table))
    try:
        rows = bench.engine.rows(statement("riesgo_tabla"))
    finally:
        for table in _READ:
            bench.engine.forget(table)
    names = ("published", "withheld", "held", "flipped", "withdrawn", "error")
    return {table: dict(zip(names, counts, strict=True)) for table, *counts in rows}


def _narrowest(bench: Bench, number: int) -> Mapping[str, int]:
    """Fewest values of a withheld figure, by table, as the attack of the printing found them."""
    path = PrintingLedger(bench.store).attacks(number)
    found: dict[str, list[int]] = defaultdict(list)
    for attack in _read(path.read_text(encoding="utf-8"))["pruebas"] if path.exists() else ():
        found[attack["table"]].append(attack["narrowest"])
    return {table: min(values) for table, values in found.items()}


def _read(text: str) -> dict[str, Any]:
    """What was kept; a file that is torn is counted anew."""
    try:
        return dict(json.loads(text))
    except ValueError:
        return {"pruebas": ()}
