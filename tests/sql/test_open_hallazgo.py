"""Findings in the aggregate: persons of public findings by rule, class and department, printed once for each year."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from assets.engine import DuckDBEngine
from assets.open.finding_printing import (
    EXACT,
    PRINTED,
    counts_by_year,
    last_definitive_year,
    print_findings,
    protect_findings,
)
from assets.store import Store
from snis.deployment import load_deployment
from snis.disclosure import draw, round_by_key
from snis.errors import PrintingError
from tests.sql.open_cells import POLICY, Rows, arrow_table, engine, run
from tests.sql.out_case import built, columns

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
DEPLOYMENT = load_deployment(SAMPLE)
MODALITIES = [
    {"modalidad_codigo": code, "visibilidad_codigo": seen}
    for code, seen in (("P04", "publica"), ("P41", "publica"), ("P48", "sensible"), ("P11", "restringida"))
]
ROUND_KEY = bytes(range(32))


class TestCounted:
    def counted(self, *findings: dict[str, Any], places: Rows | None = None) -> list[tuple[Any, ...]]:
        defaults = {
            "anio": 2025, "regla_id": "CRU-01", "tipo_hallazgo_codigo": "cruce", "clase_codigo": "lista_tarde",
            "modalidad_a_codigo": "P41", "persona_id": "p1",
        }  # fmt: skip
        rows = built(
            "out_hallazgo_celda",
            link_hallazgo=[defaults | given for given in findings],
            out_hecho_entrega=places or [],
            ref_modalidad=MODALITIES,
        )
        return columns(rows, "departamento_codigo", "regla_codigo", "clase_codigo", "personas")

    def test_a_person_counts_once_for_a_rule_and_class_in_the_country_and_in_one_department(self) -> None:
        places = [
            {"persona_id": "p1", "anio": 2025, "departamento_codigo": "08", "visibilidad_codigo": "publica"},
            {"persona_id": "p1", "anio": 2025, "departamento_codigo": "01", "visibilidad_codigo": "sensible"},
        ]
        found = self.counted({}, {"modalidad_a_codigo": "P04"}, {"persona_id": "p2"}, places=places)
        assert found == [
            (None, "CRU-01", "lista_tarde", 2),
            ("00", "CRU-01", "lista_tarde", 1),
            ("08", "CRU-01", "lista_tarde", 1),
        ]

    @pytest.mark.parametrize(
        "reserved",
        [
            {"modalidad_a_codigo": "P48"},
            {"modalidad_a_codigo": "P11"},
            {"modalidad_b_codigo": "P11"},
            {"modalidad_a_codigo": "P99"},
            {"modalidad_b_codigo": "P99"},
            {"persona_id": None},
        ],
    )
    def test_a_finding_of_a_reserved_modality_or_of_no_single_person_counts_nowhere(
        self, reserved: dict[str, Any]
    ) -> None:
        assert self.counted(reserved) == []
        assert self.counted({}, reserved) == self.counted({})


class TestProtected:
    def protected(self, *cells: tuple[str | None, int]) -> list[tuple[Any, ...]]:
        given = [exact(place, persons) for place, persons in cells]
        rows = protect_findings(given, bench_on(None), POLICY).rows
        return [(row["departamento_codigo"], row["personas"]) for row in rows]

    def test_departments_are_printed_when_few_of_them_are_small(self) -> None:
        places = [(f"{number:02d}", 100) for number in range(1, 12)]
        found = self.protected((None, 1104), *places, ("12", 4))
        assert [place for place, _ in found] == [None, *(place for place, _ in places)]
        assert found[0][1] in (1100, 1105)

    def test_the_country_alone_is_printed_when_many_are(self) -> None:
        assert self.protected((None, 130), ("01", 60), ("02", 60), ("03", 9), ("04", 1)) == [(None, 130)]

    def test_nothing_is_printed_of_fewer_than_ten(self) -> None:
        assert self.protected((None, 9), ("01", 9)) == []

    def test_the_same_persons_get_the_figure_that_they_get_in_every_table(self) -> None:
        cell = exact(None, 33)
        ((_, persons),) = self.protected((None, 33))
        assert persons == round_by_key(33, 5, drawn=draw(ROUND_KEY, "personas", cell["clave_personas"]))

    def test_a_withheld_department_keeps_room_for_four_values(self) -> None:
        """11 + 11 of at most 24 leave little for the third; a neighbour takes its other multiple."""
        many = [(f"{number:02d}", 200) for number in range(5, 23)]
        found = dict(self.protected((None, 3600 + 23), *many, ("01", 11), ("02", 11), ("03", 1)))
        assert "03" not in found
        assert {"01", "02"} <= set(found)


class TestOnce:
    @pytest.mark.parametrize(
        ("today", "last"), [((2026, 3, 30), 2024), ((2026, 3, 31), 2025), ((2026, 12, 31), 2025)]
    )
    def test_a_year_is_due_on_the_day_of_its_definitive_edition(
        self, today: tuple[int, int, int], last: int
    ) -> None:
        assert last_definitive_year(date(*today), "03-31") == last

    def test_what_was_printed_of_a_year_stays_whatever_is_found_later(self, night: Any) -> None:
        night.found(exact(None, 40))
        assert print_findings(night.bench).fresh
        first = night.printed()
        night.found(exact(None, 400), exact(None, 500, anio=2026))
        assert not print_findings(night.bench).fresh
        assert night.printed() == first
        assert [(row["anio"], row["personas"]) for row in first] == [(2025, 40)]
        counts = {"celdas": 1, "retenidas": 0, "volteadas": 0, "retiradas": 0}
        assert counts_by_year(night.bench)[2025].items() >= counts.items()

    def test_a_year_that_is_not_definitive_yet_is_not_printed(self, night: Any) -> None:
        night.found(exact(None, 40, anio=2026))
        print_findings(night.bench)
        assert night.printed() == []

    def test_a_year_that_is_lost_or_changed_stops_the_printing(self, night: Any) -> None:
        night.found(exact(None, 40))
        print_findings(night.bench)
        next((night.bench.store.ledger / "hallazgos").glob("*.parquet")).unlink()
        with pytest.raises(PrintingError, match="falta o no es lo que se registró"):
            print_findings(night.bench)


def test_the_open_table_takes_printed_figures_alone() -> None:
    with engine() as duck:
        printed = [exact(None, 40), exact("01", 9), exact("02", 33)]
        rows = run("open_hallazgo", on=duck, out_hallazgo_impreso=printed)
    assert [(row["departamento_codigo"], row["personas"]) for row in rows] == [(None, 40)]


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Any]:
    """A bench on 4 May 2026 whose exact findings can be set."""
    with engine() as duck:
        yield Night(tmp_path, duck)


class Night:
    def __init__(self, folder: Path, duck: DuckDBEngine) -> None:
        self.bench = bench_on(folder, duck)

    def found(self, *cells: dict[str, Any]) -> None:
        path = self.bench.store.part(EXACT)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(arrow_table(EXACT, list(cells)), path)

    def printed(self) -> Rows:
        return list(pq.read_table(self.bench.store.part(PRINTED)).to_pylist())


def bench_on(folder: Path | None, duck: DuckDBEngine | None = None) -> Any:
    keys = SimpleNamespace(round=ROUND_KEY, signer=None)
    store = SimpleNamespace(keys=keys) if folder is None else Store(folder, keys)  # type: ignore[arg-type]
    return SimpleNamespace(
        deployment=DEPLOYMENT,
        engine=duck,
        store=store,
        now=datetime(2026, 5, 4, 1, tzinfo=ZoneInfo("America/Guatemala")),
    )


def exact(place: str | None, persons: int, **given: Any) -> dict[str, Any]:
    """An exact cell of one rule and class."""
    defaults = {
        "anio": 2025, "departamento_codigo": place, "regla_codigo": "CRU-01", "tipo_hallazgo_codigo": "cruce",
        "clase_codigo": "lista_tarde", "personas": persons, "clave_personas": persons * 7919 + int(place or 0),
    }  # fmt: skip
    return defaults | given
