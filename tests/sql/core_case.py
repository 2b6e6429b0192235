"""Small tables in, small tables out: one judgement on literal rows, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from assets.core.binding import Received, Sheet
from assets.core.judgement import Judgement, judge
from assets.engine import DuckDBEngine
from assets.store import Store
from snis.contracts.layout import InstitutionContract
from snis.deployment import Deployment
from snis.keys import Keys
from snis.territory import load_territory

KEYS = Keys(*(bytes([number]) * 32 for number in range(1, 6)))
RECEIVED = date(2026, 5, 4)
# Serial begins with 9: no living person's. Mixco (0108) and Cobán (1601) exist; 0199 does not.
CUI = "9765432141601"
CUI_B = "9554941090101"
CUI_UNKNOWN_MUNICIPALITY = "9765432140199"

CODES = (
    ("sexo", "F"), ("sexo", "M"), ("pueblo", "1"), ("pueblo", "5"), ("obra", "AGUA"), ("estado_entrega", "pagado"),
)  # fmt: skip
PROGRAMMES = (("P02", "bimestre"), ("P09", "mes"), ("P13", "unica"), ("P20", "anio"))
# A programme that says all that it can of whom it is for.
ELDERS = {
    "modalidad_codigo": "P41", "periodicidad_codigo": "mes", "unidad_entrega": "persona", "edad_min": "65",
    "edad_max": "99", "sexo_codigo": "F", "departamentos": "15|16", "municipios": "1501|1601",
    "monto_tipico_gtq": "500",
}  # fmt: skip

COLUMNS = (
    {"header": "CUI", "field": "cui"},
    {"header": "Nombres", "field": "nombres"},
    {"header": "Apellidos", "field": "apellidos"},
    {"header": "Nacimiento", "field": "nacimiento_fecha", "format": "dd/mm/aaaa"},
    {"header": "Sexo", "field": "sexo_codigo", "codes": {"H": "M", "M": "F"}},
    {"header": "Depto", "field": "residencia_departamento_codigo", "format": "nombre"},
    {"header": "Muni", "field": "residencia_municipio_codigo", "format": "nombre"},
    {"header": "Fecha", "field": "entrega_fecha", "format": "dd/mm/aaaa", "required": True},
    {"header": "Monto", "field": "monto_gtq", "format": "1,234.56"},
    {"header": "Folio", "field": "folio"},
)
GOOD: Mapping[str, str] = {
    "CUI": CUI,
    "Nombres": "Marta Elena",
    "Apellidos": "Caal Xol",
    "Nacimiento": "29/02/1996",
    "Sexo": "M",
    "Depto": "Alta Verapaz",
    "Muni": "Coban",
    "Fecha": "28/02/2026",
    "Monto": "1,500.00",
    "Folio": "F1",
}


@cache
def deployment() -> Deployment:
    return Deployment(
        folder=Path(),
        name="Prueba",
        country="GT",
        timezone="America/Guatemala",
        publisher={},
        licence={},
        territory=load_territory(),
        institutions=({"institucion_codigo": "mides"},),
        programmes=(
            *({"modalidad_codigo": code, "periodicidad_codigo": period} for code, period in PROGRAMMES),
            ELDERS,
        ),
        codes=tuple({"lista": name, "codigo": code, "nombre": code} for name, code in CODES),
        contracts=(),
    )


def contract(**changes: Any) -> InstitutionContract:
    """The usual contract of these tests; a change of None takes the key away."""
    content = {
        "contract": "mides-prueba",
        "version": 1,
        "institution": "mides",
        "title": "Prueba",
        "valid_from": "2026-01-01",
        "legal_basis": ["decreto-57-2008"],
        "cadence": {"every": "month", "due_day": 10},
        "kind": "deliveries",
        "grain": "persona",
        "file": {"pattern": "*.csv", "format": "csv", "encoding": "utf-8", "delimiter": ","},
        "constants": {"modalidad_codigo": "P02"},
        "columns": COLUMNS,
        **changes,
    }
    return InstitutionContract.model_validate(
        {key: value for key, value in content.items() if value is not None}
    )


def column(field_name: str, **changes: Any) -> tuple[dict[str, Any], ...]:
    """The usual columns with one of them changed, or added under its own name."""
    others = tuple(item for item in COLUMNS if item["field"] != field_name)
    own = next((item for item in COLUMNS if item["field"] == field_name), {"header": field_name})
    return (*others, {**own, "field": field_name, **changes})


@dataclass
class Bench:
    """A work folder and an engine, and the transfers judged in it so far."""

    folder: Path
    engine: DuckDBEngine
    judged: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return Store(self.folder, KEYS)

    def judge(
        self,
        rows: Sequence[Mapping[str, str] | Sequence[str | None]],
        layout: InstitutionContract | None = None,
        *,
        transfer_id: str = "T1",
        closed_through: date | None = None,
    ) -> Judgement:
        """Judge rows, each given as header -> cell (over GOOD) or as bare cells; rows are lines 2, 3, ..."""
        layout = layout or contract()
        header = tuple(item.header[0] for item in layout.columns)
        cells = [
            [{**GOOD, **row}.get(name, "") for name in header] if isinstance(row, Mapping) else list(row)
            for row in rows
        ]
        raw = raw_table([("", line, row) for line, row in enumerate(cells, start=2)])
        sheets = [sheet_of(layout)]
        return self.judge_raw(raw, layout, sheets, transfer_id=transfer_id, closed_through=closed_through)

    def judge_raw(
        self,
        raw: pa.Table,
        layout: InstitutionContract,
        sheets: Sequence[Sheet],
        *,
        transfer_id: str = "T1",
        closed_through: date | None = None,
    ) -> Judgement:
        """Judge rows that have an address."""
        judgement = judge(
            Received(transfer_id, RECEIVED),
            layout,
            sheets,
            raw.to_reader(),
            earlier=list(self.judged),
            deployment=deployment(),
            engine=self.engine,
            store=self.store,
            keys=KEYS,
            closed_through=closed_through,
        )
        self.judged.append(transfer_id)
        return judgement

    def table(self, name: str, columns: str, transfer_id: str = "T1") -> list[tuple[Any, ...]]:
        """Columns of a plain part, in its own order."""
        self.engine.attach("parte", [self.store.part(name, transfer_id)])
        return self.engine.rows(f"select {columns} from parte")

    def ledger(self, transfer_id: str = "T1") -> list[tuple[Any, ...]]:
        """Line, state, rule and field of every row."""
        return self.table("core_fila", "fila, estado, regla, campo", transfer_id)

    def vault(self, transfer_id: str = "T1") -> list[dict[str, Any]]:
        return self.store.read_encrypted("vault_identidad", transfer_id).read_all().to_pylist()


def sheet_of(layout: InstitutionContract, name: str = "") -> Sheet:
    """The header in the contract's own order."""
    header = tuple(item.header[0] for item in layout.columns)
    positions = {item.field: place for place, item in enumerate(layout.columns, start=1) if item.field}
    return Sheet(name, header, positions)


def raw_table(rows: Sequence[tuple[str, int, Sequence[str | None]]]) -> pa.Table:
    return pa.table(
        {
            "hoja": pa.array([row[0] for row in rows], pa.string()),
            "fila": pa.array([row[1] for row in rows], pa.int64()),
            "valores": pa.array([list(row[2]) for row in rows], pa.list_(pa.string())),
        }
    )
