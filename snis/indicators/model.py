"""What an indicator is: everything that a figure needs so that nobody can quote it wrong.

Belongs here: the shape of <codigo>.yaml and what an indicator has to keep by itself. Does not belong here: reading
files (loader.py), what a figure is worth (figure.py), or the statement that measures it (assets/indicators).
Keys are Spanish: they are the columns and the words of the published catalogue.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from snis.contracts.shape import Mistake
from snis.contracts.strict import Day, NonEmpty, Strict

Type = Literal["linea_base", "cambio", "cobertura"]
Kind = Literal["conteo", "monto", "razon"]
Unit = Literal[
    "personas", "hogares", "entregas", "quetzales", "comunidades", "por_ciento", "razon", "indice", "dias"
]
Basis = Literal[
    "persona_distinta",
    "hogar_distinto",
    "entrega_unica",
    "comunidad_distinta",
    "obra_unica",
    "fila_unica",
    "lugar_unico",
]
PeriodType = Literal["mes", "bimestre", "cuatrimestre", "semestre", "anio", "acumulado"]
Dimension = Literal[
    "departamento", "municipio", "institucion", "programa", "modalidad", "sexo", "edad_grupo", "pueblo"
]
Duty = Literal["1", "2", "3", "4", "5", "rbc"]


def _number(text: object) -> object:
    """Scalars of our YAML are text."""
    return int(text) if isinstance(text, str) and text.isdecimal() else text


Factor = Annotated[Literal[1, 100, 1000], BeforeValidator(_number)]
TYPES: Mapping[str, str] = {"linea_base": "Línea base", "cambio": "Cambio", "cobertura": "Cobertura"}
UNITS: Mapping[str, str] = {
    "personas": "personas",
    "hogares": "hogares",
    "entregas": "entregas",
    "quetzales": "quetzales",
    "comunidades": "comunidades",
    "por_ciento": "por ciento",
    "razon": "razón",
    "indice": "índice",
    "dias": "días",
}
BASES: Mapping[str, str] = {
    "persona_distinta": "cada persona una sola vez",
    "hogar_distinto": "cada hogar una sola vez",
    "entrega_unica": "cada entrega una sola vez",
    "comunidad_distinta": "cada comunidad una sola vez",
    "obra_unica": "cada obra una sola vez",
    "fila_unica": "cada fila recibida una sola vez",
    "lugar_unico": "cada lugar una sola vez",
}
DUTIES: Mapping[Duty, str] = {
    "1": "Caracterizar a la persona",
    "2": "Los beneficios que recibe cada persona",
    "3": "Coincidencias entre programas",
    "4": "Efectividad de la atención",
    "5": "Cobertura",
    "rbc": "Beneficios comunitarios (RBC)",
}
PERIOD_TYPES: tuple[PeriodType, ...] = get_args(PeriodType)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


class Denominator(Strict):
    """One thing that a ratio may be divided by."""

    codigo: NonEmpty = Field(description="Código con que la medida lo nombra en denominador_codigo.")
    texto: NonEmpty = Field(description="Qué cuenta, en palabras.")


class Range(Strict):
    """Between which values a figure can be believed; an empty end has no limit."""

    minimo: float | None = Field(default=None, description="El menor valor creíble.")
    maximo: float | None = Field(default=None, description="El mayor valor creíble.")


class Indicator(Strict):
    """One indicator of the catalogue; docs/indicadores/README.md explains every key."""

    codigo: NonEmpty = Field(
        description="Nombre fijo, el mismo del archivo: minúsculas, dígitos y guion bajo."
    )
    version: Annotated[int, Field(ge=1)] = Field(description="Sube cuando cambia lo que el indicador mide.")
    nombre: NonEmpty = Field(description="Cómo se llama, en español.")
    tipo: Type = Field(description="linea_base, cambio o cobertura.")
    definicion: NonEmpty = Field(description="Qué dice la cifra, en una o dos oraciones.")
    unidad: Unit = Field(description="En qué se cuenta.")
    clase: Kind = Field(description="conteo y monto dan el numerador tal cual; razon lo divide.")
    factor: Factor = Field(default=1, description="Por cuánto se multiplica una razón.")
    numerador: NonEmpty = Field(description="Qué cuenta el numerador, en palabras.")
    denominadores: tuple[Denominator, ...] = Field(
        default=(), description="Entre qué se divide; solo de razones."
    )
    puede_superar: bool = Field(
        default=False, description="Si el numerador puede ser mayor que el denominador sin ser un error."
    )
    base_codigo: Basis = Field(description="Qué se cuenta una sola vez.")
    base: NonEmpty = Field(description="Cómo se evita contar dos veces, en palabras.")
    desagregaciones: tuple[Dimension, ...] = Field(default=(), description="Dimensiones que la medida da.")
    periodicidades: Annotated[tuple[PeriodType, ...], Field(min_length=1)] = Field(
        description="Tipos de período que la medida da."
    )
    fuente: NonEmpty = Field(description="De dónde salen los datos.")
    responsable: NonEmpty = Field(description="Institución que responde por él.")
    base_legal: NonEmpty = Field(description="Norma que lo pide o lo ampara.")
    metodo: NonEmpty = Field(description="Nota de método: lo que hay que saber para leerlo bien.")
    rango: Range = Field(default=Range(), description="Valores creíbles; fuera de ellos la cifra se retiene.")
    deberes: Annotated[tuple[Duty, ...], Field(min_length=1)] = Field(
        description="Deberes del RUUN a los que sirve, de 1 a 5; rbc = beneficios comunitarios."
    )
    vigente_desde: Day = Field(description="Desde cuándo rige esta versión.")

    @property
    def is_ratio(self) -> bool:
        """Whether it divides."""
        return self.clase == "razon"

    @property
    def denominator_codes(self) -> tuple[str, ...]:
        """Codes of what it may be divided by."""
        return tuple(item.codigo for item in self.denominadores)


def indicator_mistakes(indicator: Indicator, name: str) -> Iterator[Mistake]:
    """What does not hold in an indicator by itself; `name` is that of its file, without ending."""
    if not CODE.fullmatch(indicator.codigo):
        yield Mistake(
            ("codigo",), "solo admite minúsculas, dígitos y guion bajo", "escríbalo así: usuarios_atendidos"
        )
    elif indicator.codigo != name:
        yield Mistake(
            ("codigo",), f"el archivo se llama {name}", f"escriba {name}, o cambie el nombre del archivo"
        )
    yield from _division_mistakes(indicator)
    for key in ("denominadores", "desagregaciones", "periodicidades", "deberes"):
        listed = indicator.denominator_codes if key == "denominadores" else getattr(indicator, key)
        if len(set(listed)) < len(listed):
            yield Mistake((key,), "algo está dos veces", "deje cada uno una vez")
    if "municipio" in indicator.desagregaciones and "departamento" not in indicator.desagregaciones:
        yield Mistake(("desagregaciones",), "hay municipio sin departamento", "agregue departamento")
    low, high = indicator.rango.minimo, indicator.rango.maximo
    if low is not None and high is not None and low > high:
        yield Mistake(("rango",), "el mínimo es mayor que el máximo", "corrija uno de los dos")


def _division_mistakes(indicator: Indicator) -> Iterator[Mistake]:
    if indicator.is_ratio:
        if not indicator.denominadores:
            yield Mistake(
                ("denominadores",), "una razón se divide entre algo", "diga entre qué, con codigo y texto"
            )
        if (indicator.unidad == "por_ciento") != (indicator.factor == 100):
            yield Mistake(
                ("factor",), "por_ciento y el factor 100 van juntos", "corrija la unidad o el factor"
            )
        return
    for key, given in (
        ("denominadores", bool(indicator.denominadores)),
        ("factor", indicator.factor != 1),
        ("puede_superar", indicator.puede_superar),
    ):
        if given:
            yield Mistake(
                (key,), f"solo tiene sentido con clase razon, y esta es {indicator.clase}", "quite la clave"
            )
    if (indicator.clase == "monto") != (indicator.unidad == "quetzales"):
        yield Mistake(
            ("unidad",), "un monto se cuenta en quetzales, y un conteo no", "corrija la unidad o la clase"
        )
