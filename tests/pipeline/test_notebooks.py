"""The example notebooks run on a night of the sample, and are kept without their answers."""

from pathlib import Path

import pytest

from tests.pipeline.conftest import Night
from tests.support.notebook import cells, run_notebook

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "cuadernos"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_answers(path: Path) -> None:
    for cell in cells(path):
        assert cell["cell_type"] == "markdown" or (cell["outputs"], cell["execution_count"]) == ([], None)


def test_the_notebook_of_the_warehouse_runs(night: Night) -> None:
    said = run_notebook(FOLDER / "almacen.ipynb", PADRON_WORK=night.work)
    (total,) = night.sql(
        "select count(distinct persona_id) from out_hecho_entrega where visibilidad_codigo = 'publica'"
    )[0]
    assert f"Personas distintas: {total}." in said


def test_the_notebook_of_the_open_data_needs_published_files_alone(night: Night, tmp_path: Path) -> None:
    alone = tmp_path / "descargado"
    alone.symlink_to(night.work / "public")
    said = run_notebook(FOLDER / "datos-abiertos.ipynb", PADRON_PUBLICO=alone)
    assert "Guatemala" in said
