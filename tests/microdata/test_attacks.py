"""What an outsider may try with the file: lists of people, lists of a programme, two editions, counting."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pyarrow as pa
import pytest

from assets.engine import DuckDBEngine
from assets.schema import arrow_schema
from publish.gate_microdata import find_in_microdata
from snis.contracts.loader import load_tables
from snis.microdata import CLASS, COLUMNS, PROFILE, Record, Row, draw_record
from tests.microdata.records_case import (
    KEY,
    POLICY,
    Delivery,
    people_of,
    random_register,
    records_of,
    rows_of_engine,
)
from tests.publish.gate_release import sample_rules

UNIVERSAL = set(POLICY.microdata.universal_programmes.value)
GROUPS = POLICY.hierarchies.by_dimension()
AGES = GROUPS["edad_grupo_codigo"].grouping("edad_grupo3")
PEOPLES = GROUPS["pueblo_codigo"].grouping("pueblo2")
AT = {name: place for place, name in enumerate(COLUMNS)}
# A victim whom nobody is like, with a programme that nobody else there has.
VICTIM = Delivery("f" * 32, place="2201", sex="M", age="75+", people="2", programme="creciendo-seguro", modality="P49",
                  institution="sosep")  # fmt: skip
REGISTER = [*random_register(11, persons=4000), VICTIM]


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@pytest.fixture(scope="module")
def file(duck: DuckDBEngine) -> list[Row]:
    return rows_of_engine(REGISTER, POLICY, duck)


def may_be(row: Row, record: Record, *, people: bool = True, programme: bool = True) -> bool:
    """Whether a row may be that of a person of whom an outsider knows some columns."""
    known = {
        "departamento_codigo": record.municipio_codigo[:2],
        "municipio_codigo": record.municipio_codigo,
        "sexo_codigo": record.sexo_codigo,
        "edad_grupo3_codigo": AGES[record.edad_grupo_codigo],
        "edad_grupo_codigo": record.edad_grupo_codigo,
    }
    if people:
        known |= {"pueblo2_codigo": PEOPLES[record.pueblo_codigo], "pueblo_codigo": record.pueblo_codigo}
    if programme:
        known |= {"programa_codigo": record.programa_codigo}
    return all(row[AT[name]] in (None, value) for name, value in known.items())


def test_a_list_of_everybody_matches_no_row_to_fewer_than_ten_persons(file: list[Row]) -> None:
    roll = {record.persona_id: record for record in records_of(REGISTER)}.values()
    kinds = Counter(row[: len(CLASS)] for row in file)
    for kind in kinds:
        assert sum(may_be(kind, person, people=False, programme=False) for person in roll) >= 10
    for person in list(roll)[:300]:
        rows = sum(
            count for kind, count in kinds.items() if may_be(kind, person, people=False, programme=False)
        )
        assert rows == 0 or rows >= 10


def test_a_list_of_a_programme_with_people_leaves_many_candidates_for_each_row(file: list[Row]) -> None:
    records = records_of(REGISTER)
    for kind, rows in Counter(row[: len(CLASS)] for row in file).items():
        candidates = sum(may_be(kind, record) for record in records)
        assert candidates >= 20
        # Membership: who is on the list cannot be told from who was drawn.
        assert candidates > 2 * rows


def test_who_finds_somebody_does_not_learn_the_programme(file: list[Row]) -> None:
    programmes: dict[Row, set[object]] = defaultdict(set)
    for row in file:
        programmes[row[: len(PROFILE)]].add(row[AT["programa_codigo"]])
    assert all(len(names) > 1 or names <= UNIVERSAL for names in programmes.values())


def test_the_victim_whom_nobody_is_like_is_nowhere(file: list[Row], duck: DuckDBEngine) -> None:
    assert all(row[AT["programa_codigo"]] != VICTIM.programme for row in file)
    everybody_drawn = [*REGISTER, *(Delivery(**{**vars(VICTIM), "person": f"{n:x}" * 32}) for n in range(8))]
    assert all(
        row[AT["programa_codigo"]] != VICTIM.programme
        for row in rows_of_engine(everybody_drawn, POLICY, duck)
    )


def test_blanks_make_no_row_unique(file: list[Row]) -> None:
    blank = [row for row in file if row[-1] is None]
    assert blank
    assert min(Counter(file).values()) >= 5
    assert all(row[-3:] == (None, None, None) for row in blank)


def test_two_editions_do_not_point_to_newcomers(duck: DuckDBEngine, file: list[Row]) -> None:
    newcomers = people_of(90_000, 90_019, place="0802", age="30-44", people="5")
    later = rows_of_engine([*REGISTER, *newcomers], POLICY, duck, key=KEY[::-1])
    before, after = Counter(file), Counter(later)
    appeared = after - before
    like = sum(
        count
        for row, count in appeared.items()
        if any(may_be(row, record) for record in records_of(newcomers[:1]))
    )
    assert appeared.total() > 10 * len(newcomers)
    assert like < 0.2 * appeared.total()


def test_telling_little_does_not_prove_that_a_row_is_rare(duck: DuckDBEngine) -> None:
    other = {"programme": "fertilizante", "modality": "P32", "institution": "maga"}
    common = [*people_of(1, 3000), *people_of(1, 3000, **other)]
    rows = rows_of_engine(common, POLICY, duck)
    less = sum(row[AT["pueblo_codigo"]] is None for row in rows)
    assert 0.02 < less / len(rows) < 0.08


def test_counting_rows_does_not_undo_the_rounding_of_the_tables(duck: DuckDBEngine) -> None:
    """The mean error of an estimate from the sample is far larger than the error of a printed figure, at most 4."""
    records = records_of(people_of(1, 1000))
    errors = [
        abs(
            1000
            - 5
            * sum(draw_record(bytes([n]) * 32, "2025-1", r, policy=POLICY.microdata).sampled for r in records)
        )
        for n in range(20)
    ]
    assert sum(errors) / len(errors) > 20


def test_the_gate_counts_again_and_finds_nothing_or_what_was_broken(file: list[Row]) -> None:
    rules = sample_rules()
    table = pa.Table.from_pylist(
        [dict(zip(COLUMNS, row, strict=True)) for row in file],
        schema=arrow_schema(load_tables()["open_microdato"]),
    )
    assert list(find_in_microdata(table, rules, shown_path="open_microdato.csv")) == []
    found = {item.rule for item in find_in_microdata(table.slice(1), rules, shown_path="x")}
    turned = {
        item.rule
        for item in find_in_microdata(table.take(list(range(len(file)))[::-1]), rules, shown_path="x")
    }
    assert turned == {"G-ORD-01"}
    assert found <= {"G-MIC-02", "G-MIC-03"}
