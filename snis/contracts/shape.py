"""A YAML file against a pydantic model, with one Spanish message for each mistake.

Belongs here: file, line, key, rule and remedy of mistakes of form (syntax, unknown or missing keys, types). Does not
belong here: what the values mean together (rules.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from snis.contracts.source import Location, Source, parse_yaml

Model = TypeVar("Model", bound=BaseModel)

HELP = "vea docs/contratos.md"
# pydantic's kind of mistake -> what to say, and what to do about it. {expected} is what pydantic admits there.
_MEANINGS: dict[str, tuple[str, str]] = {
    "missing": ("falta esta clave", "agréguela"),
    "literal_error": ("valor no admitido", "use uno de estos: {expected}"),
    "string_pattern_mismatch": (
        "solo admite minúsculas, dígitos y guiones",
        "escríbalo así: mides-bono-social",
    ),
    "too_short": ("la lista está vacía", "agregue al menos un elemento"),
    "string_too_short": ("está vacío", "escriba un texto"),
    "string_type": ("se esperaba un texto", "escriba un solo texto"),
    "int_parsing": ("se esperaba un número entero", "escríbalo solo con dígitos"),
    "int_type": ("se esperaba un número entero", "escríbalo solo con dígitos"),
    "bool_parsing": ("se esperaba true o false", "escriba true o false"),
    "bool_type": ("se esperaba true o false", "escriba true o false"),
    "greater_than_equal": ("el número es demasiado pequeño", "el menor que se admite es {ge}"),
    "less_than_equal": ("el número es demasiado grande", "el mayor que se admite es {le}"),
    "date_form": ("se esperaba una fecha", "escríbala así: 2026-01-31"),
    "model_type": ("se esperaban claves y valores", "escriba una clave: valor en cada renglón"),
    "dict_type": ("se esperaban claves y valores", "escriba una clave: valor en cada renglón"),
    "mapping_type": ("se esperaban claves y valores", "escriba una clave: valor en cada renglón"),
    "tuple_type": ("se esperaba una lista", "escríbala entre corchetes o un elemento por renglón"),
    "list_type": ("se esperaba una lista", "escríbala entre corchetes o un elemento por renglón"),
}
# Dates fail in pydantic in a dozen ways; to whoever writes them it is one.
_DATE_KINDS = ("date_", "datetime_")


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a file.

    Attributes:
        location: path of the key from the root of the document.
        text: what is wrong.
        remedy: what to do about it.
    """

    location: Location
    text: str
    remedy: str = HELP


@dataclass(frozen=True)
class Shaped(Generic[Model]):
    """A file after reading.

    Attributes:
        place: the file as messages name it.
        source: its content with line numbers.
        model: what it says, or None when its form does not hold.
        problems: one message for each mistake of form.
    """

    place: str
    source: Source
    model: Model | None
    problems: tuple[str, ...]

    def describe(self, mistake: Mistake) -> str:
        """A mistake as one message: file and line, key, rule, remedy."""
        line = self.source.line_of(mistake.location)
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in mistake.location)
        rule = mistake.text if mistake.text.endswith("?") else f"{mistake.text}."
        return f"{self.place}:{line}: {f'{key}: ' if key else ''}{rule} Remedio: {mistake.remedy}."


def read_shape(path: Path, place: str, model: type[Model]) -> Shaped[Model]:
    """Read a YAML file into a model; every mistake of form is in `problems`.

    Raises:
        FileNotFoundError: there is no such file.
    """
    try:
        source = parse_yaml(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        text = f"{place}:1: el archivo no está en UTF-8. Remedio: guárdelo con codificación UTF-8."
        return Shaped(place, Source(None), None, (text,))
    broken = tuple(f"{place}:{line}: {text}. Remedio: {HELP}." for line, text in source.mistakes)
    if broken:
        return Shaped(place, source, None, broken)
    if not isinstance(source.content, dict):
        text = f"{place}:1: está vacío o no es una lista de claves. Remedio: {HELP}."
        return Shaped(place, source, None, (text,))
    try:
        return Shaped(place, source, model.model_validate(source.content), ())
    except ValidationError as error:
        unfit: Shaped[Model] = Shaped(place, source, None, ())
        return replace(unfit, problems=tuple(unfit.describe(mistake) for mistake in _mistakes(error, model)))


def nearest(word: str, known: Iterable[str]) -> str:
    """A question with the known word that is most like another, or nothing: `¿Quiso decir «sexo_codigo»?`."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; ¿quiso decir «{near[0]}»?" if near else ""


def _mistakes(error: ValidationError, model: type[BaseModel]) -> Iterator[Mistake]:
    for item in error.errors():
        location = tuple(item["loc"])
        if item["type"] == "extra_forbidden":
            known = _keys_at(model, location[:-1])
            text = f"clave desconocida{nearest(str(location[-1]), known)}"
            yield Mistake(location, text, f"use una de estas: {', '.join(sorted(known))}")
            continue
        kind = "date_form" if item["type"].startswith(_DATE_KINDS) else item["type"]
        text, remedy = _MEANINGS.get(kind, ("valor no admitido", HELP))
        yield Mistake(location, text, remedy.format(**_limits(item.get("ctx") or {})))


def _limits(context: Mapping[str, Any]) -> dict[str, str]:
    """What pydantic says it would have admitted, in Spanish."""
    expected = str(context.get("expected", "")).replace(" or ", ", ")
    return {"expected": expected, "ge": str(context.get("ge", "")), "le": str(context.get("le", ""))}


def _keys_at(model: type[BaseModel], location: Location) -> Sequence[str]:
    """Known keys at a place inside a model: follows the types of its fields."""
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            inner = _model_in(model.model_fields[part].annotation)
            if inner is None:
                return ()
            model = inner
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
