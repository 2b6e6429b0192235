"""What the report says of the quality of registers, and of every indicator of the catalogue.

Belongs here: their paragraphs and figures. Does not belong here: rules (quality/catalogue.yaml), indicators
(snis/indicators), counting.
"""

from collections.abc import Sequence

from publish.report.coverage import REASONS
from publish.report.definitions import definition
from publish.report.facts import Facts
from publish.report.lines import Fault, Quote
from publish.report.model import Column, Figure, Section
from publish.report.wording import counted, number


def quality_section(facts: Facts) -> Section:
    """Rows that break a rule, by institution and rule."""
    if not facts.faults:
        return Section(
            "calidad", "Calidad de los datos", ("No hay meses con cifras de calidad en este período.",)
        )
    figures = [_faults(facts)]
    said = "Un registro con falla casi siempre es un dato mal escrito que la institución corrige y envía de nuevo."
    return Section("calidad", "Calidad de los datos", (said,), tuple(f for f in figures if f is not None))


def _faults(facts: Facts) -> Figure:
    """One row for each institution, month and rule that some row breaks; in public, also those of fewer."""
    told = [item for item in facts.faults if item.failing]
    worst = _summed(told)
    if worst:
        name = max(worst, key=lambda code: (worst[code], code))
        title = f"La regla que más se incumple es {facts.name('regla_calidad', name)}."
    else:
        title = (
            "Ninguna regla llega al umbral que se publica."
            if facts.is_public
            else "Ningún registro incumple una regla."
        )
    kept = [item for item in facts.faults if item.failing or facts.is_public] or list(facts.faults)
    return Figure(
        id="calidad",
        title=title,
        definition=definition(
            "calidad_registros",
            facts,
            f"{'open' if facts.is_public else 'out'}_calidad",
            denominator="Registros revisados.",
            span=facts.period.code,
        ),
        columns=(
            Column("periodo_codigo", "Mes", "codigo"),
            Column("institucion_codigo", "Institución", "codigo"),
            Column("regla_calidad_codigo", "Regla", "codigo"),
            Column("regla", "Qué revisa"),
            Column("registros_revisados", "Revisados", "conteo"),
            Column("registros_con_falla", "Con falla", "conteo"),
        ),
        rows=tuple(
            (
                item.month, item.institution, item.rule, facts.name("regla_calidad", item.rule), item.checked,
                item.failing,
            )
            for item in kept
        ),
        absent="Vacío: menos de 10, posiblemente ninguno." if facts.is_public else "",
    )  # fmt: skip


def _summed(faults: list[Fault]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for item in faults:
        sums[item.rule] = sums.get(item.rule, 0) + (item.failing or 0)
    return sums


def indicators_section(facts: Facts) -> Section | None:
    """Every indicator of the catalogue with a value for the period; None where none was computed."""
    if not facts.quotes:
        return None
    country = [quote for quote in facts.quotes if not quote.institution]
    apart = [quote for quote in facts.quotes if quote.institution]
    valued = sum(quote.value is not None or quote.least is not None for quote in country)
    figures = [
        _quotes(
            facts,
            country,
            "indicadores",
            f"{counted(valued, 'cifra nacional tiene', 'cifras nacionales tienen')} valor en este período; de "
            f"{number(len(country) - valued)} se dice por qué no.",
        )
    ]
    if apart:
        codes = len({quote.code for quote in apart})
        title = f"{counted(codes, 'indicador se separa', 'indicadores se separan')} por institución."
        figures.append(_quotes(facts, apart, "indicadores-instituciones", title))
    said = "La ficha de cada indicador dice qué cuenta, entre qué se divide y qué no se puede comparar."
    return Section("indicadores", "Indicadores del catálogo", (said,), tuple(figures))


def _quotes(facts: Facts, quotes: Sequence[Quote], key: str, title: str) -> Figure:
    return Figure(
        id=key,
        title=title,
        definition=definition("indicadores", facts, "out_indicador", denominator="El que dice cada fila."),
        columns=(
            Column("indicador_codigo", "Código", "codigo"),
            Column("indicador", "Indicador"),
            Column("institucion_codigo", "Institución", "codigo"),
            Column("visibilidad_codigo", "Universo", "codigo"),
            Column("valor", "Valor", "numero"),
            Column("minimo", "Mínimo", "numero"),
            Column("maximo", "Máximo", "numero"),
            Column("unidad_codigo", "Unidad", "codigo"),
            Column("denominador_codigo", "Denominador", "codigo"),
            Column("denominador_anio", "Año", "codigo"),
            Column("estado", "Estado"),
        ),
        rows=tuple(
            (
                quote.code, facts.name("indicador", quote.code), quote.institution or None, quote.universe,
                quote.value, quote.least, quote.greatest, facts.name("indicador_unidad", quote.code),
                quote.denominator or None, quote.year, REASONS.get(quote.reason, quote.reason),
            )
            for quote in quotes
        ),
        absent="Sin valor: la columna Estado dice por qué.",
    )  # fmt: skip
