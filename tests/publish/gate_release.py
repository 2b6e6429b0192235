"""A small clean release and the rules it meets; gate tests spoil one thing at a time."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from publish.datasets import DatasetSpec
from publish.gate import inspect
from publish.gate_approvals import load_approvals
from publish.gate_findings import Verdict
from publish.gate_rules import GateRules, build_rules
from snis.contracts.loader import load_tables
from snis.disclosure_policy import DisclosurePolicy, load_policy

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
MUNICIPALITIES = {"0101": "01", "0102": "01", "0801": "08", "1601": "16"}
# Invented: serial starts with 9 (9765432141601 is the worked example of the CUI reference).
A_CUI = "9765432141601"

PROGRAMME = (
    "modalidad_codigo", "modalidad", "programa_codigo", "programa", "institucion_codigo", "visibilidad_codigo",
    "monto_tipico_gtq",
)  # fmt: skip
CODES = [
    {"lista": name, "codigo": code, "nombre": code}
    for name, codes in (
        ("sexo", ("F", "M")),
        ("edad_grupo", ("0-4", "5-9", "10-14", "15-17", "18-29", "30-44", "45-59", "60-74", "75+", "N")),
        ("edad_grupo3", ("0-17", "18-59", "60+", "N")),
        ("pueblo", ("1", "2", "3", "4", "5", "6", "9")),
        ("pueblo2", ("I", "O", "9")),
    )
    for code in codes
]
COVERAGE = [column.name for column in load_tables()["open_cobertura"].fields]
ROWS: tuple[dict[str, Any], ...] = (
    {
        "cruce_codigo": "departamento_modalidad",
        "anio": 2026,
        "departamento_codigo": "08",
        "modalidad_codigo": "P02",
        "personas": 40,
        "entregas": 80,
        "monto_gtq": "40000.00",
    },
    {
        "cruce_codigo": "pais",
        "anio": 2026,
        "personas": 45,
        "entregas": 200,
        "monto_gtq": None,
        "tasa_cobertura_pct": 0.5,
        "tasa_cobertura_estado_codigo": "calculada",
    },
    {"cruce_codigo": "sexo_edad", "anio": 2026, "sexo_codigo": "F", "edad_grupo_codigo": "10-14", "personas": 10,
     "entregas": 25},
)  # fmt: skip


def sample_rules(**changes: Any) -> GateRules:
    """Rules from the real contracts, policy and approvals of the sample deployment."""
    given: dict[str, Any] = {
        "programmes": [
            dict(zip(PROGRAMME, row, strict=True))
            for row in (
                ("P01", "Bono Social, intervención Salud", "bono-social", "Bono Social", "mides", "sensible", "500"),
                ("P02", "Bono Social, intervención Educación", "bono-social", "Bono Social", "mides", "publica", "500"),
                ("P11", "Vida", "vida", "Vida", "mides", "restringida", "1500"),
                (
                    "P51", "Protección especial y acogimiento", "proteccion-especial",
                    "Protección especial y acogimiento", "sosep", "restringida", "",
                ),
            )
        ],
        "datasets": (
            DatasetSpec(
                name="cobertura", title="Cobertura", description="Cobertura.", tables=("open_cobertura",),
                legal_basis=("decreto-57-2008",), update="MONTHLY",
            ),
            DatasetSpec(
                name="cobertura-restringida", title="Programa Vida y otros: total nacional", description="Un número.",
                tables=("open_cobertura_restringida",), legal_basis=("decreto-57-2008",), update="ANNUAL",
            ),
        ),
        "licence": "CC-BY-4.0",
        "approvals": load_approvals(SAMPLE / "approvals.yaml"),
        "municipalities": MUNICIPALITIES,
        "codes": CODES,
        "policy": small_policy("pais", "departamento_modalidad", "sexo_edad"),
        **changes,
    }  # fmt: skip
    return build_rules(load_tables().values(), given.pop("policy"), **given)


def small_policy(*crosses: str) -> DisclosurePolicy:
    """The sample's policy with few crosses of the coverage table, so that a handful of rows is a whole release."""
    policy = load_policy(SAMPLE / "disclosure.yaml")
    kept = [cross for cross in policy.crosses if cross.table != "open_cobertura" or cross.name in crosses]
    return policy.model_copy(update={"crosses": kept})


def csv_bytes(rows: Sequence[dict[str, Any]], columns: Sequence[str] = COVERAGE) -> bytes:
    """Rows as CSV with LF line ends; a missing value is an empty cell."""
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def parquet_bytes(
    rows: Sequence[dict[str, Any]], columns: Sequence[str] = COVERAGE, **types: pa.DataType
) -> bytes:
    """Rows as Parquet with the types of the contract."""
    kinds = {
        "anio": pa.int64(), "mes": pa.int64(), "personas": pa.int64(), "entregas": pa.int64(),
        "tasa_cobertura_pct": pa.float64(),
    } | types  # fmt: skip
    arrays = [
        pa.array([row.get(name) for row in rows], type=kinds.get(name, pa.string())) for name in columns
    ]
    table = pa.table(arrays, names=list(columns))
    if "monto_gtq" in columns and "monto_gtq" not in types:
        place = list(columns).index("monto_gtq")
        table = table.set_column(place, "monto_gtq", table.column(place).cast(pa.decimal128(18, 2)))
    target = io.BytesIO()
    pq.write_table(table, target, compression="zstd")
    return target.getvalue()


def write_release(folder: Path, rows: Sequence[dict[str, Any]] = ROWS) -> Path:
    """A clean release: a catalogue page and the coverage package with its two renditions."""
    package = folder / "cobertura"
    (package / "datos").mkdir(parents=True)
    (package / "datos" / "cobertura.csv").write_bytes(csv_bytes(rows))
    (package / "datos" / "cobertura.parquet").write_bytes(parquet_bytes(rows))
    (package / "README.md").write_text(
        "# Cobertura\n\nNinguna cifra describe a menos de 10 personas. Mejora la vida de las familias.\n",
        "utf-8",
    )
    (folder / "index.html").write_text(
        "<!doctype html><html lang='es'><title>Catálogo</title><h1>Datos abiertos</h1>"
        "<table><tr><th>Personas</th></tr></table><a href='cobertura/README.md'>Cobertura 2024-2028</a></html>",
        "utf-8",
    )
    seal(package)
    return folder


def seal(package: Path, **changes: Any) -> None:
    """Write the descriptor of the coverage package over its files as they are now."""
    resources = [
        {
            "name": path.stem if path.suffix == ".csv" else f"{path.stem}-{path.suffix[1:]}",
            "path": path.relative_to(package).as_posix(),
            "bytes": path.stat().st_size,
            "hash": "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest(),
            "schema": {"fields": [{"name": name, "type": "any"} for name in COVERAGE]},
        }
        for path in sorted((package / "datos").iterdir())
    ]
    document = {
        "name": "cobertura",
        "title": "Cobertura de los programas sociales",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "legalBasis": ["decreto-57-2008"],
        "resources": resources,
    }
    (package / "datapackage.json").write_text(json.dumps(document | changes, ensure_ascii=False), "utf-8")


def rules_broken(folder: Path, rules: GateRules | None = None) -> set[str]:
    """Identifiers of the rules that a release breaks."""
    return {finding.rule for finding in verdict(folder, rules).findings}


def verdict(folder: Path, rules: GateRules | None = None) -> Verdict:
    """The gate's verdict under the sample rules."""
    return inspect(folder, rules or sample_rules())
