"""Oracles of the baseline: inhabitants, poor and rural ones, as the reference tables say them."""

from decimal import Decimal

from hypothesis import strategies as st

from snis.indicators.figure import Measured
from tests.indicators.deliveries import MUNICIPALITIES, Row
from tests.indicators.oracle import Cell, Counted, Tables, oracle

_PLACES = [
    ("pais", "00"),
    ("departamento", "01"),
    ("departamento", "08"),
    *(("municipio", m) for m in MUNICIPALITIES),
]


@st.composite
def _observed(draw: st.DrawFn) -> list[Row]:
    """Inhabitants of some places and years, poor ones of some, and counts of one sex that are nobody's total."""
    rows = []
    for year in (2020, 2021):
        for level, code in draw(st.lists(st.sampled_from(_PLACES), unique=True, max_size=5)):
            place = {
                "anio": year,
                "nivel": level,
                "codigo": code,
                "edad_grupo": "todas",
                "unidad_codigo": "personas",
            }
            inhabitants = draw(st.integers(0, 90))
            told = {"serie": "s", "fuente": "F"}
            sexes = draw(st.sampled_from([("T",), ("T", "F")]))
            rows += [
                {
                    **place,
                    **told,
                    "denominador_codigo": "poblacion",
                    "sexo_codigo": sex,
                    "valor": Decimal(inhabitants),
                }
                for sex in sexes
            ]
            if draw(st.booleans()):
                poor = Decimal(draw(st.integers(0, inhabitants)))
                rows.append(
                    {**place, **told, "denominador_codigo": "pobreza", "sexo_codigo": "T", "valor": poor}
                )
    return rows


_OBSERVED = st.fixed_dictionaries({"ref_denominador": _observed()})


def _cell(row: Row, denominator: str | None = None) -> Cell:
    code = row["codigo"]
    return Cell(
        periodo_codigo=str(row["anio"]),
        nivel=row["nivel"],
        departamento_codigo=None if row["nivel"] == "pais" else code[:2],
        municipio_codigo=code if row["nivel"] == "municipio" else None,
        denominador_codigo=denominator,
    )


def _totals(tables: Tables, code: str) -> list[Row]:
    return [
        dict(row)
        for row in tables["ref_denominador"]
        if (row["denominador_codigo"], row["sexo_codigo"]) == (code, "T")
    ]


@oracle("poblacion_total", data=_OBSERVED)
def poblacion_total(tables: Tables) -> Counted:
    """Every total as it is."""
    return {_cell(row): Measured(row["valor"]) for row in _totals(tables, "poblacion")}


@oracle("incidencia_pobreza", data=_OBSERVED)
def incidencia_pobreza(tables: Tables) -> Counted:
    """The poor over the inhabitants of the same place and year."""
    people = {_cell(row, "poblacion"): row["valor"] for row in _totals(tables, "poblacion")}
    return {
        (cell := _cell(row, "poblacion")): Measured(row["valor"], people.get(cell))
        for row in _totals(tables, "pobreza")
    }


_SHARES = st.fixed_dictionaries({code: st.integers(0, 10_000) for code in MUNICIPALITIES})
_COUNTS = st.fixed_dictionaries({code: st.integers(1, 9_000) for code in MUNICIPALITIES})


@oracle(
    "ruralidad",
    data=st.builds(
        lambda shares, counts: {
            "ref_condicion": [
                {"municipio_codigo": code, "condicion_codigo": "rural", "proporcion": Decimal(share) / 10_000,
                 "anio": 2018, "fuente": "F"}
                for code, share in shares.items()
            ],
            "ref_municipio": [
                {"municipio_codigo": code, "departamento_codigo": code[:2], "poblacion_2018": count}
                for code, count in counts.items()
            ],
        },
        _SHARES,
        _COUNTS,
    ),
)  # fmt: skip
def ruralidad(tables: Tables) -> Counted:
    """Rural inhabitants of the municipalities of a place, over all of them."""
    share = {row["municipio_codigo"]: row["proporcion"] for row in tables["ref_condicion"]}
    count = {row["municipio_codigo"]: row["poblacion_2018"] for row in tables["ref_municipio"]}
    counted = {}
    for level, place in _PLACES:
        inside = [code for code in count if level == "pais" or code.startswith(place)]
        rural = sum((share[code] * count[code] for code in inside), Decimal(0))
        people = Decimal(sum(count[code] for code in inside))
        cell = _cell({"anio": 2018, "nivel": level, "codigo": place}, "censo")
        counted[cell] = Measured(rural.quantize(Decimal("0.01"), "ROUND_HALF_UP"), people)
    return counted
