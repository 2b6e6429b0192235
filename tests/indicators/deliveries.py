"""A small generated nation for oracles: persons, what they received, works for communities, and the marts made of them.

Belongs here: rows as the tables before the marts have them, and the ways an oracle goes through them. Does not belong
here: what an indicator counts. Each person has one place and one group in a universe and a year, as in the fact.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.indicators.oracle import Cell, Tables

Row = dict[str, Any]
MODALITIES: list[Row] = [
    {"modalidad_codigo": code, "programa_codigo": programme, "institucion_codigo": institution,
     "visibilidad_codigo": universe, "unidad_entrega": unit}
    for code, programme, institution, universe, unit in (
        ("P04", "bolsa", "mides", "publica", "persona"),
        ("P05", "beca", "mides", "publica", "persona"),
        ("P06", "beca", "mineduc", "sensible", "persona"),
        ("P11", "vida", "mides", "restringida", "persona"),
        ("P34", "huertos", "mineduc", "publica", "comunidad"),
        ("P54", "obras", "mides", "restringida", "comunidad"),
    )
]  # fmt: skip
FOR_PERSONS = [row for row in MODALITIES if row["unidad_entrega"] == "persona"]
FOR_COMMUNITIES = [row for row in MODALITIES if row["unidad_entrega"] == "comunidad"]
REACH = ("out_beneficio", "out_alcance")
MUNICIPALITIES = ("0101", "0801", "0802")
_PLACES = st.sampled_from([*MUNICIPALITIES, "0800", "0000"])
_AMOUNTS = st.sampled_from([Decimal(0), Decimal("250.00"), Decimal("99.99")])


@st.composite
def _persons(draw: st.DrawFn) -> dict[str, Row]:
    return {
        f"{number:032x}": {
            "persona_id": f"{number:032x}",
            "municipio_codigo": draw(_PLACES),
            "sexo_codigo": draw(st.sampled_from(["F", "M", "N"])),
            "edad_grupo_codigo": draw(st.sampled_from(["0-4", "30-44", "60-74", "75+", "N"])),
            "pueblo_codigo": draw(st.sampled_from(["1", "3", "4", "5", "9"])),
            "pobreza_codigo": draw(st.sampled_from([None, "1", "2", "3", "9"])),
            "estado_identidad_codigo": draw(st.sampled_from(["validado", "nunca_enviado", "fallecido"])),
        }
        for number in range(draw(st.integers(1, 6)))
    }


@st.composite
def nation(draw: st.DrawFn) -> Tables:
    """Deliveries of up to six persons in up to three years, with everything that is told of them."""
    persons = draw(_persons())
    facts: list[Row] = []
    told: list[Row] = []
    for number in range(draw(st.integers(0, 14))):
        person = persons.get(draw(st.sampled_from([*persons, "nadie"])))
        modality = draw(st.sampled_from(FOR_PERSONS))
        day = date(draw(st.sampled_from([2023, 2024, 2024, 2026])), draw(st.integers(1, 12)), 15)
        place = person["municipio_codigo"] if person else draw(_PLACES)
        fact = {
            "entrega_id": f"e{number}",
            "persona_id": person and person["persona_id"],
            **{name: modality[name] for name in _OF_MODALITY},
            "anio": day.year,
            "mes": day.month,
            "departamento_codigo": place[:2],
            "municipio_codigo": place,
            **{name: person[name] if person else "N" for name in ("sexo_codigo", "edad_grupo_codigo")},
            "pueblo_codigo": person["pueblo_codigo"] if person else "9",
            "entrega_fecha": day,
            "monto_gtq": draw(_AMOUNTS),
            "grano_codigo": draw(st.sampled_from(["persona", "hogar"])) if person else "racion",
        }
        facts.append(fact)
        told.append(
            {
                **{name: fact[name] for name in _TOLD},
                "cui_estado_codigo": draw(st.sampled_from(["valid", "ausente", "bad_municipality"])),
                "estado_entrega_codigo": draw(
                    st.sampled_from([None, "entregada", "no_cobrada", "no_cobrada"])
                ),
            }
        )
    return {
        "ref_modalidad": MODALITIES,
        "out_hecho_entrega": facts,
        "link_entrega": told,
        "out_dim_persona": list(persons.values()),
        "out_caracterizacion": list(persons.values()),
        "link_coincidencia": draw(_coincidences(list(persons))),
        "out_hecho_entrega_comunitaria": draw(_works()),
    }


_OF_MODALITY = ("institucion_codigo", "programa_codigo", "modalidad_codigo", "visibilidad_codigo")
_TOLD = ("entrega_id", "persona_id", "institucion_codigo", "modalidad_codigo", "entrega_fecha", "monto_gtq")


@st.composite
def _coincidences(draw: st.DrawFn, persons: list[str]) -> list[Row]:
    codes = [row["modalidad_codigo"] for row in FOR_PERSONS]
    return [
        {
            "persona_id": draw(st.sampled_from(persons)),
            "modalidad_a_codigo": draw(st.sampled_from(codes)),
            "modalidad_b_codigo": draw(st.sampled_from(codes)),
            "mes_inicio_fecha": date(draw(st.sampled_from([2023, 2024])), draw(st.integers(1, 12)), 1),
        }
        for _ in range(draw(st.integers(0, 6)))
    ]


@st.composite
def _works(draw: st.DrawFn) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 6))):
        modality, place = draw(st.sampled_from(FOR_COMMUNITIES)), draw(_PLACES)
        rows.append(
            {
                "entrega_id": f"c{number}",
                **{name: modality[name] for name in _OF_MODALITY},
                "anio": draw(st.sampled_from([2024, 2026])),
                "mes": draw(st.integers(1, 12)),
                "departamento_codigo": place[:2],
                "municipio_codigo": place,
                "comunidad_id": f"{place}-{draw(st.integers(1, 2))}",
                "monto_gtq": draw(_AMOUNTS),
                "familias_atendidas": draw(st.sampled_from([None, 0, 7, 30])),
            }
        )
    return rows


def denominators(
    code: str, *, unit: str = "personas", modalities: tuple[str | None, ...] = (None,)
) -> st.SearchStrategy[list[Row]]:
    """Rows of out_denominador of one denominator in the years and places of the nation, one for each key."""

    @st.composite
    def row(draw: st.DrawFn) -> Row:
        place = draw(st.sampled_from([None, "01", "08", *MUNICIPALITIES]))
        modality = draw(st.sampled_from(modalities))
        return {
            "denominador_codigo": code,
            "anio": draw(st.sampled_from([2023, 2024, 2026])),
            "nivel": "pais" if place is None else "departamento" if len(place) == 2 else "municipio",
            "departamento_codigo": place and place[:2],
            "municipio_codigo": place if place and len(place) == 4 else None,
            "modalidad_codigo": modality,
            "programa_codigo": next(
                (m["programa_codigo"] for m in MODALITIES if m["modalidad_codigo"] == modality), None
            ),
            "unidad_codigo": unit,
            "valor": Decimal(draw(st.integers(0, 9))),
            "denominador_anio": 2023,
            "serie": "s",
            "fuente": "F",
            "metodo_codigo": "ultimo",
        }

    return st.lists(
        row(), max_size=14, unique_by=lambda row: (*place_key(row), row["anio"], row["modalidad_codigo"])
    )


def with_tables(**more: st.SearchStrategy[list[Row]]) -> st.SearchStrategy[Tables]:
    """The nation with more tables; several strategies of one table are not needed so far."""
    return st.tuples(nation(), st.fixed_dictionaries(more)).map(lambda pair: {**pair[0], **pair[1]})


def place_key(row: Row) -> tuple[str | None, str | None]:
    """Department and municipality of a row; none of both is the country."""
    return row.get("departamento_codigo"), row.get("municipio_codigo")


def places_of(row: Row, levels: int = 3) -> Iterator[Row]:
    """The country, the department and the municipality that a row lies in; restricted, the country only."""
    department, municipality = place_key(row)
    shown: list[Row] = [
        {"nivel": "pais"},
        {"nivel": "departamento", "departamento_codigo": department},
        {"nivel": "municipio", "departamento_codigo": department, "municipio_codigo": municipality},
    ]
    yield from shown[: 1 if row.get("visibilidad_codigo") == "restringida" else levels]


def subjects_of(row: Row, *columns: str) -> Iterator[Row]:
    """Everything, and each of the columns by itself."""
    yield {}
    yield from ({name: row[name]} for name in columns)


def persons_in(tables: Tables, universe: str | None = None) -> list[Row]:
    """Deliveries to a person, of one universe or of all of them."""
    return [
        dict(row)
        for row in tables["out_hecho_entrega"]
        if row["persona_id"] is not None and universe in {None, row["visibilidad_codigo"]}
    ]


def year_cell(row: Row, **shown: Any) -> Cell:
    """The cell of a row's year in its universe."""
    return Cell(
        **{
            "periodo_codigo": str(row["anio"]),
            "visibilidad_codigo": row.get("visibilidad_codigo", "publica"),
            **shown,
        }
    )


def is_informed(place: Row) -> bool:
    """Whether a place is one that has inhabitants: not "department or municipality not informed"."""
    codes = (place.get("departamento_codigo") or "", place.get("municipio_codigo") or "")
    return codes[0] != "00" and codes[1][2:] != "00"
