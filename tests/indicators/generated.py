"""Generated tables that several oracles are tried on: reach and denominators over the small nation of measuring.py."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.indicators.measuring import CODES

DEPARTMENTS = ["00", *(str(row["departamento_codigo"]) for row in CODES["ref_departamento"])]
MUNICIPALITIES = ["0000", "0800", *(str(row["municipio_codigo"]) for row in CODES["ref_municipio"])]
MODALITIES = [dict(row) for row in CODES["ref_modalidad"]]
YEARS = st.integers(2023, 2026)
PERIODS = {"mes": 12, "bimestre": 6, "cuatrimestre": 3, "semestre": 2, "anio": 1, "acumulado": 1}
_KEY = (
    "visibilidad_codigo", "periodo_tipo_codigo", "anio", "periodo_numero", "nivel", "departamento_codigo",
    "municipio_codigo", "institucion_codigo", "programa_codigo", "modalidad_codigo", "sexo_codigo",
    "edad_grupo_codigo", "pueblo_codigo",
)  # fmt: skip
_AMOUNTS = st.decimals(min_value=0, max_value=100_000, places=2)


@st.composite
def places(draw: st.DrawFn, *, informed: bool = False) -> dict[str, Any]:
    """The country, a department or a municipality; what is not informed has its own codes."""
    level = draw(st.sampled_from(["pais", "departamento", "municipio"]))
    if level == "pais":
        return {"nivel": level}
    if level == "departamento":
        codes = [code for code in DEPARTMENTS if code != "00" or not informed]
        return {"nivel": level, "departamento_codigo": draw(st.sampled_from(codes))}
    codes = [code for code in MUNICIPALITIES if not code.endswith("00") or not informed]
    code = draw(st.sampled_from(codes))
    return {"nivel": level, "departamento_codigo": code[:2], "municipio_codigo": code}


@st.composite
def groups(draw: st.DrawFn, *, personal: bool = True) -> dict[str, Any]:
    """No group, an institution, a programme or a modality; or sex, age or people."""
    columns = [name for name in _GROUPS if personal or name in _SUBJECTS]
    column = draw(st.sampled_from([None, None, *columns]))
    return {} if column is None else {column: draw(st.sampled_from(_GROUPS[column]))}


_SUBJECTS = {"institucion_codigo", "programa_codigo", "modalidad_codigo"}
_GROUPS: dict[str, list[Any]] = {
    "institucion_codigo": sorted({row["institucion_codigo"] for row in MODALITIES}),
    "programa_codigo": sorted({row["programa_codigo"] for row in MODALITIES}),
    "modalidad_codigo": [row["modalidad_codigo"] for row in MODALITIES],
    "sexo_codigo": ["F", "M", "N"],
    "edad_grupo_codigo": ["0-4", "18-29", "N"],
    "pueblo_codigo": ["1", "5", "9"],
}


@st.composite
def _reach_row(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from([*PERIODS, "anio", "anio"]))
    universe = draw(st.sampled_from(["publica", "publica", "sensible", "todas"]))
    place = {"nivel": "pais"} if universe == "todas" else draw(places())
    return {
        "visibilidad_codigo": universe,
        "periodo_tipo_codigo": kind,
        "anio": draw(YEARS),
        "periodo_numero": draw(st.integers(1, PERIODS[kind])),
        **place,
        **draw(groups(personal=universe != "todas")),
        "personas": draw(st.integers(0, 40)),
        "hogares": draw(st.integers(0, 40)),
        "entregas": draw(st.integers(0, 400)),
        "monto_gtq": draw(_AMOUNTS),
    }


def reach_rows() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of out_alcance, one for each key."""
    return st.lists(_reach_row(), max_size=25, unique_by=lambda row: tuple(row.get(name) for name in _KEY))


@st.composite
def _denominator_row(draw: st.DrawFn, code: str) -> dict[str, Any]:
    year = draw(YEARS)
    method = draw(st.sampled_from(["observado", "interpolado", "ultimo"]))
    return {
        "denominador_codigo": code,
        "unidad_codigo": "personas",
        "anio": year,
        **draw(places(informed=True)),
        "valor": Decimal(draw(st.integers(0, 60))),
        "denominador_anio": None if method == "interpolado" else year,
        "serie": "base2018",
        "fuente": "INE",
        "metodo_codigo": method,
    }


def denominator_rows(code: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of out_denominador of one denominator, at most one for a year and place."""
    key = ("anio", "nivel", "departamento_codigo", "municipio_codigo")
    return st.lists(
        _denominator_row(code), max_size=20, unique_by=lambda row: tuple(row.get(name) for name in key)
    )
