"""`padron check` with a work folder: what a night would say of a file beside all that was received before."""

from collections.abc import Sequence
from typing import Any

import pytest

from assets.core.earlier import Earlier
from assets.raw.transfers import Transfer, write_transfer
from tests.sql.checking_case import HEADER, PRODUCED, check, returned_workbook, row, text_of
from tests.sql.core_case import Bench


def received(bench: Bench, rows: Sequence[Sequence[str]], name: str, **changes: Any) -> Transfer:
    """A transfer of the work folder, judged: its deliveries count."""
    content = text_of(*rows)
    receipt = check(bench, content, name=name, out=None, **changes)
    transfer = Transfer(
        transferencia_id=receipt["transferencia"],
        sha256=receipt["sha256"],
        institucion="mides",
        archivo=name,
        bytes=len(content),
        recibida="2026-04-01T03:00:00+00:00",
        secuencia=1,
        contrato="mides-prueba",
        version=1,
        periodo="2026-02",
        lectura=receipt["lectura"],
    )
    write_transfer(bench.store, transfer)
    bench.judge(rows, transfer_id=transfer.transferencia_id)
    return transfer


def test_deliveries_received_before_are_known(bench: Bench) -> None:
    received(bench, [row()], "enero.csv")
    earlier = Earlier(bench.store)
    receipt = check(bench, text_of(row(), row(Folio="F2")), name="febrero.csv", earlier=earlier)
    assert receipt["filas"] == {"recibidas": 2, "aceptadas": 1, "cuarentena": 0, "descartadas": 1}
    assert receipt["reglas"][0]["regla"] == "DUP-02"
    assert check(bench, text_of(row()), name="febrero.csv")["filas"]["aceptadas"] == 1, (
        "without it they are not"
    )


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        ([], "otro_nombre.csv", "ARC-07"),
        ([row(Folio="F2")], "enero.csv", "ARC-08"),
    ],
)
def test_the_same_content_and_the_same_name_are_told(
    bench: Bench, content: Sequence[Sequence[str]], name: str, rule: str
) -> None:
    received(bench, [row()], "enero.csv")
    receipt = check(bench, text_of(row(), *content), name=name, earlier=Earlier(bench.store))
    assert rule in [notice["regla"] for notice in receipt["avisos"]]


def test_a_workbook_of_a_transfer_that_never_came_is_refused(bench: Bench) -> None:
    content = returned_workbook(bench).read_bytes()
    reason = check(bench, content, name="libro.xlsx", earlier=Earlier(bench.store))["motivo"]
    assert (reason["regla"], "No consta" in reason["texto"]) == ("ARC-17", True)


def test_nothing_of_the_work_folder_changes(bench: Bench) -> None:
    received(bench, [row()], "enero.csv")
    before = {path: path.read_bytes() for path in (bench.folder / "store").rglob("*") if path.is_file()}
    check(bench, text_of(row(), row(Sexo="x")), name="febrero.csv", earlier=Earlier(bench.store))
    assert before == {
        path: path.read_bytes() for path in (bench.folder / "store").rglob("*") if path.is_file()
    }


def test_a_whole_period_takes_the_place_of_the_former(bench: Bench) -> None:
    received(bench, [row(), row(Folio="F2")], "pagos_2026_02.csv", mode="full")
    receipt = check(
        bench,
        text_of(row(), row(Folio="F3")),
        name="pagos_2026_02_v2.csv",
        mode="full",
        earlier=Earlier(bench.store),
    )
    assert receipt["filas"]["aceptadas"] == 2, "what is replaced repeats nothing"
    (notice,) = [item for item in receipt["avisos"] if item["regla"] == "ARC-18"]
    assert "pagos_2026_02.csv (2 filas aceptadas)" in notice["causa"]


def test_a_replacement_that_brings_far_less_would_be_refused(bench: Bench) -> None:
    rows = [row(Folio=f"F{number}") for number in range(20)]
    received(bench, rows, "pagos_2026_02.csv", mode="full")
    earlier = Earlier(bench.store)
    receipt = check(bench, text_of(row()), name="pagos_2026_02_v2.csv", mode="full", earlier=earlier)
    assert receipt["motivo"]["regla"] == "ARC-14"
    assert sorted(path.name for path in (bench.folder / "out").iterdir()) == PRODUCED


def test_columns_that_changed_since_the_former_file_are_told(bench: Bench) -> None:
    received(bench, [row()], "enero.csv")
    fewer = [",".join(HEADER[:-1]), ",".join(f'"{cell}"' for cell in row()[:-1])]
    receipt = check(bench, "\n".join(fewer).encode(), name="febrero.csv", earlier=Earlier(bench.store))
    (notice,) = [item for item in receipt["avisos"] if item["regla"] == "ARC-12"]
    assert notice["causa"] == "Ya no trae folio."


def test_what_repeats_a_delivery_received_before_is_not_remarked(bench: Bench) -> None:
    odd = row(CUI="9765432140199")
    received(bench, [odd], "enero.csv")
    receipt = check(bench, text_of(odd, row()), name="febrero.csv", earlier=Earlier(bench.store))
    assert [item["regla"] for item in receipt["reglas"]] == ["DUP-02"]
