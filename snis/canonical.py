"""Canonical JSON: the one text of a content, so that whoever signs or digests it does so over the same bytes.

Belongs here: that form. Does not belong here: what is signed (signed_lines.py, exchange/) or digested (ledger.py).
"""

import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> str:
    """The content as JSON: keys in their order, no space between, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
