"""Record-level files: k, l and the rest, counted again from the bytes.

Belongs here: every check of the one table whose rows are persons. Does not belong here: how the file was made
(snis/microdata.py, assets/open), columns and codes (gate_tables.py), texts (gate_text.py).

Nothing is taken over from whoever made the file: quasi-identifiers, k, l and bands come from the policy, the counts
from the rows. A column that is no attribute counts as a quasi-identifier, whatever it is called.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from publish.gate_exhibit import distinct_texts
from publish.gate_findings import Finding
from publish.gate_rules import GateRules
from publish.gate_spaces import Printed
from snis.cell_space import Integers
from snis.disclosure_policy import COVERAGE

# What nobody knows of a person beforehand; everything else in a row may be known.
ATTRIBUTES = ("modalidad_codigo", "entregas_tramo", "monto_tramo")
_PROGRAMME = ("institucion_codigo", "programa_codigo")
_PROGRAMME_CODE = "programa_codigo"
# Standard deviations that a count of drawn rows may lie above its mean.
_SIGMAS = 6
Found = Iterator[tuple[str, str, int, str]]


def find_in_microdata(table: pa.Table, rules: GateRules, *, shown_path: str) -> Iterator[Finding]:
    """Findings of a record-level file by itself."""
    missing = set(rules.policy.microdata.quasi_identifiers.value) - set(table.column_names)
    if missing:
        yield Finding(
            shown_path, "G-MIC-01", "encabezado", len(missing), "faltan columnas que la política nombra"
        )
        return
    if not table.num_rows:
        return
    ranks = {name: _ranks(table.column(name)) for name in table.column_names}
    for rule, place, count, message in [
        *_classes(table, ranks, rules),
        *_order(ranks),
        *_bands(table, rules),
    ]:
        yield Finding(shown_path, rule, place, count, message)


def find_in_sample(
    table: pa.Table, rules: GateRules, printed: Iterable[Printed], *, shown_path: str
) -> Iterator[Finding]:
    """Whether a file holds more rows than its fraction can have drawn, by the printed figures of its years."""
    fraction = rules.policy.microdata.fraction_pct.value / 100
    rows = {int(year): count for year, count in distinct_texts(table.column("anio"))}
    for year, count in rows.items():
        most = _most_records(year, rules, printed)
        if most is None:
            continue
        limit = fraction * most + _SIGMAS * (fraction * (1 - fraction) * most) ** 0.5
        if count > limit:
            yield Finding(
                shown_path, "G-MIC-05", f"año {year}", count, "hay más filas de las que la muestra pudo sacar"
            )


def _most_records(year: int, rules: GateRules, printed: Iterable[Printed]) -> float | None:
    """Persons by programme that there can be in a year at most; None when no printed table tells."""
    slack = rules.policy.rounding.base.value - 1 + rules.policy.hold.persons.value - 1
    programmes = {modality.programa_codigo for modality in rules.modalities.values()}
    totals = []
    for one in printed:
        if one.table != COVERAGE or one.year != year:
            continue
        figures = [
            int(persons or 0) + slack
            for cross, persons in zip(one.rows["cruce_codigo"], one.rows["personas"], strict=True)
            if cross == "programa"
        ]
        if figures:
            unprinted = max(0, len(programmes) - len(figures))
            totals.append(sum(figures) + unprinted * (rules.policy.thresholds.publica.value + slack))
    return float(max(totals)) if totals else None


def _ranks(column: pa.ChunkedArray) -> Integers:
    """The place of each value in the order of its column, nulls first."""
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    words = encoded.dictionary.to_pylist()
    order = sorted(range(len(words)), key=lambda place: str(words[place]))
    rank = np.empty(len(words) + 1, dtype=np.int64)
    rank[-1] = 0
    rank[order] = np.arange(1, len(words) + 1)
    found: Integers = rank[pc.fill_null(encoded.indices, len(words)).to_numpy(zero_copy_only=False)]
    return found


def _groups(ranks: dict[str, Integers], names: Sequence[str]) -> Integers:
    """The number of the group of each row: rows that are equal in some columns."""
    key = np.zeros(len(next(iter(ranks.values()))), dtype=np.int64)
    for name in names:
        key = np.unique(key * (int(ranks[name].max()) + 1) + ranks[name], return_inverse=True)[1]
    return key


def _classes(table: pa.Table, ranks: dict[str, Integers], rules: GateRules) -> Found:
    microdata = rules.policy.microdata
    known = [name for name in table.column_names if name not in ATTRIBUTES]
    profile = [name for name in known if name not in _PROGRAMME]
    group = _groups(ranks, known)
    sizes = np.bincount(group)
    small = int(sizes[sizes < microdata.k.value].sum())
    if small:
        yield (
            "G-MIC-02",
            "clases",
            small,
            f"hay filas que comparten lo que un tercero puede saber con menos de {microdata.k.value}",
        )
    whole = np.bincount(_groups(ranks, table.column_names))
    rare = int(whole[whole < microdata.k_row.value].sum())
    if rare:
        yield (
            "G-MIC-03",
            "filas",
            rare,
            f"hay filas enteras que se repiten menos de {microdata.k_row.value} veces",
        )
    lonely = _homogeneous(table, _groups(ranks, profile), rules)
    if lonely:
        yield (
            "G-MIC-04",
            "clases",
            lonely,
            f"hay filas de clases en que casi no hay más de un programa (l = {microdata.l.value})",
        )


def _homogeneous(table: pa.Table, profile: Integers, rules: GateRules) -> int:
    """Rows of classes in which knowing the person tells the programme, universal programmes aside."""
    microdata = rules.policy.microdata
    encoded = table.column(_PROGRAMME_CODE).cast(pa.string()).combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    programmes = encoded.dictionary.to_pylist()
    programme = pc.fill_null(encoded.indices, 0).to_numpy(zero_copy_only=False)
    pair, counts = np.unique(profile * len(programmes) + programme, return_counts=True)
    of_class, of_programme = pair // len(programmes), pair % len(programmes)
    enough = np.bincount(of_class[counts >= microdata.k.value], minlength=int(profile.max()) + 1)
    universal = np.isin(
        of_programme,
        [at for at, name in enumerate(programmes) if name in microdata.universal_programmes.value],
    )
    exposed = (enough[of_class] < microdata.l.value) & ~universal
    return int(counts[exposed].sum())


def _order(ranks: dict[str, Integers]) -> Found:
    """Rows stand in the order of all columns, so that their order says nothing."""
    rows = len(next(iter(ranks.values())))
    decided = np.zeros(max(rows - 1, 0), dtype=bool)
    for rank in ranks.values():
        step = np.diff(rank)
        if np.any(~decided & (step < 0)):
            yield "G-ORD-01", "filas", 1, "las filas no van en el orden de todas las columnas"
            return
        decided |= step > 0


def _bands(table: pa.Table, rules: GateRules) -> Found:
    """Deliveries and amounts come in bands of the policy, and no band ends at the mark of a restricted programme."""
    microdata = rules.policy.microdata
    for name, edges in (
        ("entregas_tramo", microdata.delivery_bands.value),
        ("monto_tramo", microdata.amount_bands.value),
    ):
        if name not in table.column_names:
            continue
        words = [word for word, _ in distinct_texts(table.column(name))]
        ends = {int(number) for word in words for number in word.replace(",", "").split() if number.isdigit()}
        allowed = {end for edge in edges for end in (edge, edge - 1)}
        forbidden = set(microdata.forbidden_amount_edges.value)
        wrong = len(ends - allowed) + max(0, len(words) - len(edges))
        if wrong or ends & forbidden:
            yield "G-MIC-06", f"columna {name}", wrong or 1, "hay tramos que no son los de la política"
