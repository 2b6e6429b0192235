"""What an answer of a portal has to be before anything in it is believed.

Belongs here: whether a body is CKAN's, whole, and holds what its action gives. Does not belong here: what a failure
means for people (ckan_failures.py).
"""

import json
from collections.abc import Mapping
from typing import Any

import requests
from ckanapi.errors import CKANAPIError

# What is read of the answer to an action, beyond that it is an object or a list.
_OBJECTS: Mapping[str, frozenset[str]] = {
    "datastore_info": frozenset({"fields", "meta"}),
    "datastore_search": frozenset({"records"}),
    "package_create": frozenset({"id", "metadata_modified"}),
    "package_revise": frozenset({"package"}),
    "package_show": frozenset({"id", "name", "metadata_modified"}),
    "resource_show": frozenset({"package_id"}),
    "status_show": frozenset(),
}
_LISTS = frozenset({"group_list", "group_list_authz", "license_list", "resource_view_list"})


class AnswerError(CKANAPIError):  # type: ignore[misc]
    """An answer that is not CKAN's: from a server in front of it, or for a call that CKAN could not read.

    Attributes:
        status: its HTTP status.
        wait_seconds: how long it asks to be left alone; 0 when it says nothing.
    """

    def __init__(self, answer: requests.Response) -> None:
        super().__init__(answer.status_code)
        self.status = answer.status_code
        said = answer.headers.get("Retry-After", "")
        self.wait_seconds = float(said) if said.isascii() and said.isdigit() else 0.0


class BrokenError(CKANAPIError):  # type: ignore[misc]
    """An answer of which a part is missing."""


def require_answer(answer: requests.Response) -> None:
    """See that a body is a JSON object that says whether it succeeded.

    Raises:
        BrokenError: it says that all went well, and ends before its end.
        AnswerError: it is something else.
    """
    try:
        content = json.loads(answer.text)
    except ValueError:
        if answer.status_code == requests.codes.ok and answer.text[:1] in {"", "{"}:
            raise BrokenError from None
        raise AnswerError(answer) from None
    if not (isinstance(content, dict) and "success" in content):
        raise AnswerError(answer)
    if content["success"] and "result" not in content:
        raise BrokenError


def require_result(action: str, result: Any) -> None:
    """See that the result of an action holds what is read of it.

    Raises:
        BrokenError: it does not.
    """
    if action in _LISTS:
        whole = isinstance(result, list)
    else:
        needed = _OBJECTS.get(action)
        whole = needed is None or (isinstance(result, dict) and needed <= result.keys())
    if action == "package_revise" and whole:
        require_result("package_show", result["package"])
    if not whole:
        raise BrokenError
