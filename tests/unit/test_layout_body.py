"""Which rows below the header are data, and what the others are."""

import pytest

from assets.reading.grid import Merge
from tests.unit.layout_case import asides, grid, laid_out, numbers, read, refused, table

PEOPLE = "No.|Nombre|Municipio|Fecha|Monto\n1|Ana|Flores|01/02/2026|5.50\n2|Eva|Dolores|02/02/2026|6.25\n"
SEXES = "Departamento|Hombres|Mujeres\nPetén|1|2\nIzabal|3|4\nJutiapa|5|6\n"


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        ("Total||||11.75", "total"),
        ("|||TOTAL|11.75", "total"),
        ("|Total general|||11.75", "total"),
        ("TOTAL DE LA PLANILLA DE ENERO||||11.75", "total"),
        ("Subtotal||||11.75", "subtotal"),
        ("Sub-total||||11.75", "subtotal"),
        ("Suma||||11.75", "total"),
        ("||||11.75", "total"),
        ("Total: 2 beneficiarios", "total"),
        ("Fuente: MIDES", "nota"),
        ("Nota: cifras preliminares", "nota"),
        ("* Incluye anticipos", "nota"),
        ("1/ Incluye anticipos", "nota"),
        ("Elaborado por la unidad", "nota"),
        ("|Vo.Bo. Directora||f. ______________|", "nota"),
        ("Página 1 de 3", "nota"),
        ("||||Página 1 de 3", "nota"),
        ("# exportado del sistema", "comentario"),
        ("Los datos están sujetos a cambio.", "nota"),
    ],
)
def test_a_row_below_that_is_no_data(last: str, kind: str) -> None:
    assert asides(PEOPLE + last) == {4: kind}
    assert numbers(PEOPLE + last) == [2, 3]


@pytest.mark.parametrize(
    "row",
    [
        "3|Total Gas S.A.|Flores|03/02/2026|7.00",
        "3|Totoj Pérez|Totonicapán|03/02/2026|7.00",
        "3|Fuentes Ana|Nota|03/02/2026|7.00",
        "3|Suma López|Flores|03/02/2026|",
        "3|Luz||03/02/2026|",
        "3|Luz|Flores||N/D",
        "|Luz|Flores|03/02/2026|7.00",
        "3|||03/02/2026|7.00",
    ],
)
def test_a_row_that_looks_like_a_total_or_a_note_and_is_data(row: str) -> None:
    assert numbers(PEOPLE + row) == [2, 3, 4]
    assert numbers(PEOPLE + row + "\n4|Sol|Flores|04/02/2026|8.00") == [2, 3, 4, 5]


def test_total_of_a_crosstab_whose_only_label_is_total() -> None:
    assert asides(SEXES + "Total|9|12") == {5: "total"}


def test_total_of_places_by_its_sum() -> None:
    assert asides(SEXES + "Total Oriente|9|12") == {5: "total"}


def test_a_place_whose_name_begins_with_total_is_data() -> None:
    assert numbers(SEXES + "Total Verde|8|9") == [2, 3, 4, 5]


def test_the_whole_country_above_its_departments_is_a_total_when_it_is_their_sum() -> None:
    text = "Departamento|Hombres|Mujeres\nRepública|{}|12\nPetén|1|2\nIzabal|3|4\nJutiapa|5|6"
    assert asides(text.format(9)) == {2: "total"}
    assert asides(text.format(8)) == {}


def test_subtotals_between_groups_and_a_total_below() -> None:
    text = (
        "Departamento|Municipio|Monto\nPetén|Flores|1.5\nPetén|Dolores|2\nSubtotal||3.5\n"
        "Izabal|Morales|4\nIzabal|Livingston|5\nTotal Izabal||9\nTOTAL||12.5"
    )
    assert asides(text) == {4: "subtotal", 7: "subtotal", 8: "total"}


def test_an_unlabelled_row_that_adds_up_to_nothing_is_data() -> None:
    assert numbers(PEOPLE + "||||99.00") == [2, 3, 4]


def test_groups_that_open_the_table() -> None:
    text = "Lugar|Hombres|Mujeres\nPetén\nFlores|1|2\nDolores|3|4\nIzabal\nMorales|5|6\nLivingston|7|8"
    assert asides(text) == {2: "grupo", 5: "grupo"}
    assert [item.hallazgo for item in laid_out(text).findings] == ["filas_de_grupo"]


def test_one_text_alone_under_the_header_has_two_readings() -> None:
    error = refused("Lugar|Hombres|Mujeres\nFlores\nDolores|3|4\nMorales|5|6")
    assert (error.rule, error.place) == ("ARC-10", "fila 2")
    assert "grupo" in error.message and "fila sin los demás datos" in error.message


def test_a_number_alone_is_a_row() -> None:
    assert numbers("Folio|Nombre|Nota\n1||\n2|Ana|x\n3|Eva|y") == [2, 3, 4]


def test_a_merged_row_is_a_group() -> None:
    text = PEOPLE + "Departamento de Izabal||||\n3|Luz|Morales|03/02/2026|7"
    assert asides(text, merges=[Merge(4, 0, 4, 4)]) == {4: "grupo"}


def test_a_place_without_figures_is_data_with_a_finding() -> None:
    text = SEXES.replace("Izabal|3|4", "Izabal||")
    assert numbers(text) == [2, 3, 4]
    assert [item.hallazgo for item in laid_out(text).findings] == ["fila_dudosa"]


def test_the_header_again_inside_the_table() -> None:
    text = PEOPLE + "No.|Nombre|Municipio|Fecha|Monto\n3|Luz|Flores|03/02/2026|7"
    assert asides(text) == {4: "encabezado_repetido"}


def test_the_next_page_with_its_titles_and_header() -> None:
    text = PEOPLE + "Página 1 de 2\n\nMinisterio\nReporte\n" + PEOPLE.replace("1|", "3|").replace("2|", "4|")
    assert asides(text) == {4: "nota", 6: "titulo", 7: "titulo", 8: "encabezado_repetido"}
    assert numbers(text) == [2, 3, 9, 10]


def test_both_lines_of_a_header_again() -> None:
    band = "Depto|Hombres||Mujeres|\n|Niños|Adultos|Niñas|Adultas\n"
    text = band + "Petén|1|2|3|4\n" + band + "Izabal|5|6|7|8"
    assert asides(text) == {4: "encabezado_repetido", 5: "encabezado_repetido"}
    assert numbers(text) == [3, 6]


def test_blank_rows_between_rows() -> None:
    assert numbers(PEOPLE + "\n\n3|Luz|Flores|03/02/2026|7") == [2, 3, 6]


# ---- several tables -----------------------------------------------------------------------------------


def test_another_table_below() -> None:
    text = PEOPLE + "\nCuadro 2\nDepartamento|Hombres\nPetén|1\nIzabal|2"
    first, second = laid_out(text).tables
    assert [row for row, _ in first.rows()] == [2, 3]
    assert second.header == ("Departamento", "Hombres")
    assert [row for row, _ in second.rows()] == [7, 8]
    assert [(aside.row, aside.kind) for aside in second.asides] == [(5, "titulo")]


def test_notes_of_the_first_table_stay_with_it() -> None:
    text = PEOPLE + "Fuente: MIDES\n\nCuadro 2\nDepartamento|Hombres\nPetén|1\nIzabal|2\nFuente: INE"
    first, second = laid_out(text).tables
    assert [(aside.row, aside.kind) for aside in first.asides] == [(4, "nota")]
    assert [(aside.row, aside.kind) for aside in second.asides] == [(6, "titulo"), (10, "nota")]


def test_a_row_of_words_among_numbers_is_no_other_table() -> None:
    text = SEXES + "\nZacapa|sin dato|pendiente\nChiquimula|5|6"
    assert numbers(text) == [2, 3, 4, 6, 7]


def test_tables_side_by_side_with_the_same_header() -> None:
    text = "Depto|Total||Depto|Total\nPetén|1||Izabal|3\nJutiapa|2||Zacapa|4"
    assert [[cells for _, cells in found.rows()] for found in laid_out(text).tables] == [
        [["Petén", "1"], ["Jutiapa", "2"]],
        [["Izabal", "3"], ["Zacapa", "4"]],
    ]


def test_tables_side_by_side_of_other_lengths() -> None:
    text = "Depto|Total||Sexo|Casos\nPetén|1||H|3\nJutiapa|2||M|4\nZacapa|2\nIzabal|3"
    assert [found.header for found in laid_out(text).tables] == [("Depto", "Total"), ("Sexo", "Casos")]


def test_a_blank_column_inside_one_table() -> None:
    text = "Depto|Total||Hombres|Mujeres\nPetén|3||1|2\nIzabal|7||3|4"
    assert read(text) == [
        ["Depto", "Total", "Hombres", "Mujeres"],
        ["Petén", "3", "1", "2"],
        ["Izabal", "7", "3", "4"],
    ]


def test_a_part_that_ends_one_row_earlier_has_two_readings() -> None:
    error = refused("Depto|Total||Sexo|Casos\nPetén|1||H|3\nJutiapa|2||M|4\nZacapa|2", name="Hoja1")
    assert (error.rule, error.place) == ("ARC-10", "Hoja1")
    assert "columna vacía" in error.message and "lado a lado" in error.message


# ---- merges and formulas ------------------------------------------------------------------------------


def test_labels_merged_over_rows_go_for_each() -> None:
    text = "Depto|Municipio|Total\nPetén|Flores|1\n|Dolores|2\nIzabal|Morales|3"
    merges = [Merge(2, 0, 3, 0)]
    assert read(text, merges=merges)[1:] == [
        ["Petén", "Flores", "1"],
        ["Petén", "Dolores", "2"],
        ["Izabal", "Morales", "3"],
    ]
    assert [item.hallazgo for item in laid_out(text, merges=merges).findings] == ["celdas_combinadas"]


def test_an_amount_merged_over_rows_refuses_the_file() -> None:
    error = refused(
        "Depto|Municipio|Total\nPetén|Flores|7\nPetén|Dolores|\nIzabal|Morales|3", merges=[Merge(2, 2, 3, 2)]
    )
    assert (error.rule, error.place) == ("ARC-10", "fila 2")
    assert "combinada de la fila 2 a la 3" in error.message


def test_a_number_that_names_may_be_merged() -> None:
    text = "No. de hogar|Nombre|Fecha\n1|Ana|01/02/2026\n|Eva|02/02/2026\n2|Luz|03/02/2026"
    assert [cells[0] for cells in read(text, merges=[Merge(2, 0, 3, 0)])[1:]] == ["1", "1", "2"]


def test_cells_merged_across_are_told() -> None:
    text = "Nombre|Nota|Otra|Monto\nAna|x||5\nEva|y|z|6"
    found = laid_out(text, merges=[Merge(2, 1, 2, 2)])
    assert [(item.hallazgo, item.lugar) for item in found.findings] == [("celdas_combinadas", "fila 2")]


def test_formulas_without_value_only_in_totals() -> None:
    assert asides(PEOPLE + "Total||||", uncomputed=(4,)) == {4: "total"}
    error = refused(PEOPLE, name="Pagos", uncomputed=(3,))
    assert (error.rule, error.place) == ("ARC-02", "Pagos, fila 3")
    assert "fórmula" in error.message


def test_every_row_with_text_is_somewhere() -> None:
    text = "Título\n\n" + PEOPLE + "Luz\n\nfirma de alguien\n" + SEXES + "\nx"
    found = laid_out(text).tables
    told = {aside.row for one in found for aside in one.asides} | {
        row for one in found for row, _ in one.rows()
    }
    told |= {row for one in found for row in one.header_rows}
    assert told == {number for number, cells in grid(text).rows() if any(cells)}


def test_a_long_table_is_never_held() -> None:
    rows = "".join(f"{number}|Ana|Flores|01/02/2026|1.00\n" for number in range(1, 6001))
    text = (
        "No.|Nombre|Municipio|Fecha|Monto\n"
        + rows
        + "No.|Nombre|Municipio|Fecha|Monto\n"
        + "TOTAL||||6000.00"
    )
    found = table(text)
    assert sum(1 for _ in found.rows()) == 6000
    assert [(aside.row, aside.kind) for aside in found.asides] == [
        (6002, "encabezado_repetido"),
        (6003, "total"),
    ]


# ---- doubts -------------------------------------------------------------------------------------------


def test_text_over_numbers_after_a_gap_may_be_a_row_or_a_header() -> None:
    error = refused("Nombre|Monto\nAna|5\nEva|6\n\nFruta|Kilos\nPera|5\nUva|6")
    assert (error.rule, error.place) == ("ARC-10", "fila 5")
    assert "encabezado de otra tabla" in error.message


def test_another_table_without_a_gap_by_the_words_of_its_header() -> None:
    text = "Depto|Hombres\nPetén|1\nIzabal|2\nMunicipio|Casos\nFlores|5\nDolores|6"
    assert [found.header for found in laid_out(text).tables] == [("Depto", "Hombres"), ("Municipio", "Casos")]


def test_a_row_of_words_of_headers_under_a_header_of_text_has_two_readings() -> None:
    error = refused("Nombre|Sexo|Lugar\nname|sex|place\nAna|F|Petén\nEva|F|Izabal")
    assert (error.rule, error.place) == ("ARC-10", "fila 2")
    assert "parte del encabezado o la primera fila" in error.message


def test_a_surname_total_is_data_and_a_total_above_all_rows_is_their_sum() -> None:
    assert numbers("Apellido|Monto\nTotal|5\nPérez|6\nXol|7") == [2, 3, 4]
    assert asides("Apellido|Monto\nTotal|13\nPérez|6\nXol|7") == {2: "total"}


def test_sums_carried_from_page_to_page() -> None:
    text = "No.|Nombre|Monto\n1|Ana|5\n2|Eva|6\nVan||11\nVienen||11\n3|Luz|7\n4|Sol|8\nTotal||26"
    assert asides(text) == {4: "subtotal", 5: "subtotal", 8: "total"}


def test_a_line_of_dashes_is_no_row() -> None:
    assert asides("No.|Nombre|Monto\n---|---|---\n1|Ana|5\n2|Eva|6") == {2: "nota"}


def test_means_under_the_total() -> None:
    assert asides(SEXES + "Total|9|12\nPromedio|3|4") == {5: "total", 6: "total"}


def test_a_row_with_its_number_below_a_gap_is_data() -> None:
    assert numbers(PEOPLE + "\n3|Luz|||") == [2, 3, 5]
