"""Transfers whose quality may be told: of public programmes alone, received in a month that is over.

Belongs here: choosing them, for out_calidad. Does not belong here: which contracts count (snis/quality_disclosure.py),
counting rows (assets/out/out_calidad.sql).
"""

from datetime import datetime

from assets.raw.transfers import read_register
from assets.resources import Bench
from quality.catalogue import load_catalogue
from snis.disclosure import PUBLIC
from snis.quality_disclosure import tells_public_programmes_alone

QUALITY = "out_calidad"


def quality_values(bench: Bench) -> dict[str, object]:
    """What the statement of out_calidad has bound, by name."""
    public = {
        row["modalidad_codigo"] for row in bench.deployment.programmes if row["visibilidad_codigo"] == PUBLIC
    }
    told = {
        (contract.institution, contract.contract, contract.version)
        for contract in bench.deployment.contracts
        if tells_public_programmes_alone(contract, public)
    }
    this_month = (bench.now.year, bench.now.month)
    chosen = [
        (transfer.transferencia_id, transfer.institucion, moment.year, moment.month)
        for transfer in read_register(bench.store)
        if (transfer.institucion, transfer.contrato, transfer.version) in told
        for moment in (datetime.fromisoformat(transfer.recibida),)
        if (moment.year, moment.month) < this_month
    ]
    return {
        "abiertas_transferencia": [transfer for transfer, *_ in chosen],
        "abiertas_institucion": [institution for _, institution, *_ in chosen],
        "abiertas_anio": [year for *_, year, _ in chosen],
        "abiertas_mes": [month for *_, month in chosen],
        "reglas_de_fila": [rule.id for rule in load_catalogue().of_level("row")],
    }
