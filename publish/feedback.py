"""What the public asks about the data, and what it was answered.

Belongs here: the model of feedback.yaml, the refusal of texts with personal data, adding and answering. Does not
belong here: pages (governance_pages.py). A question is kept without the person who asked: no name, no address, no
number. What was done with it (`effect`) is public, also when nothing was.

Source: a place for comments on each dataset, with an answer (domain.md, S45).
"""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from snis.disclosure_policy import read_model
from snis.errors import PublishError

FEEDBACK = "feedback.yaml"
Text = Annotated[str, Field(min_length=3, max_length=2000)]
# A CUI, a telephone or another long number of somebody, and an address of e-mail.
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_PERSONAL = (re.compile(r"(?:\d[ \-.]?){8,}"), re.compile(r"[^@\s]+@[^@\s]+\.\w+"))


class Comment(BaseModel):
    """One question or remark.

    Attributes:
        id: such as 2026-001.
        dataset: what it is about; empty for all of them.
        received: day on which it came.
        text: what was said, without personal data.
        answered: day of the answer; None while there is none.
        answer: what was answered.
        effect: what changed because of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: Annotated[str, Field(pattern=r"^\d{4}-\d{3,}$")]
    dataset: str = ""
    received: datetime.date
    text: Text
    answered: datetime.date | None = None
    answer: str = ""
    effect: str = ""


class _Comments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    comments: list[Comment]


def load_feedback(path: Path) -> tuple[Comment, ...]:
    """The questions of a deployment, as they came; none when it has no such file.

    Raises:
        DisclosureError: the file is broken.
        PublishError: a text holds personal data, an id stands twice, or an answer has no day.
    """
    comments = tuple(read_model(path, _Comments).comments) if path.exists() else ()
    if len({comment.id for comment in comments}) < len(comments):
        raise PublishError("un número de pregunta está dos veces", place=path.name)
    for comment in comments:
        require_impersonal(comment.text, comment.answer, comment.effect, place=f"{path.name}, {comment.id}")
        if bool(comment.answer) != (comment.answered is not None):
            raise PublishError("una respuesta lleva fecha, y una fecha respuesta", place=path.name)
    return comments


def received(comments: Sequence[Comment], *, dataset: str, text: str, day: datetime.date) -> Comment:
    """A new question, with the next number of its year.

    Raises:
        PublishError: it holds personal data.
    """
    require_impersonal(text, place="pregunta")
    number = sum(1 for comment in comments if comment.id.startswith(f"{day.year}-")) + 1
    return Comment(id=f"{day.year}-{number:03d}", dataset=dataset, received=day, text=text)


def answered(comment: Comment, *, answer: str, effect: str, day: datetime.date) -> Comment:
    """A question with its answer.

    Raises:
        PublishError: the answer is empty or holds personal data, or there is one already.
    """
    if comment.answered is not None:
        raise PublishError("la pregunta ya tiene respuesta", place=comment.id)
    if not answer.strip():
        raise PublishError("la respuesta está vacía", place=comment.id)
    require_impersonal(answer, effect, place=comment.id)
    return comment.model_copy(update={"answered": day, "answer": answer, "effect": effect})


def require_impersonal(*texts: str, place: str) -> None:
    """Refuse texts with numbers or addresses of persons.

    Raises:
        PublishError: one of them seems to hold one; it is not repeated.
    """
    if any(pattern.search(_DAY.sub(" ", text)) for text in texts for pattern in _PERSONAL):
        raise PublishError(
            "el texto parece llevar datos personales (un número largo o un correo)",
            place=place,
            remedy="Quite números de identificación, teléfonos y correos; nadie tiene que ser reconocible.",
        )
