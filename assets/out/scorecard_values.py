"""What the register and the quality policy bind to the tables of scorecards.

Belongs here: transfers, rules, weights and what is watched, as bound values. Does not belong here: the policy itself
(snis/quality_policy.py), the arithmetic (out_tarjeta_envio.sql, snis/scorecard.py), or certificates.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from assets.raw.calendar import period_of
from assets.raw.transfers import RECEIVED, Transfer, read_register
from assets.resources import Bench
from quality.catalogue import Rule, load_catalogue
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.quality_policy import QualityPolicy, load_quality_policy

MEASURES, COLUMNS, SIGNS = "out_medicion", "out_medicion_columna", "out_tarjeta_castigo"
DELIVERY_CARDS, CARDS = "out_tarjeta_envio", "out_tarjeta"
SCORECARDS = frozenset({MEASURES, COLUMNS, SIGNS, DELIVERY_CARDS, CARDS})
_LATE = "ARC-21"
# Columns that are measured, and the field of a contract that brings each of them.
BROUGHT_BY: Mapping[str, str] = {
    "cui": "cui",
    "persona": "cui",
    "nacimiento_anio": "nacimiento_fecha",
    **{
        name: name
        for name in (
            "sexo_codigo", "pueblo_codigo", "comunidad_linguistica_codigo", "tiene_discapacidad", "escolaridad_codigo",
            "pobreza_codigo", "residencia_departamento_codigo", "residencia_municipio_codigo",
            "entrega_departamento_codigo", "entrega_municipio_codigo", "monto_gtq", "cantidad",
            "cumple_corresponsabilidad", "estado_entrega_codigo", "obra_codigo", "familias_atendidas",
        )
    },
}  # fmt: skip
# What rations served to whoever came say of nobody.
_OF_A_PERSON = frozenset(
    {
        "cui", "persona", "nacimiento_anio", "sexo_codigo", "pueblo_codigo", "comunidad_linguistica_codigo",
        "tiene_discapacidad", "escolaridad_codigo", "pobreza_codigo",
    }
)  # fmt: skip
# Names of codes that say that nobody knows.
_UNKNOWN = frozenset({"sin información", "ignorado", "desconocido", "no sabe", "no especificado"})
_TEN_THOUSANDTHS = 10_000


def scorecard_values(bench: Bench) -> dict[str, object]:
    """What the statements of scorecards have bound, by name."""
    return values_of(read_register(bench.store), bench.deployment, bench.now.date())


def values_of(register: Iterable[Transfer], own: Deployment, today: date) -> dict[str, object]:
    """The same out of a register, on a day. Folders of nobody who is registered have no scorecard."""
    policy = load_quality_policy(own.folder)
    known = [item for item in register if item.institucion in own.institution_codes]
    contracts = {(item.institution, item.contract, item.version): item for item in own.contracts}
    told = [(item, contracts.get((item.institucion, item.contrato, item.version))) for item in known]
    return {
        **_transfers(told),
        **_rules(policy),
        **_columns(told, own),
        **_past(told, own.accepted_transfers),
        **_policy(policy),
        **_grid(own, _months_back(today, policy.months)),
    }


_Told = Sequence[tuple[Transfer, InstitutionContract | None]]


def _transfers(told: _Told) -> dict[str, object]:
    noted = [(item.transferencia_id, rule) for item, _ in told for rule in sorted(_rules_of_file(item))]
    return {
        "envio_transferencia": [item.transferencia_id for item, _ in told],
        "envio_institucion": [item.institucion for item, _ in told],
        "envio_contrato": [item.contrato for item, _ in told],
        "envio_periodo": [period_of(item, own) if own else item.periodo for item, own in told],
        "envio_recibido": [item.moment.date().isoformat() for item, _ in told],
        "envio_secuencia": [item.secuencia for item, _ in told],
        "envio_aceptado": [item.estado == RECEIVED for item, _ in told],
        "nota_transferencia": [transfer for transfer, _ in noted],
        "nota_regla": [rule for _, rule in noted],
        "rechazada": [item.transferencia_id for item, _ in told if item.estado != RECEIVED],
        "correccion": [item.transferencia_id for item, own in told if _mends(item, own)],
    }


def _rules_of_file(transfer: Transfer) -> set[str]:
    """Rules of the catalogue that the file itself breaks, or that are told of it."""
    found = set(transfer.noticed)
    if transfer.estado != RECEIVED:
        found.add(transfer.regla)
    return found - {""}


def _mends(transfer: Transfer, contract: InstitutionContract | None) -> bool:
    """Whether a transfer brings rows that were told wrong before."""
    corrects = contract is not None and contract.mode == "correction"
    return transfer.estado == RECEIVED and (corrects or bool(transfer.devuelta_de or transfer.reemplaza))


def _rules(policy: QualityPolicy) -> dict[str, object]:
    rules = load_catalogue().rules
    return {
        "regla_id": [rule.id for rule in rules],
        "regla_dimension": [rule.dimension for rule in rules],
        "regla_clase": [_kind(rule) for rule in rules],
        "regla_puntuada": [rule.id not in policy.unscored for rule in rules],
        "dias_tope": policy.late_days,
    }


def _kind(rule: Rule) -> str:
    """How a rule counts: see the enum of medida_clase_codigo."""
    if rule.id == _LATE:
        return "plazo"
    if rule.level == "file":
        return "archivo" if rule.effect == "rechazo" else "noticia"
    return "aviso" if rule.effect == "aviso" else "fila"


def _columns(told: _Told, deployment: Deployment) -> dict[str, object]:
    brought = [
        (item.transferencia_id, column)
        for item, contract in told
        if contract is not None and item.estado == RECEIVED
        for column, field in BROUGHT_BY.items()
        if field in contract.fields and field not in contract.constants
        if contract.grain != "racion" or column not in _OF_A_PERSON
    ]
    unknown = [
        (f"{row['lista']}_codigo", row["codigo"])
        for row in deployment.codes
        if row["nombre"].casefold() in _UNKNOWN and f"{row['lista']}_codigo" in BROUGHT_BY
    ]
    return {
        "columna_transferencia": [transfer for transfer, _ in brought],
        "columna_nombre": [column for _, column in brought],
        "desconocido_columna": [column for column, _ in unknown],
        "desconocido_codigo": [code for _, code in unknown],
    }


def _past(told: _Told, accepted: Iterable[str]) -> dict[str, object]:
    """Whole deliveries of each contract, numbered as they came; what only mends another is none."""
    explained, seen = set(accepted), Counter[str]()
    listed = []
    for item, contract in told:
        if contract is None or item.estado != RECEIVED or item.devuelta_de or contract.mode == "correction":
            continue
        seen[item.contrato] += 1
        listed.append((item, seen[item.contrato]))
    return {
        "pasado_transferencia": [item.transferencia_id for item, _ in listed],
        "pasado_institucion": [item.institucion for item, _ in listed],
        "pasado_contrato": [item.contrato for item, _ in listed],
        "pasado_orden": [number for _, number in listed],
        "pasado_explicado": [item.transferencia_id in explained for item, _ in listed],
    }


def _policy(policy: QualityPolicy) -> dict[str, object]:
    weights, watch = policy.weights.by_dimension(), policy.watch
    return {
        "peso_dimension": list(weights),
        "peso_diezmilesimas": [_scaled(weight) for weight in weights.values()],
        "vigila_entregas": watch.deliveries,
        "vigila_minimo": watch.least_deliveries,
        "vigila_filas": _scaled(watch.rows_share),
        "vigila_tope": _scaled(watch.cap_share),
        "vigila_descarte": _scaled(watch.discarded_share),
        "vigila_relleno": _scaled(watch.dominant_share),
        "vigila_persona": _scaled(watch.person_share),
    }


def _scaled(share: Decimal) -> int:
    return int(share * _TEN_THOUSANDTHS)


def _grid(deployment: Deployment, months: Sequence[str]) -> dict[str, object]:
    """Institutions that have a contract, with its first day, and the months of the trend."""
    first: dict[str, str] = {}
    for contract in deployment.contracts:
        begins = contract.valid_from.isoformat()
        first[contract.institution] = min(begins, first.get(contract.institution, begins))
    known = sorted(first)
    return {
        "tarjeta_institucion": known,
        "tarjeta_desde": [first[institution] for institution in known],
        "tarjeta_mes": list(months),
    }


def _months_back(today: date, count: int) -> list[str]:
    """First days of the last months, this one included, oldest first."""
    last = today.year * 12 + today.month - 1
    return [f"{number // 12:04d}-{number % 12 + 1:02d}-01" for number in range(last - count + 1, last + 1)]
