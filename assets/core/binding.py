"""From a contract and the headers it was matched with to the values that the judgement's statements have bound.

Belongs here: positions, constants, formats, crosswalks and keys under the names that the SQL uses. Does not belong
here: reading a value (core_valor_*.sql), or the meaning of a format (snis/contracts/formats.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from assets.core.reshaping import judged_names
from assets.raw.transfers import Transfer
from quality.catalogue import load_catalogue
from snis.contracts.formats import (
    DEFAULT_NUMBER_FORMAT,
    MONTH_WORDS,
    PARTS_FORMAT,
    date_patterns,
    number_pattern,
)
from snis.contracts.input_fields import (
    CODED_FIELDS,
    DATE_FIELDS,
    DEFAULT_TOTALS,
    INPUT_FIELDS,
    KEY_COLUMNS,
    NUMBER_FIELDS,
    PLACE_FIELDS,
)
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.errors import ContractError
from snis.keys import Keys
from snis.pseudonym import hmac_pads

_FORMAT_COLUMNS = ("campo", "formato", "patron", "orden", "miles", "coma")
_CANONICAL_DATE, _CANONICAL_PLACE = "aaaa-mm-dd", {"departamento": "codigo", "municipio": "codigo4"}


@dataclass(frozen=True)
class Sheet:
    """One table of a file as its header was matched.

    Attributes:
        name: sheet; empty when the file is one table.
        header: texts of the header, as sent.
        positions: 1-based column of each input field.
    """

    name: str
    header: tuple[str, ...]
    positions: Mapping[str, int]


@dataclass(frozen=True)
class Received:
    """What the judgement has to know of a transfer.

    Attributes:
        transfer_id: its id.
        day: the day it was received, in the deployment's time zone.
    """

    transfer_id: str
    day: date


def sheets_of(transfer: Transfer) -> list[Sheet]:
    """The tables of a transfer as the reader found them."""
    tables = (transfer.lectura or {}).get("tablas", [])
    return [Sheet(table["hoja"], tuple(table["encabezado"]), table["posiciones"]) for table in tables]


def received_of(transfer: Transfer) -> Received:
    """Id and day of reception of a transfer."""
    return Received(transfer.transferencia_id, transfer.moment.date())


def bound_values(
    received: Received, contract: InstitutionContract, sheets: Sequence[Sheet], *, keys: Keys
) -> dict[str, object]:
    """Every value that the statements of the judgement may have bound, by name."""
    person_inner, person_outer = hmac_pads(keys.person)
    household_inner, household_outer = hmac_pads(keys.household)
    return {
        "transferencia": received.transfer_id,
        "recibido": received.day,
        "institucion": contract.institution,
        "tipo": contract.kind,
        "grano": contract.grain,
        "fuente": contract.registry,
        "persona_ipad": person_inner,
        "persona_opad": person_outer,
        "hogar_ipad": household_inner,
        "hogar_opad": household_outer,
        "marcas": totals_pattern(contract),
        **_sheet_values(contract, sheets),
        **{f"c_{field}": field in key_fields(contract) for field in KEY_COLUMNS},
    }


def bound_tables(contract: InstitutionContract) -> dict[str, pa.Table]:
    """The small tables that tell the statements the rules, and how this contract writes dates, numbers and codes."""
    official = [(field, CODED_FIELDS[field]) for field in _sent_in_official_codes(contract)]
    own = [
        (column.field, sent, code)
        for column in contract.columns
        if column.field and column.codes is not None
        for sent, code in column.codes.items()
    ]
    return {
        "core_formato": _text_table(_FORMAT_COLUMNS, _formats(contract)),
        "core_codigo_contrato": _text_table(("campo", "enviado", "codigo"), own),
        "core_regla": _text_table(
            ("regla", "estado", "motivo", "remedio"),
            [
                (rule.id, rule.state, rule.message, rule.remedy)
                for rule in load_catalogue().of_level("row", "notice")
            ],
        ),
        "core_lista": _text_table(("campo", "lista"), official),
        "core_mes": pa.table(
            {
                "abreviatura": pa.array([word for word, _ in MONTH_WORDS], pa.string()),
                "mes": pa.array([number for _, number in MONTH_WORDS], pa.int32()),
            }
        ),
    }


def reference_tables(deployment: Deployment) -> dict[str, pa.Table]:
    """The columns of the deployment's code lists, programmes and territory that the judgement looks things up in."""
    territory = deployment.territory
    aliases = [(a.level, a.department, a.name, a.code) for a in territory.aliases]
    return {
        "ref_codigo": _text_table(
            ("lista", "codigo"), [(row["lista"], row["codigo"]) for row in deployment.codes]
        ),
        "ref_modalidad": _programmes(deployment),
        "ref_departamento": _text_table(
            ("departamento_codigo", "departamento"),
            [(department.code, department.name) for department in territory.departments],
        ),
        "ref_municipio": _text_table(
            ("municipio_codigo", "departamento_codigo", "municipio"),
            [(item.code, item.department, item.name) for item in territory.municipalities],
        ),
        "ref_territorio_alias": _text_table(
            ("nivel", "departamento_codigo", "nombre_normal", "codigo"), aliases
        ),
    }


def _programmes(deployment: Deployment) -> pa.Table:
    """What the register of programmes says of each modality: whom, where, how often and how much."""
    rows = deployment.programmes

    def texts(name: str) -> pa.Array:
        return pa.array([row.get(name) or None for row in rows], pa.string())

    return pa.table(
        {
            **{
                name: texts(name)
                for name in (
                    *("modalidad_codigo", "periodicidad_codigo", "unidad_entrega", "sexo_codigo"),
                    *("departamentos", "municipios"),
                )
            },
            **{name: texts(name).cast(pa.int64()) for name in ("edad_min", "edad_max")},
            "monto_tipico_gtq": texts("monto_tipico_gtq").cast(pa.decimal128(18, 2)),
        }
    )


def key_fields(contract: InstitutionContract) -> frozenset[str]:
    """Fields of the natural key, in the names that the statements use.

    Raises:
        ContractError: the key names a field that does not tell deliveries apart.
    """
    if foreign := sorted(contract.key - KEY_COLUMNS):
        raise ContractError(
            f"delivery_key: {', '.join(foreign)} no puede ser parte de la clave de una entrega",
            place=contract.contract,
            remedy=f"Use algunos de estos campos: {', '.join(sorted(KEY_COLUMNS))}.",
        )
    return contract.key


def totals_pattern(contract: InstitutionContract) -> str:
    """How the first filled cell of a total begins, in capitals: the contract's marks and labels, and the usual ones."""
    control = contract.control
    labels = [label for label in (control.filas, control.monto_gtq) if label] if control else []
    marks = {mark.strip().upper() for mark in (*contract.totals, *labels, *DEFAULT_TOTALS)}
    return "^(" + "|".join(re.escape(mark) for mark in sorted(marks)) + ")"


def _sheet_values(contract: InstitutionContract, sheets: Sequence[Sheet]) -> dict[str, object]:
    required = contract.required_fields
    values: dict[str, object] = {
        "hojas": [name for sheet in sheets for name in judged_names(contract, sheet.name)],
        "ancho": [len(sheet.header) for sheet in sheets for _ in judged_names(contract, sheet.name)],
    }
    for field in sorted(INPUT_FIELDS):
        values[f"k_{field}"] = contract.constants.get(field)
        values[f"o_{field}"] = field in required
    return values


def _sent_in_official_codes(contract: InstitutionContract) -> list[str]:
    crosswalked = {column.field for column in contract.columns if column.codes is not None}
    return sorted(field for field in CODED_FIELDS if field in contract.fields and field not in crosswalked)


def _formats(contract: InstitutionContract) -> list[tuple[str | None, ...]]:
    """One row per field and way of writing it; a constant is canonical, so its format is too."""
    rows: list[tuple[str | None, ...]] = []
    for field in sorted(contract.fields):
        column = contract.column_of(field)
        sent_as = column.format if column else None
        if field in DATE_FIELDS:
            in_parts = column is not None and column.part is not None and contract.months is None
            name = PARTS_FORMAT if in_parts else sent_as or _CANONICAL_DATE
            rows += [(field, name, p.pattern, p.order, None, None) for p in date_patterns(name)]
        elif field in NUMBER_FIELDS:
            number = number_pattern(sent_as, currency=column.currency if column else None)
            name = sent_as or DEFAULT_NUMBER_FORMAT
            rows.append((field, name, number.pattern, None, number.thousands, number.decimal))
        elif field in PLACE_FIELDS:
            level = field.split("_")[1]
            rows.append((field, sent_as or _CANONICAL_PLACE[level], None, None, None, None))
    return rows


def _text_table(names: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> pa.Table:
    return pa.table(
        {name: pa.array([row[index] for row in rows], pa.string()) for index, name in enumerate(names)}
    )
