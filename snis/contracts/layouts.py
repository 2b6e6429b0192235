"""Reading the contracts of all institutions, with one message for each mistake.

Belongs here: YAML, Spanish messages, and what contracts have to keep together. Does not belong here: what one contract
alone has to keep (layout.py).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatch
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from snis.contracts.layout import (
    CODED_FIELDS,
    DEFAULT_KEY,
    NAME_FIELDS,
    Column,
    FileSpec,
    InstitutionContract,
)
from snis.names import normal_form

_MODELS: dict[str, type[BaseModel]] = {"columns": Column, "file": FileSpec}
_MEANINGS = {
    "missing": "falta esta clave",
    "extra_forbidden": "clave desconocida",
    "string_pattern_mismatch": "solo minúsculas, dígitos y guiones",
    "literal_error": "valor no admitido",
    "too_short": "la lista está vacía",
    "string_too_short": "está vacío",
    "date_from_datetime_parsing": "no es una fecha aaaa-mm-dd",
    "date_parsing": "no es una fecha aaaa-mm-dd",
    "date_type": "no es una fecha aaaa-mm-dd",
    "int_parsing": "no es un número entero",
    "int_type": "no es un número entero",
    "greater_than_equal": "el número es demasiado pequeño",
    "less_than_equal": "el número es demasiado grande",
    "string_type": "se esperaba un texto",
    "model_type": "se esperaban claves y valores",
    "dict_type": "se esperaban claves y valores",
    "tuple_type": "se esperaba una lista",
}
# Where the truth values of a crosswalk end up.
BOOLEAN_CODES = frozenset({"true", "false"})


@dataclass(frozen=True)
class Vocabulary:
    """What contracts may refer to: institutions, modalities, codes by list, and the official places."""

    institutions: Set[str]
    modalities: Set[str]
    codes: Mapping[str, Set[str]]


def read_contracts(
    folder: Path, vocabulary: Vocabulary, problems: list[str]
) -> tuple[InstitutionContract, ...]:
    """Contracts in <folder>/<institution>/*.yaml, in name order; every mistake is added to `problems`."""
    contracts = []
    for path in sorted(folder.glob("*/*.yaml")):
        place = f"{folder.name}/{path.parent.name}/{path.name}"
        contract = read_contract(path, place, problems)
        if contract is not None:
            problems.extend(
                f"{place}: {text}" for text in contradictions(contract, path.parent.name, vocabulary)
            )
            contracts.append(contract)
    problems.extend(_clashes(contracts))
    return tuple(contracts)


def read_contract(path: Path, place: str, problems: list[str]) -> InstitutionContract | None:
    """One contract, or None with its mistakes added to `problems`."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        problems.append(f"{place}: el archivo no está en UTF-8. Remedio: guárdelo en UTF-8.")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", línea {mark.line + 1}" if mark is not None else ""
        problems.append(f"{place}{line}: no es YAML válido. Remedio: revise sangrías, comillas y dos puntos.")
        return None
    if not isinstance(content, dict):
        problems.append(f"{place}: está vacío o no es una lista de claves. Remedio: vea docs/contratos.md.")
        return None
    try:
        return InstitutionContract.model_validate(content)
    except ValidationError as error:
        problems.extend(f"{place}: {_explain(item)}" for item in error.errors())
        return None


def contradictions(contract: InstitutionContract, folder: str, vocabulary: Vocabulary) -> Iterator[str]:
    """What a contract says against itself, its folder or the deployment."""
    if contract.institution != folder:
        yield f"institution: dice {contract.institution} y está en la carpeta {folder}. Remedio: muévalo o corríjalo."
    if contract.institution not in vocabulary.institutions:
        yield f"institution: {contract.institution} no está en institutions.csv. Remedio: agréguela allí."
    if contract.valid_to is not None and contract.valid_to < contract.valid_from:
        yield "valid_to: termina antes de empezar. Remedio: revise las dos fechas."
    yield from _kind_contradictions(contract)
    yield from _column_contradictions(contract)
    yield from _code_contradictions(contract, vocabulary)


def _kind_contradictions(contract: InstitutionContract) -> Iterator[str]:
    kind, fields = contract.kind, contract.fields
    if (kind == "deliveries") != (contract.grain is not None):
        yield "grain: se declara en kind: deliveries (persona, hogar o racion) y en ningún otro."
    if (kind == "registry") != (contract.registry is not None):
        yield "registry: se declara en kind: registry y en ningún otro."
    needed = {
        "deliveries": ("entrega_fecha", "modalidad_codigo"),
        "community": ("entrega_fecha", "modalidad_codigo", "comunidad"),
        "registry": ("cui",),
    }[kind]
    for name in needed:
        if name not in fields:
            yield f"columns: falta una columna o constante para {name}, que {kind} necesita."
    if kind == "deliveries" and contract.grain != "racion" and not fields & {"cui", *NAME_FIELDS}:
        yield "columns: nada dice quién recibe (cui o nombres); solo grain: racion puede prescindir de ello."


def _column_contradictions(contract: InstitutionContract) -> Iterator[str]:
    used = [column.field for column in contract.columns if column.field]
    for name in sorted({name for name in used if used.count(name) > 1}):
        yield f"columns: el campo {name} sale de dos columnas. Remedio: deje una, o ignore la otra."
    headers = [text for column in contract.columns for text in {normal_form(text) for text in column.header}]
    for text in sorted({text for text in headers if headers.count(text) > 1}):
        yield f"columns: el encabezado {text!r} está en dos columnas. Remedio: cada sinónimo, una sola vez."
    for name in sorted(set(contract.constants) & set(used)):
        yield f"constants: {name} sale también de una columna. Remedio: quite una de las dos."
    for name in contract.delivery_key:
        if name not in {"persona_id", *contract.fields, *DEFAULT_KEY}:
            yield f"delivery_key: {name} no sale de ninguna columna ni constante."


def _code_contradictions(contract: InstitutionContract, vocabulary: Vocabulary) -> Iterator[str]:
    for field, code in contract.constants.items():
        if field not in CODED_FIELDS and not field.endswith("_codigo"):
            continue
        if field in CODED_FIELDS and code not in _admitted(field, vocabulary):
            yield f"constants.{field}: {code!r} no está en la lista {CODED_FIELDS[field]}."
    for column in contract.columns:
        for code in sorted(set((column.codes or {}).values())):
            if column.field and code not in _admitted(column.field, vocabulary):
                yield f"columns.{column.field}.codes: {code!r} no está en la lista {CODED_FIELDS[column.field]}."


def _admitted(field: str, vocabulary: Vocabulary) -> Set[str]:
    if field == "modalidad_codigo":
        return vocabulary.modalities
    if CODED_FIELDS[field] == "logico":
        return BOOLEAN_CODES
    return vocabulary.codes.get(CODED_FIELDS[field], frozenset())


def _clashes(contracts: list[InstitutionContract]) -> Iterator[str]:
    """Contracts that share an id and version, or that two files could both fall under on the same day."""
    versions: dict[tuple[str, int], int] = defaultdict(int)
    for contract in contracts:
        versions[contract.contract, contract.version] += 1
    for (name, version), count in versions.items():
        if count > 1:
            yield f"contracts: {name} versión {version} está {count} veces. Remedio: suba la versión de uno."
    for first, second in combinations(contracts, 2):
        if first.institution == second.institution and _overlap(first, second):
            yield (
                f"contracts/{first.institution}: {first.contract} y {second.contract} tienen un patrón de archivo que "
                "se cruza en las mismas fechas. Remedio: use patrones distintos o cierre la vigencia de uno."
            )


def _overlap(first: InstitutionContract, second: InstitutionContract) -> bool:
    names = first.file.pattern.lower(), second.file.pattern.lower()
    if not (names[0] == names[1] or fnmatch(*names) or fnmatch(*reversed(names))):
        return False
    starts_in_time = first.valid_to is None or second.valid_from <= first.valid_to
    return starts_in_time and (second.valid_to is None or first.valid_from <= second.valid_to)


def _explain(item: Any) -> str:
    """One pydantic mistake in Spanish, with the key's path and, for an unknown key, the nearest known one."""
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in item["loc"]) or "contrato"
    if item["type"] == "value_error":
        return f"{path}: {item['ctx']['error']}."
    text = _MEANINGS.get(item["type"], "valor no admitido")
    if item["type"] == "literal_error":
        return f"{path}: {text}; se admite {item['ctx']['expected'].replace(' or ', ' o ')}."
    if item["type"] == "extra_forbidden":
        model = next((_MODELS[part] for part in item["loc"][:-1] if part in _MODELS), InstitutionContract)
        near = get_close_matches(str(item["loc"][-1]), list(model.model_fields), n=1)
        return f"{path}: {text}.{f' ¿Quiso decir {near[0]}?' if near else ''}"
    return f"{path}: {text}."
