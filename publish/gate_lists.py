"""Tables about the tables: code lists, the dictionary, the rows that changed. Each row must say what is known anyway.

Belongs here: which files are such tables, and the comparison of their rows with the deployment's lists and contracts.
Does not belong here: tables of figures (gate_tables.py).

A name of a person would pass as the name of a code, and a figure as a word of the dictionary.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from publish.dictionary import NOT_REPORTED
from publish.gate_exhibit import stem_of
from publish.gate_findings import Finding
from publish.gate_packages import auxiliary_kind
from publish.gate_rules import GateRules, TableRule
from publish.gate_tables import known_codes

_WITHOUT_REPORT = frozenset({"00", "0000", "N"})
_NO_PLACE = re.compile(r"\d{2}00")
_CODES_FILE = re.compile(r"codigos-[a-z0-9-]+\.csv")
_CHANGES = frozenset({"aparece", "desaparece", "cambia"})
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_+-]{1,60}")


def find_in_list(table: pa.Table, path: str, rules: GateRules, *, shown_path: str) -> Iterator[Finding]:
    """Findings of one such table."""
    judge = {"codigos": _is_code, "diccionario": _is_word, "cambios": _is_change}[auxiliary_kind(path)]
    texts = [column.cast(pa.string()).fill_null("").to_pylist() for column in table.columns]
    rows = zip(*texts, strict=True)
    kind = stem_of(path).partition("-")[2].replace("-", "_")
    foreign = sum(
        1 for row in rows if not judge(dict(zip(table.column_names, row, strict=True)), kind, rules)
    )
    if foreign:
        yield Finding(
            shown_path, "G-LIS-01", "filas", foreign, "hay filas que no dicen las listas ni los contratos"
        )


def _is_code(row: Mapping[str, str], kind: str, rules: GateRules) -> bool:
    """Whether code and name are those of the deployment's list; a code without its name says nothing more."""
    listed = row.get("lista", kind)
    names = rules.names.get(listed)
    if names is None or kind not in {"", listed}:
        return False
    code, name = row.get("codigo", ""), row.get("nombre", "")
    if code in names:
        return name in {"", names[code]}
    if code in _WITHOUT_REPORT or (listed == "municipio" and _NO_PLACE.fullmatch(code)):
        return name == NOT_REPORTED
    return name == "" and code in (known_codes(_register(listed), rules) or ())


def _register(kind: str) -> str:
    return f"ref_{kind}" if kind in {"departamento", "municipio", "institucion"} else kind


def _is_word(row: Mapping[str, str], _: str, rules: GateRules) -> bool:
    """Whether a row of the dictionary is that of a column of a contract."""
    file = row.get("lista_de_codigos", "")
    if file and not _CODES_FILE.fullmatch(file):
        return False
    said = {name: text for name, text in row.items() if name != "lista_de_codigos"}
    return bool(said) and any(
        all(word.get(name) == text for name, text in said.items()) for word in rules.words
    )


def _is_change(row: Mapping[str, str], _: str, rules: GateRules) -> bool:
    """Whether a change names a row by its key and columns by their names, and no figure."""
    table = rules.tables.get(row.get("tabla", ""))
    if table is None or row.get("cambio", "") not in _CHANGES:
        return False
    columns = {column.name for column in table.columns}
    named = [name for name in row.get("columnas", "").split("; ") if name]
    return set(named) <= columns and _is_key(row.get("clave", "").split("; "), table, rules)


def _is_key(parts: Sequence[str], table: TableRule, rules: GateRules) -> bool:
    lists = {column.name: column.codelist for column in table.columns if not column.is_count}
    for part in parts:
        name, _, value = part.partition("=")
        if name not in table.key or name not in lists:
            return False
        known = known_codes(lists[name] or name.removesuffix("_codigo"), rules)
        if value not in known if known is not None else not _PLAIN_VALUE.fullmatch(value):
            return False
    return True
