"""calls.csv and places.csv are read whole, or refused with file, row and remedy; places of an open call grow old."""

from datetime import date
from pathlib import Path

import pytest

from snis.calls import CALL_COLUMNS, PLACE_COLUMNS, stale_calls
from snis.deployment import Deployment, load_deployment
from snis.errors import ContractError
from tests.support.deployment import make_deployment

CALLS = ",".join(CALL_COLUMNS) + "\n"
PLACES = ",".join(PLACE_COLUMNS) + "\n"
CALL = "beca,P02,Beca 2026,2026-05-01,2026-05-31,Constancia,En pobreza,2026-05-04,Página"


def load(folder: Path, calls: str = "", places: str = "") -> Deployment:
    files: dict[str, str | None] = {}
    if calls:
        files["calls.csv"] = f"{CALLS}{calls}\n"
    if places:
        files["places.csv"] = f"{PLACES}{places}\n"
    return load_deployment(make_deployment(folder, files=files))


def test_both_files_may_be_missing(tmp_path: Path) -> None:
    deployment = load(tmp_path)
    assert (deployment.calls, deployment.places) == ((), ())


def test_a_call_and_its_places(tmp_path: Path) -> None:
    deployment = load(tmp_path, CALL, "beca,0801,40,12\nbeca,0701,10,10")
    assert [(call.code, call.modality, call.opens, call.closes, call.as_of) for call in deployment.calls] == [
        ("beca", "P02", date(2026, 5, 1), date(2026, 5, 31), date(2026, 5, 4))
    ]
    assert [(item.municipality, item.offered, item.free) for item in deployment.places] == [
        ("0801", 40, 12),
        ("0701", 10, 10),
    ]


@pytest.mark.parametrize(
    ("calls", "places", "told"),
    [
        (CALL.replace("beca,", "Beca!,"), "", "calls.csv:2: convocatoria_codigo solo admite minúsculas"),
        (CALL.replace("P02", "P99"), "", "calls.csv:2: la modalidad «P99» no está en programmes.csv"),
        (CALL.replace("P02", "P11"), "", "calls.csv:2: la modalidad no es pública"),
        (CALL.replace("Constancia", ""), "", "calls.csv:2: requisitos está vacío"),
        (CALL.replace("2026-05-04", "4/5/26"), "", "calls.csv:2: al_fecha no es una fecha"),
        (CALL.replace("2026-05-31", "2026-04-30"), "", "cierre_fecha es anterior a apertura_fecha"),
        (f"{CALL}\n{CALL}", "", "calls.csv:3"),
        (CALL, "otra,0801,40,12", "places.csv:2: la convocatoria «otra» no está en calls.csv"),
        (CALL, "beca,9999,40,12", "places.csv:2: municipio_codigo no es de un municipio del INE"),
        (CALL, "beca,0801,40,-1", "places.csv:2: las plazas no son números enteros desde cero"),
        (CALL, "beca,0801,40,41", "places.csv:2: hay más plazas disponibles que ofrecidas"),
    ],
)
def test_a_mistake_names_file_row_and_remedy(tmp_path: Path, calls: str, places: str, told: str) -> None:
    with pytest.raises(ContractError) as refused:
        load(tmp_path, calls, places)
    assert any(told in problem for problem in refused.value.problems)
    assert all("Remedio:" in problem or "otra vez" in problem for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        (date(2026, 4, 30), False),  # not open yet
        (date(2026, 5, 11), False),  # seven days old
        (date(2026, 5, 12), True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),  # over
    ],
)
def test_places_of_an_open_call_grow_old_after_a_week(tmp_path: Path, today: date, *, stale: bool) -> None:
    assert bool(stale_calls(load(tmp_path, CALL).calls, today)) is stale
