"""Of a delivery as messy as ministries send them, no row is lost, doubled, invented or accepted with a wrong value."""

from tests.corpus import messy_delivery, messy_workbook


def test_messy_delivery_is_accounted_for_row_by_row() -> None:
    account = messy_delivery.account_of(3_000)
    assert not account.refused
    assert account.share >= 0.98
    assert account.problems == {}


def test_messy_workbook_is_accounted_for_row_by_row() -> None:
    account = messy_workbook.account_of(1_000)
    assert not account.refused
    assert account.share >= 0.98
    assert account.problems == {}
