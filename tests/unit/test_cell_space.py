"""Every cell that could be printed has a number; rows find theirs and cells their rows."""

import numpy as np
import pytest

from snis.cell_space import CellSpace, Code, Dimension
from snis.coverage_space import PAIR_COLUMN, PAIR_CROSSES, coverage_dimensions, pair_codes, pair_dimensions
from snis.disclosure import Modality
from snis.errors import DisclosureError

DIMENSIONS = (
    Dimension("anio", (2026,), adds_persons=True),
    Dimension("departamento_codigo", ("01", "02"), adds_persons=True),
    Dimension("municipio_codigo", ("0101", "0102", "0201"), True,
              {"departamento_codigo": {"0101": "01", "0102": "01", "0201": "02"}}),
    Dimension("programa_codigo", ("bono", "beca"), adds_persons=False),
    Dimension("modalidad_codigo", ("P1", "P2", "P3"), False,
              {"programa_codigo": {"P1": "bono", "P2": "bono", "P3": "beca"}}),
    Dimension("sexo_codigo", ("F", "M"), adds_persons=True),
)  # fmt: skip
CROSSES = {
    "pais": ("anio",),
    "municipio": ("anio", "departamento_codigo", "municipio_codigo"),
    "modalidad": ("anio", "modalidad_codigo"),
    "municipio_modalidad": ("anio", "departamento_codigo", "municipio_codigo", "modalidad_codigo"),
}


@pytest.fixture
def space() -> CellSpace:
    return CellSpace.of(DIMENSIONS, CROSSES)


def test_a_cross_has_a_cell_for_every_combination_of_its_finest_codes(space: CellSpace) -> None:
    assert {margin.name: margin.count for margin in space.margins} == {
        "modalidad": 3, "municipio": 3, "municipio_modalidad": 9, "pais": 1,
    }  # fmt: skip
    assert space.cells == space.size == 16


def test_a_row_finds_its_cell_and_a_cell_its_row(space: CellSpace) -> None:
    found = space.locate(
        {
            "anio": [2026, 2026, 2026],
            "departamento_codigo": [None, "02", "01"],
            "municipio_codigo": [None, "0201", "0102"],
            "modalidad_codigo": ["P3", None, "P1"],
            "personas": [10, 20, 30],
        }
    )
    assert space.rows(found) == {
        "cruce_codigo": ["modalidad", "municipio", "municipio_modalidad"],
        "anio": [2026, 2026, 2026],
        "departamento_codigo": [None, "02", "01"],
        "municipio_codigo": [None, "0201", "0102"],
        "programa_codigo": [None, None, None],
        "modalidad_codigo": ["P3", None, "P1"],
        "sexo_codigo": [None, None, None],
    }


def test_the_country_of_many_rows_is_one_cell(space: CellSpace) -> None:
    assert space.locate({"anio": [2026, 2026]}).tolist() == [15, 15]


def test_every_number_comes_back(space: CellSpace) -> None:
    numbers = np.arange(space.cells)
    assert np.array_equal(space.locate(space.rows(numbers)), numbers)


def test_a_table_without_rows_has_no_cells(space: CellSpace) -> None:
    assert len(space.locate(space.rows(np.arange(0)))) == 0


def test_a_margin_that_two_crosses_share_is_there_though_nobody_prints_it() -> None:
    space = CellSpace.of(
        DIMENSIONS,
        {
            "municipio_sexo": ("anio", "departamento_codigo", "municipio_codigo", "sexo_codigo"),
            "modalidad_sexo": ("anio", "modalidad_codigo", "sexo_codigo"),
        },
    )
    hidden = space.margins[-1]
    assert (hidden.name, set(hidden.meaning)) == ("", {"anio", "sexo_codigo"})
    assert (space.cells, space.size) == (12, 14)


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ({"anio": 2026, "modalidad_codigo": "P9"}, "ninguna lista"),
        ({"anio": 2026, "sexo_codigo": "F"}, "ningún cruce"),
        ({"anio": 2026, "departamento_codigo": "01", "municipio_codigo": "0201"}, "se contradicen"),
    ],
)
def test_a_row_that_no_cross_can_have_is_refused_without_its_values(
    space: CellSpace, row: dict[str, Code], mistake: str
) -> None:
    with pytest.raises(DisclosureError, match=mistake) as caught:
        space.locate({column: [code] for column, code in row.items()})
    assert "P9" not in str(caught.value)


def test_crosses_need_code_lists_and_say_different_things() -> None:
    with pytest.raises(DisclosureError, match="lista de códigos para pueblo_codigo"):
        CellSpace.of(DIMENSIONS, {"pueblo": ("anio", "pueblo_codigo")})
    with pytest.raises(DisclosureError, match="lo mismo"):
        CellSpace.of(DIMENSIONS, {"uno": ("municipio_codigo",), "otro": CROSSES["municipio"][1:]})


def test_the_cells_of_coverage_know_what_was_not_informed() -> None:
    dimensions = coverage_dimensions(
        year=2026,
        months=range(1, 3),
        municipalities={"0101": "01"},
        modalities=[Modality("P1", "bono", "mides", "publica")],
        sexes=["F", "M"],
        age_groups=["0-4"],
        peoples=["1", "9"],
    )
    codes = {dimension.name: dimension.codes for dimension in dimensions}
    assert codes == {
        "anio": (2026,),
        "mes": (1, 2),
        "departamento_codigo": ("00", "01"),
        "municipio_codigo": ("0000", "0100", "0101"),
        "institucion_codigo": ("mides",),
        "programa_codigo": ("bono",),
        "modalidad_codigo": ("P1",),
        "sexo_codigo": ("F", "M", "N"),
        "edad_grupo_codigo": ("0-4", "N"),
        "pueblo_codigo": ("1", "9"),
    }


def test_a_pair_of_modalities_is_one_code() -> None:
    dimensions = pair_dimensions(year=2026, departments=["01"], modalities=["P2", "P1", "P3"])
    space = CellSpace.of(dimensions, PAIR_CROSSES)
    found = space.locate({"anio": [2026], PAIR_COLUMN: pair_codes(["P1"], ["P3"])})
    assert space.rows(found) == {
        "cruce_codigo": ["par"], "anio": [2026], "departamento_codigo": [None], PAIR_COLUMN: ["P1|P3"]
    }  # fmt: skip
    assert space.cells == 3 + 2 * 3
