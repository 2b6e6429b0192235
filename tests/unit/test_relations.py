"""What adds up to what, in words."""

import numpy as np

from snis.cell_space import CellSpace, Dimension
from snis.relations import UNBOUNDED, Measure, Relations, one_delivery_each, relations_of

PLACE = Dimension("municipio_codigo", ("a", "b"), adds_persons=True)
PROGRAMME = Dimension("programa_codigo", ("beca", "bono"), adds_persons=False)
KINDS = Dimension(
    "modalidad_codigo",
    ("P1", "P2", "P3"),
    False,
    {"programa_codigo": {"P1": "beca", "P2": "bono", "P3": "bono"}},
)
SEX = Dimension("sexo_codigo", ("F", "M"), adds_persons=True)
PERSONS, BOTH = (Measure.PERSONS,), (Measure.PERSONS, Measure.DELIVERIES)


def test_persons_add_up_over_a_place() -> None:
    assert said([PLACE], {"pais": (), "municipio": ("municipio_codigo",)}, PERSONS) == ["pais = a + b"]


def test_persons_may_be_in_several_programmes() -> None:
    assert said([PROGRAMME], {"pais": (), "programa": ("programa_codigo",)}, PERSONS) == [
        "beca <= pais", "bono <= pais", "pais <= beca + bono",
    ]  # fmt: skip


def test_deliveries_add_up_over_everything_and_are_never_fewer_than_persons() -> None:
    assert said([PROGRAMME], {"pais": (), "programa": ("programa_codigo",)}, BOTH) == [
        "#pais = #beca + #bono",
        "beca <= #beca", "beca <= pais", "bono <= #bono", "bono <= pais",
        "pais <= #pais", "pais <= beca + bono",
    ]  # fmt: skip


def test_a_programme_is_the_sum_of_its_modalities() -> None:
    crosses = {"programa": ("programa_codigo",), "modalidad": ("modalidad_codigo",)}
    assert said([PROGRAMME, KINDS], crosses, PERSONS) == [
        "P1 <= beca", "P2 <= bono", "P3 <= bono", "beca <= P1", "bono <= P2 + P3",
    ]  # fmt: skip


def test_only_the_next_coarser_cross_is_related() -> None:
    crosses = {"pais": (), "municipio": ("municipio_codigo",), "todo": ("municipio_codigo", "sexo_codigo")}
    assert said([PLACE, SEX], crosses, PERSONS) == ["a = aF + aM", "b = bF + bM", "pais = a + b"]


def test_two_crosses_meet_in_a_margin_that_nobody_prints() -> None:
    crosses = {
        "municipio_sexo": ("municipio_codigo", "sexo_codigo"),
        "programa_sexo": ("programa_codigo", "sexo_codigo"),
    }
    assert said([PLACE, PROGRAMME, SEX], crosses, PERSONS) == [
        "F <= becaF + bonoF", "F = aF + bF", "M <= becaM + bonoM", "M = aM + bM",
        "becaF <= F", "becaM <= M", "bonoF <= F", "bonoM <= M",
    ]  # fmt: skip


def test_a_single_cross_relates_nothing() -> None:
    assert said([PLACE], {"municipio": ("municipio_codigo",)}, PERSONS) == []


def test_a_benefit_given_once_has_as_many_deliveries_as_persons() -> None:
    space = CellSpace.of([PLACE], {"pais": (), "municipio": ("municipio_codigo",)})
    found = one_delivery_each(space, np.array([0, 1]))
    names = ["a", "b", "pais", "#a", "#b", "#pais"]
    assert [_in_words(found, row, names) for row in range(found.count)] == ["a = #a", "b = #b"]
    assert found.variable_count == relations_of(space).variable_count


def test_a_list_without_codes_relates_nothing() -> None:
    no_months = Dimension("mes", (), adds_persons=False)
    assert said([no_months], {"pais": (), "mes": ("mes",)}, BOTH) == ["pais <= #pais"]


def test_relations_of_others_are_added_by_hand() -> None:
    ours = Relations.of([({0: 1, 1: -1, 2: -1}, 0, 0)], 3)
    theirs = Relations.of([({1: 1}, 40, 40), ({2: 1}, None, 7)], 3)
    joined = ours.with_more(theirs)
    assert joined.starts.tolist() == [0, 3, 4, 5]
    assert joined.variables.tolist() == [0, 1, 2, 1, 2]
    assert joined.floor.tolist() == [0, 40, -UNBOUNDED]
    assert joined.ceiling.tolist() == [0, 40, 7]
    chosen = joined.chosen(np.array([1, 2]))
    assert (chosen.starts.tolist(), chosen.variables.tolist()) == ([0, 1, 2], [1, 2])


def said(
    dimensions: list[Dimension], crosses: dict[str, tuple[str, ...]], measures: tuple[Measure, ...]
) -> list[str]:
    """The relations of a space in words: the codes of each cell, # before deliveries."""
    space = CellSpace.of(dimensions, crosses)
    relations = relations_of(space, measures)
    names = _names(space)
    return sorted(
        _in_words(relations, row, [*names, *(f"#{name}" for name in names)]) for row in range(relations.count)
    )


def _names(space: CellSpace) -> list[str]:
    columns = space.rows(np.arange(space.size))
    rows = zip(*(columns[name] for name in space.dimensions), strict=True)
    return ["".join(str(code) for code in row if code) or "pais" for row in rows]


def _in_words(relations: Relations, row: int, names: list[str]) -> str:
    entries = range(relations.starts[row], relations.starts[row + 1])
    added = [names[relations.variables[e]] for e in entries if relations.signs[e] > 0]
    taken = [names[relations.variables[e]] for e in entries if relations.signs[e] < 0]
    assert relations.ceiling[row] == 0
    sign = "=" if relations.floor[row] == 0 else "<="
    return f"{' + '.join(added)} {sign} {' + '.join(taken)}"
