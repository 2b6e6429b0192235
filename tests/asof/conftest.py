"""Two nights of the sample, and a week of one institution; every test looks at them and changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from assets.link.decisions import append
from assets.raw.transfers import read_register
from pipelines.settings import SAMPLE
from snis.deployment import load_deployment
from tests.asof.lean_night import House
from tests.pipeline.delivery_case import HEADER, Office, paid

FIRST, SECOND = date(2026, 5, 4), date(2026, 6, 5)
# A file of the sample that a later one corrects, besides those that show every kind of file.
FILES = (
    "mides/becas_sociales_2026_1.csv",
    "intecap/intecap_2026_B1.csv",
    "mintrab/pam_2026_01.csv",
    "fodigua/proyectos_2026_C1.xlsx",
)


@dataclass(frozen=True)
class TwoNights:
    """A house after its second night, and the digests of its tables after the first."""

    house: House
    first: dict[str, str]


@pytest.fixture(scope="session")
def nights(tmp_path_factory: pytest.TempPathFactory) -> TwoNights:
    """The night of the sample, and the night after its later files came."""
    house = House(tmp_path_factory.mktemp("dos-noches"), load_deployment(SAMPLE))
    for name in FILES:
        house.drop(name, (SAMPLE / "inbox" / name).read_bytes())
    house.night(FIRST.isoformat())
    first = house.digests()
    for path in sorted((SAMPLE / "later").rglob("*.csv")):
        house.drop(path.relative_to(SAMPLE / "later").as_posix(), path.read_bytes())
    house.night(SECOND.isoformat())
    return TwoNights(house, first)


@dataclass(frozen=True)
class Week:
    """A house after its nights, and what each of them computed."""

    house: House
    nights: dict[str, dict[str, str]]


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Nights of one institution.

    A period that is replaced, a repeated delivery that counts once the other one is gone, a corrected row, a row in
    quarantine that comes back mended, two persons joined by somebody and taken apart again.
    """
    folder = tmp_path_factory.mktemp("semana")
    disclosure = (SAMPLE / "disclosure.yaml").read_text(encoding="utf-8")
    office = Office(folder, mode="full", files={"disclosure.yaml": disclosure})
    house = House(folder / "work", office.deployment)
    nights: dict[str, dict[str, str]] = {}

    def night(day: str, name: str = "", *rows: str) -> None:
        if name:
            house.drop(f"mides/{name}", "\n".join((HEADER, *rows, "")).encode())
        house.night(day)
        nights[day] = house.digests()

    night("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"), paid("eva", folio="F2"))
    night(
        "2026-02-06",
        "pagos_2026_02.csv",
        paid("ana", folio="F1"),
        paid("ana", "04/02/2026", folio="F3"),
        paid("ira", "99/02/2026", folio="F4"),
    )
    night("2026-02-09", "pagos_2026_01_b.csv", paid("eva", folio="F2"), paid("luz", folio="F5"))
    night("2026-02-20", "arreglos_1.csv", paid("eva", amount="250", folio="F2"))
    night("2026-02-21", "arreglos_2.csv", paid("ira", "16/02/2026", folio="F4"))
    decide(house, "2026-02-21", "aceptada")
    night("2026-02-22")
    decide(house, "2026-02-23", "rechazada")
    night("2026-02-24")
    return Week(house, nights)


def decide(house: House, day: str, verdict: str) -> None:
    """Somebody says whether Ana, the first row of the first file, and Ira, that of the last one, are one person."""
    register = read_register(house.store)
    with house.bench(day) as bench:
        bench.engine.attach("link_registro", house.store.files("link_registro"))
        pair = [
            bench.engine.rows(
                "select registro_id from link_registro where transferencia_id = $transfer order by fila",
                {"transfer": transfer.transferencia_id},
            )[0][0]
            for transfer in (register[0], register[-1])
        ]
    append(
        house.store,
        verdict=verdict,
        pair=(pair[0], pair[1]),
        who="ana",
        reason="prueba",
        moment=datetime.fromisoformat(f"{day}T09:00:00-06:00"),
    )
