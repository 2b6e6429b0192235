"""What a table that leaves must look like: its columns, its figures, its rows.

Belongs here: checks of one table against its contract and the policy. Does not belong here: reading files
(gate_files.py), texts (gate_text.py), what a package must carry (gate_packages.py).
"""

import re
from collections.abc import Container, Iterator
from decimal import Decimal, InvalidOperation
from itertools import compress

import pyarrow as pa
import pyarrow.compute as pc

from publish.gate_amounts import MODALITY, SUMMED, count_blurred_wrongly, count_wrong_totals
from publish.gate_exhibit import distinct_texts
from publish.gate_findings import Finding
from publish.gate_microdata import find_in_microdata
from publish.gate_rules import ColumnRule, GateRules, TableRule
from snis.disclosure_policy import COVERAGE

_DAY = re.compile(r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(?:19|20)\d{6}\b")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+?502[ -]?)?[2-7]\d{3}[ -]?\d{4}(?!\d)")
_DIGEST = re.compile(r"[0-9a-fA-F]{16,}")
_TEXT_TYPES = frozenset({"string", "text"})


def find_in_table(
    table: pa.Table, rule: TableRule, rules: GateRules, *, shown_path: str
) -> Iterator[Finding]:
    """Findings of one table; figures are only judged when the columns are the contract's."""
    found = [*_columns(table, rule), *_cells(table, rule)]
    if table.column_names == [column.name for column in rule.columns]:
        found += [
            *_missing(table, rule),
            *_counts(table, rule),
            *_amounts(table, rule, rules),
            *_rates(table, rule, rules),
            *_universe(table, rule, rules),
            *_codes(table, rule, rules),
        ]
        if rule.table == rules.microdata_table:
            yield from find_in_microdata(table, rules, shown_path=shown_path)
        else:
            found += _order(table, rule)
    for name, place, count, message in found:
        yield Finding(shown_path, name, place, count, message)


Found = Iterator[tuple[str, str, int, str]]


def _columns(table: pa.Table, rule: TableRule) -> Found:
    expected = [column.name for column in rule.columns]
    if table.column_names != expected:
        differing = len(set(table.column_names) ^ set(expected)) or len(expected)
        yield "G-CAM-02", "encabezado", differing, "las columnas no son las del contrato, en su orden"
    for column in rule.columns:
        if not column.classified:
            yield "G-CAM-03", f"columna {column.name}", 1, "la columna no tiene clase de privacidad"
        elif column.direct:
            yield "G-CAM-03", f"columna {column.name}", 1, "la columna identifica a personas"


def _cells(table: pa.Table, rule: TableRule) -> Found:
    """Dates, telephone numbers and digests in columns of text; date types in any column."""
    figures = {column.name for column in rule.columns if column.type not in _TEXT_TYPES}
    calendar = {column.name for column in rule.columns if column.is_calendar}
    for name in table.column_names:
        if name in calendar:
            continue
        column = table.column(name)
        if pa.types.is_temporal(column.type):
            yield "G-FEC-01", f"columna {name}", len(column), "la columna lleva fechas"
        if name in figures or not pa.types.is_string(column.type):
            continue
        distinct = distinct_texts(column)
        for identifier, pattern, message in (
            ("G-FEC-01", _DAY, "hay fechas más finas que el mes"),
            ("G-TEL-01", _TELEPHONE, "hay números de teléfono"),
            ("G-SEU-01", _DIGEST, "hay seudónimos o huellas"),
        ):
            count = sum(times for text, times in distinct if pattern.search(text))
            if count:
                yield identifier, f"columna {name}", count, message


def _missing(table: pa.Table, rule: TableRule) -> Found:
    for column in rule.columns:
        nulls = table.column(column.name).null_count
        if column.required and nulls:
            yield "G-CAM-04", f"columna {column.name}", nulls, "faltan valores obligatorios"


def _counts(table: pa.Table, rule: TableRule) -> Found:
    for column in rule.columns:
        if not column.is_count:
            continue
        place = f"columna {column.name}"
        counts = whole_numbers(table, column)
        if counts is None:
            yield "G-CEL-03", place, table.num_rows, "hay conteos que no son números enteros"
            continue
        small = sum(1 for count in counts if count is not None and count < rule.threshold)
        uneven = sum(1 for count in counts if count is not None and count % rule.base)
        if small:
            yield "G-CEL-01", place, small, f"hay conteos menores que {rule.threshold}"
        if uneven:
            yield "G-CEL-02", place, uneven, f"hay conteos que no son múltiplos de {rule.base}"


def _amounts(table: pa.Table, rule: TableRule, rules: GateRules) -> Found:
    """An amount is made of printed figures alone, or it is exact and gives the count away."""
    for column in rule.columns:
        if not column.name.endswith("_gtq"):
            continue
        place = f"columna {column.name}"
        over = next((c for c in rule.columns if c.name == rule.amount_over), None)
        counts = whole_numbers(table, over) if over else None
        amounts = _decimals(table, column)
        if counts is None or amounts is None:
            yield "G-MON-01", place, table.num_rows, "no se puede comprobar que los montos estén protegidos"
            continue
        own = [True] * table.num_rows
        if rule.table in SUMMED:
            rows = table.to_pylist()
            own = [row[MODALITY] is not None for row in rows]
            wrong = count_wrong_totals(rows, amounts, rule, rules)
            if wrong:
                yield (
                    "G-MON-01",
                    place,
                    wrong,
                    "hay totales que no son la suma de los montos de sus modalidades",
                )
        exact = count_blurred_wrongly(
            list(compress(amounts, own)), list(compress(counts, own)), digits=rules.mean_digits
        )
        if exact:
            yield (
                "G-MON-01",
                place,
                exact,
                "hay montos que no son un conteo publicado por un promedio redondeado",
            )


def _rates(table: pa.Table, rule: TableRule, rules: GateRules) -> Found:
    for column in rule.columns:
        if not column.name.endswith("_pct"):
            continue
        place = f"columna {column.name}"
        rates = _decimals(table, column)
        if rates is None:
            yield "G-TAS-01", place, table.num_rows, "hay tasas que no son números"
            continue
        high = sum(1 for rate in rates if rate is not None and rate > rules.rate_cap_pct)
        fine = sum(1 for rate in rates if rate is not None and rate * 100 != int(rate * 100))
        if high:
            yield "G-TAS-01", place, high, f"hay tasas mayores que {rules.rate_cap_pct}"
        if fine:
            yield "G-TAS-02", place, fine, "hay tasas con más de dos decimales"


def _universe(table: pa.Table, rule: TableRule, rules: GateRules) -> Found:
    """Every modality and programme of a table belongs to the table's universe."""
    for name in table.column_names:
        column = table.column(name)
        if not pa.types.is_string(column.type) or not name.endswith("_codigo"):
            continue
        if name.startswith("modalidad"):
            seen = {code: m.visibilidad_codigo for code, m in rules.modalities.items()}
            foreign = [times for code, times in distinct_texts(column) if seen.get(code) != rule.universe]
        elif name == "programa_codigo":
            foreign = [
                times
                for code, times in distinct_texts(column)
                if not _programme_fits(code, rule.universe, rules)
            ]
        else:
            continue
        if foreign:
            yield (
                "G-UNI-02",
                f"columna {name}",
                sum(foreign),
                "hay filas de otro universo, o de ninguno conocido",
            )


def _programme_fits(code: str, universe: str, rules: GateRules) -> bool:
    return any(
        m.programa_codigo == code and m.visibilidad_codigo == universe for m in rules.modalities.values()
    )


def _codes(table: pa.Table, rule: TableRule, rules: GateRules) -> Found:
    """Every code is in its public list; a code of nobody's list may be anything, a piece of a number too."""
    for column in rule.columns:
        known = _known_codes(column, rule, rules)
        if known is None:
            continue
        foreign = sum(times for code, times in distinct_texts(table.column(column.name)) if code not in known)
        if foreign:
            yield "G-COD-01", f"columna {column.name}", foreign, "hay códigos que no están en su lista"


def _known_codes(column: ColumnRule, rule: TableRule, rules: GateRules) -> Container[str] | None:
    """The codes that a column may hold; None when its contract names no list."""
    if column.name == "cruce_codigo":
        admitted = rules.admitted if rule.table == COVERAGE else rules.policy.names(rule.table)
        return frozenset(admitted)
    if column.name == "mes":
        return {str(month) for month in range(1, 13)}
    return known_codes(column.codelist or column.name.removesuffix("_codigo"), rules)


def known_codes(codelist: str, rules: GateRules) -> frozenset[str] | None:
    """The codes of a list or register, with those for "not informed"; None when there is no such list."""
    departments = frozenset(rules.departments.values()) | {"00"}
    registers: dict[str, frozenset[str]] = {
        "ref_departamento": departments,
        "ref_municipio": rules.municipalities | {f"{code}00" for code in departments},
        "ref_institucion": rules.institutions,
        "sexo": rules.lists.get("sexo", frozenset()) | {"N"},
        "edad_grupo": rules.lists.get("edad_grupo", frozenset())
        | {"N"}
        | _groups("edad_grupo_codigo", rules),
        "pueblo": rules.lists.get("pueblo", frozenset()) | {"9"} | _groups("pueblo_codigo", rules),
    }
    return registers.get(codelist, rules.lists.get(codelist))


def _groups(dimension: str, rules: GateRules) -> frozenset[str]:
    """Codes of the groupings that a cross may print in a dimension's own column."""
    groupings = rules.policy.hierarchies.by_dimension()[dimension].groupings
    return frozenset(code for grouping in groupings for code in grouping.groups)


def _order(table: pa.Table, rule: TableRule) -> Found:
    """Rows stand in key order, so that their order says nothing, and no key stands twice."""
    columns = [table.column(name) for name in rule.key if name in table.column_names]
    if not columns or len(columns) < len(rule.key):
        yield "G-ORD-01", "filas", 1, "falta la clave de la tabla"
        return
    integer = {column.name for column in rule.columns if column.type == "integer"}
    keys = list(
        zip(
            *(
                [_order_value(value, numeric=name in integer) for value in column.to_pylist()]
                for name, column in zip(rule.key, columns, strict=True)
            ),
            strict=True,
        )
    )
    repeated = len(keys) - len(set(keys))
    if repeated:
        yield "G-ORD-02", "filas", repeated, "hay filas con la misma clave"
    if keys != sorted(keys):
        yield "G-ORD-01", "filas", 1, "las filas no van en el orden de la clave"


def _order_value(value: object, *, numeric: bool) -> tuple[bool, int | str]:
    """Nulls first, numbers as numbers, everything else by its text."""
    if value is None:
        return False, 0 if numeric else ""
    text = str(value)
    return True, int(text) if numeric and re.fullmatch(r"-?\d+", text) else (0 if numeric else text)


def whole_numbers(table: pa.Table, column: ColumnRule) -> list[int | None] | None:
    """A column as whole numbers, or None when it holds anything else."""
    values = table.column(column.name)
    if pa.types.is_string(values.type):
        plain = pc.fill_null(pc.match_substring_regex(values, r"^(0|[1-9][0-9]*)$"), True)
        if not pc.all(plain).as_py() and len(values):
            return None
        values = values.cast(pa.int64())
    if not pa.types.is_integer(values.type):
        return None
    return list(values.to_pylist())


def _decimals(table: pa.Table, column: ColumnRule) -> list[Decimal | None] | None:
    """A column as exact decimals, or None when it holds anything else."""
    try:
        numbers = [
            None if value is None else Decimal(str(value)) for value in table.column(column.name).to_pylist()
        ]
    except InvalidOperation:
        return None
    return numbers if all(number is None or number.is_finite() for number in numbers) else None
