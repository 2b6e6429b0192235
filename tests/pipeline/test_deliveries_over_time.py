"""Files that come again, late, out of order, corrected or twice: each delivery counts once, and nothing is lost."""

import pytest

from assets.raw.calendar import calendar_entries
from tests.pipeline.delivery_case import FIXES, Office, paid


def test_a_file_of_the_same_period_takes_the_place_of_the_former_and_history_is_kept(full: Office) -> None:
    first = full.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("eva"))
    second = full.send("2026-02-09", "pagos_2026_01.csv", paid("ana", amount="150"), paid("luz"))
    assert full.counted() == [("2026-01-15", 100), ("2026-01-15", 150)]
    assert full.history() == [("2026-01-15", 100), ("2026-01-15", 100)]
    assert full.states(first) == [(2, "aceptada", ""), (3, "aceptada", "")]
    assert (second.reemplaza, full.known(first).reemplazada_por) == (
        (first.transferencia_id,),
        second.transferencia_id,
    )
    assert "ARC-18" in full.notices(second)
    assert "ARC-19" in full.notices(first)


def test_a_file_of_another_period_replaces_nothing(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana"))
    full.send("2026-03-05", "pagos_2026_02.csv", paid("ana", "15/02/2026"))
    assert full.counted() == [("2026-01-15", 100), ("2026-02-15", 100)]
    assert full.history() == []


def test_a_file_that_adds_to_its_period_replaces_nothing(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"))
    office.send("2026-02-09", "pagos_2026_01_b.csv", paid("eva", amount="150"))
    assert office.counted() == [("2026-01-15", 100), ("2026-01-15", 150)]


def test_the_last_of_three_versions_counts_and_both_others_are_history(full: Office) -> None:
    for day, amount in (("2026-02-05", "100"), ("2026-02-06", "200"), ("2026-02-07", "300")):
        full.send(day, "pagos_2026_01.csv", paid("ana", amount=amount))
    assert full.counted() == [("2026-01-15", 300)]
    assert full.history() == [("2026-01-15", 100), ("2026-01-15", 200)]


def test_the_deliveries_days_say_the_period_where_the_name_does_not(full: Office) -> None:
    first = full.send("2026-03-05", "pagos.csv", paid("ana"), paid("eva"))
    other = full.send("2026-03-06", "pagos_otro.csv", paid("ana", "15/02/2026"))
    again = full.send("2026-03-07", "pagos_corregido.csv", paid("ana", amount="150"))
    assert [full.known(item).periodo for item in (first, other, again)] == ["2026-01", "2026-02", "2026-01"]
    assert full.counted() == [("2026-01-15", 150), ("2026-02-15", 100)]


def test_an_older_extract_that_comes_after_a_newer_one_replaces_nothing_and_says_so(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01_v2.csv", paid("ana", amount="200"))
    late = full.send("2026-02-06", "pagos_2026_01_v1.csv", paid("ana", amount="100"), paid("eva", amount="5"))
    assert full.counted() == [("2026-01-15", 200)]
    assert full.history() == [("2026-01-15", 5), ("2026-01-15", 100)]
    assert "ARC-20" in full.notices(late)


def test_a_replacement_that_is_suspiciously_small_is_refused_until_somebody_accepts_it(full: Office) -> None:
    first = full.send(
        "2026-02-05", "pagos_2026_01.csv", *(paid("ana", f"{day:02d}/01/2026") for day in range(1, 11))
    )
    small = full.send("2026-02-06", "pagos_2026_01_b.csv", paid("ana", "20/01/2026", "7"))
    assert (small.estado, small.regla) == ("rechazada", "ARC-14")
    assert len(full.counted()) == 10
    full.head = f"accepted_transfers: [{small.transferencia_id}]\n"
    full.work("2026-02-07")
    assert full.counted() == [("2026-01-20", 7)]
    assert full.known(first).reemplazada_por == small.transferencia_id


def test_a_replacement_whose_rows_would_all_stay_in_quarantine_is_refused(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("eva"))
    bad = full.send("2026-02-06", "pagos_2026_01_b.csv", paid("ana", "99/01/2026"), paid("eva", "99/01/2026"))
    assert bad.regla == "ARC-14"
    assert len(full.counted()) == 2


def test_a_row_discarded_for_a_delivery_that_is_replaced_is_not_lost(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("eva"))
    other = full.send("2026-03-05", "pagos_2026_02.csv", paid("ana"), paid("ana", "15/02/2026"))
    assert full.states(other) == [(2, "descartada", "DUP-02"), (3, "aceptada", "")]
    full.send("2026-03-06", "pagos_2026_01_b.csv", paid("eva"), paid("luz"))
    assert full.states(other) == [(2, "aceptada", ""), (3, "aceptada", "")]
    assert full.receipt(other)["filas"]["aceptadas"] == 2
    assert full.counted() == [("2026-01-15", 100)] * 3 + [("2026-02-15", 100)]


def test_a_replaced_file_keeps_no_later_row_from_counting(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("eva"))
    second = full.send("2026-02-06", "pagos_2026_01_b.csv", paid("ana"), paid("eva", amount="9"))
    assert full.states(second) == [(2, "aceptada", ""), (3, "aceptada", "")]
    assert full.counted() == [("2026-01-15", 9), ("2026-01-15", 100)]


def test_a_correction_takes_the_place_of_the_delivery_with_its_folio(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"), paid("eva", folio="F2"))
    fix = office.send("2026-02-20", "arreglos_1.csv", paid("ana", "16/01/2026", "250", "F1"))
    assert office.counted() == [("2026-01-15", 100), ("2026-01-16", 250)]
    assert office.history() == [("2026-01-15", 100)]
    assert office.rows("core_reemplazo", "fila, reemplazada_por_id, reemplazada_por_fila") == [
        (2, fix.transferencia_id, 2)
    ]


def test_a_correction_without_folio_is_known_by_the_key_without_its_amount(office: Office) -> None:
    fixes = FIXES.replace("  - {header: Folio, field: folio}\n", "  - {header: Folio, ignore: true}\n")
    office.files = {"contracts/mides/arreglos.yaml": fixes}
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("ana", "16/01/2026"))
    office.send("2026-02-20", "arreglos_1.csv", paid("ana", amount="250"))
    assert office.counted() == [("2026-01-15", 250), ("2026-01-16", 100)]


def test_what_a_correction_repeats_unchanged_stays_as_it_was(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"), paid("eva", folio="F2"))
    fix = office.send(
        "2026-02-20", "arreglos_1.csv", paid("ana", folio="F1"), paid("eva", amount="7", folio="F2")
    )
    assert office.states(fix) == [(2, "descartada", "DUP-02"), (3, "aceptada", "")]
    assert office.counted() == [("2026-01-15", 7), ("2026-01-15", 100)]


def test_a_correction_of_a_correction_leaves_the_last_one(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"))
    office.send("2026-02-20", "arreglos_1.csv", paid("ana", amount="200", folio="F1"))
    office.send("2026-02-21", "arreglos_2.csv", paid("ana", amount="300", folio="F1"))
    assert office.counted() == [("2026-01-15", 300)]
    assert office.history() == [("2026-01-15", 100), ("2026-01-15", 200)]


def test_a_new_whole_period_also_replaces_what_corrected_the_former(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"))
    full.send("2026-02-20", "arreglos_1.csv", paid("ana", amount="200", folio="F1"))
    full.send("2026-03-20", "pagos_2026_01_b.csv", paid("ana", amount="300", folio="F1"))
    assert full.counted() == [("2026-01-15", 300)]
    assert full.history() == [("2026-01-15", 100), ("2026-01-15", 200)]


# ---- what a correction repeats, and what repeats what was corrected -------------------------------------


def test_a_row_that_a_correction_repeats_goes_with_the_file_that_is_replaced_whole(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"), paid("eva", folio="F2"))
    fix = full.send(
        "2026-02-20", "arreglos_1.csv", paid("ana", folio="F1"), paid("eva", amount="7", folio="F2")
    )
    full.send(
        "2026-03-20", "pagos_2026_01_b.csv", paid("ana", amount="300", folio="F1"), paid("eva", folio="F2")
    )
    assert full.counted() == [("2026-01-15", 100), ("2026-01-15", 300)]
    assert full.states(fix) == [(2, "descartada", "DUP-02"), (3, "aceptada", "")]


def test_a_row_that_a_correction_repeats_goes_with_the_row_that_a_later_one_corrects(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"), paid("eva", folio="F2"))
    office.send("2026-02-20", "arreglos_1.csv", paid("ana", folio="F1"), paid("eva", amount="7", folio="F2"))
    office.send("2026-02-21", "arreglos_2.csv", paid("ana", amount="300", folio="F1"))
    assert office.counted() == [("2026-01-15", 7), ("2026-01-15", 300)]


@pytest.mark.parametrize(
    "names", [("pagos_2026_02.csv", "arreglos_1.csv"), ("arreglos_1.csv", "pagos_2026_02.csv")]
)
def test_who_brings_what_was_corrected_once_more_repeats_it(office: Office, names: tuple[str, str]) -> None:
    rows = {
        "pagos_2026_02.csv": (paid("ana", folio="F1"), paid("eva", "15/02/2026", folio="F2")),
        "arreglos_1.csv": (paid("ana", amount="300", folio="F1"),),
    }
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"))
    for day, name in zip(("2026-03-05", "2026-03-06"), names, strict=True):
        office.send(day, name, *rows[name])
    assert office.counted() == [("2026-01-15", 300), ("2026-02-15", 100)]


def test_a_correction_may_go_back_to_what_stood_first(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"))
    office.send("2026-02-20", "arreglos_1.csv", paid("ana", amount="200", folio="F1"))
    office.send("2026-02-21", "arreglos_2.csv", paid("ana", folio="F1"), paid("luz", folio="F9"))
    assert office.counted() == [("2026-01-15", 100), ("2026-01-15", 100)]
    assert office.history() == [("2026-01-15", 100), ("2026-01-15", 200)]


def test_a_new_whole_period_also_replaces_corrections_of_corrections(full: Office) -> None:
    full.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"), paid("luz", folio="F2"))
    full.send("2026-02-20", "arreglos_1.csv", paid("ana", amount="200", folio="F1"))
    full.send("2026-02-21", "arreglos_2.csv", paid("ana", amount="300", folio="F1"))
    full.send(
        "2026-03-20", "pagos_2026_01_b.csv", paid("ana", amount="200", folio="F1"), paid("luz", folio="F2")
    )
    assert full.counted() == [("2026-01-15", 100), ("2026-01-15", 200)]
    assert full.history() == [("2026-01-15", amount) for amount in (100, 100, 200, 300)]


def test_the_same_bytes_again_count_once_whatever_they_are_called(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"))
    again = office.send("2026-02-06", "pagos_otra_vez.csv", paid("ana"))
    assert again.repeticiones == ("mides/pagos_otra_vez.csv",)
    assert office.counted() == [("2026-01-15", 100)]


def test_the_same_delivery_in_two_files_counts_once_and_the_second_is_told(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"))
    second = office.send("2026-02-06", "pagos_2026_01_b.csv", paid("ana"), paid("eva"))
    assert office.states(second) == [(2, "descartada", "DUP-02"), (3, "aceptada", "")]


def test_a_delivery_twice_in_a_file_is_reported_and_counts_once(office: Office) -> None:
    sent = office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"), paid("ana"))
    assert office.states(sent) == [(2, "aceptada", ""), (3, "descartada", "DUP-01")]


def test_a_late_file_is_taken_and_told_so_and_one_out_of_order_counts_for_its_period(office: Office) -> None:
    early = office.send("2026-03-12", "pagos_2026_02.csv", paid("ana", "15/02/2026"))
    late = office.send("2026-03-20", "pagos_2026_01.csv", paid("ana"))
    assert "ARC-21" not in office.notices(early)
    assert "ARC-21" in office.notices(late)
    assert office.receipt(late)["calendario"]["dias_de_atraso"] == 38
    today = late.moment.date()
    states = {
        item.period: item.state.value
        for item in calendar_entries(office.register, office.deployment, today)
        if item.contract == "mides-pagos"
    }
    assert states == {"2026-01": "tardia", "2026-02": "a_tiempo", "2026-03": "pendiente"}


def test_corrections_count_until_the_next_file_is_due_unless_their_period_is_closed(office: Office) -> None:
    first = office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"))
    assert office.receipt(first)["calendario"]["corregir_hasta"] == "2026-03-15"
    office.head = "closed_through: 2026-01-31\n"
    late = office.send("2026-02-20", "pagos_2026_01_b.csv", paid("eva"))
    assert office.receipt(late)["calendario"]["corregir_hasta"] == ""


def test_columns_that_changed_since_the_last_file_are_told(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"))
    row = "9765432141601;15/02/2026;Ana;01/02/1990;100"
    drifted = office.send("2026-03-05", "pagos_2026_02.csv", row, header="DPI;Fecha;Nombres;Nacimiento;Monto")
    (cause,) = [item["causa"] for item in office.receipt(drifted)["avisos"] if item["regla"] == "ARC-12"]
    assert cause == (
        "Ya no trae folio. Cambió de encabezado: «CUI» se llama ahora «DPI». Las columnas vienen en otro orden."
    )


@pytest.mark.parametrize(("rows", "is_told"), [(1, True), (2, False), (99, False), (100, True)])
def test_ten_times_or_a_tenth_of_the_usual_size_is_told(office: Office, rows: int, is_told: bool) -> None:
    for month in ("01", "02", "03"):
        office.send("2026-04-05", f"pagos_2026_{month}.csv", *(f"{n};;;;;{month}" for n in range(10)))
    sent = office.send("2026-05-05", "pagos_2026_04.csv", *(f"{n};;;;;" for n in range(rows)))
    assert ("ARC-13" in [rule for rule, _ in office.known(sent).notas]) is is_told


def test_a_size_is_usual_only_after_three_files(office: Office) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana"))
    sent = office.send("2026-03-05", "pagos_2026_02.csv", *(f"{n};;;;;" for n in range(50)))
    assert "ARC-13" not in office.notices(sent)


def test_a_closed_period_takes_no_more_deliveries_and_keeps_those_it_has(office: Office) -> None:
    first = office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", "31/01/2026"))
    office.head = "closed_through: 2026-01-31\n"
    late = office.send(
        "2026-03-05", "pagos_2026_02.csv", paid("eva", "31/01/2026"), paid("eva", "01/02/2026")
    )
    assert office.states(late) == [(2, "cuarentena", "PER-01"), (3, "aceptada", "")]
    office.store.part("core_fila", first.transferencia_id).unlink()
    office.work("2026-03-06")
    assert office.states(first) == [(2, "aceptada", "")]


@pytest.mark.parametrize(("agreement", "counted"), [("", 100), ("agreement: {id: convenio-7}\n", 200)])
def test_only_a_correction_under_an_agreement_reaches_into_a_closed_period(
    office: Office, agreement: str, counted: int
) -> None:
    office.send("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"))
    office.head = "closed_through: 2026-01-31\n"
    office.files = {"contracts/mides/arreglos.yaml": FIXES + agreement}
    office.send("2026-03-05", "arreglos_1.csv", paid("ana", amount="200", folio="F1"))
    assert office.counted() == [("2026-01-15", counted)]


def test_a_file_after_the_end_of_its_agreement_is_refused(office: Office) -> None:
    office.contract += "agreement: {id: convenio-7, expires: 2026-03-31}\n"
    assert office.send("2026-03-31", "pagos_2026_02.csv", paid("ana")).estado == "recibida"
    refused = office.send("2026-04-01", "pagos_2026_03.csv", paid("eva"))
    assert (refused.estado, refused.regla) == ("rechazada", "ARC-15")
    assert "convenio-7 venció el 2026-03-31" in refused.motivo
