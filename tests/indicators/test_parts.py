"""out_indicador from night to night: what changed runs, what did not stays, what is gone goes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from assets.engine import DuckDBEngine
from assets.indicators.measure import CODE_TABLES
from assets.indicators.parts import TABLE, refresh_indicators
from assets.indicators.sources import shipped_sources
from assets.resources import Bench
from assets.schema import arrow_schema
from assets.store import WHOLE, Store
from snis.contracts.loader import load_tables
from snis.errors import IndicatorError
from tests.indicators.indicator_case import PLAIN
from tests.indicators.measuring import CODES
from tests.indicators.test_sources import SQL
from tests.printing.press import DEPLOYMENT, KEYS, NOW

REACH = {
    "visibilidad_codigo": "publica", "periodo_tipo_codigo": "anio", "anio": 2025, "periodo_numero": 1,
    "nivel": "pais", "personas": 30, "hogares": 0, "entregas": 60, "monto_gtq": 0,
}  # fmt: skip
PEOPLE = {
    "denominador_codigo": "poblacion", "anio": 2025, "nivel": "pais", "valor": 20, "denominador_anio": 2025,
    "unidad_codigo": "personas", "serie": "base2018", "fuente": "INE", "metodo_codigo": "observado",
}  # fmt: skip


def written(store: Store, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    written_part(store, name, rows, WHOLE)


def written_part(store: Store, name: str, rows: Sequence[Mapping[str, Any]], part: str) -> None:
    schema = arrow_schema(load_tables()[name])
    path = store.part(name, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.Table.from_pylist([{c: row.get(c) for c in schema.names} for row in rows], schema), path
    )


@pytest.fixture
def bench(tmp_path: Path, engine: DuckDBEngine) -> Bench:
    """A work folder where every table that a shipped indicator reads is there, and a deployment without its own."""
    store = Store(tmp_path / "work", KEYS)
    given: dict[str, Sequence[Mapping[str, Any]]] = {
        **CODES, "out_alcance": [REACH], "out_denominador": [PEOPLE], "out_hecho_entrega": [],
    }  # fmt: skip
    for name in {
        "out_hecho_entrega",
        *CODE_TABLES,
        *(t for source in shipped_sources() for t in source.tables),
    }:
        written(store, name, given.get(name, ()))
    folder = tmp_path / "despliegue"
    folder.mkdir()
    for name in ("disclosure.yaml", "approvals.yaml"):
        (folder / name).write_bytes((DEPLOYMENT.folder / name).read_bytes())
    return Bench(replace(DEPLOYMENT, folder=folder), store, engine, NOW)


def own(bench: Bench, sql: str = SQL, **keys: object) -> None:
    """One indicator in the deployment's folder."""
    folder = bench.deployment.folder / "indicators"
    folder.mkdir(exist_ok=True)
    (folder / "prueba.yaml").write_text(yaml.safe_dump(PLAIN | keys, allow_unicode=True), encoding="utf-8")
    (folder / "prueba.sql").write_text(sql, encoding="utf-8")


def stored(bench: Bench) -> dict[str, bytes]:
    return {part.stem: part.read_bytes() for part in bench.store.files(TABLE)}


def fresh(bench: Bench) -> set[str]:
    return {part.name for part in refresh_indicators(bench).parts if part.fresh}


def test_one_part_for_each_indicator_and_a_count_of_what_is_withheld(bench: Bench) -> None:
    outcome = refresh_indicators(bench)
    assert set(stored(bench)) == {source.code for source in shipped_sources()}
    assert outcome.withheld["tasa_cobertura"] == 1
    (row,) = pq.read_table(bench.store.part(TABLE, "tasa_cobertura")).to_pylist()
    assert (row["valor"], row["numerador"], row["denominador"]) == (None, 30, 20)
    assert row["razon_codigo"] == "supera_denominador"


def test_a_night_without_news_writes_nothing(bench: Bench) -> None:
    assert refresh_indicators(bench).is_fresh
    assert not refresh_indicators(bench).is_fresh


def test_only_what_reads_a_changed_table_runs_again(bench: Bench) -> None:
    refresh_indicators(bench)
    written(bench.store, "out_denominador", [PEOPLE | {"valor": 60}])
    again = fresh(bench)
    assert "tasa_cobertura" in again
    assert "usuarios_atendidos" not in again
    (row,) = pq.read_table(bench.store.part(TABLE, "tasa_cobertura")).to_pylist()
    assert (row["valor"], row["razon_codigo"]) == (50.0, "calculada")


def test_a_rebuild_gives_the_same_bytes(bench: Bench) -> None:
    refresh_indicators(bench)
    before = stored(bench)
    for part in bench.store.files(TABLE):
        part.unlink()
    refresh_indicators(bench)
    assert stored(bench) == before


def test_a_deployments_own_indicator_comes_changes_and_goes(bench: Bench) -> None:
    own(bench)
    assert "prueba" in fresh(bench)
    assert fresh(bench) == set()
    own(bench, nombre="Otro nombre")
    assert fresh(bench) == {"prueba"}
    own(bench, SQL.replace("group by anio", "group by all"), nombre="Otro nombre")
    assert fresh(bench) == {"prueba"}
    for path in (bench.deployment.folder / "indicators").iterdir():
        path.unlink()
    assert refresh_indicators(bench).discarded == ("prueba",)
    assert "prueba" not in stored(bench)
    assert not bench.store.part(TABLE, "prueba").with_suffix(".json").exists()


def test_one_that_cannot_be_measured_is_told_and_its_old_figures_go(bench: Bench) -> None:
    own(bench)
    refresh_indicators(bench)
    own(
        bench,
        SQL.replace("count(distinct persona_id)", "-1 - count(*)").replace("group by anio", "group by all"),
    )
    written(bench.store, "out_hecho_entrega", [{"anio": 2025, "visibilidad_codigo": "publica"}])
    with pytest.raises(IndicatorError) as caught:
        refresh_indicators(bench)
    assert "indicators/prueba.sql: da números negativos" in str(caught.value)
    assert set(stored(bench)) == {source.code for source in shipped_sources()}
