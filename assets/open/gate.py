"""The gate at work on a deployment: its rules, the records of the ledger, and the entry in the log.

Belongs here: gathering what the gate compares with, and noting what it said. Does not belong here: any rule
(publish/gate*.py), or what follows from the verdict (release.py).
"""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.open.printing import TABLE
from assets.open.printing_ledger import PrintingLedger
from assets.raw.ledger import record
from assets.resources import Bench
from assets.store import Store, write_json
from publish.datasets import DatasetSpec
from publish.gate import inspect
from publish.gate_approvals import load_approvals
from publish.gate_exceptions import load_exceptions
from publish.gate_external import load_external
from publish.gate_findings import Verdict
from publish.gate_records import Records
from publish.gate_rules import GateRules, build_rules
from publish.gate_spaces import ATTACKED
from snis.contracts.loader import load_tables
from snis.deployment import Deployment
from snis.disclosure_policy import load_policy

REPORT = "compuerta.json"


def judge(bench: Bench, staging: Path, specs: tuple[DatasetSpec, ...], *, release: str) -> Verdict:
    """What the gate says of a staging folder, kept beside the quality reports and entered in the log."""
    verdict = inspect(
        staging,
        gate_rules(specs, bench.deployment, today=bench.now.date()),
        records=records_of(bench.store),
        before=bench.store.public,
    )
    write_json(bench.store.quality / REPORT, verdict.as_dict())
    data: dict[str, Any] = {
        "edicion": release,
        "veredicto": verdict.status,
        "hallazgos": len(verdict.findings),
    }
    if verdict.excepted:
        data["excepciones"] = [dict(one) for one in verdict.excepted]
    record(bench.store.ledger, bench.now, "compuerta", data=data)
    return verdict


def gate_rules(
    specs: tuple[DatasetSpec, ...], deployment: Deployment, *, today: date = date.max
) -> GateRules:
    """The gate's rules for a deployment and its datasets, and the exceptions that count on a day."""
    folder = deployment.folder
    return build_rules(
        load_tables().values(),
        load_policy(folder / "disclosure.yaml"),
        programmes=deployment.programmes,
        datasets=specs,
        licence=deployment.licence["id"],
        approvals=load_approvals(folder / "approvals.yaml"),
        municipalities={place.code: place.department for place in deployment.territory.municipalities},
        codes=deployment.codes,
        exceptions=load_exceptions(folder / "exceptions.yaml"),
        external=load_external(folder / "external_figures.csv"),
        today=today,
    )


def records_of(store: Store) -> Records | None:
    """What the ledger says of the printing that is about to leave, or of the last one; None before the first."""
    manifest = store.read_manifest(TABLE)
    if manifest is None or not store.part(TABLE).exists():
        return None
    table = pq.ParquetFile(store.part(TABLE)).read()
    entered = PrintingLedger(store).entered
    number = int(manifest["impresion"])
    releases = Counter(printing.release for printing in entered)
    return Records(
        printed={name: table.filter(pc.equal(table["tabla_codigo"], name)).to_pydict() for name in ATTACKED},
        number=number,
        entered=max((printing.number for printing in entered if printing.number < number), default=0),
        unlagged=frozenset(p.release for p in entered if p.number == 1 and releases[p.release] == 1),
    )
