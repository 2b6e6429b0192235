"""The reference tables say what deployment and territory say, and are written only when that changes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assets.ref.tables import write_reference_tables
from assets.schema import arrow_schema
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.deployment import Deployment, load_deployment
from snis.keys import Keys
from tests.support.deployment import CODES, make_deployment

KEYS = Keys(*(bytes([number]) * 32 for number in range(1, 6)))
REF_TABLES = sorted(name for name, contract in load_tables().items() if contract.layer == "ref")


# Without one, nobody declared anything, and its table has no rows.
DIAGNOSIS = {
    "diagnosis/mides.yaml": "date: 2026-03-16\nanswered_by: informatica\nanswers: {valida_cui: {answer: siempre}}\n"
}


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    return load_deployment(make_deployment(tmp_path_factory.mktemp("despliegue"), files=DIAGNOSIS))


@pytest.fixture(scope="module")
def store(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("work"), KEYS)
    write_reference_tables(deployment, store)
    return store


def rows(store: Store, name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(store.part(name)).to_pylist()
    return found


@pytest.mark.parametrize("name", REF_TABLES)
def test_each_table_keeps_its_contract(store: Store, name: str) -> None:
    contract = load_tables()[name]
    table = pq.read_table(store.part(name))
    assert table.schema.equals(arrow_schema(contract))
    found = table.to_pylist()
    keys = {tuple(row[column] for column in contract.key) for row in found}
    assert len(keys) == len(found) > 0
    assert [f.name for f in contract.fields if f.required and any(row[f.name] is None for row in found)] == []


def test_the_territory_is_whole(store: Store) -> None:
    assert len(rows(store, "ref_departamento")) == 22
    assert len(rows(store, "ref_municipio")) == 340
    departments = {row["departamento_codigo"] for row in rows(store, "ref_departamento")}
    assert {row["departamento_codigo"] for row in rows(store, "ref_municipio")} == departments


def test_the_calendar_has_a_row_for_each_month(store: Store) -> None:
    months = rows(store, "ref_calendario")
    assert (months[0]["mes_inicio_fecha"], months[-1]["mes_fin_fecha"]) == (
        date(2012, 1, 1),
        date(2035, 12, 31),
    )
    assert len(months) == 24 * 12
    assert [row["dias"] for row in months if row["mes"] == 2 and row["anio"] in (2023, 2024)] == [28, 29]


def test_registers_keep_their_types_and_their_blanks(store: Store) -> None:
    education, vida = rows(store, "ref_modalidad")
    assert (education["edad_min"], education["monto_tipico_gtq"]) == (6, Decimal("500.00"))
    assert (education["departamentos"], vida["departamentos"], vida["edad_min"]) == ("02|03", None, None)
    assert rows(store, "ref_institucion")[0]["vigente_desde"] == date(2026, 1, 1)
    assert {"lista": "sexo", "codigo": "F", "nombre": "Mujer"} in rows(store, "ref_codigo")


def test_aliases_are_unambiguous(store: Store) -> None:
    aliases = [
        (row["nivel"], row["departamento_codigo"], row["nombre_normal"])
        for row in rows(store, "ref_territorio_alias")
    ]
    assert len(set(aliases)) == len(aliases)
    assert ("municipio", "16", "COBAN") in aliases


def test_the_same_deployment_gives_the_same_bytes_and_leaves_files_alone(
    deployment: Deployment, tmp_path: Path
) -> None:
    store = Store(tmp_path, KEYS)
    first_rows = write_reference_tables(deployment, store)
    before = {path: (path.read_bytes(), path.stat().st_ino) for path in sorted(tmp_path.rglob("*.*"))}
    assert write_reference_tables(deployment, store) == first_rows
    assert {path: (path.read_bytes(), path.stat().st_ino) for path in sorted(tmp_path.rglob("*.*"))} == before
    assert sorted(first_rows) == REF_TABLES


def test_a_change_touches_its_own_table_alone(deployment: Deployment, tmp_path: Path) -> None:
    store = Store(tmp_path / "work", KEYS)
    write_reference_tables(deployment, store)
    before = {name: store.part(name).stat().st_ino for name in REF_TABLES}
    changed = make_deployment(
        tmp_path / "otro", files={**DIAGNOSIS, "codes.csv": CODES + "sexo,N,No informado\n"}
    )
    write_reference_tables(load_deployment(changed), store)
    assert [name for name in REF_TABLES if store.part(name).stat().st_ino != before[name]] == ["ref_codigo"]
