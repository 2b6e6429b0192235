"""The arithmetic of a scorecard: from what was checked and what failed to points from 0 to 100, exact.

Belongs here: the points of a dimension, of the whole, what signs against gaming take off, and the level of a
certificate. Does not belong here: measuring (assets/out/out_medicion.sql), weights (quality_policy.py), certificates
(quality_certificate.py). out_tarjeta_envio.sql and out_tarjeta.sql say the same in SQL; docs/tarjetas.md in words.

Losses are whole millionths, rounded up; points are whole hundredths, rounded down: a doubt is never in favour of the
score, and nothing depends on floating point.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from snis.quality_policy import Dimension, Level, QualityPolicy

FORMULA = 1
TOTAL, NO_LEVEL = "total", "sin_nivel"
# What a notice about the file counts, in tenths: it says that something is odd, of a file that was taken.
_NOTICE_TENTHS = 1
_MILLION, _FULL = 1_000_000, 10_000


@dataclass(frozen=True)
class Measure:
    """What was checked by one rule, or in one column.

    Attributes:
        dimension: what it speaks of.
        code: the rule, or vacio: and the column.
        kind: archivo, noticia, fila, aviso, plazo or columna; columns are counted together.
        checked, failing: files, rows, days or cells.
        scored: whether it takes points off.
    """

    dimension: str
    code: str
    kind: str
    checked: int
    failing: int
    scored: bool = True


@dataclass(frozen=True)
class Sign:
    """Something that was noticed against gaming.

    Attributes:
        code: what, as in castigo_codigo.
        column: where; empty when it is about the whole delivery.
        points: hundredths of a point that it takes off.
        usual, found: its evidence as counts.
    """

    code: str
    column: str
    points: int
    usual: int
    found: int


@dataclass(frozen=True)
class Score:
    """The points of one delivery or month, in hundredths.

    Attributes:
        dimensions: by dimension that was measured.
        base: the weighted total, before signs.
        total: what is left of it.
    """

    dimensions: Mapping[str, int]
    base: int
    total: int


def dimension_points(measures: Iterable[Measure]) -> int | None:
    """Hundredths of a point of one dimension; None when nothing of it was measured."""
    counted = [item for item in measures if item.checked > 0]
    if not counted:
        return None
    rules = [item for item in counted if item.kind != "columna" and item.scored]
    tenths = sum(
        (_NOTICE_TENTHS if item.kind == "noticia" else 10) * _share_up(item.failing, item.checked)
        for item in rules
    )
    cells = [item for item in counted if item.kind == "columna"]
    blanks = _share_up(sum(item.failing for item in cells), sum(item.checked for item in cells))
    loss = min(_MILLION, (tenths + 9) // 10 + blanks)
    return (_MILLION - loss) // 100


def score(
    measures: Iterable[Measure],
    weights: Mapping[Dimension, Decimal],
    signs: Iterable[Sign] = (),
    *,
    past: int | None = None,
    refused: bool = False,
) -> Score:
    """The points of everything that was measured of a delivery.

    Args:
        measures: what was checked.
        weights: of the dimensions; those of which nothing was measured do not weigh.
        signs: what was noticed against gaming.
        past: hundredths of the usual total before signs, over which a delivery that lacks rows does not rise.
        refused: whether the file was refused whole; it delivered nothing.
    """
    listed, told = list(measures), list(signs)
    points: dict[Dimension, int] = {
        dimension: found
        for dimension in weights
        if (found := dimension_points(m for m in listed if m.dimension == dimension)) is not None
    }
    scaled = {dimension: int(weights[dimension] * _FULL) for dimension in points}
    weight = sum(scaled.values())
    base = sum(scaled[name] * value for name, value in points.items()) // weight if weight else 0
    if refused:
        base = 0
    total = max(0, base - sum(sign.points for sign in told))
    if past is not None and any(sign.code == "tope" for sign in told):
        total = min(total, past)
    return Score({str(name): value for name, value in points.items()}, base, total)


def level_of(found: Score, policy: QualityPolicy, *, signs: bool) -> Level | None:
    """The highest level that a score reaches; None when it reaches none."""
    least = min(found.dimensions.values(), default=0)
    return next(
        (
            level
            for level in policy.levels
            if found.total >= level.least_score * 100
            and least >= level.least_dimension * 100
            and (level.with_penalties or not signs)
        ),
        None,
    )


def as_points(hundredths: int) -> str:
    """Points as they are written: two decimals."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _share_up(part: int, whole: int) -> int:
    """A share in millionths, rounded up; nothing of nothing."""
    return (_MILLION * part + whole - 1) // whole if whole else 0
