"""The verdict on two records: which rule ties them, which hold them for a person."""

import pytest

from assets.engine import DuckDBEngine
from tests.linkage.person_records import Bench, Row, cui, row


@pytest.fixture(scope="module")
def bench(engine: DuckDBEngine) -> Bench:
    return Bench(engine)


OTHER = cui(95_000_000)
# Stage, rule and state of a tie.
BY_CUI = ("D1", "cui_y_nombre_o_nacimiento", "unido")
BY_NAME = ("D2", "nombre_y_nacimiento", "unido")
BY_WEIGHT = ("S", "peso", "unido")


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        pytest.param(row("b"), BY_CUI, id="the same record twice"),
        pytest.param(
            row("b", given_names="Ma. Elena", surnames="TSOK BATZ"),
            BY_CUI,
            id="the same CUI, names as they sound",
        ),
        pytest.param(
            row("b", given_names="ELENA MARIA", birth_date="1985-01-01"),
            BY_CUI,
            id="the same CUI, given names turned",
        ),
        pytest.param(row("b", national_id=""), BY_NAME, id="no CUI, same names and birth date"),
        pytest.param(
            row("b", national_id="", surnames="Tzoc Batz de Coc"),
            BY_NAME,
            id="a married name beside one's own",
        ),
        pytest.param(
            row("b", national_id="", birth_date="1985-07-25"),
            BY_WEIGHT,
            id="no CUI, one figure of the date wrong",
        ),
        pytest.param(row("b", national_id="", surnames="Batz Tzoc"), BY_WEIGHT, id="no CUI, surnames turned"),
        pytest.param(
            row("b", national_id="", given_names="Tzoc Batz", surnames="María Elena"),
            BY_WEIGHT,
            id="names in each other's column",
        ),
        pytest.param(
            row("b", given_names="Juana", surnames="Coc Tzoc", birth_date="2010-02-03", sex="F"),
            ("S", "cui_compartido", "revision"),
            id="a mother's CUI on her child",
        ),
    ],
)
def test_the_verdict_on_two_records(bench: Bench, second: Row, verdict: tuple[str, str, str]) -> None:
    assert bench.pairs([row("a"), second])[("a", "b")][:3] == verdict


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(row("b", given_names="Rosario", national_id=""), id="a twin without a CUI"),
        pytest.param(row("b", given_names="Rosario", national_id=OTHER), id="twins with a CUI each"),
        pytest.param(
            row("b", given_names="María Rosa", national_id=OTHER), id="twins who share a first name"
        ),
        pytest.param(row("b", given_names="José", sex="M", national_id=""), id="twin brother"),
    ],
)
def test_twins_are_never_one_person_without_a_person_saying_so(bench: Bench, second: Row) -> None:
    assert bench.persons([row("a"), second]) == {frozenset("a"), frozenset("b")}


def test_evidence_holds_weights_and_levels_and_no_values(bench: Bench) -> None:
    bench.pairs([row("a"), row("b", given_names="Helena")])
    columns = bench.connection.execute("select column_name from (describe pairs)").fetchall()
    evidence = {name for (name,) in columns} - {"numero_registro_l", "numero_registro_r"}
    compared = ("identificador", "nombres", "apellidos", "nacimiento", "sexo", "lugar", "direccion")
    assert evidence == {
        "registro_a_id", "registro_b_id", "etapa_codigo", "regla", "peso", "estado_codigo", "modelo_version",
        "mw_frecuencia", "mw_familia", *(f"{kind}_{name}" for kind in ("gamma", "mw") for name in compared),
    }  # fmt: skip


def test_a_weight_is_the_sum_of_its_evidence(bench: Bench) -> None:
    bench.pairs([row("a"), row("b", national_id="", birth_date="1985-07-25")])
    compared = ("identificador", "nombres", "apellidos", "nacimiento", "sexo", "lugar", "direccion")
    total = " + ".join(f"mw_{name}" for name in compared)
    share = bench.linker.model.match_share
    found = bench.connection.execute(
        f"select abs(peso - (log2({share} / (1 - {share})) + {total} + mw_frecuencia + mw_familia)) < 1e-5 from pairs"
    ).fetchall()
    assert found == [(True,)]
