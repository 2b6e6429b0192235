"""What every part of a contract's model keeps: unknown keys are mistakes, and a day has one form.

Belongs here: the base of the models and the types of their texts and days. Does not belong here: any key
(layout.py, file_form.py, column.py).
"""

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Strict(BaseModel):
    """A part of a contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_or_many(value: object) -> object:
    """A text where a list may stand is a list of one."""
    return (value,) if isinstance(value, str) else value


def as_text(value: object) -> object:
    """Codes and constants are text; nothing is the empty one, and truth values are written small."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | list | dict) else str(value)


def _day(value: object) -> object:
    """Only aaaa-mm-dd: pydantic would also read 20260101 as seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_form", "not aaaa-mm-dd")
    return value


NonEmpty = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[NonEmpty, ...], BeforeValidator(one_or_many)]
Day = Annotated[date, BeforeValidator(_day)]
