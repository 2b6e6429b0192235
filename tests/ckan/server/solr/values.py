"""Values of fields as Solr takes them: numbers, truth, dates with their arithmetic; and what it refuses.

Belongs here: converting one value. Does not belong here: documents (documents.py).
"""

import datetime as dt
import re
from typing import Any

from tests.ckan.server.solr.schema import Field, SolrError

_DATE = re.compile(r"^(-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z((?:[/+-]\d*[A-Z]+)*)$")
_OFFSET = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?[+-]\d\d:\d\d$")
_NOW = re.compile(r"^NOW((?:[/+-]\d*[A-Z]+)*)$")
_STEP = re.compile(r"([/+-])(\d*)([A-Z]+)")
_SECONDS = {
    "YEAR": 365 * 86400.0, "MONTH": 30 * 86400.0, "WEEK": 7 * 86400.0, "DAY": 86400.0, "DATE": 86400.0,
    "HOUR": 3600.0, "MINUTE": 60.0, "SECOND": 1.0, "MILLI": 0.001,
}  # fmt: skip
# How much of an ISO date is left when it is rounded down to a unit.
_KEPT = {"YEAR": 4, "MONTH": 7, "DAY": 10, "DATE": 10, "HOUR": 13, "MINUTE": 16}
_ZERO = "0001-01-01T00:00:00"


def convert(field: Field, value: Any, document: str) -> Any:
    """A value of a field.

    Raises:
        SolrError: it is none.
    """
    if isinstance(value, (dict, list)):
        start = "OBJECT_START" if isinstance(value, dict) else "ARRAY_START"
        raise SolrError(f"Error parsing JSON field value. Unexpected {start}, field={field.name}")
    if field.kind == "date":
        return date_text(value)
    try:
        if field.kind == "int":
            return int(value)
        if field.kind == "float":
            return float(value)
    except (ValueError, TypeError):
        said = f"ERROR: [doc={document}] Error adding field '{field.name}'='{value}'"
        raise SolrError(f'{said} msg=For input string: "{value}"') from None
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.lower() == "true" if field.kind == "bool" else text


def date_text(value: Any) -> str:
    """Solr's form of an instant, with milliseconds where there are any; NOW and arithmetic are understood.

    Raises:
        SolrError: it is no date.
    """
    text = str(value)
    if now := _NOW.match(text):
        when = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        steps = now[1]
    else:
        if _OFFSET.match(text):
            # Solr's default update chain takes offsets too.
            moment = dt.datetime.fromisoformat(text).astimezone(dt.UTC).replace(tzinfo=None)
            text = f"{moment.isoformat()}Z"
        when, steps = _instant(text)
    for sign, number, unit in _STEP.findall(steps):
        when = _moved(when, sign, number, unit, text)
    milliseconds = when.microsecond // 1000
    fraction = f".{milliseconds:03d}" if milliseconds else ""
    return f"{when:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def date_key(text: str) -> str:
    """A date that compares as text: all of them with milliseconds."""
    return text if "." in text else f"{text[:-1]}.000Z"


def _instant(text: str) -> tuple[dt.datetime, str]:
    found = _DATE.match(text)
    if not found:
        raise SolrError(f"Invalid Date String:'{text}'")
    try:
        when = dt.datetime.fromisoformat(found[1])
    except ValueError:
        raise SolrError(f"Invalid Date String:'{text}'") from None
    fraction = found[2] or ".0"
    return when + dt.timedelta(milliseconds=int(f"{fraction[1:]}000"[:3])), found[3]


def _moved(when: dt.datetime, sign: str, number: str, unit: str, text: str) -> dt.datetime:
    name = "MILLI" if unit == "MILLIS" else unit.rstrip("S")
    if name not in _SECONDS:
        raise SolrError(f"Invalid Date Math String:'{text}'")
    if sign == "/":
        kept = _KEPT.get(name, 19)
        return dt.datetime.fromisoformat(f"{when.isoformat()[:kept]}{_ZERO[kept:]}")
    step = dt.timedelta(seconds=_SECONDS[name] * int(number or 1))
    return when + step if sign == "+" else when - step
