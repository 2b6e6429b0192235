"""The file of persons: putting the rows of a step in their places gives the bytes of writing it whole."""

from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from assets.link import person_table
from assets.link.person_table import persons_schema, write_changed, write_whole
from assets.link.timeline import State

STATE = State("m", {}, 0, "2026-02-05T00:00:00+00:00")


def rows(numbers: list[int], person: str) -> pa.Table:
    """Records of these numbers, all of one person."""
    said = [
        {
            "registro_id": f"{number:032x}",
            "persona_id": person * 32,
            "metodo_codigo": "U",
            "peso": None,
            "persona_enviada_id": f"{number:032x}",
            "fuente_codigo": None,
            "transferencia_id": "T1",
            "hoja": "",
            "fila": number,
        }
        for number in sorted(numbers)
    ]
    return pa.Table.from_pylist(said, persons_schema())


@pytest.mark.parametrize("changed", [0, 1, 40, 300], ids="{} changed".format)
@pytest.mark.parametrize("known", [0, 1, 99, 250], ids="{} known".format)
def test_rows_in_their_places_are_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: int, changed: int
) -> None:
    monkeypatch.setattr(person_table, "_SLICE", 50)
    random = Random(known * 1000 + changed)
    before = random.sample(range(1000), known)
    now = random.sample(range(1000), changed)
    write_whole(rows(before, "a").to_reader(), STATE, tmp_path / "before.parquet")
    write_changed(tmp_path / "before.parquet", rows(now, "b"), STATE, tmp_path / "changed.parquet")
    whole = pa.concat_tables([rows(now, "b"), rows([item for item in before if item not in now], "a")])
    write_whole(whole.sort_by("registro_id").to_reader(), STATE, tmp_path / "whole.parquet")
    assert (tmp_path / "changed.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()
