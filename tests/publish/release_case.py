"""A small release of every dataset of the sample, written by the real publisher from the real contracts."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.schema import arrow_schema
from publish.datasets import DatasetSpec, load_datasets
from publish.editions import Register
from publish.feedback import FEEDBACK, load_feedback
from publish.gate_approvals import load_approvals
from publish.governance import Governance
from publish.opening import OPENING, load_opening
from publish.package import Edition, PackageReport
from publish.release import Catalogue, stage_release
from publish.tile_map import Place
from publish.usage import Counts
from snis.contracts.loader import load_tables
from snis.contracts.model import TableContract

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
REFERENCE = Path(__file__).parents[2] / "snis" / "reference" / "guatemala"
CONTRACTS: Mapping[str, TableContract] = load_tables()
PUBLISHER = {
    "name": "Ministerio de muestra",
    "email": "datos@example.org",
    "url": "https://example.org/datos",
}
LICENCE = {
    "id": "CC-BY-4.0",
    "title": "Creative Commons Atribución 4.0 Internacional",
    "url": "https://creativecommons.org/licenses/by/4.0/deed.es",
}
REGISTER = Register()
CODES = {
    "departamento": {"01": "Guatemala", "08": "Totonicapán", "16": "Alta Verapaz"},
    "municipio": {"0801": "Totonicapán"},
    "institucion": {"mides": "Ministerio de Desarrollo Social", "fodigua": "Fondo de Desarrollo Indígena"},
    "modalidad": {
        "P02": "Bono Social, intervención Educación",
        "P04": "Bolsa Social",
        "P01": "Bono Social, Salud",
    },
    "sexo": {"F": "Mujer", "M": "Hombre"},
}
TABLES: dict[str, list[dict[str, Any]]] = {
    "open_cobertura": [
        {"cruce_codigo": "departamento", "anio": 2026, "departamento_codigo": "01", "personas": 4310, "entregas": 9000,
         "monto_gtq": 1250000, "tasa_cobertura_pct": 0.1, "tasa_cobertura_estado_codigo": "calculada",
         "poblacion_anio": 2026},
        {"cruce_codigo": "departamento", "anio": 2026, "departamento_codigo": "08", "personas": 120, "entregas": 240},
        {"cruce_codigo": "municipio", "anio": 2026, "departamento_codigo": "08", "municipio_codigo": "0800",
         "personas": 15, "entregas": 25},
        {"cruce_codigo": "municipio", "anio": 2026, "departamento_codigo": "08", "municipio_codigo": "0801",
         "personas": 105, "entregas": 215},
        {"cruce_codigo": "pais", "anio": 2026, "personas": 4430, "entregas": 9240, "monto_gtq": 1300000},
        {"cruce_codigo": "sexo_edad", "anio": 2026, "sexo_codigo": "N", "edad_grupo_codigo": "75+", "personas": 10,
         "entregas": 10},
    ],
    "open_coincidencia": [
        {"anio": 2026, "modalidad_a_codigo": "P02", "modalidad_b_codigo": "P04", "personas": 15},
    ],
    "open_cobertura_sensible": [
        {"anio": 2026, "departamento_codigo": "08", "modalidad_codigo": "P01", "personas": 25},
    ],
    "open_cobertura_restringida": [{"anio": 2026, "personas": 110}],
    "open_cobertura_comunitaria": [
        {"cruce_codigo": "pais", "anio": 2026, "familias_atendidas": 310},
        {"cruce_codigo": "institucion", "anio": 2026, "institucion_codigo": "fodigua", "familias_atendidas": 310},
    ],
}  # fmt: skip


def specs() -> tuple[DatasetSpec, ...]:
    """The datasets of tables of the sample; a series of reports has a page from its first report on."""
    return tuple(spec for spec in load_datasets(SAMPLE / "datasets.yaml") if spec.tables)


def edition(release: str = "2026-04", register: Register = REGISTER) -> Edition:
    """An edition of the sample, published on 4 May 2026."""
    return Edition(
        release=release, created=f"{release}-30T00:00:00Z", publisher=PUBLISHER, licence=LICENCE,
        sources=("Ministerio de Desarrollo Social", "Fondo de Desarrollo Indígena"), codes=CODES,
        moment="2026-05-04T09:00:00Z", register=register,
    )  # fmt: skip


def write_tables(folder: Path, **changed: Sequence[Mapping[str, Any]]) -> dict[str, Path]:
    """The tables of every dataset as Parquet files with the types of their contracts; one not named here is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    empty: dict[str, Sequence[Mapping[str, Any]]] = {name: () for spec in specs() for name in spec.tables}
    for name, rows in {**empty, **TABLES, **changed}.items():
        schema = arrow_schema(CONTRACTS[name])
        full = [{field: row.get(field) for field in schema.names} for row in rows]
        paths[name] = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(full, schema=schema), paths[name])
    return paths


def places() -> list[Place]:
    """The departments of Guatemala on the tile map."""
    with (REFERENCE / "departamentos.csv").open(encoding="utf-8", newline="") as stream:
        return [
            Place(
                row["departamento_codigo"], row["departamento"], row["etiqueta"], int(row["mosaico_fila"]),
                int(row["mosaico_columna"]),
            )
            for row in csv.DictReader(stream)
        ]  # fmt: skip


def stage(
    folder: Path,
    *,
    release: str = "2026-04",
    public: Path | None = None,
    register: Register = REGISTER,
    **changed: Sequence[Mapping[str, Any]],
) -> list[PackageReport]:
    """A whole release in `folder/staging`."""
    return stage_release(
        write_tables(folder / "tables", **changed),
        around(),
        edition=edition(release, register),
        staging=folder / "staging",
        public=public or folder / "public",
    )


def around() -> Catalogue:
    """What the sample's pages are drawn from."""
    return Catalogue(specs(), CONTRACTS, "Padrón de muestra", PUBLISHER, places(), governance())


def governance(today: date = date(2026, 5, 4), usage: Counts | None = None) -> Governance:
    """The opening of the sample on the day of its edition."""
    return Governance(
        opening=load_opening(SAMPLE / OPENING),
        approvals=load_approvals(SAMPLE / "approvals.yaml"),
        comments=load_feedback(SAMPLE / FEEDBACK),
        usage=usage or {"2026-04": {"cobertura": 128, "coincidencias": 7}},
        today=today,
    )
