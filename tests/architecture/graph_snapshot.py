"""The asset graph as one text: key, group, dependencies and blocking checks of every asset.

A change of lineage shows in the diff of graph.json, where a reviewer sees it. When it was meant:
`.venv/bin/python -m tests.architecture.graph_snapshot`, and graph.json is part of the commit.
"""

import json
from pathlib import Path

from assets.catalogue import all_assets, all_checks

GRAPH = Path(__file__).with_name("graph.json")
UPDATE = ".venv/bin/python -m tests.architecture.graph_snapshot"


def drawn() -> str:
    """The graph of the code as it stands."""
    blocking: dict[str, list[str]] = {}
    for check in all_checks():
        for spec in check.check_specs:
            if spec.blocking:
                blocking.setdefault(spec.asset_key.to_user_string(), []).append(spec.name)
    assets = {
        spec.key.to_user_string(): {
            "group": spec.group_name,
            "partitioned": definition.partitions_def is not None,
            "deps": sorted(dep.asset_key.to_user_string() for dep in spec.deps),
            "blocking_checks": sorted(blocking.get(spec.key.to_user_string(), [])),
        }
        for definition in all_assets()
        for spec in definition.specs
    }
    return json.dumps(dict(sorted(assets.items())), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    GRAPH.write_text(drawn(), encoding="utf-8")
