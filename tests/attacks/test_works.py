"""Community benefits under attack: subtraction, a family that arrives, and what each work costs in public.

Three departments, six municipalities and two modalities for communities. The victims are the two families that a work
of the second modality serves in municipality 1601. The gate reads bytes alone; each test of a weak table trips it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from publish.datasets import DatasetSpec
from publish.gate import inspect
from publish.gate_attack import find_by_attack
from publish.gate_external import ExactFigure
from publish.gate_records import Records
from publish.gate_rules import GateRules
from publish.gate_spaces import Printed, Rows, board_of, space_of
from snis.bounds import ABSENT, Margins
from snis.contracts.loader import load_tables
from snis.disclosure import draw, round_by_key
from snis.disclosure_policy import COMMUNITY
from snis.flips import flip
from snis.relations import Measure, relations_of
from tests.attacks.country import PLACES
from tests.publish.gate_release import csv_bytes, sample_rules, small_policy

KEY = bytes(range(32))
DATASET = "cobertura-comunitaria"
COLUMNS = [column.name for column in load_tables()[COMMUNITY].fields]
CODES = COLUMNS[2:-1]
FIRST, SECOND = "P34", "P35"
Row = dict[str, Any]
Printer = Callable[[int, int], int]
POLICY = small_policy()
CROSSES = [cross for cross in POLICY.crosses if cross.table == COMMUNITY]


@dataclass(frozen=True)
class Work:
    """A work, and how many families it serves."""

    community: str
    municipality: str
    modality: str
    families: int


def works(seed: int = 1) -> list[Work]:
    """Every work of a year; that of the victims stands at the end."""
    chance = np.random.default_rng(seed)
    found = []
    for municipality in PLACES:
        for modality in (FIRST, SECOND):
            if (municipality, modality) == ("1601", SECOND):
                continue
            for number in range(int(chance.integers(1, 4))):
                community = f"{municipality}/{modality}/{number}/{seed}"
                found.append(Work(community, municipality, modality, int(chance.integers(12, 60))))
    return [*found, Work(f"victims/{seed}", "1601", SECOND, 2)]


def rules(**changes: Any) -> GateRules:
    """The gate's rules for this country."""
    row = {
        "modalidad": "Huertos", "programa_codigo": "huertos", "programa": "Huertos", "institucion_codigo": "maga",
        "visibilidad_codigo": "publica", "monto_tipico_gtq": "", "unidad_entrega": "comunidad",
    }  # fmt: skip
    persons = {**row, "modalidad_codigo": "P32", "unidad_entrega": "hogar"}
    dataset = DatasetSpec(
        name=DATASET, title="Beneficios", description="Beneficios.", tables=(COMMUNITY,),
        legal_basis=("decreto-57-2008",), update="MONTHLY",
    )  # fmt: skip
    given = {
        "programmes": [persons, *({**row, "modalidad_codigo": code} for code in (FIRST, SECOND))],
        "municipalities": PLACES,
        "datasets": (dataset,),
        "policy": POLICY,
    }
    return sample_rules(**(given | changes))


RULES = rules()


def counted(given: Iterable[Work]) -> dict[tuple[str | None, ...], dict[str, int]]:
    """Families of each community in each cell of the policy: those of its greatest work there."""
    found: dict[tuple[str | None, ...], dict[str, int]] = defaultdict(dict)
    for work in given:
        codes = {
            "departamento_codigo": PLACES[work.municipality], "municipio_codigo": work.municipality,
            "institucion_codigo": "maga", "programa_codigo": "huertos", "modalidad_codigo": work.modality,
        }  # fmt: skip
        for cross in CROSSES:
            cell = found[cross.name, *(codes[name] if name in cross.dimensions else None for name in CODES)]
            cell[work.community] = max(cell.get(work.community, 0), work.families)
    return found


def by_key(families: int, key: int) -> int:
    """Keyed rounding: the same families, the same figure."""
    return round_by_key(families, 5, drawn=draw(KEY, "familias", key))


def exactly(families: int, key: int) -> int:
    """No rounding: what most portals do."""
    return families


def rows_of(given: Iterable[Work], *, printer: Printer = by_key) -> list[Row]:
    """The rows of the table in key order; a cell of fewer than ten families has none."""
    rows = []
    for (cross, *codes), cell in counted(given).items():
        families, key = sum(cell.values()), sum(_key_of(place, n) for place, n in cell.items()) % 2**64
        if families >= 10:
            place = dict(zip(CODES, codes, strict=True))
            rows.append(
                {"cruce_codigo": cross, "anio": 2026, **place, "familias_atendidas": printer(families, key)}
            )
    return sorted(rows, key=lambda row: [str(row[name] or "") for name in COLUMNS[:-1]])


def _key_of(community: str, families: int) -> int:
    return int(hashlib.sha256(f"{community}|{families}".encode()).hexdigest()[:16], 16)


def protected_rows(given: list[Work]) -> list[Row]:
    """The rows as Padrón prints them: keyed rounding, and the publisher's own attack with its flips."""
    rows = rows_of(given)
    version = printed(rows)
    space = space_of([version], RULES)
    board = board_of(version, space, RULES)
    true = np.zeros((1, space.cells), dtype=np.int64)
    for (_, *codes), cell in counted(given).items():
        place = {name: [code] for name, code in zip(CODES, codes, strict=True)}
        true[0, space.locate({"anio": [2026], **place})[0]] = sum(cell.values())
    everywhere = np.ones(true.shape, dtype=bool)
    protection = flip(
        board.printing(lagging=~everywhere, withdrawn=np.zeros(space.cells, dtype=bool)),
        true,
        relations_of(space, (Measure.PERSONS,)),
        size=space.size,
        margins=Margins(10, 5, 9),
        movable=everywhere,
    )
    at = space.locate(version.rows)
    figures = protection.printing.figures[0, at].tolist()
    return [
        {**row, "familias_atendidas": figure}
        for row, figure in zip(rows, figures, strict=True)
        if figure != ABSENT
    ]


def printed(rows: list[Row]) -> Printed:
    """The rows as a reader of the release has them."""
    return Printed(COMMUNITY, 2026, "2026-04", "datos.csv", columns_of(rows))


def columns_of(rows: list[Row]) -> Rows:
    """Rows as columns."""
    return {name: [row[name] for row in rows] for name in COLUMNS}


def released(folder: Path, rows: list[Row], columns: list[str] = COLUMNS) -> Path:
    """A release with these rows as its table of community benefits, in bytes."""
    package = folder / DATASET
    (package / "datos").mkdir(parents=True)
    data = package / "datos" / f"{DATASET}.csv"
    data.write_bytes(csv_bytes(rows, columns))
    resource = {
        "name": DATASET,
        "path": f"datos/{data.name}",
        "bytes": data.stat().st_size,
        "hash": "sha256:" + hashlib.sha256(data.read_bytes()).hexdigest(),
        "schema": {"fields": [{"name": name, "type": "any"} for name in columns]},
    }
    document = {
        "name": DATASET,
        "title": "Beneficios comunitarios",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "legalBasis": ["decreto-57-2008"],
        "resources": [resource],
    }
    (package / "datapackage.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return folder


def broken(folder: Path, rows: list[Row], **given: Any) -> set[str]:
    """The rules that a release of these rows breaks."""
    return {one.rule for one in inspect(released(folder, rows), RULES, **given).findings}


def attacked(rows: list[Row]) -> set[str]:
    """The rules that the gate's own attack finds broken, without the bytes around."""
    return {finding.rule for finding in find_by_attack([printed(rows)], RULES)}


def ledger(rows: list[Row], *, number: int, printed_in: int = 1) -> Records:
    """The ledger after a night: its figures, and the printing in which each was last printed anew."""
    columns = {**columns_of(rows), "mes": [None] * len(rows)}
    columns["personas"] = columns.pop("familias_atendidas")
    columns |= {
        "impresion_numero": [printed_in] * len(rows),
        "impresion_codigo": ["nueva" if printed_in == number else "igual"] * len(rows),
        "tiene_personas_en_espera": [False] * len(rows),
    }
    return Records(printed={COMMUNITY: columns}, number=number, entered=number - 1)


class TestSubtraction:
    """Total minus parts, of places and of modalities; the victims' cell is never printed."""

    def test_exact_figures_give_the_withheld_place_away(self, tmp_path: Path) -> None:
        rows = rows_of(works(), printer=exactly)
        figures = {
            tuple(row[name] for name in ("cruce_codigo", *CODES)): row["familias_atendidas"] for row in rows
        }
        department = figures["departamento_modalidad", "16", None, None, None, SECOND]
        sibling = figures["municipio_modalidad", "16", "1602", None, None, SECOND]
        assert department - sibling == 2
        assert ("municipio_modalidad", "16", "1601", None, None, SECOND) not in figures
        assert "G-CEL-02" in broken(tmp_path, rows)

    def test_rounding_alone_may_leave_it_narrow_and_the_flips_mend_it(self, tmp_path: Path) -> None:
        unlucky = next(seed for seed in range(200) if attacked(rows_of(works(seed))) == {"G-ATA-01"})
        assert "G-ATA-01" in broken(tmp_path / "rounded", rows_of(works(unlucky)))
        assert broken(tmp_path / "protected", protected_rows(works(unlucky))) == set()

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_what_the_publisher_prints_withstands(self, tmp_path: Path, seed: int) -> None:
        assert broken(tmp_path, protected_rows(works(seed))) == set()

    def test_a_total_that_its_parts_cannot_explain_is_found(self, tmp_path: Path) -> None:
        """Only modalities for communities can explain it; no family of another one is here."""
        rows = [
            {**row, "familias_atendidas": row["familias_atendidas"] + 50 * (row["cruce_codigo"] == "pais")}
            for row in protected_rows(works())
        ]
        assert "G-ATA-02" in broken(tmp_path, rows)

    def test_an_exact_figure_of_others_is_held_against_families_alone(self, tmp_path: Path) -> None:
        rows = protected_rows(works())
        codes = {
            "anio": "2026",
            "departamento_codigo": "16",
            "municipio_codigo": "1601",
            "modalidad_codigo": SECOND,
        }

        def found(measure: str) -> set[str]:
            told = rules(external=(ExactFigure("Memoria", measure, Decimal(2), codes),))
            folder = released(tmp_path / measure, rows)
            return {one.rule for one in inspect(folder, told).findings}

        assert found("familias") == {"G-ATA-03"}
        assert found("personas") == found("monto") == set()


class TestOneFamilyMore:
    """120 families become 121 on the second night."""

    def nights(self) -> tuple[list[Row], list[Row]]:
        first = works()
        grown = Work(first[0].community, first[0].municipality, first[0].modality, first[0].families + 1)
        return protected_rows(first), protected_rows([grown, *first[1:]])

    def test_moves_figures_that_are_drawn_anew_and_the_gate_sees_it(self, tmp_path: Path) -> None:
        first, second = self.nights()
        assert first != second
        public = released(tmp_path / "public", first)
        found = broken(tmp_path / "staged", second, records=ledger(first, number=2), before=public)
        assert found >= {"G-LIB-01", "G-LIB-02"}

    def test_moves_nothing_that_is_held(self, tmp_path: Path) -> None:
        first, _ = self.nights()
        public = released(tmp_path / "public", first)
        assert broken(tmp_path / "staged", first, records=ledger(first, number=2), before=public) == set()


class TestAPublicCost:
    """The exact cost of a work is public; whatever divides it by a published figure tells the families."""

    def test_divided_by_a_mean_gives_the_families(self) -> None:
        families, cost = 37, 40_000
        mean = round(cost / families)
        assert round(cost / mean) == families

    @pytest.mark.parametrize("column", ["monto_gtq", "entregas", "comunidades"])
    def test_finds_no_column_to_divide(self, tmp_path: Path, column: str) -> None:
        rows = [{**row, column: 45} for row in protected_rows(works())]
        folder = released(tmp_path, rows, [*COLUMNS, column])
        assert "G-CAM-02" in {one.rule for one in inspect(folder, RULES).findings}


class TestAFigureOfFewFamilies:
    def test_is_found_below_the_threshold_of_families(self, tmp_path: Path) -> None:
        """The threshold of the table is that of families, which a deployment may set above that of persons."""
        families = POLICY.thresholds.familias.model_copy(update={"value": 20})
        thresholds = POLICY.thresholds.model_copy(update={"familias": families})
        stricter = POLICY.model_copy(update={"thresholds": thresholds})
        rows = [row for row in protected_rows(works()) if row["cruce_codigo"] == "pais"]
        rows[0] = {**rows[0], "familias_atendidas": 15}
        folder = released(tmp_path, rows)
        assert "G-CEL-01" not in {one.rule for one in inspect(folder, RULES).findings}
        assert "G-CEL-01" in {one.rule for one in inspect(folder, rules(policy=stricter)).findings}
