"""Findings in words for the institution that answers them.

Belongs here: Spanish texts. Does not belong here: the workbook that they stand in (book.py), or the rules, which have
words of their own (coincidences.yaml).
"""

from collections.abc import Mapping

from assets.raw.next_steps import count_of
from quality.method_sheets import SOURCES
from snis.finding_life import CONFIRMED, CORRECTED, JUSTIFIED, NOT_THE_PERSON, STUDYING

CODES: Mapping[str, str] = {
    CONFIRMED: "es como dice el hallazgo",
    JUSTIFIED: "la entrega procede; diga por qué en el comentario",
    CORRECTED: "había un error en sus datos y ya envió la corrección",
    NOT_THE_PERSON: "no es esa persona: la fila es de otra",
    STUDYING: "lo está revisando; el hallazgo sigue en el libro",
}
LEVELS: Mapping[str, str] = {"alta": "Alta", "media": "Media", "baja": "Baja"}
_CLASSES: Mapping[str, str] = {
    "conocida_antes": "ya constaba antes del día del pago",
    "en_ventana": "ocurrió dentro del período que se paga, ya empezado",
    "registrada_tarde": "el registro lo anotó el día del pago o después",
    "lista_tarde": "el registro lo sabía, y su lista llegó el día del pago o después",
    "incompatible": "las dos no pueden darse juntas",
    "consultar": "no hay norma que lo resuelva: contesta la institución",
}
_ASKED: Mapping[str, str] = {
    "renap_defuncion": "Revise si la persona falleció y quién recibió las entregas.",
    "onsec_planilla": "Revise si la persona trabaja para el Estado y si el apoyo procede.",
    "igss_pension": "Revise si la persona recibe una pensión y si el apoyo procede.",
    "minfin_contratista": "Revise si la persona tiene un contrato con el Estado y si el apoyo procede.",
    "mides_padron": "Revise por qué se pagó a quien no está en el padrón.",
    "edad_improbable": "Revise la fecha de nacimiento en el documento de la persona.",
    "edad_bajo_minimo": "Revise la fecha de nacimiento y si la persona cumple la edad del programa.",
    "dato_distinto_renap": "Revise fecha de nacimiento y sexo en el documento de la persona.",
    "nombre_distinto_renap": "Revise el nombre y el CUI en el documento de la persona.",
    "identidad_no_encontrada": "Revise el CUI en el documento de la persona.",
    "cui_de_varias_personas": "Revise de quién es el CUI de cada fila.",
}
_ASKED_OF_PAIR = "Revise si la persona debe tener los dos beneficios a la vez."
_ASKED_OF_HOUSEHOLD = "Revise si el hogar debe tener los dos beneficios a la vez."
_ASKED_TWICE = "Revise si se entregó dos veces por los mismos días."


def found_in_words(timing: str, days: int | None) -> str:
    """What was found, besides the rule's own title."""
    told = _CLASSES.get(timing, timing)
    if days:
        return f"{count_of(days, 'día', 'días')} en común; {told}."
    return f"{told[:1].upper()}{told[1:]}."


def asked_in_words(source: str | None, *, is_household: bool, is_same: bool) -> str:
    """What the institution is asked to do before it answers."""
    if source:
        return _ASKED.get(source, _ASKED_OF_PAIR)
    if is_same:
        return _ASKED_TWICE
    return _ASKED_OF_HOUSEHOLD if is_household else _ASKED_OF_PAIR


def source_in_words(source: str) -> str:
    """A register or control, for readers."""
    return SOURCES.get(source, source)
