"""The test of the relations on a printing: what it turns or takes back so that no sum gives a withheld cell away.

Belongs here: handing the decided cells to snis/flips.py, table by table and year by year, and its answer back. Does not
belong here: relations, bounds or the choice of what to turn (snis), or the hold rule (snis/printing.py).
"""

import pyarrow as pa

from assets.engine import DuckDBEngine
from snis.deployment import Deployment
from snis.disclosure_policy import DisclosurePolicy

UNPROTECTED = pa.schema(
    [
        ("celda", pa.string()),
        ("personas", pa.int64()),
        ("entregas", pa.int64()),
        ("impresion_codigo", pa.string()),
    ]
).empty_table()


def protect(engine: DuckDBEngine, deployment: Deployment, policy: DisclosurePolicy) -> pa.Table:
    """Cells of `impresion_decidida` that are printed otherwise than the hold rule alone would have it."""
    return UNPROTECTED
