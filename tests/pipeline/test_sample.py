"""The sample: the same bytes each time, every defect where the key says, and a key that the real reader confirms."""

import csv
import gzip
import io
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assets.core.binding import Received, Sheet
from assets.core.judgement import judge
from assets.engine import DuckDBEngine
from assets.reading.under_contract import read_file
from assets.store import Store
from pipelines.sample.coincidences import Coincidence, coincidences, covered_days
from pipelines.sample.files import zip_bytes
from pipelines.sample.make import MADE, PERSONS, SEED, TEMPLATE, generate_sample
from pipelines.sample.wording import plain_form, write_amount, write_cui, write_date
from quality.catalogue import load_catalogue
from snis.deployment import load_deployment
from snis.errors import TransferError
from snis.keys import Keys

SMALL = 600
RECEIVED, RECEIVED_LATER = date(2026, 5, 4), date(2026, 6, 2)
# Rules that need no file of the sample: a second night's, and the reception's.
RECEPTION = {"ARC-03", "ARC-04", "ARC-07", "ARC-08"}

# Rules of files that take months of files, another mode of contract, or a file that is no institution's: where each is
# tripped instead.
SCENARIOS = {
    "ARC-10": "tests/unit/test_under_contract_forms.py",
    "ARC-11": "tests/unit/test_reader_text_grid.py",
    **dict.fromkeys(
        ("ARC-12", "ARC-13", "ARC-14", "ARC-15", "ARC-18", "ARC-19", "ARC-20", "ARC-21"),
        "tests/pipeline/test_deliveries_over_time.py",
    ),
    "ARC-16": "tests/pipeline/test_forms_of_a_night.py",
    "ARC-17": "tests/unit/test_reader_returned.py",
}
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate_sample(folder, seed=5, persons=SMALL)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of every file that is made; of a zip, those of its members, whatever library packed them."""
    found: dict[str, bytes] = {}
    for name in MADE:
        for path in sorted((folder / name).rglob("*")):
            key = path.relative_to(folder).as_posix()
            if path.is_dir():
                continue
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    found |= {f"{key}!{item}": archive.read(item) for item in archive.namelist()}
            else:
                content = path.read_bytes()
                found[key] = gzip.decompress(content) if path.suffix == ".gz" else content
    return found


def answers(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / "expected" / name
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestRepeatable:
    def test_the_same_arguments_give_the_same_bytes(self, small: Path, tmp_path: Path) -> None:
        generate_sample(tmp_path, seed=5, persons=SMALL)
        made = [p for name in MADE for p in (small / name).rglob("*") if p.is_file()]
        assert all(p.read_bytes() == (tmp_path / p.relative_to(small)).read_bytes() for p in made)
        assert len(made) == sum(1 for name in MADE for p in (tmp_path / name).rglob("*") if p.is_file())

    def test_the_committed_sample_is_what_the_generator_makes(self, tmp_path: Path) -> None:
        generate_sample(tmp_path, seed=SEED, persons=PERSONS)
        assert (tmp_path / "programmes.csv").read_bytes() == (TEMPLATE / "programmes.csv").read_bytes()
        committed, made = contents(TEMPLATE), contents(tmp_path)
        # A truncated zip cannot be opened, and a recompressed one may be cut elsewhere.
        cut = {"inbox/maga/visan_entregas_2026_C9.xlsx"}
        assert committed.keys() == made.keys()
        assert [key for key in committed if committed[key] != made[key] and key not in cut] == []


class TestKey:
    def test_every_row_rule_is_broken_at_least_three_times(self) -> None:
        broken = Counter(row["regla"] for row in answers(TEMPLATE, "filas.csv.gz"))
        rules = {rule.id for rule in load_catalogue().of_level("row")}
        assert {rule for rule in rules if broken[rule] < 3} == set()

    def test_every_file_rule_has_its_file_or_its_scenario(self) -> None:
        found = {row["regla"] for row in answers(TEMPLATE, "archivos.csv")}
        found |= {row["regla"] for row in answers(TEMPLATE, "later_archivos.csv")}
        rules = {rule.id for rule in load_catalogue().of_level("file")}
        assert rules - found == set(SCENARIOS)

    @pytest.mark.parametrize(("rule", "path"), SCENARIOS.items())
    def test_a_scenario_trips_its_rule(self, rule: str, path: str) -> None:
        assert f'"{rule}"' in (CHECKOUT / path).read_text(encoding="utf-8")

    def test_the_counts_of_a_file_are_those_of_its_rows(self) -> None:
        rows = Counter((row["archivo"], row["estado"]) for row in answers(TEMPLATE, "filas.csv.gz"))
        for file in answers(TEMPLATE, "archivos.csv"):
            states = ("aceptada", "cuarentena", "descartada")
            counted = [rows[file["archivo"], state] for state in states]
            assert [int(file[name]) for name in ("aceptadas", "cuarentena", "descartadas")] == counted
            assert int(file["filas"]) == sum(counted)

    def test_the_size_is_what_was_asked_for(self) -> None:
        accepted = [r for r in answers(TEMPLATE, "filas.csv.gz") if r["modalidad_codigo"]]
        assert 20_000 <= len(accepted) <= 60_000
        assert len({row["modalidad_codigo"] for row in accepted}) >= 18
        assert len({row["institucion"] for row in accepted}) >= 9

    def test_nobody_can_be_found_in_the_key(self) -> None:
        columns = {
            name for file in (TEMPLATE / "expected").glob("*.parquet") for name in pq.read_schema(file).names
        }
        assert not columns & {"cui", "nombres", "apellidos", "nacimiento_fecha"}
        for row in answers(TEMPLATE, "filas.csv.gz"):
            assert all(len(value) < 13 or not value.isdigit() for value in row.values())


class TestWhoIsWho:
    """Rows that show somebody else than whose they are, and rows on which names or dates are told wrong."""

    @pytest.fixture(scope="class")
    def people(self) -> list[dict[str, object]]:
        return pq.read_table(TEMPLATE / "expected" / "personas.parquet").to_pylist()

    @pytest.fixture(scope="class")
    def difficulties(self, people: list[dict[str, object]]) -> Counter[str]:
        return Counter(word for row in people for word in str(row["dificultad"]).split("+") if word)

    def test_three_to_six_rows_of_a_hundred_are_hard(self, people: list[dict[str, object]]) -> None:
        hard = sum(row["dificultad"] != "" for row in people)
        assert 0.03 <= hard / len(people) <= 0.06

    @pytest.mark.parametrize(
        "word",
        [
            "sin_cui", "cui_madre", "cui_ajeno", "cui_comun", "variante_maya", "variante", "apostrofo", "errata",
            "otra_grafia", "hipocoristico", "sin_segundo_nombre", "solo_segundo_nombre", "sin_segundo_apellido",
            "apellidos_invertidos", "de_casada", "nacimiento_dia_mes", "nacimiento_digito", "nacimiento_enero",
        ],
    )  # fmt: skip
    def test_each_difficulty_is_met(self, word: str, difficulties: Counter[str]) -> None:
        assert difficulties[word] >= 10

    def test_no_difficulty_is_without_a_test(self, difficulties: Counter[str]) -> None:
        assert len(difficulties) == 18

    def test_a_number_of_another_is_counted_as_sent(self, people: list[dict[str, object]]) -> None:
        wrong = {"cui_madre", "cui_ajeno", "cui_comun"}
        others = [p for p in people if p["identidad_codigo"] == "cui" and p["persona"] != p["identidad"]]
        assert {p["dificultad"] for p in others} == wrong
        assert len(others) == sum(p["dificultad"] in wrong for p in people)

    def test_one_number_stands_for_many(self, people: list[dict[str, object]]) -> None:
        many = [p for p in people if p["dificultad"] == "cui_comun"]
        assert len({p["identidad"] for p in many}) == 1
        assert len({p["persona"] for p in many}) > 40

    def test_every_row_can_be_told_from_those_of_others(self, people: list[dict[str, object]]) -> None:
        assert all(p["alcanzable"] for p in people)

    def test_register_rows_are_told_of_their_persons(self) -> None:
        known = pq.read_table(TEMPLATE / "expected" / "personas_registro.parquet").to_pylist()
        assert {"renap", "onsec", "igss"} <= {row["institucion"] for row in known}
        assert all(row["persona"] == row["identidad"] for row in known)

    def test_true_persons_are_fewer_than_those_that_rows_show(self, people: list[dict[str, object]]) -> None:
        assert len({row["persona"] for row in people}) < len({row["identidad"] for row in people})


def test_the_real_reader_and_judge_say_what_the_key_says(small: Path, tmp_path: Path) -> None:
    deployment = load_deployment(small)
    keys = Keys(*(bytes([n]) * 32 for n in range(1, 6)))
    store, engine = Store(tmp_path, keys), DuckDBEngine("1GB", 2)
    expected_files = {(r["institucion"], r["archivo"]): r["regla"] for r in answers(small, "archivos.csv")}
    later_files = {(r["institucion"], r["archivo"]): r["regla"] for r in answers(small, "later_archivos.csv")}
    earlier: list[str] = []
    said: dict[str, list[tuple[str, ...]]] = {"": [], "later_": []}
    for prefix, folder, expected, received in (
        ("", "inbox", expected_files, RECEIVED),
        ("later_", "later", later_files, RECEIVED_LATER),
    ):
        for path in sorted(p for p in (small / folder).rglob("*") if p.is_file()):
            where = (path.parent.name, path.name)
            if expected[where] in RECEPTION - {"ARC-08"}:
                continue
            contract = deployment.contract_for(*where, on=received)
            assert contract is not None
            try:
                reading = read_file(lambda path=path: [path.read_bytes()], contract)
            except TransferError as error:
                assert (where, error.rule) == (where, expected[where])
                continue
            assert expected[where] in {"", "ARC-08"}
            transfer = f"{len(earlier) + 1:032x}"
            sheets = [Sheet(s.name, s.header, s.matched.positions) for s in reading.sheets]
            judge(
                Received(transfer, received), contract, sheets, reading.reader(),
                earlier=earlier, deployment=deployment, engine=engine, store=store, keys=keys,
                closed_through=deployment.closed_through,
            )  # fmt: skip
            earlier.append(transfer)
            for row in pq.read_table(store.part("core_fila", transfer)).to_pylist():
                said[prefix].append(
                    (
                        *where,
                        row["hoja"] or "",
                        str(row["fila"]),
                        row["estado"],
                        row["regla"] or "",
                        row["campo"] or "",
                    )
                )
    engine.close()
    columns = ("institucion", "archivo", "hoja", "fila", "estado", "regla", "campo")
    for prefix, rows in said.items():
        key = [tuple(row[column] for column in columns) for row in answers(small, f"{prefix}filas.csv.gz")]
        assert sorted(set(rows) ^ set(key)) == []
        assert len(rows) == len(key)


class TestCoincidences:
    PERIODS = {"A": "mes", "B": "bimestre", "C": "unica", "D": "anio"}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("day", "period", "first", "last", "count"),
        [
            (date(2026, 2, 10), "unica", "2026-02-10", "2026-02-10", 1),
            (date(2026, 2, 10), "dia", "2026-02-10", "2026-02-10", 1),
            (date(2024, 2, 10), "mes", "2024-02-01", "2024-02-29", 29),
            (date(2026, 2, 10), "bimestre", "2026-01-01", "2026-02-28", 59),
            (date(2026, 5, 1), "cuatrimestre", "2026-05-01", "2026-08-31", 123),
            (date(2026, 6, 30), "semestre", "2026-01-01", "2026-06-30", 181),
            (date(2026, 6, 30), "anio", "2026-01-01", "2026-12-31", 365),
        ],
    )
    def test_covered_days(self, day: date, period: str, first: str, last: str, count: int) -> None:
        days = covered_days(day, period)
        assert (days[0].isoformat(), days[-1].isoformat(), len(days)) == (first, last, count)

    def test_two_months_of_a_pair(self) -> None:
        told = [(1, "B", date(2026, 2, 3)), (1, "A", date(2026, 2, 9)), (1, "A", date(2026, 1, 9))]
        assert coincidences(told, self.PERIODS) == [
            Coincidence(1, "A", "B", date(2026, 1, 1), 31),
            Coincidence(1, "A", "B", date(2026, 2, 1), 28),
        ]

    def test_two_deliveries_of_one_modality_count_their_days_once(self) -> None:
        told = [(1, "A", date(2026, 2, 3)), (1, "A", date(2026, 2, 9)), (1, "C", date(2026, 2, 9))]
        assert coincidences(told, self.PERIODS) == [Coincidence(1, "A", "C", date(2026, 2, 1), 1)]

    def test_different_people_do_not_coincide(self) -> None:
        assert coincidences([(1, "A", date(2026, 2, 3)), (2, "B", date(2026, 2, 3))], self.PERIODS) == []


class TestWording:
    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            ("dd/mm/aaaa", "05/03/2026"), ("d/m/aaaa", "5/3/2026"), ("dd-mm-aaaa", "05-03-2026"),
            ("aaaa-mm-dd", "2026-03-05"), ("aaaammdd", "20260305"), ("dd/mm/aa", "05/03/26"),
            ("mm/dd/aaaa", "03/05/2026"), ("dd-mmm-aaaa", "05-mar-2026"), ("excel", "46086"),
        ],
    )  # fmt: skip
    def test_dates(self, form: str, expected: str) -> None:
        assert write_date(date(2026, 3, 5), form) == expected

    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            ("1234.56", "1234.50"),
            ("1,234.56", "1,234.50"),
            ("1.234,56", "1.234,50"),
            ("Q1,234.56", "Q1,234.50"),
        ],
    )
    def test_amounts(self, form: str, expected: str) -> None:
        assert write_amount(123_450, form) == expected

    def test_a_cui_as_on_the_card(self) -> None:
        assert write_cui("9765432141601", "spaces") == "9765 43214 1601"

    def test_the_plain_form_has_no_accents_nor_double_spaces(self) -> None:
        assert plain_form(" José  Ba'atz Peña") == "JOSE BAATZ PENA"


def test_a_zip_depends_on_its_members_only() -> None:
    assert zip_bytes({"a.csv": b"x"}) == zip_bytes({"a.csv": b"x"})
