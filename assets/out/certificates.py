"""The certificates of deliveries: work/quality/certificados/<transfer>.json, out of the tables of scorecards.

Belongs here: reading the evidence from the tables and writing the files. Does not belong here: what a certificate says
(snis/certificate.py), the tables (out_medicion.sql and its siblings), those of datasets (publish/certificate.py).

What is behind a certificate never changes once a transfer is in, but for the policy and for lateness; a file is
written again only when its text is another one.
"""

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assets.build import table_digest
from assets.out.scorecard_values import DELIVERY_CARDS, MEASURES, SIGNS
from assets.raw.transfers import RECEIVED, read_register
from assets.resources import Bench
from assets.store import Store, replacing, write_json
from publish.certificate import CERTIFICATE
from snis.certificate import Delivered, delivery_certificate
from snis.quality_policy import load_quality_policy
from snis.scorecard import Measure, Sign

FOLDER = "certificados"
_MANIFEST = "certificados_huella.json"
_MEASURES = (
    "select transferencia_id, dimension_codigo, regla, medida_clase_codigo, revisados, fallas, es_puntuada "
    "from out_medicion order by transferencia_id, regla"
)
_SIGNS = (
    "select transferencia_id, castigo_codigo, coalesce(columna, ''), cast(castigo_puntos * 100 as bigint), "
    "antes, ahora from out_tarjeta_castigo order by transferencia_id, castigo_codigo, columna"
)
_PAST = (
    "select transferencia_id, contrato, periodo, cast(nota_pasado * 100 as bigint) "
    "from out_tarjeta_envio where dimension_tarjeta_codigo = 'total'"
)


def certificates_folder(store: Store) -> Path:
    """Where certificates lie."""
    return store.quality / FOLDER


def write_certificates(bench: Bench) -> tuple[int, int]:
    """Certify every delivery that has a scorecard; how many there are, and how many files were written now."""
    policy = load_quality_policy(bench.deployment.folder)
    marker = bench.store.work / "store" / _MANIFEST
    state = _state(bench.store, policy.digest)
    folder = certificates_folder(bench.store)
    if marker.exists() and state in marker.read_text("utf-8"):
        return len(list(folder.glob("T*.json"))), 0
    delivered = _delivered(bench)
    folder.mkdir(parents=True, exist_ok=True)
    written = sum(
        _write(folder / f"{item.transfer}.json", delivery_certificate(item, policy)) for item in delivered
    )
    write_json(marker, {"huella": state})
    return len(delivered), written


def keep_published(store: Store) -> None:
    """Copies of the certificates of the datasets as they are published now, beside those of deliveries."""
    folder = certificates_folder(store)
    folder.mkdir(parents=True, exist_ok=True)
    published = {
        path.parent.parent.name: path for path in store.public.glob(f"datasets/*/latest/{CERTIFICATE}")
    }
    for path in folder.glob("*.json"):
        if not path.name.startswith("T") and path.stem not in published:
            path.unlink()
    for dataset, path in sorted(published.items()):
        with replacing(folder / f"{dataset}.json") as aside:
            shutil.copyfile(path, aside)


def _state(store: Store, policy: str) -> str:
    digests = [table_digest(name, store) for name in (MEASURES, SIGNS, DELIVERY_CARDS)]
    return hashlib.sha256("|".join([policy, *digests]).encode()).hexdigest()


def _delivered(bench: Bench) -> list[Delivered]:
    for table in (MEASURES, SIGNS, DELIVERY_CARDS):
        bench.engine.attach(table, bench.store.files(table))
    measures: dict[str, list[Measure]] = defaultdict(list)
    for transfer, dimension, code, kind, checked, failing, scored in bench.engine.rows(_MEASURES):
        measures[transfer].append(Measure(dimension, code, kind, checked, failing, scored=scored))
    signs: dict[str, list[Sign]] = defaultdict(list)
    for transfer, code, column, points, before, now in bench.engine.rows(_SIGNS):
        signs[transfer].append(Sign(code, column, points, before, now))
    told = {transfer: rest for transfer, *rest in bench.engine.rows(_PAST)}
    return [
        Delivered(
            institution=item.institucion,
            contract=told[item.transferencia_id][0] or "",
            period=told[item.transferencia_id][1] or "",
            transfer=item.transferencia_id,
            sha256=item.sha256,
            received=item.moment.date(),
            refused=item.estado != RECEIVED,
            measures=measures[item.transferencia_id],
            signs=signs[item.transferencia_id],
            past=told[item.transferencia_id][2],
        )
        for item in read_register(bench.store)
        if item.transferencia_id in told
    ]


def _write(path: Path, content: Mapping[str, Any]) -> bool:
    """Write a certificate when it is not there, or says something else; whether it was written."""
    if path.exists() and path.read_text("utf-8") == json.dumps(content, ensure_ascii=False, indent=2) + "\n":
        return False
    write_json(path, content)
    return True
