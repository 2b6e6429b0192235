"""The page of an indicator (ficha técnica) and the index of all of them, in Markdown.

Belongs here: the words of the pages, made from the catalogue. Does not belong here: writing them to docs/indicadores,
or which tables a statement reads (assets/indicators/sheets.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from snis.indicators.model import BASES, DUTIES, TYPES, UNITS, Indicator
from snis.indicators.reconcile import sum_rule

_KINDS = {"conteo": "Conteo", "monto": "Suma de montos", "razon": "Razón"}
_PERIODS = {
    "mes": "mes", "bimestre": "bimestre", "cuatrimestre": "cuatrimestre", "semestre": "semestre", "anio": "año",
    "acumulado": "acumulado desde el primer año con datos",
}  # fmt: skip
_FILTERS = {
    "departamento": "departamento", "municipio": "municipio", "institucion": "institución", "programa": "programa",
    "modalidad": "modalidad", "sexo": "sexo", "edad_grupo": "grupo de edad", "pueblo": "pueblo",
}  # fmt: skip


def sheet(indicator: Indicator, *, sql: str, tables: Sequence[str]) -> str:
    """The page of one indicator.

    Args:
        indicator: its catalogue entry.
        sql: where its statement lies.
        tables: stored tables that the statement reads.
    """
    return "\n".join(
        [
            f"# {indicator.nombre}",
            "",
            f"`{indicator.codigo}`, versión {indicator.version}, vigente desde el {indicator.vigente_desde}.",
            "",
            _flowing(indicator.definicion),
            "",
            *_table("Qué es", _identity(indicator)),
            "## Cómo se calcula",
            "",
            *_table("Parte", _calculation(indicator)),
            "## Cómo se cita",
            "",
            f"{_citation(indicator)}",
            "",
            f"**¿Se puede sumar?** {sum_rule(indicator)}",
            "",
            f"**Filtros**: {_named(indicator.desagregaciones, _FILTERS) or 'ninguno; solo el país'}.",
            "",
            f"**Períodos**: {_named(indicator.periodicidades, _PERIODS)}.",
            "",
            "## Cuándo no hay valor",
            "",
            *_withholding(indicator),
            "",
            "## Método y fuentes",
            "",
            _flowing(indicator.metodo),
            "",
            *_table("De dónde sale", _sources(indicator, sql, tables)),
        ]
    )


def index(indicators: Sequence[Indicator]) -> str:
    """The list of all indicators, by duty and by type."""
    return "\n".join(
        [
            "# Catálogo de indicadores",
            "",
            "Páginas generadas de `snis/indicators/catalogue/` con `python -m assets.indicators.sheets`; no las edite",
            "a mano. Cómo agregar uno: [agregar.md](agregar.md). Cómo consultarlos: `padron indicators list`, `show` y",
            "`query`.",
            "",
            f"Hay {len(indicators)} indicadores. Cada cifra lleva unidad, base sin dobles, período, denominador con su",
            "año y, cuando no hay valor, la razón.",
            "",
            "## Por deber del RUUN",
            "",
            *_index_part([(name, [i for i in indicators if duty in i.deberes]) for duty, name in DUTIES.items()]),
            "## Por tipo",
            "",
            *_index_part([(name, [i for i in indicators if i.tipo == kind]) for kind, name in TYPES.items()]),
        ]
    ).rstrip("\n") + "\n"  # fmt: skip


def _identity(indicator: Indicator) -> Iterator[tuple[str, str]]:
    yield "Tipo", TYPES[indicator.tipo]
    yield (
        "Deberes del RUUN",
        "; ".join(
            f"{duty}, {DUTIES[duty]}" if duty.isdecimal() else DUTIES[duty] for duty in indicator.deberes
        ),
    )
    yield "Unidad", UNITS[indicator.unidad]
    yield "Clase", _KINDS[indicator.clase]
    yield "Se cuenta", f"{BASES[indicator.base_codigo]}. {_flowing(indicator.base)}"


def _calculation(indicator: Indicator) -> Iterator[tuple[str, str]]:
    yield "Numerador", _flowing(indicator.numerador)
    for denominator in indicator.denominadores:
        yield f"Denominador `{denominator.codigo}`", _flowing(denominator.texto)
    if indicator.is_ratio:
        times = "" if indicator.factor == 1 else f"{indicator.factor} × "
        yield "Fórmula", f"{times}numerador ÷ denominador, a cuatro decimales, la mitad hacia arriba"


def _citation(indicator: Indicator) -> str:
    parts = [
        f"la unidad ({UNITS[indicator.unidad]})",
        f"la base ({BASES[indicator.base_codigo]})",
        "el período",
        "el lugar",
    ]
    if indicator.is_ratio:
        parts.append("el denominador con su año y su fuente")
    parts.append("el universo (público, sensible, restringido o todos)")
    return f"Diga siempre {', '.join(parts[:-1])} y {parts[-1]}."


def _withholding(indicator: Indicator) -> Iterator[str]:
    yield "- `sin_datos`: nada se sabe de ese período y lugar."
    if indicator.is_ratio:
        yield "- `sin_denominador`: no hay denominador para ese lugar y año; el numerador sí se da."
        yield "- `denominador_cero`: el denominador es cero."
        if indicator.puede_superar:
            yield "- El numerador puede ser mayor que el denominador sin que sea un error."
        else:
            yield "- `supera_denominador`: el numerador es mayor que el denominador; es un hallazgo, no una cifra."
    low, high = indicator.rango.minimo, indicator.rango.maximo
    if low is not None or high is not None:
        ends = [
            f"menor que {low:g}" if low is not None else "",
            f"mayor que {high:g}" if high is not None else "",
        ]
        yield f"- `fuera_de_rango`: el resultado es {' o '.join(end for end in ends if end)}; nadie debería creerlo."


def _sources(indicator: Indicator, sql: str, tables: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "Fuente", _flowing(indicator.fuente)
    yield "Responde", f"`{indicator.responsable}`"
    yield "Base legal", _flowing(indicator.base_legal)
    yield "Consulta", f"`{sql}`"
    yield "Tablas que lee", ", ".join(f"`{name}`" for name in tables) or "ninguna"


def _table(head: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"| {head} | |"
    yield "|---|---|"
    for name, text in rows:
        yield f"| {name} | {text.replace('|', '∣')} |"
    yield ""


def _index_part(parts: Iterable[tuple[str, Sequence[Indicator]]]) -> Iterator[str]:
    for name, indicators in parts:
        if not indicators:
            continue
        yield f"### {name}"
        yield ""
        yield "| indicador | unidad | denominadores |"
        yield "|---|---|---|"
        for item in indicators:
            divided = ", ".join(item.denominator_codes) or "—"
            yield f"| [{item.nombre}]({item.codigo}.md) | {UNITS[item.unidad]} | {divided} |"
        yield ""


def _named(codes: Iterable[str], words: Mapping[str, str]) -> str:
    return ", ".join(words[code] for code in codes)


def _flowing(text: str) -> str:
    return " ".join(text.split())
