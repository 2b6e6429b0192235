"""A restricted programme by subtraction: what totals in quetzales would say of it together with others' figures.

Belongs here: amounts of the institutions that run restricted programmes, what exact spending published elsewhere
leaves of them, and which texts may name them. Does not belong here: naming such a programme anywhere else
(gate_text.py), rows of another universe (gate_tables.py), counts of persons (gate_attack.py).

The budget publishes what an institution spends. Its total minus what is printed of its other programmes is what it
spends on the restricted one, and that divided by the known grant is a count of girls.
"""

from collections.abc import Iterator
from decimal import Decimal

import pyarrow as pa

from publish.gate_external import ExactFigure
from publish.gate_findings import Finding
from publish.gate_rules import GateRules, TableRule
from publish.gate_walk import ReleaseBytes
from snis.disclosure import RESTRICTED

_INSTITUTION, _DEPARTMENT, _AMOUNT = "institucion_codigo", "departamento_codigo", "monto_gtq"
_OWN = {_INSTITUTION, _DEPARTMENT, "anio"}
# Columns that say of which programme a row is: such a row is no total of an institution.
_PROGRAMME = ("programa_codigo", "modalidad_codigo")


def find_by_subtraction(
    table: pa.Table, rule: TableRule, rules: GateRules, *, shown_path: str
) -> Iterator[Finding]:
    """Findings of one table with amounts."""
    if rule.amount_over != "entregas" or not {_INSTITUTION, _AMOUNT} <= set(table.column_names):
        return
    operators = {
        m.institucion_codigo for m in rules.modalities.values() if m.visibilidad_codigo == RESTRICTED
    }
    totals = [row for row in table.to_pylist() if row[_AMOUNT] is not None and _is_total(row)]
    local = sum(1 for row in totals if row[_INSTITUTION] in operators and row[_DEPARTMENT] is not None)
    if local:
        yield Finding(
            shown_path,
            "G-UNI-04",
            f"columna {_AMOUNT}",
            local,
            "quien opera un programa restringido lleva monto total por debajo del país",
        )
    given_away = sum(
        1
        for figure in rules.external
        if figure.measure == "monto"
        and figure.codes.get(_INSTITUTION) in operators
        and set(figure.codes) <= _OWN
        and any(_leaves_a_count(figure, row, rules) for row in totals if _is_about(figure, row))
    )
    if given_away:
        yield Finding(
            shown_path,
            "G-UNI-05",
            f"columna {_AMOUNT}",
            given_away,
            "el gasto exacto que otros publican menos el impreso da lo que recibe un programa restringido",
        )


def _is_total(row: dict[str, object]) -> bool:
    return row[_INSTITUTION] is not None and all(row.get(name) is None for name in _PROGRAMME)


def _is_about(figure: ExactFigure, row: dict[str, object]) -> bool:
    return all(
        str(row.get(name) if row.get(name) is not None else "") == figure.codes.get(name, "")
        for name in (*_OWN, "mes", "municipio_codigo")
    )


def _leaves_a_count(figure: ExactFigure, row: dict[str, object], rules: GateRules) -> bool:
    """Whether so few counts of restricted grants explain the difference that they are as good as known."""
    grants = [
        Decimal(modality.monto_tipico_gtq)
        for modality in rules.modalities.values()
        if modality.visibilidad_codigo == RESTRICTED
        and modality.institucion_codigo == row[_INSTITUTION]
        and modality.monto_tipico_gtq
    ]
    amount, count = Decimal(str(row[_AMOUNT])), Decimal(str(row["entregas"] or 0))
    if not grants or not count:
        return False
    slack = Decimal(rules.policy.rounding.base.value - 1)
    mean = amount / count
    # Half a unit of the last digit that is printed of a mean.
    blur = Decimal(5) * Decimal(10) ** (mean.adjusted() - rules.mean_digits) if mean else Decimal(0)
    least = max(Decimal(0), figure.figure - (count + slack) * (mean + blur))
    most = figure.figure - max(Decimal(0), count - slack) * (mean - blur)
    if most <= 0:
        return False
    return any(
        most // grant - least // grant + 1 < rules.policy.bounds.fewest_values.value for grant in grants
    )


def texts_of_restricted(release: ReleaseBytes, rules: GateRules) -> tuple[str, ...]:
    """What a catalogue may print of the restricted dataset: its title and description."""
    return tuple(
        text
        for package in release.packages
        if package.dataset is not None and package.is_restricted(rules)
        for text in (package.dataset.title, package.dataset.description)
    )
