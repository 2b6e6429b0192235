"""Reading the contracts of tables and fields.

Belongs here: fields/*.yaml and tables/<layer>/*.yaml, with one message for each mistake. Does not belong here: the
contracts of what institutions send (layouts.py).
"""

import re
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_args

import yaml

from snis.contracts.model import Field, Privacy, TableContract
from snis.errors import ContractError

LAYERS = ("ref", "raw", "core", "vault", "link", "out", "open")
_TYPE = re.compile(r"string|integer|number|boolean|date|datetime|decimal\(\d+,\s*\d+\)")
_NUMERIC = re.compile(r"number|decimal\(\d+,\s*\d+\)")
# What a table may say of a field in its own way: whether it is there, what it means there, which of its codes it may
# have, and with how many decimals a number is kept.
_CHANGEABLE = {"required", "description", "enum", "type"}
_PRIVACY = frozenset(get_args(Privacy))
_ATTRIBUTES = {attribute.name for attribute in dataclass_fields(Field)} - {"name"}
_TABLE_KEYS = {"table", "title", "description", "grain", "key", "fields", "usage_warnings"}
# LibYAML's loader where there is one: the same content, in an eighth of the time, which every process spends.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Identifying columns may stand where identities are kept, and in the rows as sent; nowhere else.
_DIRECT_LAYERS = {"raw", "vault"}
# Tables that leave may not have a person for a row.
_PERSON_FREE_LAYERS = {"open"}


@cache
def load_tables() -> dict[str, TableContract]:
    """All table contracts of the project, by name, in layer and name order.

    Raises:
        ContractError: with every mistake found.
    """
    return read_tables(files("snis") / "contracts")


@cache
def load_fields() -> dict[str, Field]:
    """Every field of the project, by name: columns of tables, and what institutions may send.

    Raises:
        ContractError: with every mistake found.
    """
    problems: list[str] = []
    known = _read_fields(files("snis") / "contracts" / "fields", problems)
    if problems:
        raise ContractError("los campos tienen errores", problems=problems)
    return known


def read_tables(folder: Traversable) -> dict[str, TableContract]:
    """Table contracts below a folder that has fields/ and tables/<layer>/.

    Raises:
        ContractError: with every mistake found.
    """
    problems: list[str] = []
    known = _read_fields(folder / "fields", problems)
    tables: dict[str, TableContract] = {}
    for layer in LAYERS:
        for entry in _yaml_files(folder / "tables" / layer):
            table = _table(layer, entry, known, problems)
            if table is not None:
                tables[table.name] = table
    if problems:
        raise ContractError("los contratos de tablas tienen errores", problems=problems)
    return tables


def _read_fields(folder: Traversable, problems: list[str]) -> dict[str, Field]:
    known: dict[str, Field] = {}
    for entry in _yaml_files(folder):
        for name, attributes in _content(entry, f"fields/{entry.name}", problems).items():
            place = f"fields/{entry.name}: {name}"
            if not isinstance(attributes, dict):
                problems.append(f"{place}: se esperaban atributos y valores")
                continue
            if name in known:
                problems.append(f"{place}: el campo ya está definido en otro archivo")
            elif field := _field(name, attributes, place, problems):
                known[name] = field
    return known


def _field(name: str, attributes: Mapping[str, Any], place: str, problems: list[str]) -> Field | None:
    found = len(problems)
    if unknown := set(attributes) - _ATTRIBUTES:
        problems.append(f"{place}: atributos desconocidos: {', '.join(sorted(unknown))}")
    if missing := {"type", "title", "description", "privacy"} - set(attributes):
        problems.append(f"{place}: faltan atributos: {', '.join(sorted(missing))}")
    elif not _TYPE.fullmatch(attributes["type"]):
        problems.append(f"{place}: tipo desconocido: {attributes['type']}")
    if "privacy" in attributes and attributes["privacy"] not in _PRIVACY:
        problems.append(f"{place}: clase de privacidad desconocida")
    if len(problems) > found:
        return None
    values = dict(attributes)
    values["enum"] = tuple(values.get("enum") or ())
    return Field(name=name, **values)


def _table(
    layer: str, entry: Traversable, known: Mapping[str, Field], problems: list[str]
) -> TableContract | None:
    place, found = f"tables/{layer}/{entry.name}", len(problems)
    content = _content(entry, place, problems)
    if len(problems) > found:
        return None
    name = str(content.get("table", ""))
    if unknown := set(content) - _TABLE_KEYS:
        problems.append(f"{place}: claves desconocidas: {', '.join(sorted(unknown))}")
    if missing := _TABLE_KEYS - {"usage_warnings"} - set(content):
        problems.append(f"{place}: faltan claves: {', '.join(sorted(missing))}")
        return None
    if f"{name}.yaml" != entry.name or not name.startswith(f"{layer}_"):
        problems.append(f"{place}: el nombre de la tabla no corresponde al archivo o a la capa")
    columns = [_use(item, known, place, problems) for item in content["fields"]]
    fields = tuple(column for column in columns if column is not None)
    problems.extend(_misuses(place, layer, content["key"], fields))
    if len(problems) > found:
        return None
    return TableContract(
        name=name,
        layer=layer,
        title=content["title"],
        description=content["description"].strip(),
        grain=content["grain"],
        key=tuple(content["key"]),
        fields=fields,
        usage_warnings=tuple(content.get("usage_warnings") or ()),
    )


def _use(item: Any, known: Mapping[str, Field], place: str, problems: list[str]) -> Field | None:
    changes = dict(item) if isinstance(item, dict) else {"name": item}
    name = changes.pop("name", "")
    if name not in known:
        problems.append(f"{place}: el campo {name} no está definido en fields/")
        return None
    if unknown := set(changes) - _CHANGEABLE:
        problems.append(f"{place}: {name}: aquí no se puede cambiar {', '.join(sorted(unknown))}")
        return None
    if "enum" in changes:
        if not known[name].enum or not changes["enum"]:
            problems.append(
                f"{place}: {name}: aquí no se puede cambiar enum: el campo no tiene lista propia, o la nueva está vacía"
            )
            return None
        changes["enum"] = tuple(changes["enum"])
    if "type" in changes and not all(
        _NUMERIC.fullmatch(kind) for kind in (changes["type"], known[name].type)
    ):
        problems.append(
            f"{place}: {name}: aquí no se puede cambiar type, salvo de un número con decimales a otro"
        )
        return None
    return replace(known[name], **changes)


def _misuses(place: str, layer: str, key: list[str], fields: tuple[Field, ...]) -> list[str]:
    names = [field.name for field in fields]
    found = [f"{place}: la clave nombra una columna ajena: {name}" for name in key if name not in names]
    found += [
        f"{place}: columna repetida: {name}" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if layer not in _DIRECT_LAYERS:
        found += [f"{place}: {f.name} identifica a personas" for f in fields if f.privacy == "direct"]
    if layer in _PERSON_FREE_LAYERS and "persona_id" in names:
        found.append(f"{place}: una tabla abierta no puede tener una persona por fila")
    return found


def _content(entry: Traversable, place: str, problems: list[str]) -> dict[str, Any]:
    try:
        content = yaml.load(entry.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (both are safe)
    except (yaml.YAMLError, UnicodeDecodeError):
        problems.append(f"{place}: no es YAML válido en UTF-8")
        return {}
    if not isinstance(content, dict):
        problems.append(f"{place}: está vacío o no es una lista de claves")
        return {}
    return content


def _yaml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name
    )
