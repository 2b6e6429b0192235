"""The gate at work on a deployment: its rules, the records of the ledger, and the entry in the log.

Belongs here: gathering what the gate compares with, and noting what it said. Does not belong here: any rule
(publish/gate*.py), or what follows from the verdict (release.py).
"""

import getpass
import socket
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.open.code_names import code_names
from assets.open.editions import read_register
from assets.open.finding_printing import PRINTED as FINDINGS_PRINTED
from assets.open.printing_ledger import PRINTED, PrintingLedger
from assets.open.printing_memory import memory_before
from assets.open.public_reports import known_reports
from assets.parameters import policy_tonight
from assets.raw.ledger import record
from assets.resources import Bench
from assets.store import Store, write_json
from publish.approval_signature import in_force
from publish.datasets import DatasetSpec, load_datasets
from publish.gate import inspect
from publish.gate_approvals import load_approvals
from publish.gate_exceptions import load_exceptions
from publish.gate_external import load_external
from publish.gate_findings import Verdict
from publish.gate_records import Records
from publish.gate_rules import GateRules, build_rules
from publish.gate_spaces import ATTACKED, Rows
from publish.opening import OPENING, load_opening
from snis.contracts.loader import load_tables
from snis.coverage_space import FINDING_COUNTRY, FINDING_DEPARTMENTS
from snis.deployment import Deployment
from snis.disclosure_policy import COVERAGE, load_policy
from snis.printing import SAME, WITHDRAWN
from snis.table_risk import FINDINGS

REPORT = "compuerta.json"
_OF_FINDINGS = ("anio", "departamento_codigo", "regla_codigo", "clase_codigo", "personas")
# Names that say nothing of this machine, and words that pages use.
_OF_EVERY_MACHINE = frozenset({"", "/", "root", "localhost", "padron", "datos"})


def judge(bench: Bench, staging: Path, specs: tuple[DatasetSpec, ...], *, release: str) -> Verdict:
    """What the gate says of a staging folder, kept beside the quality reports and entered in the log.

    Args:
        bench: the deployment and its ledger.
        staging: the folder.
        specs: its datasets.
        release: the one that is being made, which tonight's printing is compared with; empty when none is, as after a
            withdrawal: older releases show older printings.
    """
    rules = rules_tonight(specs, bench)
    verdict = inspect(
        staging,
        rules,
        records=_with_memory(records_of(bench.store, release=release), rules, bench),
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
    record(bench.store, bench.now, "compuerta", data=data)
    return verdict


def inspect_by_hand(bench: Bench, folder: Path, *, in_place: bool) -> Verdict:
    """What the gate says of a folder; nothing is written down.

    Args:
        bench: the deployment and its ledger.
        folder: the one in place, or any other.
        in_place: whether it is the one in place, of which the ledger knows the age of every figure.
    """
    specs = load_datasets(bench.deployment.folder / "datasets.yaml")
    last = next(reversed(PrintingLedger(bench.store).shown), None) if in_place else None
    rules = rules_tonight(specs, bench)
    records = _with_memory(records_of(bench.store, release=last), rules, bench) if in_place else None
    return inspect(folder, rules, records=records)


def _findings_of(store: Store) -> Rows:
    """What the ledger says of findings, which are printed once, in the form of the other tables."""
    path = store.part(FINDINGS_PRINTED)
    rows = pq.ParquetFile(path).read().to_pylist() if path.exists() else []
    return {
        **{name: [row[name] for row in rows] for name in _OF_FINDINGS},
        "cruce_codigo": [
            FINDING_COUNTRY if row["departamento_codigo"] is None else FINDING_DEPARTMENTS for row in rows
        ],
        "mes": [None] * len(rows),
        "impresion_numero": [1] * len(rows),
        "impresion_codigo": [SAME if row["personas"] is not None else WITHDRAWN for row in rows],
        "tiene_personas_en_espera": [False] * len(rows),
    }


def _with_memory(records: Records | None, rules: GateRules, bench: Bench) -> Records | None:
    """The records with what readers of all printings before remember."""
    if records is None:
        return None
    memory = memory_before(records.number, PrintingLedger(bench.store), bench.engine, rules)
    return replace(records, memory=memory)


def rules_tonight(specs: tuple[DatasetSpec, ...], bench: Bench) -> GateRules:
    """The gate's rules on the day of a night."""
    admitted = policy_tonight(bench).names(COVERAGE)
    rules = replace(
        gate_rules(specs, bench.deployment, today=bench.now.date(), admitted=admitted),
        reports=known_reports(bench.store, specs, read_register(bench.store)),
    )
    signer = bench.store.signer
    return replace(rules, ledger_key=signer.public.text) if signer else rules


def gate_rules(
    specs: tuple[DatasetSpec, ...],
    deployment: Deployment,
    *,
    today: date = date.max,
    admitted: Iterable[str] | None = None,
) -> GateRules:
    """The gate's rules for a deployment and its datasets, on a day and with the crosses that its year prints."""
    folder = deployment.folder
    policy = load_policy(folder / "disclosure.yaml")
    least = policy.small_municipalities.inhabitants.value
    return build_rules(
        load_tables().values(),
        policy,
        programmes=deployment.programmes,
        datasets=specs,
        licence=deployment.licence["id"],
        approvals=in_force(
            load_approvals(folder / "approvals.yaml"),
            keys=load_opening(folder / OPENING).committee_keys,
            day=today,
        ),
        municipalities={place.code: place.department for place in deployment.territory.municipalities},
        codes=deployment.codes,
        admitted=admitted,
        small_places=[
            place.code for place in deployment.territory.municipalities if place.population_2018 < least
        ],
        exceptions=load_exceptions(folder / "exceptions.yaml"),
        external=load_external(folder / "external_figures.csv"),
        today=today,
        institutions=[row["institucion_codigo"] for row in deployment.institutions],
        names=code_names(deployment),
        forbidden_texts=words_of_this_machine(),
    )


def words_of_this_machine() -> frozenset[str]:
    """User, host and home of whoever runs the night, which no file may carry."""
    host = socket.gethostname()
    words = {host, host.partition(".")[0], str(Path.home())}
    # An account without a name has none to give away.
    with suppress(KeyError, OSError):
        words.add(getpass.getuser())
    return frozenset(word for word in words if word.casefold() not in _OF_EVERY_MACHINE)


def records_of(store: Store, *, release: str | None = None) -> Records | None:
    """What the ledger says of the printing that is about to leave, or of the last one; None before the first.

    Args:
        store: of the ledger.
        release: the one that carries it; None when it is the newest.
    """
    manifest = store.read_manifest(PRINTED)
    if manifest is None or not store.part(PRINTED).exists():
        return None
    table = pq.ParquetFile(store.part(PRINTED)).read()
    ledger = PrintingLedger(store)
    entered = ledger.entered
    number = int(manifest["impresion"])
    releases = Counter(printing.release for printing in entered)
    printed = {name: table.filter(pc.equal(table["tabla_codigo"], name)).to_pydict() for name in ATTACKED}
    return Records(
        printed=printed | {FINDINGS: _findings_of(store)},
        release=release,
        number=number,
        shown=ledger.shown,
        entered=max((printing.number for printing in entered if printing.number < number), default=0),
        unlagged=frozenset(p.release for p in entered if p.number == 1 and releases[p.release] == 1),
    )
