"""The reach as one would write it in DuckDB by hand: GROUPING SETS with count(distinct) over the deliveries.

Belongs here: the baseline of benchmarks/indicators.py, a statement for each kind of period and subject, with the
cells of out_alcance and no others. Does not belong here: measuring it. Nothing here is read by the night.
"""

from collections.abc import Iterator

SUBJECTS = ("", "institucion_codigo", "programa_codigo", "modalidad_codigo")
PERIODS = {"mes": 1, "bimestre": 2, "cuatrimestre": 4, "semestre": 6, "anio": 12}
ACCUMULATED = "acumulado"
KINDS = (*PERIODS, ACCUMULATED)
_GROUPS = ("", "sexo_codigo", "edad_grupo_codigo", "sexo_codigo, edad_grupo_codigo", "pueblo_codigo")
_PLACES = ("", "departamento_codigo", "departamento_codigo, municipio_codigo")
_DIMENSIONS = ("departamento_codigo", "municipio_codigo", *SUBJECTS[1:], "sexo_codigo", "edad_grupo_codigo",
               "pueblo_codigo")  # fmt: skip
_FIGURES = """
    count(distinct persona_id) as personas,
    count(distinct case when grano_codigo = 'hogar' then coalesce(hogar_id, persona_id) end) as hogares,
    count(*) as entregas,
    sum(monto_gtq) as monto_gtq
"""


def statements(kinds: tuple[str, ...] = KINDS) -> Iterator[tuple[str, str]]:
    """Name and text of each statement."""
    for kind in kinds:
        for subject in SUBJECTS:
            name = f"{kind}/{subject.removesuffix('_codigo') or 'total'}"
            yield name, _statement(kind, subject)
        yield f"{kind}/todas", _together(kind)


def _statement(kind: str, subject: str) -> str:
    """Both universes that have places, and the restricted one, which has the country alone."""
    sets = [
        ", ".join(filter(None, (place, subject, group)))
        for place in _PLACES
        for group in _GROUPS
        if not (kind == ACCUMULATED and "edad" in group)
        and not (place == _PLACES[2] and ("," in group or (group and subject)))
    ]
    return " union all by name ".join(
        (
            _select(kind, "visibilidad_codigo", sets, "visibilidad_codigo <> 'restringida'"),
            _select(kind, "visibilidad_codigo", [subject], "visibilidad_codigo = 'restringida'"),
        )
    )


def _together(kind: str) -> str:
    return _select(kind, "'todas'", list(SUBJECTS), "true")


def _select(kind: str, universe: str, sets: list[str], condition: str) -> str:
    named = {name for group in sets for name in group.split(", ") if name}
    shown = ", ".join(name if name in named else f"cast(null as varchar) as {name}" for name in _DIMENSIONS)
    if kind == ACCUMULATED:
        year, number, facts = (
            "y.anio",
            "1",
            "out_hecho_entrega as h inner join anios as y on y.anio >= h.anio",
        )
    else:
        year, number, facts = "h.anio", f"(h.mes - 1) // {PERIODS[kind]} + 1", "out_hecho_entrega as h"
    grouped = ", ".join(f"({group})" for group in sets)
    return (
        f"select {universe} as visibilidad_codigo, '{kind}' as periodo_tipo_codigo, {year} as anio, "
        f"{number} as periodo_numero, {shown}, {_FIGURES} from {facts} where {condition} "
        f"group by {universe}, {year}, {number}, grouping sets ({grouped})"
    )
