"""Changes since the last release: rows by their key, columns by their name, never a figure."""

import json

import pyarrow as pa

from publish.changes import Changes, change_rows, changes_json, changes_since, changes_text
from snis.contracts.model import Field, TableContract

CONTRACT = TableContract(
    name="open_x", layer="open", title="Personas", description="Personas.", grain="Una fila por lugar.",
    key=("anio", "lugar"),
    fields=(
        Field("anio", "integer", "Año", "Año."), Field("lugar", "string", "Lugar", "Lugar.", required=False),
        Field("personas", "integer", "Personas", "Personas."), Field("entregas", "integer", "Entregas", "Entregas."),
    ),
)  # fmt: skip


def table(*rows: tuple[int, str | None, int, int]) -> pa.Table:
    return pa.Table.from_pylist(
        [dict(zip(("anio", "lugar", "personas", "entregas"), row, strict=True)) for row in rows],
        schema=pa.schema(
            [("anio", "int64"), ("lugar", "string"), ("personas", "int64"), ("entregas", "int64")]
        ),
    )


def compared(before: pa.Table, now: pa.Table, contract: TableContract = CONTRACT) -> Changes:
    return changes_since("2026-03", {"open_x": before}, {"open_x": now}, {"open_x": contract})


BEFORE = table((2026, "01", 775, 1245), (2026, "08", 45, 85), (2026, None, 820, 1330))
NOW = table((2026, "01", 780, 1245), (2026, "16", 15, 25), (2026, None, 820, 1330))


def test_rows_appear_vanish_and_change() -> None:
    assert list(change_rows(compared(BEFORE, NOW))) == [
        ("open_x", "cambia", "anio=2026; lugar=01", "personas"),
        ("open_x", "aparece", "anio=2026; lugar=16", ""),
        ("open_x", "desaparece", "anio=2026; lugar=08", ""),
    ]


def test_no_form_holds_a_figure() -> None:
    changes = compared(BEFORE, NOW)
    forms = (
        changes_text(changes, "2026-04") + changes_json(changes, "2026-04") + repr(list(change_rows(changes)))
    )
    for figure in ("775", "780", "45", "85", "820", "1330", "1245", "15", "25"):
        assert figure not in forms.replace("2026-04", "").replace("2026-03", "")


def test_counts_are_there_for_machines_and_people() -> None:
    changes = compared(BEFORE, NOW)
    (found,) = json.loads(changes_json(changes, "2026-04"))["tablas"]
    assert (found["aparecen"], found["desaparecen"], found["cambian"], found["iguales"]) == (1, 1, 1, 1)
    assert found["cambian_por_columna"] == {"personas": 1}
    assert "| Personas | 1 | 1 | 1 | 1 |" in changes_text(changes, "2026-04")


def test_nothing_changed() -> None:
    changes = compared(BEFORE, BEFORE)
    assert list(change_rows(changes)) == []
    assert changes.tables[0].same == 3


def test_a_first_edition_is_compared_with_nothing() -> None:
    changes = changes_since("", {}, {"open_x": NOW}, {"open_x": CONTRACT})
    assert list(change_rows(changes)) == []
    assert "primera edición" in changes_text(changes, "2026-04")
    assert json.loads(changes_json(changes, "2026-04"))["anterior"] is None


def test_a_column_more_or_less_is_said() -> None:
    changes = compared(BEFORE.drop_columns(["entregas"]), NOW)
    assert changes.tables[0].added_columns == ("entregas",)
    assert "Columnas nuevas: `entregas`." in changes_text(changes, "2026-04")


def test_records_without_a_key_are_counted_and_not_compared() -> None:
    keyless = TableContract(**{**vars(CONTRACT), "key": ()})
    changes = compared(BEFORE, table((2026, "01", 1, 1)), keyless)
    assert list(change_rows(changes)) == []
    assert changes.tables[0].sizes == (3, 1)
    assert "3 antes, 1 ahora" in changes_text(changes, "2026-04")
