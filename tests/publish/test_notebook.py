"""The example notebook runs on published files alone, with nothing but Python's own library."""

import ast
import json
import sys
from pathlib import Path

import pytest

from tests.publish.release_case import stage

NOTEBOOK = Path(__file__).parents[2] / "docs" / "cuadernos" / "leer-un-paquete.ipynb"
FIRST = 'PAQUETE = Path("cobertura/latest")'


def cells() -> list[str]:
    found = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"]


def test_it_reads_a_package_and_shows_its_figures_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [package] = [report.folder for report in stage(tmp_path) if report.spec.name == "cobertura"]
    code = "\n".join(cells())
    assert FIRST in code
    exec(code.replace(FIRST, f"PAQUETE = Path({str(package)!r})"), {})
    said = capsys.readouterr().out
    assert "DISTINTO" not in said
    assert said.count("igual") > 5
    figures = [" ".join(line.split()) for line in said.splitlines()]
    assert figures.index("Guatemala 4,310") < figures.index("Totonicapán 120")
    assert "@" in said


def test_it_needs_nothing_that_has_to_be_installed() -> None:
    nodes = list(ast.walk(ast.parse("\n".join(cells()))))
    named = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    named |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    assert named <= sys.stdlib_module_names


def test_it_carries_no_output_of_a_machine() -> None:
    found = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert [cell["outputs"] for cell in found if cell["cell_type"] == "code"] == [[]] * len(cells())
