"""Columns that a statement hands on: kept away from the engine, and put back as they were."""

import pyarrow as pa
import pytest

from assets.core.handing import handed_on, put_back, with_numbers
from assets.statements import statement


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("select j.a, j.b from j", {"a", "b"}),
        # A word that stands twice is used for something.
        ("select j.a, j.b from j where j.a > 1", {"b"}),
        ("select j.a, upper(j.b) as c from j", {"a"}),
        ("select j.a, j.b as c from j order by j.b", {"a"}),
        ("with x as (select *, m + 1 as a from j) select x.a, x.b from x", {"b"}),
        # Numbers in the place of values would be counted otherwise.
        ("select distinct j.a from j", set()),
        ("select j.a from j union all select k.b from k", set()),
        ("select j.a, count(*) from j group by all", set()),
    ],
)
def test_what_is_named_once_in_the_end_is_handed_on(sql: str, names: set[str]) -> None:
    assert handed_on(sql) == names


def test_a_delivery_hands_its_pseudonyms_and_codes_on_and_no_day() -> None:
    handed = handed_on(statement("core_entrega"))
    assert {"persona_id", "entrega_id", "hogar_id", "sexo_codigo", "residencia_municipio_codigo"} <= handed
    assert not {"entrega_fecha", "nacimiento_fecha", "modalidad_codigo", "fila", "monto_gtq"} & handed


def test_the_engine_sees_numbers_and_the_file_the_values() -> None:
    rows = pa.table({"fila": [7, 8, 9], "sexo": pa.array(["F", None, "M"]).dictionary_encode()})
    numbered = with_numbers(rows, frozenset({"sexo"}))
    assert numbered.to_pydict() == {"fila": [7, 8, 9], "sexo": [0, 1, 2]}
    found = numbered.take(pa.array([1, 2]))
    assert put_back(found, rows, frozenset({"sexo"})).to_pydict() == {"fila": [8, 9], "sexo": [None, "M"]}
    assert put_back(numbered, rows, frozenset({"sexo"})).column("sexo").type == rows.column("sexo").type


def test_rows_that_come_in_another_order_keep_their_values() -> None:
    rows = pa.table({"fila": [7, 8, 9], "sexo": ["F", "M", "N"]})
    found = with_numbers(rows, frozenset({"sexo"})).take(pa.array([2, 0, 0]))
    assert put_back(found, rows, frozenset({"sexo"})).to_pydict() == {
        "fila": [9, 7, 7],
        "sexo": ["N", "F", "F"],
    }
