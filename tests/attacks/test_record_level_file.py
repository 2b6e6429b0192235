"""The record-level file: a list of an outsider, homogeneous classes, membership, and the gate's own count.

The outsider has everybody's place, sex, age and people, as a voter roll or a neighbour would. The victim is the only
woman of 60 to 74 in her municipality who is in the file.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from tests.publish.test_gate_microdata import COLUMNS, OTHER, broken, records

VICTIM = {"edad_grupo3_codigo": "60+", "edad_grupo_codigo": "60-74"}
LIST = ("municipio_codigo", "sexo_codigo", "edad_grupo_codigo", "pueblo_codigo")
CROWD = [*records(10, **OTHER), *records(10)]
# Her row as it came in, and as it leaves once a class of ten could not be found for it.
WITH_HER = [*CROWD, *records(1, **VICTIM)]
PROTECTED = CROWD


def matches(rows: list[dict[str, Any]]) -> int:
    """How many rows only one person of the outsider's list can be, if the list is as rare as the file."""
    return sum(
        1 for count in Counter(tuple(row[name] for name in LIST) for row in rows).values() if count == 1
    )


def programmes_of(rows: list[dict[str, Any]]) -> list[set[str]]:
    """The programmes that each class of the outsider's list can have."""
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in LIST), set()).add(row["programa_codigo"])
    return list(found.values())


def test_a_unique_row_is_found_by_the_outsider_and_by_the_gate(tmp_path: Path) -> None:
    assert matches(WITH_HER) == 1
    assert {"G-MIC-02", "G-MIC-03", "G-MIC-04"} <= broken(tmp_path, WITH_HER)


def test_classes_of_ten_with_two_programmes_point_to_nobody(tmp_path: Path) -> None:
    assert matches(PROTECTED) == 0
    assert min(map(len, programmes_of(PROTECTED))) == 2
    assert broken(tmp_path, PROTECTED) == set()


def test_a_class_in_which_everybody_has_the_same_tells_without_pointing(tmp_path: Path) -> None:
    """k is held, and whoever knows that the victim is in the file knows her programme."""
    homogeneous = records(40)
    assert matches(homogeneous) == 0
    assert programmes_of(homogeneous) == [{"bono-social"}]
    assert broken(tmp_path, homogeneous) == {"G-MIC-04"}


def test_an_order_of_arrival_would_point_to_the_newcomers(tmp_path: Path) -> None:
    """A second edition that appends: its last rows are the newcomers."""
    appended = [*CROWD, *records(10, **OTHER)]
    assert "G-ORD-01" in broken(tmp_path, appended)


def test_a_row_number_would_join_two_editions(tmp_path: Path) -> None:
    numbered = [{**row, "fila": number} for number, row in enumerate(CROWD)]
    assert {"G-CAM-01", "G-CAM-02"} <= broken(tmp_path, numbered, columns=(*COLUMNS, "fila"))
