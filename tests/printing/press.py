"""Small registers printed night by night: by the real steps in a work folder, and by the readable reference."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.open.printing import TABLE, enter_printing, print_cells, write_printed
from assets.open.printing_ledger import PrintingLedger
from assets.parameters import bound_values
from assets.resources import Bench
from assets.store import Store
from snis.coverage import Fact, coverage_cells, dimensions_of
from snis.deployment import Deployment, load_deployment
from snis.disclosure import DIMENSIONS, PUBLIC, Cell, blurred_mean, draw, is_dominated, round_by_key
from snis.disclosure_policy import COVERAGE, load_policy
from snis.keys import Keys
from snis.printing import Printed, Proposal, Received, Scope, count_changed, decide, may_begin
from snis.pseudonym import record_key
from tests.printing.works import Work
from tests.sql.open_cells import arrow_table

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
DEPLOYMENT = load_deployment(SAMPLE)
POLICY = load_policy(SAMPLE / "disclosure.yaml")
KEYS = Keys(*(bytes([number]) * 32 for number in range(5)))
NOW = datetime.datetime(2026, 5, 4, 1, tzinfo=datetime.UTC)
HOLD = 10
PLACE = ("tabla_codigo", "cruce_codigo", "anio", "mes", "departamento_codigo", "municipio_codigo", "institucion_codigo",
         "programa_codigo", "modalidad_codigo", "modalidad_b_codigo", "sexo_codigo", "edad_grupo_codigo",
         "pueblo_codigo")  # fmt: skip
MODALITY = ("modalidad_codigo", "programa_codigo", "institucion_codigo", "visibilidad_codigo")
CellName = tuple[Any, ...]


@dataclass(frozen=True)
class Delivery:
    """One delivery; give what matters to the test. The same delivery has the same id in every night."""

    person: str
    number: int = 1
    month: int = 1
    place: str = "0801"
    modality: str = "P02"
    programme: str = "bono-social"
    institution: str = "mides"
    sex: str = "F"
    age: str = "18-29"
    people: str = "1"
    amount: Decimal = Decimal(500)
    universe: str = PUBLIC
    year: int = 2026

    @property
    def fact(self) -> Fact:
        """As coverage counts it."""
        return Fact(
            entrega_id=f"{self.person}/{self.year}/{self.month}/{self.modality}/{self.number}",
            persona_id=self.person, visibilidad_codigo=self.universe, anio=self.year, mes=self.month,
            departamento_codigo=self.place[:2], municipio_codigo=self.place, institucion_codigo=self.institution,
            programa_codigo=self.programme, modalidad_codigo=self.modality, sexo_codigo=self.sex,
            edad_grupo_codigo=self.age, pueblo_codigo=self.people, monto_gtq=self.amount,
        )  # fmt: skip


def people(first: int, last: int, **given: Any) -> list[Delivery]:
    """One delivery each of persons first..last."""
    return [Delivery(f"{number:032d}", **given) for number in range(first, last + 1)]


@dataclass
class Press:
    """A work folder whose facts are written by hand, and whose printings are the real ones."""

    work: Path
    engine: DuckDBEngine
    merged: list[tuple[str, str]] = field(default_factory=list)
    now: datetime.datetime = NOW
    deployment: Deployment = DEPLOYMENT
    # From one night to the next: so much that every cross may change in it.
    step: datetime.timedelta = datetime.timedelta(days=366)
    keys: Keys = KEYS

    @property
    def bench(self) -> Bench:
        return Bench(self.deployment, Store(self.work, self.keys), self.engine, self.now)

    def prepare(
        self,
        deliveries: Iterable[Delivery],
        pairs: Iterable[tuple[str, str, str]] = (),
        works: Iterable[Work] = (),
    ) -> None:
        """Facts, coincidences (person, modality, modality; in January), works and exact cells of a night."""
        facts = [item.fact for item in deliveries]
        self._write("out_hecho_entrega", [_row(number, fact) for number, fact in enumerate(facts)])
        self._write("link_persona", [{"persona_id": name} for name in sorted({f.persona_id for f in facts})])
        self._write(
            "link_persona_evento",
            [
                {"noche": NOW.replace(tzinfo=None), "persona_id": gone, "evento_codigo": "fusionada",
                 "otra_persona_id": other, "motivo": "decision", "registros": 1}
                for gone, other in self.merged
            ],
        )  # fmt: skip
        self._write(
            "link_coincidencia",
            [
                {"persona_id": person, "modalidad_a_codigo": first, "modalidad_b_codigo": second,
                 "mes_inicio_fecha": datetime.date(2026, 1, 1), "traslape_dias": 10}
                for person, first, second in pairs
            ],
        )  # fmt: skip
        self._write(
            "ref_modalidad", [{key: row[key] for key in MODALITY} for row in self.deployment.programmes]
        )
        self._write("out_hecho_entrega_comunitaria", [work.row for work in works])
        for table in ("out_cobertura", "out_coincidencia", "out_cobertura_comunitaria"):
            self._build(table)

    def print(self, *, goes_out: bool = True) -> dict[CellName, dict[str, Any]]:
        """Print what was prepared; the printing goes out unless the gate refuses. Cells by name."""
        print_cells(self.bench)
        if goes_out:
            enter_printing(self.bench, "2026-04")
        return self.cells()

    def night(
        self,
        deliveries: Iterable[Delivery],
        pairs: Iterable[tuple[str, str, str]] = (),
        works: Iterable[Work] = (),
        *,
        goes_out: bool = True,
    ) -> dict[CellName, dict[str, Any]]:
        """Both; then a step goes by."""
        self.prepare(deliveries, pairs, works)
        cells = self.print(goes_out=goes_out)
        self.now += self.step
        return cells

    def rebuilt(self, number: int, folder: Path) -> bytes:
        """The table as a printing of the past left it, made again from the ledger alone."""
        target = folder / f"{number}.parquet"
        write_printed(number, target, ledger=PrintingLedger(self.bench.store), engine=self.engine)
        return target.read_bytes()

    @property
    def number(self) -> int:
        """The number of the printing that the table shows."""
        manifest = self.bench.store.read_manifest(TABLE)
        return int(manifest["impresion"]) if manifest else 0

    def cells(self) -> dict[CellName, dict[str, Any]]:
        """The printed cells by name."""
        rows = pq.read_table(self.bench.store.part(TABLE)).to_pylist()
        return {tuple(row[column] for column in PLACE): row for row in rows}

    def open_table(self, table: str) -> list[dict[str, Any]]:
        """A protected table of the last printing."""
        store = self.bench.store
        if not store.part("ref_poblacion").exists():
            self._write("ref_poblacion", [])
        self._build(table)
        return list(pq.read_table(store.part(table)).to_pylist())

    def _write(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        path = self.bench.store.part(table)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".new")
        pq.write_table(arrow_table(table, rows), aside)
        aside.replace(path)

    def _build(self, table: str) -> None:
        bench = self.bench
        build_table(table, engine=bench.engine, store=bench.store, params=bound_values(bench))


def name_of(cross: str = "pais", table: str = COVERAGE, year: int = 2026, **codes: Any) -> CellName:
    """The name of a cell; codes by dimension without `_codigo`."""
    named = {"tabla_codigo": table, "cruce_codigo": cross, "anio": year}
    named |= {key if key == "mes" else f"{key}_codigo": value for key, value in codes.items()}
    return tuple(named.get(column) for column in PLACE)


class PlainPress:
    """The same by the reference alone: plain sets, one cell after the other; coverage of the public universe."""

    def __init__(self) -> None:
        self._last: dict[CellName, Printed] = {}
        self._persons: dict[CellName, dict[str, Received]] = {}
        self._deliveries: dict[CellName, dict[str, Received]] = {}
        self._amounts: dict[CellName, dict[str, Received]] = {}

    def night(self, deliveries: Iterable[Delivery]) -> dict[CellName, Printed]:
        """What is printed of each cell that ever held something."""
        facts = [item.fact for item in deliveries]
        exact = {cell_name(cell): cell for cell in _cells(facts)}
        today = received(facts)
        known = {scope(name) for name in self._last}
        for name in {*exact, *self._last}:
            if scope(name) not in known and not may_begin(scope(name), known):
                continue
            cell, here = exact.get(name), today.get(name, {})
            before = _joined(
                self._persons.get(name, {}), self._deliveries.get(name, {}), self._amounts.get(name, {})
            )
            printed = decide(
                None if cell is None else proposal(cell),
                self._last.get(name),
                count_changed(before, here),
                is_known=scope(name) in known,
                hold=HOLD,
            )
            self._last[name] = printed
            if printed.persons_anew:
                self._persons[name] = here
            if printed.deliveries_anew:
                self._deliveries[name] = here
            if printed.mean_anew:
                self._amounts[name] = here
        return dict(self._last)


def cell_name(cell: Cell) -> CellName:
    """The name of an exact cell."""
    codes = {dimension: getattr(cell, dimension) for dimension in DIMENSIONS}
    named = {"tabla_codigo": COVERAGE, "cruce_codigo": cell.cruce_codigo, **codes}
    return tuple(named.get(column) for column in PLACE)


def scope(name: CellName) -> Scope:
    """Table, cross, year and month: what is printed for the first time together."""
    return name[0], name[1], name[2], name[3]


def proposal(cell: Cell) -> Proposal:
    """A cell as a first printing has it, by the functions of snis/disclosure.py."""
    has_amount = cell.modalidad_codigo is not None and cell.cruce_codigo in POLICY.names_with_amounts(
        COVERAGE
    )
    mean = blurred_mean(int(cell.monto_gtq * 100), cell.entregas, digits=POLICY.amounts.mean_digits.value)
    is_enough = cell.personas >= POLICY.thresholds.publica.value
    return Proposal(
        is_enough=is_enough,
        persons=round_by_key(cell.personas, 5, drawn=draw(KEYS.round, "personas", cell.clave_personas)),
        deliveries=round_by_key(cell.entregas, 5, drawn=draw(KEYS.round, "entregas", cell.clave_entregas)),
        mean=Decimal(mean).scaleb(-2) if has_amount else None,
        is_dominated=has_amount
        and is_enough
        and is_dominated(
            cell.monto_gtq,
            cell.max1_gtq,
            second=cell.max2_gtq,
            p_percent=POLICY.amounts.p_percent.value,
        ),
    )


def _cells(facts: Sequence[Fact]) -> list[Cell]:
    crosses = set(POLICY.names(COVERAGE))
    cells = coverage_cells(facts, lambda text: record_key(KEYS.record, text))
    return [cell for cell in cells if cell.visibilidad_codigo == PUBLIC and cell.cruce_codigo in crosses]


def received(facts: Iterable[Fact]) -> dict[CellName, dict[str, Received]]:
    """What each person has in each cell."""
    found: dict[CellName, dict[str, Received]] = defaultdict(dict)
    for fact in facts:
        if fact.visibilidad_codigo != PUBLIC or fact.persona_id is None:
            continue
        for cross in POLICY.names(COVERAGE):
            used = ("anio", *dimensions_of(cross))
            named = {
                "tabla_codigo": COVERAGE,
                "cruce_codigo": cross,
                **{key: getattr(fact, key) for key in used},
            }
            cell = found[tuple(named.get(column) for column in PLACE)]
            had = cell.get(fact.persona_id, Received(1, 0, 0))
            cell[fact.persona_id] = replace(
                had, deliveries=had.deliveries + 1, cents=had.cents + int(fact.monto_gtq * 100)
            )
    return found


def _joined(
    persons: Mapping[str, Received], deliveries: Mapping[str, Received], amounts: Mapping[str, Received]
) -> dict[str, Received]:
    """Persons as of one printing, deliveries and amounts as of others."""
    nothing = Received(0, 0, 0)
    return {
        person: Received(
            persons.get(person, nothing).persons,
            deliveries.get(person, nothing).deliveries,
            amounts.get(person, nothing).cents,
        )
        for person in {*persons, *deliveries, *amounts}
    }


def _row(number: int, fact: Fact) -> dict[str, Any]:
    return {
        **vars(fact), "transferencia_id": "T1", "hoja": "", "fila": number + 1, "cantidad": 1,
        "entrega_fecha": datetime.date(fact.anio, fact.mes, 1), "conocido_fecha": datetime.date(fact.anio, fact.mes, 2),
    }  # fmt: skip
