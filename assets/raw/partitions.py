"""One partition for each transfer.

Belongs here: the definition and the tags of a run over several. Does not belong here: what a partition holds.
"""

from collections.abc import Sequence

import dagster as dg

TRANSFERS = dg.DynamicPartitionsDefinition(name="transferencias")
_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"


def partition_range(instance: dg.DagsterInstance, waiting: Sequence[str]) -> dict[str, str]:
    """Tags of a run over the waiting transfers, whose partitions are added when they are new."""
    name = str(TRANSFERS.name)
    instance.add_dynamic_partitions(name, list(waiting))
    known = instance.get_dynamic_partitions(name)
    ordered = sorted(waiting, key=known.index)
    return {_RANGE_START: ordered[0], _RANGE_END: ordered[-1]}
