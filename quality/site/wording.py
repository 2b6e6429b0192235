"""How the site writes numbers, shares, days and codes, and what it does not write.

Belongs here: the form of a value on a page, and hiding what could be of a person. Does not belong here: pages.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from quality.site.facts import RESERVED

_SPACE = "\u00a0"
HIDDEN = "(no se muestra)"
# What may be of somebody: thirteen digits with anything usual between them, and a pseudonym.
_LIKE_A_CUI = re.compile(r"(?<!\d)\d(?:[ .\-_]?\d){12,}(?!\d)")
_LIKE_A_PSEUDONYM = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{32}(?![0-9a-fA-F])")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.+\-Z]+)?")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Names by which the system calls a transfer, an answer, a lot: a letter and sixteen digits of a digest.
_ID = re.compile(r"[A-Z][0-9a-f]{16}|[a-z]+-\d{8}-\d{5}")
_CODE = re.compile(r"[\w.:/+=\-]{1,80}")
# Who did something, and free words of people: they stay in the ledger.
_OF_PEOPLE = frozenset({"quien", "cuenta", "por", "decidido_por", "approved_by", "firmante"})
_DIGEST_SHOWN = 16


def number(value: int) -> str:
    """A count with its thousands set apart."""
    return f"{value:,}".replace(",", _SPACE)


def percent(share: float | None) -> str:
    """A share between 0 and 1 as percent with one digit."""
    return "" if share is None else f"{100 * share:.1f}{_SPACE}%"


def decimal(value: float | None) -> str:
    """A measure with at most one digit after the point."""
    if value is None:
        return ""
    return number(round(value)) if float(value).is_integer() else f"{value:,.1f}".replace(",", _SPACE)


def day_of(moment: str) -> str:
    """The day of a moment in ISO 8601."""
    return moment[:10]


def masked(text: str) -> str:
    """A name that somebody gave, without what could be somebody's number."""
    return _LIKE_A_PSEUDONYM.sub(HIDDEN, _LIKE_A_CUI.sub(HIDDEN, text))


def shown_data(data: Mapping[str, Any], reserved: Collection[str]) -> list[tuple[str, str]]:
    """What the ledger's browser shows of an entry: counts, codes and digests, by key.

    Args:
        data: of the entry.
        reserved: codes that only the protected zone may see.
    """
    return [(key, _shown(key, value, reserved)) for key, value in sorted(data.items())]


def _shown(key: str, value: Any, reserved: Collection[str]) -> str:
    # The key of a figure that somebody asked for names places and programmes; the fingerprint of a signing key is text.
    if key in _OF_PEOPLE or (key == "clave" and isinstance(value, Mapping)):
        return HIDDEN
    if isinstance(value, bool) or value is None:
        return {True: "sí", False: "no", None: "—"}[value]
    if isinstance(value, int | float):
        return HIDDEN if isinstance(value, int) and _LIKE_A_CUI.fullmatch(str(value)) else str(value)
    if isinstance(value, Mapping):
        parts = (f"{name}: {_shown(str(name), part, reserved)}" for name, part in sorted(value.items()))
        return "; ".join(RESERVED if part.partition(":")[0] in reserved else part for part in parts)
    if isinstance(value, list | tuple):
        return ", ".join(_shown(key, part, reserved) for part in value) or "—"
    return _shown_text(str(value), reserved)


def _shown_text(text: str, reserved: Collection[str]) -> str:
    if not text:
        return "—"
    if _DIGEST.fullmatch(text):
        return f"{text[:_DIGEST_SHOWN]}…"
    if any(form.fullmatch(text) for form in (_MOMENT, _UUID, _ID)):
        return text
    if text in reserved:
        return RESERVED
    if not _CODE.fullmatch(text):
        return HIDDEN
    return masked(text)
