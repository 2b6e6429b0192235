"""The totals that a sender writes in the file."""

from decimal import Decimal

import pytest

from snis.contracts.control import control_in_row, differences
from tests.sql.core_case import column, contract

CONTROL = {"filas": "Total de registros", "monto_gtq": "TOTAL"}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["Total de registros", "", "120", ""], {"filas": 120}),
        (["", "TOTAL DE REGISTROS: 120"], {"filas": 120}),
        (["Total de registros:", "1,200"], {"filas": 1200}),
        (["TOTAL", "", "", "60,000.50"], {"monto_gtq": "60000.50"}),
        (["Total general", "120", "", "Q60,000.50"], {"monto_gtq": "60000.50"}),
        (["TOTAL", "120", "sesenta mil"], {"monto_gtq": 120}),
        (["Subtotal", "", "", "100.00"], {}),
        (["TOTAL", "", "", ""], {}),
        (["", ""], {}),
    ],
)
def test_a_labelled_row_carries_a_total(cells: list[str], said: dict[str, object]) -> None:
    layout = contract(control=CONTROL, columns=column("monto_gtq"))
    expected = {name: Decimal(str(number)) for name, number in said.items()}
    assert control_in_row(layout, cells, amount_position=4) == expected


def test_decimals_are_read_as_the_contract_writes_them() -> None:
    layout = contract(control=CONTROL, columns=column("monto_gtq", format="1.234,56"))
    assert control_in_row(layout, ["TOTAL", "60.000,50"]) == {"monto_gtq": Decimal("60000.50")}


def test_a_contract_without_control_finds_none() -> None:
    assert control_in_row(contract(), ["TOTAL", "5"]) == {}


def test_what_differs_is_named() -> None:
    said = {"filas": Decimal(120), "monto_gtq": Decimal("60000.50")}
    assert differences(said, {"filas": Decimal(120), "monto_gtq": Decimal("60000.5")}) == ()
    assert differences(said, {"filas": Decimal(119), "monto_gtq": Decimal("60000.50")}) == ("filas",)
