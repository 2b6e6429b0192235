"""What a public report was made from: released files, as its manifest names them.

Belongs here: reading that off a manifest, and how the folder of a report is called. Does not belong here: writing the
manifest (binding.py), or whether those files still stand (publish/gate_reports.py).
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from publish.editions import ERRATUM
from snis.errors import PeriodError
from snis.periods import Period, parse

_FOLDER = re.compile(rf"([0-9A-Z-]+?)(?:{ERRATUM}[1-9][0-9]?)?")


def period_of_folder(name: str) -> Period | None:
    """The period of a report by the name of its folder; None for a provisional one, and for any other folder."""
    found = _FOLDER.fullmatch(name)
    try:
        return parse(found[1]) if found else None
    except PeriodError:
        return None


def origin_of(manifest: Mapping[str, Any]) -> dict[str, str]:
    """SHA-256 of each released file behind a report, by its path in the public folder."""
    named = manifest.get("origen")
    return {str(path): str(digest) for path, digest in named.items()} if isinstance(named, dict) else {}


def rests_on(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Dataset and release of those files: datasets/<dataset>/<release>/data/<table>.parquet."""
    parts = (PurePosixPath(path).parts for path in origin_of(manifest))
    return sorted({(part[1], part[2]) for part in parts if len(part) > 3 and part[0] == "datasets"})
