"""Small deliveries in, their scorecards out: all five tables, one after the other, by the real engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assets.engine import DuckDBEngine
from assets.out.scorecard_values import CARDS, COLUMNS, DELIVERY_CARDS, MEASURES, SIGNS, values_of
from assets.raw.transfers import RECEIVED, REFUSED, Transfer
from snis.deployment import Deployment, load_deployment
from tests.sql.out_case import Rows, built_on

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
TODAY = date(2026, 7, 20)
# Columns that the contract brings; persona is not one of its own.
BROUGHT = (
    "cui", "estado_entrega_codigo", "monto_gtq", "nacimiento_anio", "residencia_departamento_codigo",
    "residencia_municipio_codigo", "sexo_codigo",
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """One delivery of the elders' payroll, said by what is wrong with it.

    Attributes:
        month: which month of 2026 it is about; it comes on the 5th of the next one.
        rows: how many rows it has, those that fail included.
        failing: rows that break a rule of rows, by rule and the state it leaves them in.
        notices: accepted rows that carry a notice, by rule.
        blanks: accepted rows without a value, by column.
        common: accepted rows that share one value, by column; persona is one of them.
        late: days late.
        told: notices of the file.
        refused: the rule for which the file was refused, or nothing.
        institution, contract: who sends it.
        returned: whether it brings mended rows back.
    """

    month: int
    rows: int = 100
    failing: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    notices: Mapping[str, int] = field(default_factory=dict)
    blanks: Mapping[str, int] = field(default_factory=dict)
    common: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    told: tuple[str, ...] = ()
    refused: str = ""
    institution: str = "mintrab"
    contract: str = "mintrab-adulto-mayor"
    returned: bool = False

    @property
    def id(self) -> str:
        """Its id, told apart by sender and month."""
        letter = {"mintrab": "a", "mides": "b"}[self.institution]
        return f"T{letter}{self.month:03d}{'f' if self.returned else '0'}{'0' * 11}"

    @property
    def accepted(self) -> int:
        """Rows that are accepted."""
        return 0 if self.refused else self.rows - sum(count for _, count in self.failing.values())


@dataclass(frozen=True)
class Cards:
    """The five tables."""

    columns: Rows
    measures: Rows
    signs: Rows
    deliveries: Rows
    months: Rows

    def points(self, sent: Sent) -> dict[str, str]:
        """Points of a delivery by dimension."""
        return {
            row["dimension_tarjeta_codigo"]: str(row["valor_puntos"])
            for row in self.deliveries
            if row["transferencia_id"] == sent.id
        }

    def month(self, number: int, dimension: str = "total", institution: str = "mintrab") -> dict[str, Any]:
        """The row of a month of 2026."""
        (found,) = [
            row
            for row in self.months
            if row["institucion_codigo"] == institution
            and row["mes_fecha"] == date(2026, number, 1)
            and row["dimension_tarjeta_codigo"] == dimension
        ]
        return found


@cache
def deployment() -> Deployment:
    return load_deployment(SAMPLE)


def cards(
    *sent: Sent, owed: Sequence[Mapping[str, Any]] = (), findings: Sequence[Mapping[str, Any]] = ()
) -> Cards:
    """Scorecards of deliveries that came in this order; `owed` are lines of the calendar without a file."""
    values = values_of(registered(*sent), deployment(), TODAY)
    with DuckDBEngine("512MB", 1) as engine:
        tables: dict[str, Sequence[Mapping[str, Any]]] = {
            "core_fila": [row for item in sent for row in _rows(item)],
            "core_aviso": [row for item in sent for row in _notices(item)],
            "core_entrega": [row for item in sent for row in _deliveries(item)],
            "out_transferencia": [*(_line(item) for item in sent if not item.refused), *owed],
            "link_hallazgo_estado": findings,
        }
        for name in (COLUMNS, MEASURES, SIGNS, DELIVERY_CARDS, CARDS):
            tables[name] = built_on(engine, name, values, **tables)
    return Cards(*(list(tables[name]) for name in (COLUMNS, MEASURES, SIGNS, DELIVERY_CARDS, CARDS)))  # type: ignore[arg-type]


def registered(*sent: Sent) -> list[Transfer]:
    """The register of deliveries that came in this order."""
    return [_transfer(item, number) for number, item in enumerate(sent, start=1)]


def missing(month: int, due: date) -> dict[str, Any]:
    """A line of the calendar for a file that never came."""
    return {
        "institucion_codigo": "mintrab", "contrato": "mintrab-adulto-mayor", "periodo": f"2026-{month:02d}",
        "vence_fecha": due, "calendario_estado_codigo": "faltante", "es_debida": True,
    }  # fmt: skip


def _transfer(sent: Sent, number: int) -> Transfer:
    return Transfer(
        transferencia_id=sent.id,
        sha256="0" * 64,
        institucion=sent.institution,
        archivo="planilla.csv",
        bytes=1,
        recibida=f"{_received(sent).isoformat()}T01:00:00-06:00",
        secuencia=number,
        estado=REFUSED if sent.refused else RECEIVED,
        contrato=sent.contract,
        version=1,
        regla=sent.refused,
        periodo=f"2026-{sent.month:02d}",
        avisos=sent.told,
        devuelta_de="T" + "e" * 16 if sent.returned else "",
    )


def _received(sent: Sent) -> date:
    return date(2026, sent.month + 1, 5)


def _rows(sent: Sent) -> list[dict[str, Any]]:
    if sent.refused:
        return []
    states = [
        *(("aceptada", None) for _ in range(sent.accepted)),
        *((state, rule) for rule, (state, count) in sent.failing.items() for _ in range(count)),
    ]
    return [
        {"transferencia_id": sent.id, "hoja": "", "fila": place, "estado": state, "regla": rule}
        for place, (state, rule) in enumerate(states, start=2)
    ]


def _notices(sent: Sent) -> list[dict[str, Any]]:
    return [
        {"transferencia_id": sent.id, "hoja": "", "fila": place, "regla": rule}
        for rule, count in sent.notices.items()
        for place in range(2, count + 2)
    ]


def _deliveries(sent: Sent) -> list[dict[str, Any]]:
    """Accepted rows whose values are all different, but for the common ones, and then blanks from the end."""
    found = []
    for place in range(sent.accepted):
        row: dict[str, Any] = {
            "transferencia_id": sent.id, "hoja": "", "fila": place + 2, "institucion_codigo": sent.institution,
            "persona_id": f"P{place:031d}", "cui_estado_codigo": "valid", "sexo_codigo": "FM"[place % 2],
            "nacimiento_anio": 1900 + place % 50, "residencia_departamento_codigo": f"{place % 22 + 1:02d}",
            "residencia_municipio_codigo": f"{place % 22 + 1:02d}01", "monto_gtq": place, "cantidad": 1,
            "estado_entrega_codigo": "ABCDEFGHIJ"[place % 10], "pueblo_codigo": f"{place % 5 + 1}",
            "escolaridad_codigo": f"{place % 5 + 1}", "tiene_discapacidad": place % 2 == 0,
            "comunidad_linguistica_codigo": f"{place % 22 + 1:02d}", "entrega_municipio_codigo": "0101",
            "entrega_departamento_codigo": "01", "cumple_corresponsabilidad": True, "pobreza_codigo": "1",
        }  # fmt: skip
        for column, count in sent.common.items():
            if place < count:
                name = "persona_id" if column == "persona" else column
                row[name] = {"persona_id": "P" + "9" * 31, "nacimiento_anio": 1980}.get(name, "9")
        for column, count in sent.blanks.items():
            if place >= sent.accepted - count:
                row["cui_estado_codigo" if column == "cui" else column] = None
        found.append(row)
    return found


def _line(sent: Sent) -> dict[str, Any]:
    state = "tardia" if sent.late else "a_tiempo"
    return {
        "institucion_codigo": sent.institution, "contrato": sent.contract, "periodo": f"2026-{sent.month:02d}",
        "vence_fecha": _received(sent), "recibido_fecha": _received(sent), "transferencia_id": sent.id,
        "calendario_estado_codigo": state, "es_debida": True, "dias_atraso": sent.late,
        "filas_recibidas": sent.rows, "filas_aceptadas": sent.accepted,
    }  # fmt: skip
