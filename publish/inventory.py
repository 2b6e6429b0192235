"""Inventory and classification of information: every table and every column, its class, and whether it is open.

Belongs here: deriving class and openness from contracts, and the decisions of opening.yaml. Does not belong here:
the decisions (opening.py), pages (governance_pages.py). The whole inventory is for the institution; the public one
(`public_rows`) names columns of open tables only, and counts the others by class.

Source: LAIP, articles 9.1, 9.2, 21, 22; inventory and classification before opening (domain.md, S42).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publish.datasets import DatasetSpec
from publish.opening import Opening
from snis.contracts.model import Field, TableContract

OPEN_LAYER = "open"
# From the least to the most protected.
CLASSES = ("publica", "reservada", "sensible", "confidencial")
CLASS_TITLES = {
    "publica": "Pública",
    "reservada": "De uso interno",
    "sensible": "Sensible",
    "confidencial": "Confidencial",
}
_COLUMN_CLASS = {"none": "publica", "quasi": "reservada", "sensitive": "sensible", "direct": "confidencial"}
# Protected tables, and registers of places, codes and calendars: neither has rows of persons.
_PUBLIC_LAYERS = frozenset({OPEN_LAYER, "ref"})
INVENTORY_COLUMNS = (
    "capa",
    "tabla",
    "titulo",
    "columna",
    "titulo_columna",
    "clase",
    "abierta",
    "conjunto",
    "base_legal",
    "motivo",
)


@dataclass(frozen=True)
class Item:
    """One table.

    Attributes:
        table: its contract.
        kind: class of the whole: the strictest of its columns; an open table was protected and is public.
        columns: class of each column, in their order.
        dataset: in which it is published; None when it is not.
        legal_basis, reason: of the decision to open it or not.
    """

    table: TableContract
    kind: str
    columns: tuple[tuple[str, str], ...]
    dataset: DatasetSpec | None
    legal_basis: tuple[str, ...]
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether it is published."""
        return self.dataset is not None

    @property
    def by_class(self) -> dict[str, int]:
        """How many columns are of each class."""
        counted = Counter(kind for _, kind in self.columns)
        return {name: counted[name] for name in CLASSES if counted[name]}


def inventory(
    contracts: Iterable[TableContract], specs: Sequence[DatasetSpec], opening: Opening
) -> list[Item]:
    """Every table, open ones first, then by layer and name."""
    items = [_item(contract, specs, opening) for contract in contracts]
    return sorted(items, key=lambda item: (not item.is_open, item.table.layer, item.table.name))


def inventory_rows(items: Iterable[Item]) -> list[tuple[str, ...]]:
    """One row for each column of each table: the whole inventory, for the institution itself."""
    return [
        (
            item.table.layer, item.table.name, item.table.title, name, item.table.field(name).title, kind,
            "sí" if item.is_open else "no", item.dataset.name if item.dataset else "",
            "; ".join(item.legal_basis), item.reason,
        )
        for item in items
        for name, kind in item.columns
    ]  # fmt: skip


def unclassified(items: Iterable[Item], opening: Opening) -> list[str]:
    """Classes that tables have and nobody decided on."""
    used = {item.kind for item in items}
    return [name for name in CLASSES if name in used and opening.decision(name) is None]


def _item(contract: TableContract, specs: Sequence[DatasetSpec], opening: Opening) -> Item:
    is_open = contract.layer == OPEN_LAYER
    columns = tuple((field.name, _class_of(field, contract.layer)) for field in contract.fields)
    kind = max((kind for _, kind in columns), key=CLASSES.index, default="publica")
    if contract.layer not in _PUBLIC_LAYERS:
        # Rows of persons or of what is made from them are not public, whatever a single column is.
        kind = max(kind, "reservada", key=CLASSES.index)
    dataset = next((spec for spec in specs if contract.name in spec.tables), None)
    decision = opening.decision(kind)
    if dataset is not None:
        return Item(
            contract, kind, columns, dataset, dataset.legal_basis, decision.reason if decision else ""
        )
    if is_open:
        return Item(contract, kind, columns, None, (), "No está en ningún conjunto de datos del despliegue.")
    basis = tuple(decision.legal_basis) if decision else ()
    return Item(contract, kind, columns, None, basis, decision.reason if decision else "")


def _class_of(field: Field, layer: str) -> str:
    """Class of a column: what helps to recognise a person does so only beside a person."""
    if layer == OPEN_LAYER or (layer in _PUBLIC_LAYERS and field.privacy == "quasi"):
        return "publica"
    return _COLUMN_CLASS[field.privacy]
