"""What the register of transfers says of its files together."""

from assets.raw.transfers import RECEIVED, REFUSED, Transfer, mended_by


def transfer(number: int, institution: str, file: str, state: str) -> Transfer:
    moment = f"2026-05-0{number}T01:00:00-06:00"
    return Transfer(f"T{number}", "00", institution, file, 1, moment, number, estado=state)


def test_a_refused_file_is_mended_by_the_next_good_one_of_its_name() -> None:
    register = [
        transfer(1, "maga", "a.csv", RECEIVED),
        transfer(2, "maga", "a.csv", REFUSED),
        transfer(3, "mides", "a.csv", RECEIVED),
        transfer(4, "maga", "a.csv", RECEIVED),
        transfer(5, "maga", "a.csv", RECEIVED),
        transfer(6, "maga", "a.csv", REFUSED),
        transfer(7, "maga", "b.csv", REFUSED),
    ]
    assert {name: good.transferencia_id for name, good in mended_by(register).items()} == {"T2": "T4"}


def test_rules_of_notices_with_and_without_a_cause() -> None:
    told = Transfer("T1", "00", "maga", "a.csv", 1, "2026-05-01T01:00:00-06:00", 1, avisos=("ARC-08",),
                    notas=(("ARC-12", "columnas nuevas"),))  # fmt: skip
    assert told.noticed == ("ARC-08", "ARC-12")
