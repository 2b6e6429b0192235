"""One CUI under two names: where a sender writes the whole name in one column, it is weighed word by word."""

import duckdb
import pytest

from assets.schema import arrow_schema
from assets.statements import statement
from snis.contracts.loader import load_tables

# Given names and surnames in their sound keys; surnames are empty where one column holds the whole name.
Name = tuple[str, str]
ROSA: Name = ("ROSA MARIA", "TZOK KEJ")
KEPT = ("S", "revision", "cui_compartido")
TIED = ("D1", "unido", "cui_y_palabras")


def judged(first: Name, second: Name, rule: str = "cui_compartido", *, born: str = "") -> tuple[str, ...]:
    """Stage, state and rule of a pair of a new and a known record that the linker held back."""
    with duckdb.connect() as connection:
        for name, record, (given, surnames) in (
            ("link_rasgo_nuevo", "a", first),
            ("link_rasgo_conocido", "b", second),
        ):
            connection.execute(
                f"create table {name} as select '{record}' as record_id, "
                f"nullif(split_part('{given}', ' ', 1), '') as nombre_1_clave, "
                f"nullif('{given}', '') as nombres_clave, nullif('{surnames}', '') as apellidos, "
                f"nullif('{surnames}', '') as apellidos_clave, nullif('{born}', '') as nacimiento"
            )
        columns = arrow_schema(load_tables()["link_enlace"]).empty_table()
        connection.register("columnas", columns)
        connection.execute("create table link_par_pesado as select * from columnas")
        connection.execute(
            "insert into link_par_pesado (registro_a_id, registro_b_id, etapa_codigo, regla, peso, estado_codigo) "
            f"values ('a', 'b', 'S', '{rule}', 3, 'revision')"
        )
        found = connection.execute(statement("link_par")).fetchall()[0]
    return found[2], found[5], found[3]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        # In one column, in either order.
        (("TZOK KEJ ROSA MARIA", ""), ROSA, TIED),
        (("ROSA MARIA TZOK KEJ", ""), ROSA, TIED),
        (ROSA, ("ROSA MARIA TZOK KEJ", ""), TIED),
        (("TZOK KEJ ROSA MARIA", ""), ("ROSA MARIA TZOK KEJ", ""), TIED),
        # A second name or a married name may be missing.
        (("TZOK KEJ ROSA", ""), ROSA, TIED),
        (("ROSA MARIA TZOK KEJ DE PAZ", ""), ROSA, TIED),
        # A child with the mother's CUI has her surname and not her name.
        (("TZOK LOPES LUIS", ""), ROSA, KEPT),
        (("TZOK KEJ ANA", ""), ROSA, KEPT),
        (("TZOK KEJ LUIS", ""), ("TZOK KEJ ROSA", ""), KEPT),
        # Nothing but one word in common.
        (("ROSA", ""), ROSA, KEPT),
        # Names that are told apart are the linker's to weigh.
        (("ANA", "TZOK KEJ"), ROSA, KEPT),
    ],
)
def test_a_whole_name_agrees_when_hardly_a_word_is_left_over(
    first: Name, second: Name, verdict: tuple[str, str, str]
) -> None:
    assert judged(first, second) == verdict


def test_a_record_that_says_nothing_but_its_cui_has_nothing_that_could_disagree() -> None:
    assert judged(("", ""), ROSA) == ("D1", "unido", "cui_sin_mas")
    assert judged(("", ""), ROSA, born="19900201") == KEPT


def test_what_is_held_back_for_another_reason_stays_so() -> None:
    assert judged(("TZOK KEJ ROSA MARIA", ""), ROSA, rule="gemelos") == ("S", "revision", "gemelos")
