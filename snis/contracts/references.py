"""Which columns of a table name rows of another one: the arms of the star.

Belongs here: what follows from contracts alone. Does not belong here: checking it against rows (assets/out).

A reference follows from the code list of a field: of a reference table, to the dimension made of it where there is
one; of ref_codigo, to that list. Besides, a table that has the whole key of a dimension refers to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from snis.contracts.model import Field, TableContract

LISTS = "ref_codigo"
_DIMENSION = "out_dim_"
# What stands where a place is not known; the dimension of municipalities has rows for it, that of departments none.
_UNTOLD = {"ref_departamento": ("00",)}


@dataclass(frozen=True)
class Reference:
    """Columns of a table whose values are those of another table, or empty.

    Attributes:
        columns: columns of the table that refers.
        table, to: the table and its columns that are referred to.
        code_list: the list of ref_codigo, where that is the table.
        admitted: values that may stand there besides, because the contract says so.
    """

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]
    code_list: str = ""
    admitted: tuple[str, ...] = ()


def is_dimension(contract: TableContract) -> bool:
    """Whether other tables refer to a table by its key: dimensions and reference tables."""
    return contract.layer == "ref" or contract.name.startswith(_DIMENSION)


def references_of(contract: TableContract, tables: Mapping[str, TableContract]) -> Iterator[Reference]:
    """References of a table into those of `tables`, in the order of its columns; the key of a dimension last."""
    found: set[tuple[str, ...]] = set()
    for field in contract.fields:
        reference = _by_code_list(field, contract, tables)
        if reference is not None:
            found.add(reference.columns)
            yield reference
    names = {field.name for field in contract.fields}
    for name, dimension in tables.items():
        key = dimension.key
        if name.startswith(_DIMENSION) and name != contract.name and set(key) <= names and key not in found:
            yield Reference(key, name, key)


def _by_code_list(
    field: Field, contract: TableContract, tables: Mapping[str, TableContract]
) -> Reference | None:
    if field.codelist is None:
        return None
    if not field.codelist.startswith("ref_"):
        if LISTS not in tables:
            return None
        return Reference((field.name,), LISTS, ("codigo",), field.codelist, field.enum)
    dimension = field.codelist.replace("ref_", _DIMENSION, 1)
    target = tables.get(dimension) or tables.get(field.codelist)
    # A dimension is what its own codes refer to, and the reference table is what it is made of.
    own = field.name in contract.key[:1] and is_dimension(contract)
    if target is None or own or target.name == contract.name:
        return None
    to = field.name if field.name in {column.name for column in target.fields} else target.key[0]
    return Reference((field.name,), target.name, (to,), admitted=_UNTOLD.get(target.name, ()))
