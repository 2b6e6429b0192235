"""The sample's plans: every file that the answer key says is refused has its item; no plan holds a value."""

import csv
import json
import re

import pytest

from pipelines.settings import SAMPLE
from snis.sfi_diagnosis import questionnaire
from tests.pipeline.conftest import Night


def plans(night: Night) -> dict[str, dict[str, object]]:
    """plan.json of each institution."""
    found = (night.work / "outbox").glob("*/plan.json")
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in sorted(found)}


def test_each_refused_file_of_the_answer_key_has_its_item(night: Night) -> None:
    with (SAMPLE / "expected" / "archivos.csv").open(encoding="utf-8", newline="") as stream:
        refused = {
            (row["institucion"], row["regla"]) for row in csv.DictReader(stream) if row["estado"] == "rechazada"
        }
    registered = {code for code in plans(night) if code != "segeplan"}
    opened = set(
        night.sql("select institucion_codigo, regla from out_plan where plan_gravedad_codigo = 'bloquea'")
    )
    assert opened == {pair for pair in refused if pair[0] in registered}


def test_rules_are_opened_only_above_what_is_tolerated(night: Night) -> None:
    shares = night.sql(
        "select recomendacion_id from out_plan where plan_fallas <= 0.01 * plan_revisadas and regla not like 'ARC-%'"
    )
    assert shares == []


def test_declared_and_measured_stand_beside_each_other_in_the_plan(night: Night) -> None:
    diagnosis = plans(night)["mides"]["diagnostico"]
    assert isinstance(diagnosis, dict)
    assert len(diagnosis["preguntas"]) == len(questionnaire().questions)
    assert night.sql("select count(distinct institucion_codigo) from ref_diagnostico") == [(3,)]


@pytest.mark.parametrize("name", ["plan.html", "plan.json"])
def test_no_plan_holds_a_number_of_thirteen_digits(night: Night, name: str) -> None:
    texts = [path.read_text("utf-8") for path in (night.work / "outbox").glob(f"*/{name}")]
    assert texts
    assert not [text for text in texts if re.search(r"(?<![0-9a-f])\d{13}(?!\d)", text)]
