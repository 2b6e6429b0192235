"""Which field a header usually says: a curated table, never likeness.

Belongs here: looking a header up in header_words.yaml. Does not belong here: comparing a header with a contract
(matching.py), or what a draft makes of the answer (drafting.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from snis.contracts.formats import MONTH_WORDS
from snis.names import normal_form


@dataclass(frozen=True)
class Meant:
    """What a header may say.

    Attributes:
        fields: fields it may fill; several when only a person can tell; none when nobody knows it.
        ignored: whether it is known and of no use.
        month: number of the month that it names, when a whole month stands in its column.
    """

    fields: tuple[str, ...] = ()
    ignored: bool = False
    month: int | None = None


def meant_by(header: str) -> Meant:
    """What a header usually says; of a header of two rows ("Grupo / Columna") both, or the lower one."""
    known, lower = _headers(), header.rpartition(" / ")[2]
    for text in (normal_form(header), normal_form(header.replace(" / ", " de ")), normal_form(lower)):
        if text in known:
            return known[text]
    return Meant(month=dict(MONTH_WORDS).get(normal_form(lower)))


@cache
def sure_codes(field: str) -> Mapping[str, str]:
    """Texts (in normal form) that stand for one code of a field in every institution."""
    meanings = _content()["meanings"].get(field, {})
    return {normal_form(text): code for text, code in meanings.items()}


@cache
def _headers() -> Mapping[str, Meant]:
    content = _content()
    found: dict[str, Meant] = {}
    for fields, headers in (*content["fields"].items(), *content["doubtful"].items()):
        meant = Meant(tuple(fields.split("|")))
        found |= {normal_form(header): meant for header in headers}
    return found | {normal_form(str(header)): Meant(ignored=True) for header in content["ignored"]}


@cache
def _content() -> Mapping[str, Any]:
    text = (files("snis") / "contracts" / "header_words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
