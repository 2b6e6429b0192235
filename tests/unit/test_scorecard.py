"""The arithmetic of scorecards against plain fractions, and the worked example of docs/tarjetas.md."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from snis.quality_policy import DIMENSIONS, QualityPolicy
from snis.scorecard import Measure, Sign, as_points, dimension_points, level_of, score

POLICY = QualityPolicy()
WEIGHTS = POLICY.weights.by_dimension()
DOCUMENT = (Path(__file__).parents[2] / "docs" / "tarjetas.md").read_text(encoding="utf-8")
_KINDS = ("archivo", "noticia", "fila", "aviso", "plazo", "columna")


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    checked = draw(st.integers(0, 500))
    return Measure(
        draw(st.sampled_from(DIMENSIONS)), "X", draw(st.sampled_from(_KINDS)), checked,
        draw(st.integers(0, checked)), draw(st.booleans()),
    )  # fmt: skip


def exact(listed: list[Measure]) -> Fraction | None:
    """What a dimension would have without any rounding."""
    listed = [item for item in listed if item.checked]
    if not listed:
        return None
    loss = sum(
        (Fraction(item.failing, item.checked) / (10 if item.kind == "noticia" else 1)
         for item in listed if item.kind != "columna" and item.scored),
        Fraction(0),
    )  # fmt: skip
    cells = [item for item in listed if item.kind == "columna"]
    if cells:
        loss += Fraction(sum(item.failing for item in cells), sum(item.checked for item in cells))
    return 100 * (1 - min(Fraction(1), loss))


@given(st.lists(measures(), max_size=12))
def test_points_are_what_fractions_say_rounded_down_by_two_hundredths_at_most(listed: list[Measure]) -> None:
    for dimension in DIMENSIONS:
        of_it = [item for item in listed if item.dimension == dimension]
        points, wanted = dimension_points(of_it), exact(of_it)
        assert (points is None) == (wanted is None)
        if points is not None and wanted is not None:
            assert 0 <= wanted - Fraction(points, 100) < Fraction(2, 100)


@given(
    st.lists(measures(), max_size=12), st.lists(st.integers(0, 10_000), max_size=3), st.integers(0, 10_000)
)
def test_the_total_is_the_weighted_mean_and_signs_only_take_away(
    listed: list[Measure], taken: list[int], past: int
) -> None:
    signs = [Sign("filas", "", points, 1, 0) for points in taken]
    found = score(listed, WEIGHTS, signs)
    capped = score(listed, WEIGHTS, [*signs, Sign("tope", "", 0, 1, 0)], past=past)
    parts = {name: (WEIGHTS[name], value) for name, value in found.dimensions.items()}  # type: ignore[index]
    weight = sum((w for w, _ in parts.values()), Decimal(0))
    mean = sum((w * value for w, value in parts.values()), Decimal(0)) / weight if weight else Decimal(0)
    assert 0 <= mean - found.base < 1
    assert found.total == max(0, found.base - sum(taken))
    assert capped.total == min(found.total, past)
    assert score(listed, WEIGHTS, refused=True).total == 0


@given(st.lists(measures(), min_size=1, max_size=8), st.data())
def test_one_failure_more_never_raises_a_score(listed: list[Measure], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(listed) - 1))
    item = listed[place]
    worse = [*listed]
    more = min(item.checked, item.failing + 1)
    worse[place] = Measure(item.dimension, item.code, item.kind, item.checked, more, item.scored)
    assert score(worse, WEIGHTS).total <= score(listed, WEIGHTS).total


def test_the_worked_example_of_the_document_holds() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \| (\w+) \| (\d+) \| (\d+) \|$", DOCUMENT, re.MULTILINE)
    listed = [Measure(dimension, code, kind, int(c), int(f)) for code, dimension, kind, c, f in rows]
    said = dict(
        re.findall(
            r"^\| ([^|`]+|señal `filas`) \| [^|]+ \| (\d+\.\d\d) \| [\d.]* ?\|$", DOCUMENT, re.MULTILINE
        )
    )
    assert len(listed) == 8
    assert len(said) == 9
    sign = Sign("filas", "", -(-10_000 * (1300 - 1000) // 1300), 1300, 1000)
    found = score(listed, WEIGHTS, [sign])
    assert {name: as_points(value) for name, value in found.dimensions.items()} == {
        name: said[name] for name in DIMENSIONS
    }
    assert as_points(sign.points) == said["señal `filas`"]
    assert (as_points(found.base), as_points(found.total)) == (said["total sin señales"], said["total"])
    level = level_of(found, POLICY, signs=True)
    assert level is not None
    assert f"Su nivel es `{level.name}`" in DOCUMENT


def test_a_sign_keeps_from_the_higher_levels() -> None:
    best = score([Measure(name, "X", "fila", 1, 0) for name in DIMENSIONS], WEIGHTS)
    names = [
        level.name if level else None for level in (level_of(best, POLICY, signs=s) for s in (False, True))
    ]
    assert names == ["oro", "bronce"]
