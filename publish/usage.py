"""How often the published files are fetched: counts by dataset and month, and nothing about who.

Belongs here: counting lines of a web server's log, merging counts, and what of them is shown. Does not belong here:
where counts are kept (assets/open). No address, no browser, no hour is kept; fewer than 10 is not shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

FEWEST_SHOWN = 10
# Counts by month (2026-05), then by dataset.
Counts = Mapping[str, Mapping[str, int]]
_MONTHS = {
    name: f"{number:02d}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
# Common and combined log format: only the day, the request and its status are looked at.
_LINE = re.compile(
    r"\[\d{2}/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):[^\]]*\] \"GET (?P<path>[^\s\"]+)[^\"]*\" (?P<status>\d{3}) "
)
_FILE = re.compile(
    r"/datasets?/(?P<dataset>[a-z0-9][a-z0-9-]*)/(?:[^?]*/)?[^/?]+\.(?:csv|parquet|xlsx|zip|json|md|svg)(?:\?|$)"
)


def count_downloads(lines: Iterable[str], datasets: Iterable[str]) -> dict[str, dict[str, int]]:
    """Downloads of files of known datasets that went well, by month and dataset."""
    known = set(datasets)
    counted: dict[str, Counter[str]] = {}
    for line in lines:
        found = _LINE.search(line)
        if found is None or found["status"] != "200" or found["month"] not in _MONTHS:
            continue
        file = _FILE.search(found["path"])
        if file is not None and file["dataset"] in known:
            month = f"{found['year']}-{_MONTHS[found['month']]}"
            counted.setdefault(month, Counter())[file["dataset"]] += 1
    return {month: dict(sorted(counts.items())) for month, counts in sorted(counted.items())}


def replaced(kept: Counts, counted: Counts) -> dict[str, dict[str, int]]:
    """What is kept after counting: a month that was counted again counts as it was counted last."""
    return {month: dict(counted.get(month, kept.get(month, {}))) for month in sorted({*kept, *counted})}


def shown(counts: Counts) -> list[tuple[str, str, int | None]]:
    """Month, dataset and count, newest first; None is a count of fewer than 10."""
    return [
        (month, dataset, number if number >= FEWEST_SHOWN else None)
        for month in sorted(counts, reverse=True)
        for dataset, number in sorted(counts[month].items())
    ]
