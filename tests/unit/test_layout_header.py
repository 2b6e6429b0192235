"""Where the header is, how many lines it has, and what its columns are called."""

import pytest

from assets.reading.grid import Merge
from tests.unit.layout_case import asides, laid_out, numbers, read, refused, table


def header(text: str, **more: object) -> list[str]:
    return read(text, **more)[0]


def test_titles_above_the_header_are_set_aside() -> None:
    text = "Ministerio\nReporte de enero\n\nCUI|Nombre|Monto\n1|Ana|5\n2|Eva|6"
    assert read(text) == [["CUI", "Nombre", "Monto"], ["1", "Ana", "5"], ["2", "Eva", "6"]]
    assert asides(text) == {1: "titulo", 2: "titulo"}


def test_pairs_of_label_and_value_above_the_header_are_titles() -> None:
    text = (
        "Institución:|MIDES||\nMes:|enero||\n\nNo.|Nombre|Fecha|Monto\n1|Ana|01/02/2026|5\n2|Eva|02/02/2026|6"
    )
    assert header(text) == ["No.", "Nombre", "Fecha", "Monto"]
    assert asides(text) == {1: "titulo", 2: "titulo"}


def test_pairs_without_colon_above_a_wider_table_are_titles() -> None:
    text = "Institución|MIDES\nMes|Enero\n\nDepartamento|Municipio|Total\nPetén|Flores|5\nPetén|Dolores|6"
    assert header(text) == ["Departamento", "Municipio", "Total"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Departamento|2019|2020|2021\nPetén|5|6|7\nIzabal|8|9|10", ["Departamento", "2019", "2020", "2021"]),
        ("|2019|2020\nPetén|5|6\nIzabal|8|9", ["", "2019", "2020"]),
        ("Sexo|0-4|5-9|10-14\nHombres|10|20|30\nMujeres|11|21|31", ["Sexo", "0-4", "5-9", "10-14"]),
        ("Depto|Q1|Q2|Q3\nPetén|10|20|30\nIzabal|11|21|31", ["Depto", "Q1", "Q2", "Q3"]),
        ("Día|1|2|3|4\nPetén|10|20|30|40\nIzabal|11|21|31|41", ["Día", "1", "2", "3", "4"]),
        ("Departamento|2020|Total\nPetén|5|6\nIzabal|8|9", ["Departamento", "2020", "Total"]),
    ],
)
def test_numbers_that_form_a_series_are_a_header(text: str, expected: list[str]) -> None:
    assert header(text) == expected


def test_a_table_of_text_has_a_header_when_it_uses_words_of_headers() -> None:
    assert header("Departamento|Municipio\nPetén|Flores\nPetén|Dolores") == ["Departamento", "Municipio"]


def test_a_table_of_text_without_such_words_is_refused() -> None:
    error = refused("Manzana|Rojo\nPera|Verde\nUva|Morada")
    assert error.rule == "ARC-10"
    assert "No se encontró un encabezado" in error.message


def test_a_file_that_begins_with_data_is_refused() -> None:
    error = refused("1|Ana|2026-01-01\n2|Eva|2026-01-02\n3|Luz|2026-01-03", name="Hoja1")
    assert (error.rule, error.place) == ("ARC-10", "Hoja1")


def test_rows_of_years_are_no_header() -> None:
    assert refused("Petén|2019|2020\nIzabal|2018|2021\nJutiapa|2020|2022").rule == "ARC-10"


def test_data_above_the_header_refuses_the_file() -> None:
    error = refused("1|Ana|5\n2|Eva|6\n\nNo.|Nombre|Monto\n3|Luz|7\n4|Sol|8")
    assert error.rule == "ARC-10"
    assert "encima del encabezado de la fila 4" in error.message


# ---- two and three lines ------------------------------------------------------------------------------


def test_groups_over_columns_by_merges() -> None:
    text = "Departamento|Hombres||Mujeres|\n|Niños|Adultos|Niñas|Adultas\nPetén|1|2|3|4\nIzabal|5|6|7|8"
    merges = [Merge(1, 0, 2, 0), Merge(1, 1, 1, 2), Merge(1, 3, 1, 4)]
    expected = [
        "Departamento",
        "Hombres / Niños",
        "Hombres / Adultos",
        "Mujeres / Niñas",
        "Mujeres / Adultas",
    ]
    assert header(text, merges=merges) == expected
    assert header(text) == expected


def test_groups_over_a_full_line_of_names() -> None:
    text = "|2024||2025|\nDepartamento|H|M|H|M\nPetén|1|2|3|4\nIzabal|5|6|7|8"
    assert header(text) == ["Departamento", "2024 / H", "2024 / M", "2025 / H", "2025 / M"]


def test_one_group_that_names_what_the_second_line_leaves_open() -> None:
    text = "Depto|Muni|Beneficiarios||\n||Hombres|Mujeres|Total\nPetén|Flores|1|2|3\nPetén|Dolores|4|5|9"
    expected = [
        "Depto",
        "Muni",
        "Beneficiarios / Hombres",
        "Beneficiarios / Mujeres",
        "Beneficiarios / Total",
    ]
    assert header(text) == expected


def test_a_second_line_of_years_under_groups() -> None:
    text = "Depto|Hombres||Mujeres|\n|2019|2020|2019|2020\nPetén|1|2|3|4\nIzabal|5|6|7|8"
    assert header(text) == ["Depto", "Hombres / 2019", "Hombres / 2020", "Mujeres / 2019", "Mujeres / 2020"]


def test_three_lines() -> None:
    text = (
        "Depto|2024||||2025||\n|Hombres||Mujeres||Hombres||\n|Niños|Adultos|Niñas|Adultas|Niños|Adultos|Mayores\n"
        "Petén|1|2|3|4|5|6|7\nIzabal|1|2|3|4|5|6|7"
    )
    found = header(text)
    assert found[1] == "2024 / Hombres / Niños"
    assert found[3] == "2024 / Mujeres / Niñas"
    assert found[5] == "2025 / Hombres / Niños"


def test_a_title_merged_over_the_whole_table_is_no_group() -> None:
    text = "Padrón|||\nNo.|Nombre|Fecha|Monto\n1|Ana|01/02/2026|5\n2|Eva|02/02/2026|6"
    assert header(text, merges=[Merge(1, 0, 1, 3)]) == ["No.", "Nombre", "Fecha", "Monto"]


def test_a_single_group_without_merge_has_two_readings() -> None:
    error = refused("|Personas||\nDepto|Hombres|Mujeres|Total\nPetén|1|2|3\nIzabal|4|5|9")
    assert error.rule == "ARC-10"
    assert "título" in error.message and "grupo" in error.message


def test_units_and_numbering_under_the_header_are_set_aside() -> None:
    text = "Nombre|Peso|Monto\n(texto)|(kg)|(Q)\n1|2|3\nAna|5|6\nEva|7|8"
    assert asides(text) == {2: "unidades", 3: "unidades"}
    assert numbers(text) == [4, 5]


def test_a_first_row_that_reads_one_two_three_in_a_table_of_numbers_is_data() -> None:
    assert numbers("Año|Mes|Total\n1|2|3\n4|5|6\n7|8|9") == [2, 3, 4]


def test_a_first_row_with_a_word_among_numbers_is_data() -> None:
    assert numbers("Nombre|Fecha|Monto\nAna|01/02/2026|pendiente\nEva|02/02/2026|5\nLuz|03/02/2026|6") == [
        2,
        3,
        4,
    ]


# ---- columns ------------------------------------------------------------------------------------------


def test_blank_columns_go_and_named_ones_without_values_stay() -> None:
    text = "|CUI||Nombre|Nota\n|1||Ana|\n|2||Eva|"
    assert read(text) == [["CUI", "Nombre", "Nota"], ["1", "Ana", ""], ["2", "Eva", ""]]


def test_a_column_with_values_and_no_name_stays_with_a_finding() -> None:
    text = "CUI|Nombre||Monto\n1|Ana|x|5\n2|Eva|y|6"
    assert header(text) == ["CUI", "Nombre", "", "Monto"]
    assert [item.hallazgo for item in laid_out(text).findings] == ["columna_sin_nombre"]


def test_names_that_stand_twice_stay_as_sent_with_a_finding() -> None:
    text = "CUI|Nombre|Nombre\n1|Ana|x\n2|Eva|y"
    assert header(text) == ["CUI", "Nombre", "Nombre"]
    assert [item.hallazgo for item in laid_out(text).findings] == ["encabezado_repetido"]


def test_short_rows_are_padded_and_cells_beyond_the_header_kept() -> None:
    assert read("CUI|Nombre|Monto\n1|Ana\n2|Eva|5|x\n3|Luz|6||\n4|Sol|7")[1:] == [
        ["1", "Ana", ""],
        ["2", "Eva", "5", "x"],
        ["3", "Luz", "6"],
        ["4", "Sol", "7"],
    ]


def test_rows_with_one_cell_more_than_the_header_are_refused() -> None:
    error = refused("CUI|Nombre|Monto\n1|Ana|5|x\n2|Eva|6|y")
    assert (error.rule, error.place) == ("ARC-10", "fila 1")
    assert "3 celdas y las filas 4" in error.message


def test_many_titles_above_a_table_are_no_list() -> None:
    text = (
        "Informe\n"
        + "".join(f"Línea {number}\n" for number in range(1, 25))
        + "\nBoleta|Cantidad\nB1|5\nB2|6"
    )
    assert header(text) == ["Boleta", "Cantidad"]


def test_one_column() -> None:
    assert read("CUI\n123\n456\n789") == [["CUI"], ["123"], ["456"], ["789"]]


def test_a_header_that_a_format_declares_is_believed() -> None:
    assert read("1|2\n3|4", declared_header=True) == [["1", "2"], ["3", "4"]]


def test_text_alone_is_no_table() -> None:
    assert (
        laid_out("Este libro trae los datos de enero.\n\nElaborado por la unidad").reason
        == "solo texto, ninguna tabla"
    )
    assert laid_out("\n\n").reason == "vacía"


def test_a_table_that_lies_on_its_side_is_refused() -> None:
    error = refused("CUI|1001|1002|1003\nNombre|Ana|Eva|Luz\nFecha|2026-01-01|2026-01-02|2026-01-03")
    assert error.rule == "ARC-10"
    assert "acostada" in error.message


def test_header_rows_are_named_by_their_physical_row() -> None:
    assert table("Título\n\nCUI|Monto\n1|5\n2|6").header_rows == (3,)


@pytest.mark.parametrize(
    "text",
    [
        "Institución|MIDES\nMes|Enero\nResponsable|Ana",
        "Campo|Persona 1|Persona 2\nCUI|111|222\nNombre|Ana|Eva\nFecha|01/01/2026|02/01/2026",
    ],
)
def test_a_list_of_fields_is_no_table_of_records(text: str) -> None:
    error = refused(text)
    assert (error.rule, "acostada" in error.message) == ("ARC-10", True)
