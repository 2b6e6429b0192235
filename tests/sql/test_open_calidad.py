"""Quality by institution, month and rule: exact counts in, protected rows out; nothing of a reserved programme."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.open import quality_transfers
from snis.deployment import load_deployment
from snis.quality_disclosure import print_quality, tells_public_programmes_alone
from tests.sql.open_cells import KEY, POLICY, Rows, engine, run
from tests.sql.out_case import built

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
DEPLOYMENT = load_deployment(SAMPLE)
PUBLIC = {row["modalidad_codigo"] for row in DEPLOYMENT.programmes if row["visibilidad_codigo"] == "publica"}
GUATEMALA = ZoneInfo("America/Guatemala")


def cell(**given: Any) -> dict[str, Any]:
    """An exact cell of 2,000 records checked."""
    defaults = {
        "anio": 2026, "mes": 3, "institucion_codigo": "mintrab", "regla_calidad_codigo": "CUI-01",
        "registros_revisados": 2000, "registros_con_falla": 40, "clave_revisados": 7, "clave_fallas": 9,
    }  # fmt: skip
    return defaults | given


def published(*cells: dict[str, Any]) -> Rows:
    with engine() as duck:
        return run("open_calidad", on=duck, out_calidad=list(cells))


class TestPrinted:
    def test_a_whole_small_table(self) -> None:
        rows = published(
            cell(regla_calidad_codigo="CUI-01"),
            cell(regla_calidad_codigo="CUI-02", registros_con_falla=9),
            cell(regla_calidad_codigo="CUI-03", registros_con_falla=0),
            cell(regla_calidad_codigo="FEC-01", registros_con_falla=2000),
            cell(institucion_codigo="conalfa", registros_revisados=500, registros_con_falla=10),
            cell(institucion_codigo="sosep", registros_revisados=9, registros_con_falla=9),
        )
        assert [tuple(row.values())[2:] for row in rows] == [
            ("conalfa", "CUI-01", 500, 10, None, "sin_tasa"),
            ("mintrab", "CUI-01", 2000, 40, 2.0, "calculada"),
            ("mintrab", "CUI-02", 2000, None, None, "<10"),
            ("mintrab", "CUI-03", 2000, None, None, "<10"),
            ("mintrab", "FEC-01", 2000, 2000, None, ">=95"),
        ]

    @settings(max_examples=20, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 2**64 - 1)),
            min_size=1,
            max_size=20,
        )
    )
    def test_equals_the_reference(self, counts: list[tuple[int, int, int]]) -> None:
        cells = [
            cell(
                mes=at % 12 + 1, anio=2000 + at // 12, registros_revisados=checked,
                registros_con_falla=min(failing, checked), clave_revisados=key, clave_fallas=key // 3,
            )
            for at, (checked, failing, key) in enumerate(counts)
        ]  # fmt: skip
        expected = [
            print_quality(
                row["registros_revisados"], row["registros_con_falla"], POLICY, key=KEY,
                checked_key=row["clave_revisados"], failing_key=row["clave_fallas"],
            )
            for row in cells
        ]  # fmt: skip
        found = [tuple(row.values())[4:] for row in published(*cells)]
        assert found == [
            (one.checked, one.failing, None if one.rate_pct is None else float(one.rate_pct), one.state)
            for one in expected
            if one is not None
        ]


BOUND: dict[str, Any] = {
    "abiertas_transferencia": ["T1", "T2", "T3"],
    "abiertas_institucion": ["mintrab", "mintrab", "maga"],
    "abiertas_anio": [2026, 2026, 2026],
    "abiertas_mes": [3, 3, 4],
    "reglas_de_fila": ["CUI-01", "FEC-01"],
}


class TestCounted:
    def test_rows_are_counted_by_institution_month_and_rule_and_every_rule_has_its_row(self) -> None:
        ledger = [
            *rows("T1", None, 5), *rows("T1", "CUI-01", 2), *rows("T2", "CUI-01", 1), *rows("T3", None, 1),
            *rows("T9", "CUI-01", 50),
        ]  # fmt: skip
        found = built("out_calidad", BOUND, core_fila=ledger)
        assert [tuple(row.values())[1:6] for row in found] == [
            (3, "mintrab", "CUI-01", 8, 3),
            (3, "mintrab", "FEC-01", 8, 0),
            (4, "maga", "CUI-01", 1, 0),
            (4, "maga", "FEC-01", 1, 0),
        ]

    def test_without_such_a_transfer_there_is_no_row(self) -> None:
        empty = {name: [] for name in BOUND} | {"reglas_de_fila": ["CUI-01"]}
        assert built("out_calidad", empty, core_fila=rows("T1", "CUI-01", 50)) == []


class TestAllowed:
    @pytest.mark.parametrize(
        ("contract", "counts"),
        [
            ("mintrab-adulto-mayor", True),
            ("mides-becas", True),
            ("mides-bono-social", False),
            ("mides-vida", False),
            ("sbs-programas", False),
            ("sosep-apoyos", False),
            ("fodigua-proyectos", False),
            ("renap-defunciones", False),
        ],
    )
    def test_only_contracts_of_public_programmes_alone_count(self, contract: str, counts: bool) -> None:
        found = next(known for known in DEPLOYMENT.contracts if known.contract == contract)
        assert tells_public_programmes_alone(found, PUBLIC) is counts

    def test_a_file_of_a_reserved_programme_or_of_this_month_is_not_chosen(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        register = [
            transfer("T1", "mintrab", "mintrab-adulto-mayor", "2026-04-30T23:00:00-06:00"),
            transfer("T2", "mintrab", "mintrab-adulto-mayor", "2026-05-01T00:00:00-06:00"),
            transfer("T3", "mides", "mides-vida", "2026-03-01T00:00:00-06:00"),
            transfer("T4", "mides", "", "2026-03-01T00:00:00-06:00"),
        ]
        monkeypatch.setattr(quality_transfers, "read_register", lambda store: register)
        bench: Any = SimpleNamespace(
            deployment=DEPLOYMENT, store=None, now=datetime(2026, 5, 4, tzinfo=GUATEMALA)
        )
        values = quality_transfers.quality_values(bench)
        assert values["abiertas_transferencia"] == ["T1"]
        assert (values["abiertas_anio"], values["abiertas_mes"]) == ([2026], [4])
        assert "CUI-01" in values["reglas_de_fila"]  # type: ignore[operator]


def rows(transfer_id: str, rule: str | None, count: int) -> Rows:
    """Rows of the row ledger."""
    state = "aceptada" if rule is None else "cuarentena"
    start = 0 if rule is None else 1000
    return [
        {"transferencia_id": transfer_id, "hoja": "", "fila": start + at, "estado": state, "regla": rule}
        for at in range(count)
    ]


def transfer(transfer_id: str, institution: str, contract: str, received: str) -> Any:
    return SimpleNamespace(
        transferencia_id=transfer_id,
        institucion=institution,
        contrato=contract,
        version=1 if contract else 0,
        recibida=received,
    )
