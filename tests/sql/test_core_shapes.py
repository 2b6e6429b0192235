"""What institutions write apart, together or in their own fashion, judged: each cell with the value it stands for."""

from collections.abc import Sequence
from typing import Any

import pytest

from assets.core.binding import Sheet
from snis.contracts.layout import InstitutionContract
from snis.contracts.matching import match_header
from tests.sql.core_case import CUI, Bench, column, contract, raw_table


def judge(bench: Bench, layout: InstitutionContract, *rows: Sequence[str], transfer_id: str = "T1") -> None:
    """Rows under the contract's own header, from line 2."""
    header = tuple(item.header[0] for item in layout.columns)
    sheet = Sheet("", header, match_header(header, layout).positions)
    raw = raw_table([("", line, row) for line, row in enumerate(rows, start=2)])
    bench.judge_raw(raw, layout, [sheet], transfer_id=transfer_id)


def item(header: str, field: str, **more: Any) -> dict[str, Any]:
    return {"header": header, "field": field, **more}


BASE = (item("CUI", "cui"), item("Fecha", "entrega_fecha", format="dd/mm/aaaa"))


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ("dd/mm/aaaa", "28/02/2026 00:00:00", "2026-02-28"),
        ("dd/mm/aaaa", "28/02/2026 0:00", "2026-02-28"),
        ("dd/mm/aaaa", "2026-02-28 00:00:00", "2026-02-28"),
        ("aaaa-mm-dd", "2026-02-28T00:00:00.000", "2026-02-28"),
        ("d-m-aa", "1-2-26", "2026-02-01"),
        ("aaaa/mm/dd", "2026/2/1", "2026-02-01"),
        ("ddmmaaaa", "01022026", "2026-02-01"),
        ("mm/dd/aa", "02/28/26", "2026-02-28"),
        ("dd de mmmm de aaaa", "3 de Marzo de 2026", "2026-03-03"),
        ("dd de mmmm de aaaa", "03 de marzo del 2026", "2026-03-03"),
        ("dd de mmmm de aaaa", "3 marzo 2026", "2026-03-03"),
        ("dd-mmm-aaaa", "03-sept-2026", None),
        ("dd-mmm-aaaa", "03-sept-2025", "2025-09-03"),
        ("excel", "46081", "2026-02-28"),
        ("excel", "46081.0", "2026-02-28"),
        ("excel1904", "44619", "2026-02-28"),
        ("dd/mm/aaaa", "28/02/2026 14:30", None),
        ("mm/dd/aaaa", "28/02/2026", None),
    ],
)
def test_a_day_is_read_as_its_format_says(bench: Bench, form: str, text: str, day: str | None) -> None:
    judge(bench, contract(columns=(BASE[0], item("Fecha", "entrega_fecha", format=form))), [CUI, text])
    found = bench.table("core_entrega", "cast(entrega_fecha as varchar)")
    assert found == ([(day,)] if day else [])


@pytest.mark.parametrize(
    ("form", "currency", "text", "amount"),
    [
        ("1 234.56", None, "1 500.50", "1500.50"),
        ("1 234.56", None, "1\u202f500.50", "1500.50"),
        ("1'234.56", None, "1'500.50", "1500.50"),
        ("1234,56", None, "1500,50", "1500.50"),
        ("Q1,234.56", None, "Q. 1,500.50", "1500.50"),
        ("1,234.56", "GTQ", "Q1,500.50", "1500.50"),
        ("1,234.56", "GTQ", "1,500.50 GTQ", "1500.50"),
        ("1.234,56", "GTQ", "1.500,50 quetzales", "1500.50"),
        ("1,234.56", "GTQ", "1,500.50", "1500.50"),
        ("1,234.56", "GTQ", "US$1,500.50", "NUM-01"),
        ("1,234.56", None, "Q1,500.50", "NUM-01"),
        ("1,234.56", None, "15%", "NUM-01"),
        ("1,234.56", None, "(1,500.50)", "NUM-02"),
        ("Q1,234.56", None, "(Q1,500.50)", "NUM-02"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_its_format_says(
    bench: Bench, form: str, currency: str | None, text: str, amount: str
) -> None:
    amounts = item("Monto", "monto_gtq", format=form, currency=currency)
    judge(bench, contract(columns=(*BASE, amounts)), [CUI, "28/02/2026", text])
    accepted = bench.table("core_entrega", "cast(monto_gtq as varchar)")
    assert accepted == ([(amount,)] if not amount.startswith("NUM") else [])
    if not accepted:
        assert bench.ledger() == [(2, "cuarentena", amount, "monto_gtq")]


def test_a_date_in_three_columns_is_one_date(bench: Bench) -> None:
    parts = [
        item(name, "entrega_fecha", part=part) for name, part in (("D", "dia"), ("M", "mes"), ("A", "anio"))
    ]
    judge(
        bench, contract(columns=(BASE[0], *parts)), [CUI, "28", "Febrero", "2026"], [CUI, "30", "2", "2026"]
    )
    assert bench.table("core_entrega", "fila, cast(entrega_fecha as varchar)") == [(2, "2026-02-28")]
    assert bench.ledger()[1] == (3, "cuarentena", "FEC-01", "entrega_fecha")


def test_two_places_in_a_cell_are_two_places(bench: Bench) -> None:
    split = {"by": ",", "into": ["residencia_municipio_codigo", "residencia_departamento_codigo"]}
    layout = contract(columns=(*BASE, {"header": "Lugar", "split": split, "format": "nombre"}))
    day = "28/02/2026"
    judge(bench, layout, [CUI, day, "Cobán, Alta Verapaz"], [CUI, day, "Aldea, Cobán, Alta Verapaz"])
    assert bench.table("core_entrega", "fila, residencia_municipio_codigo") == [(2, "1601")]
    assert bench.ledger()[1][1:3] == ("cuarentena", "TER-01")


def test_a_name_with_a_comma_is_the_person_of_two_columns(bench: Bench) -> None:
    born = item("Nac", "nacimiento_fecha", format="dd/mm/aaaa")
    together = contract(columns=(*BASE, born, item("N", "nombre_completo", format="apellidos_nombres")))
    apart = contract(columns=(*BASE, born, item("A", "apellidos"), item("N", "nombres")))
    judge(bench, together, ["", "28/02/2026", "29/02/1996", "CAAL XOL, MARTA ELENA"])
    judge(bench, apart, ["", "28/02/2026", "29/02/1996", "Caal Xol", "Marta Elena"], transfer_id="T2")
    assert [bench.ledger(name)[0][1:3] for name in ("T1", "T2")] == [
        ("aceptada", None),
        ("descartada", "DUP-02"),
    ]


def test_each_filled_month_is_a_delivery_with_an_address_of_its_own(bench: Bench) -> None:
    months = [item("Enero", "monto_gtq", month=1), item("Febrero", "monto_gtq", month=2)]
    layout = contract(columns=(item("CUI", "cui"), item("N", "nombres"), *months), months={"year": 2026})
    rows = [[CUI, "Marta", "500.00", "250.00"], [CUI, "Marta", "", "-"], [CUI, "Marta", "x", ""]]
    judge(bench, layout, *rows, ["TOTAL", "", "500.00", ""])
    accepted = "hoja, fila, cast(entrega_fecha as varchar), cast(monto_gtq as varchar)"
    assert bench.table("core_entrega", accepted) == [
        ("[01]", 2, "2026-01-31", "500.00"),
        ("[02]", 2, "2026-02-28", "250.00"),
    ]
    assert bench.table("core_fila", "hoja, fila, estado, regla") == [
        ("", 3, "cuarentena", "OBL-01"),
        ("[01]", 2, "aceptada", None),
        ("[01]", 4, "cuarentena", "NUM-01"),
        ("[01]", 5, "descartada", "DES-01"),
        ("[02]", 2, "aceptada", None),
    ]


@pytest.mark.parametrize("grain", ["pago", "fila"])
def test_a_payment_or_a_row_is_somebodys(bench: Bench, grain: str) -> None:
    columns = (*column("folio"),)
    rows = [{"Folio": "1"}, {"Folio": "2"}, {"CUI": "", "Nombres": "", "Folio": "3"}]
    bench.judge(rows, contract(grain=grain, columns=columns))
    assert bench.table("core_entrega", "fila, grano_codigo") == [(2, grain), (3, grain)]
    assert bench.ledger()[2] == (4, "cuarentena", "IDE-01", "cui")
