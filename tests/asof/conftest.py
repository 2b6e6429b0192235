"""Two nights of the sample, without what leaves the house; every test looks at them and changes nothing."""

from dataclasses import dataclass
from datetime import date

import pytest

from pipelines.settings import SAMPLE
from snis.deployment import load_deployment
from tests.asof.lean_night import House

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
