"""Whom the civil register gives under two numbers are two people, unless a person decided otherwise."""

from typing import Any

import duckdb
import pytest

from assets.statements import statement

CIVIL = "renap_persona"
RECORDS = ("a", "ana", CIVIL), ("b", "eva", CIVIL), ("c", "eva", None), ("d", "eva", CIVIL)


def held_apart(
    pairs: list[tuple[str, str]], *, former: int = 0, decided: tuple[str, str] | None = None
) -> Any:
    """Pairs kept apart among records of which the first so many were known before."""
    with duckdb.connect() as connection:
        columns = "registro_id varchar, persona_enviada_id varchar, fuente_codigo varchar"
        for name, rows in (("link_anterior", RECORDS[:former]), ("vault_registro", RECORDS[former:])):
            connection.execute(f"create table {name} ({columns})")
            for row in rows:
                connection.execute(f"insert into {name} values (?, ?, ?)", row)
        for name, found in (("link_par_tocado", pairs), ("link_decision", [decided] if decided else [])):
            connection.execute(f"create table {name} (registro_a_id varchar, registro_b_id varchar)")
            for pair in found:
                connection.execute(f"insert into {name} values (?, ?)", pair)
        return connection.execute(statement("link_dos_civiles")).fetchall()


@pytest.mark.parametrize("former", [0, 1, 4])
@pytest.mark.parametrize(
    ("pair", "apart"),
    [
        (("a", "b"), True),
        # What others send under a number proves nothing; the same number twice is one person sent twice.
        (("a", "c"), False),
        (("b", "d"), False),
    ],
)
def test_two_numbers_of_the_civil_register_are_two_people(
    pair: tuple[str, str], apart: bool, former: int
) -> None:
    assert held_apart([pair], former=former) == ([(*pair, "separar")] if apart else [])


def test_what_a_person_decided_on_the_pair_stands() -> None:
    assert held_apart([("a", "b")], decided=("a", "b")) == []
