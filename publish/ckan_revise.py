"""One revision of a dataset on a portal: fields, files and removals in one call and one transaction.

Belongs here: the form of the call. Does not belong here: which revisions follow one another (ckan_apply.py).

The transaction covers what CKAN keeps in its database. A file is on its disk before that, and stays there when the call
is refused afterwards: whoever sends files hides the dataset by a revision of its own first.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from publish.ckan_api import Portal
from publish.ckan_map import CkanFile, new_resource


@dataclass(frozen=True)
class Revision:
    """What is written.

    Attributes:
        update: fields of the dataset.
        new: files that it does not have yet.
        fields: fields of its resources, by id.
        uploads: files that replace the bytes of its resources, by id.
        gone: ids of resources that leave it.
    """

    update: Mapping[str, Any] = field(default_factory=dict)
    new: Sequence[CkanFile] = ()
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    uploads: Mapping[str, CkanFile] = field(default_factory=dict)
    gone: Sequence[str] = ()


def revise(portal: Portal, shown: Mapping[str, Any], revision: Revision) -> Mapping[str, Any]:
    """Make a revision, unless the dataset is not any more as it was shown; returns the dataset after it."""
    # CKAN merges lists item by item; what is taken out first is set as a whole.
    filtered = [f"-{key}" for key in ("extras", "tags", "groups") if key in revision.update]
    filtered += [f"-resources__{identity}" for identity in revision.gone]
    filtered += [
        f"-resources__{identity}__schema" for identity, said in revision.fields.items() if "schema" in said
    ]
    data = {
        "match": json.dumps({"id": shown["id"], "metadata_modified": shown["metadata_modified"]}),
        "filter": json.dumps(filtered),
        "update": json.dumps(dict(revision.update)),
    }
    if revision.new:
        data["update__resources__extend"] = json.dumps([new_resource(file) for file in revision.new])
    for identity, said in revision.fields.items():
        data[f"update__resources__{identity}"] = json.dumps(dict(said))
    # Added resources are addressed from the end: -1 is the last.
    places = [(str(number - len(revision.new)), file) for number, file in enumerate(revision.new)]
    places += revision.uploads.items()
    with ExitStack() as stack:
        files = {
            f"update__resources__{place}__upload": (file.filename, stack.enter_context(file.path.open("rb")))
            for place, file in places
        }
        size = sum(file.size for _, file in places)
        answer = portal.call("package_revise", data, files=files, size=size)
    return dict(answer["package"])
