"""Contract types as Arrow types, and the Parquet file of a table without rows.

Belongs here: the mapping and nothing else. Does not belong here: contracts (snis/contracts) or files with rows.
"""

import re

import pyarrow as pa

from snis.contracts.model import TableContract
from snis.errors import StoreError

_DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")
_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
}


def arrow_schema(contract: TableContract) -> pa.Schema:
    """The Arrow schema of a table, columns in contract order.

    Raises:
        StoreError: a field has a type that no column can have.
    """
    return pa.schema([(field.name, arrow_type(field.type)) for field in contract.fields])


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a contract type.

    Raises:
        StoreError: the type is unknown.
    """
    if match := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(match[1]), int(match[2]))
    try:
        return _TYPES[kind]
    except KeyError:
        raise StoreError(f"tipo de contrato desconocido: {kind}") from None
