"""The sample's key of findings: the rules counted the slow way, and everything that audits found is planted."""

import csv
from collections import Counter, defaultdict
from datetime import date

import pytest

from pipelines.sample.findings import Finding, Gift, Life, find
from pipelines.sample.make import TEMPLATE
from pipelines.sample.rule_list import Rule, read_rules
from snis.nation.model import Entry, Modality, Person

PROGRAMMES = {"A": "uno", "B": "otro", "C": "otro"}
MODALITIES = {code: Modality(code, "x", "persona", 18, 130, "", frozenset(), 0, "mes") for code in PROGRAMMES}
SOMEBODY = Person(
    7, 1, "elder", "", ("Ana",), ("Caal",), "", "F", date(1950, 6, 1), "0101", "0101", "", "", "1", "25", "0", False
)  # fmt: skip


def gift(modality: str, day: str, *, person: int = 7, **given: object) -> Gift:
    when = date.fromisoformat(day)
    values = {
        "first": when.replace(day=1),
        "last": when.replace(day=28),
        "day": when,
        "address": (day,),
        "modality": modality,
        "person": person,
        "amount": 100,
        "shown": person,
    }
    return Gift(**{**values, **given})  # type: ignore[arg-type]


def rule(a: str, b: str, **given: object) -> Rule:
    values = {"verdict": "incompatible", "by_household": False, "before": 0, "after": 0, "amount": "menor"}
    return Rule(**{"id": "XXX-01", "a": a, "b": b, **values, **given})  # type: ignore[arg-type]


def found(gifts: list[Gift], *rules: Rule, entries: tuple[Entry, ...] = ()) -> list[Finding]:
    lives: dict[int, Life] = defaultdict(Life)
    for entry in entries:
        lives[entry.person.number].entries.append(entry)
    return find(gifts, lives, rules, MODALITIES)


def kinds(gifts: list[Gift], register: str, **days: str) -> list[tuple[str, int]]:
    told = {name: date.fromisoformat(day) for name, day in days.items()}
    entry = Entry(register, SOMEBODY, modality="A" if register == "mides_padron" else "", **told)
    return [(f.kind, f.deliveries) for f in found(gifts, rule("A", register), entries=(entry,))]


class TestRegisters:
    PAID = [gift("A", "2026-02-27")]  # noqa: RUF012

    @pytest.mark.parametrize(
        ("occurred", "registered", "kind"),
        [
            ("2026-01-10", "2026-01-15", ["lista_tarde"]),
            ("2026-01-10", "2026-02-26", ["lista_tarde"]),
            ("2026-01-10", "2026-02-27", ["registrada_tarde"]),
            ("2026-02-01", "2026-02-02", ["en_ventana"]),
            ("2026-02-26", "2026-03-20", ["en_ventana"]),
            ("2026-02-27", "2026-02-27", []),
        ],
    )
    def test_a_death_before_a_payment(self, occurred: str, registered: str, kind: list[str]) -> None:
        told = kinds(self.PAID, "renap_defuncion", occurred=occurred, registered=registered)
        assert [name for name, _ in told] == kind

    @pytest.mark.parametrize(
        ("occurred", "ended", "kind"),
        [
            ("2026-02-27", "2026-02-27", ["en_ventana"]),
            ("2025-02-27", "2026-02-26", []),
            ("2025-02-27", "2026-02-27", ["lista_tarde"]),
            ("2026-02-28", "2026-03-27", []),
        ],
    )
    def test_a_post_on_the_day_of_a_payment(self, occurred: str, ended: str, kind: list[str]) -> None:
        told = kinds(self.PAID, "onsec_planilla", occurred=occurred, ended=ended)
        assert [name for name, _ in told] == kind

    @pytest.mark.parametrize(
        ("days", "kind"),
        [
            ({"occurred": "2026-02-27"}, []),
            ({"occurred": "2026-02-28"}, ["registrada_tarde"]),
            ({"occurred": "2025-01-01", "ended": "2026-02-27"}, []),
            ({"occurred": "2025-01-01", "ended": "2026-02-26"}, ["en_ventana"]),
            ({"occurred": "2025-01-01", "ended": "2026-01-26"}, ["lista_tarde"]),
        ],
    )
    def test_who_is_paid_and_not_in_the_padron(self, days: dict[str, str], kind: list[str]) -> None:
        assert [name for name, _ in kinds(self.PAID, "mides_padron", **days)] == kind

    def test_who_was_never_enrolled(self) -> None:
        assert kinds([gift("A", "2026-02-27", person=8)], "mides_padron", occurred="2026-01-01") == [
            ("lista_tarde", 1)
        ]

    def test_a_payment_after_the_lists_had_come(self) -> None:
        paid = [gift("A", "2026-05-04"), gift("A", "2026-05-05")]
        told = kinds(paid, "renap_defuncion", occurred="2026-04-03", registered="2026-04-03")
        assert told == [("conocida_antes", 1), ("lista_tarde", 1)]

    def test_payments_of_one_class_are_one_finding(self) -> None:
        paid = [gift("A", "2026-02-27"), gift("A", "2026-03-27"), gift("A", "2026-01-27")]
        told = kinds(paid, "renap_defuncion", occurred="2026-02-03", registered="2026-03-01")
        assert told == [("en_ventana", 1), ("lista_tarde", 1)]


class TestTogether:
    def test_two_modalities_of_a_month(self) -> None:
        [told] = found([gift("A", "2026-02-03"), gift("B", "2026-02-09", amount=30)], rule("A", "B"))
        assert (told.deliveries, told.days, told.paid, told.at_stake) == (2, 28, 130, 30)

    def test_a_window_reaches_the_next_month(self) -> None:
        gifts = [gift("A", "2026-03-03"), gift("B", "2026-02-09")]
        assert found(gifts, rule("A", "B")) == []
        assert [told.days for told in found(gifts, rule("A", "B", after=5))] == [5]

    def test_twice_the_same(self) -> None:
        [told] = found([gift("A", "2026-02-03"), gift("A", "2026-02-09")], rule("A", "A", amount="b"))
        assert (told.deliveries, told.paid, told.at_stake) == (2, 200, 100)

    def test_of_two_in_a_household(self) -> None:
        gifts = [gift("A", "2026-02-03", household="x-1"), gift("B", "2026-02-09", person=8, household="x-1")]
        assert found(gifts, rule("A", "B")) == []
        assert [(t.person, t.household) for t in found(gifts, rule("A", "B", by_household=True))] == [
            (0, "x-1")
        ]


class TestControls:
    @pytest.mark.parametrize(("born", "count"), [("1910-02-03", 1), ("1910-02-04", 0)])
    def test_older_than_anybody(self, born: str, count: int) -> None:
        told = found([gift("A", "2026-02-03", born=date.fromisoformat(born))], rule("A", "edad_improbable"))
        assert len(told) == count

    @pytest.mark.parametrize(("born", "count"), [("2008-02-03", 0), ("2008-02-04", 1)])
    def test_too_young(self, born: str, count: int) -> None:
        told = found([gift("A", "2026-02-03", born=date.fromisoformat(born))], rule("A", "edad_bajo_minimo"))
        assert len(told) == count

    @pytest.mark.parametrize(("born", "count"), [("1950-01-01", 0), ("1905-06-01", 1)])
    def test_another_birth_year_than_the_register(self, born: str, count: int) -> None:
        known = (Entry("renap_persona", SOMEBODY),)
        told = found(
            [gift("A", "2026-02-03", born=date.fromisoformat(born))],
            rule("A", "dato_distinto_renap"),
            entries=known,
        )
        assert len(told) == count

    @pytest.mark.parametrize(
        ("born", "sex", "people"),
        [("1950-06-01", "F", []), ("1951-06-01", "F", [7, 8]), ("1950-06-01", "M", [7, 8])],
    )
    def test_one_number_of_two_people_whom_birth_year_or_sex_tells_apart(
        self, born: str, sex: str, people: list[int]
    ) -> None:
        gifts = [
            gift("A", "2026-02-03", shown=1, born=SOMEBODY.born, sex="F"),
            gift("A", "2026-02-03", person=8, shown=1, born=date.fromisoformat(born), sex=sex),
        ]
        assert [told.person for told in found(gifts, rule("A", "cui_de_varias_personas"))] == people


def test_words_of_rules_stand_for_modalities() -> None:
    codes = {"P01": "bono-social", "P02": "bono-social", "P04": "bolsa-social", "P41": "adulto-mayor"}
    rules = read_rules(TEMPLATE, codes)
    assert {(r.a, r.b) for r in rules if r.id == "HOG-02"} == {("P01", "P04"), ("P02", "P04")}
    assert {r.a for r in rules if r.id == "CRU-01"} == set(codes)
    assert "COI-01" not in {r.id for r in rules}


class TestPlanted:
    """What auditors found elsewhere, and every rule of the deployment."""

    @pytest.fixture(scope="class")
    def key(self) -> list[dict[str, str]]:
        path = TEMPLATE / "expected" / "hallazgos_personas.csv"
        return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))

    def test_every_rule_that_can_find_something_does(self, key: list[dict[str, str]]) -> None:
        names = {rule.id for rule in read_rules(TEMPLATE, {"P41": "adulto-mayor"})}
        # Two of old age and a first job cannot meet; the others need an answer of RENAP, which no file brings.
        assert names - {row["regla_id"] for row in key} <= {"COI-11", "CTL-05", "CTL-06"}

    @pytest.mark.parametrize("name", ["CRU-01", "CRU-02", "CRU-04", "CRU-05", "CRU-06"])
    def test_every_crossing_has_each_class_that_one_night_can_see(
        self, name: str, key: list[dict[str, str]]
    ) -> None:
        classes = {row["clase_codigo"] for row in key if row["regla_id"] == name}
        assert classes == {"en_ventana", "registrada_tarde", "lista_tarde"}

    def test_the_night_after_finds_what_was_known_before(self) -> None:
        path = TEMPLATE / "expected" / "later_hallazgos_personas.csv"
        later = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        known = {row["regla_id"] for row in later if row["clase_codigo"] == "conocida_antes"}
        assert known >= {"CRU-01", "CRU-02", "CRU-04", "CRU-06"}

    def test_findings_are_not_counted_twice(self, key: list[dict[str, str]]) -> None:
        told = Counter(
            (r["regla_id"], r["clase_codigo"], r["persona"], r["hogar"], r["modalidad_a_codigo"],
             r["modalidad_b_codigo"], r["anio"])
            for r in key
        )  # fmt: skip
        assert max(told.values()) == 1

    def test_every_finding_is_of_a_person_or_a_household(self, key: list[dict[str, str]]) -> None:
        assert all(bool(row["persona"]) != bool(row["hogar"]) for row in key)


class TestEffectiveness:
    """Duties met and benefits collected: the tables of the key agree with themselves and with each other."""

    @staticmethod
    def total(name: str, *columns: str, country: bool = True) -> tuple[int, ...]:
        path = TEMPLATE / "expected" / name
        rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        told = [row for row in rows if (row["departamento_codigo"] == "") is country]
        return tuple(sum(int(row[column]) for row in told) for column in columns)

    @pytest.mark.parametrize(
        ("name", "column"),
        [("corresponsabilidad.csv", "entregas"), ("cobro.csv", "programadas"), ("no_cobro.csv", "entregas")],
    )
    def test_departments_make_the_country(self, name: str, column: str) -> None:
        assert self.total(name, column) == self.total(name, column, country=False)

    def test_every_scheduled_payment_has_one_end(self) -> None:
        scheduled, *ends = self.total("cobro.csv", "programadas", "entregadas", "no_cobradas", "devueltas")
        assert scheduled == sum(ends)
        assert all(ends)

    def test_what_nobody_collected_has_an_age(self) -> None:
        assert self.total("no_cobro.csv", "entregas") == self.total("cobro.csv", "no_cobradas")

    def test_the_payer_always_says_something_and_the_register_sometimes_the_contrary(self) -> None:
        told, yes, no, contrary = self.total(
            "corresponsabilidad.csv",
            "entregas",
            "cumplen_segun_entrega",
            "no_cumplen_segun_entrega",
            "respuestas_contrarias",
        )
        assert told == yes + no
        assert 0 < contrary < no
