"""Adding an institution is a row, a programme and a contract: two text files and no Python."""

import csv
from datetime import datetime
from pathlib import Path

from assets.core.graph import judge_transfer
from assets.engine import DuckDBEngine
from assets.keyfile import write_new_keys
from assets.raw.reception import take_in
from assets.raw.rows import read_and_store
from assets.ref.tables import write_reference_tables
from assets.resources import Bench
from assets.store import Store
from snis.deployment import load_deployment
from tests.support.deployment import INSTITUTIONS, PROGRAMMES, make_deployment

NOW = datetime.fromisoformat("2026-05-04T01:00:00-06:00")
CONTRACT = """\
contract: fonapaz-becas
version: 1
institution: fonapaz
title: Becas de una institución nueva
valid_from: 2026-01-01
legal_basis: [decreto-57-2008]
cadence: {every: month, due_day: 10}
kind: deliveries
grain: persona
file: {pattern: "becas_*.csv", format: csv, encoding: utf-8, delimiter: ";"}
constants: {modalidad_codigo: P90}
columns:
  - {header: Documento, field: cui, required: true}
  - {header: Día, field: entrega_fecha, required: true, format: aaaammdd}
  - {header: Quetzales, field: monto_gtq, format: "1,234.56"}
"""
NEW = {
    "institutions.csv": INSTITUTIONS + "fonapaz,Fondo inventado,FONAPAZ,entrega,Acta 2,2026-01-01,\n",
    "programmes.csv": PROGRAMMES
    + "P90,becas,Becas,Becas,fonapaz,transferencia,persona,,,,,,100,mes,publica,prueba\n",
    "contracts/fonapaz/becas.yaml": CONTRACT,
}
# Invented: serials start with 9.
FILE = """\
Documento;Día;Quetzales
9765432141601;20260115;1,250.50
9765 43214 1601;20260215;300
9765432151601;20260215;300
"""


def test_a_new_institution_needs_two_rows_and_a_contract(tmp_path: Path) -> None:
    deployment = load_deployment(make_deployment(tmp_path / "despliegue", files=NEW))
    store = Store(tmp_path / "work", write_new_keys(tmp_path / "keys.json"))
    inbox = store.inbox / "fonapaz"
    inbox.mkdir(parents=True)
    (inbox / "becas_2026_01.csv").write_text(FILE, encoding="utf-8")
    write_reference_tables(deployment, store)
    (taken,) = take_in(store, deployment, moment=NOW, settle_seconds=0, progress=lambda done, total: None)
    transfer = taken.transfer.transferencia_id
    assert read_and_store(transfer, deployment, store, moment=NOW).rows == 3
    with DuckDBEngine(temp=store.scratch) as engine:
        judgement = judge_transfer(transfer, Bench(deployment, store, engine, NOW))
    assert judgement is not None
    assert {(count.state, count.rule, count.rows) for count in judgement.counts} == {
        ("aceptada", "", 2),
        ("cuarentena", "CUI-05", 1),
    }
    returned = store.outbox / "fonapaz" / transfer / "cuarentena.csv"
    with returned.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["archivo"], row["fila"], row["regla"]) == ("becas_2026_01.csv", "4", "CUI-05")
