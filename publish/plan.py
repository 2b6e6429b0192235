"""What a portal would have to change so that it holds our packages: made by comparing digests, before anything is done.

Belongs here: the comparison and its text. Does not belong here: HTTP (ckan_client.py) or mapping (ckan_map.py). A plan
changes nothing; one whose every entry says "mantener" means that no call that writes will be made.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from publish.ckan_map import DIGEST_EXTRA, FILE_DIGEST, CkanDataset, CkanFile
from snis.errors import PublishError

Action = Literal["crear", "actualizar", "mantener"]
# A portal's extensions rewrite these; they are sent, and not compared.
_NOT_COMPARED = frozenset({"hash", "mimetype"})


@dataclass(frozen=True)
class DatasetPlan:
    """What has to be written so that one dataset is as it should be.

    Attributes:
        dataset: as it should be.
        remote: as the portal has it; None when it has none.
        new: files that the portal does not have.
        changed: files whose bytes differ.
        relabelled: files of which only the metadata differ.
        gone: ids of resources of ours that are no longer part of the package.
        metadata: names of fields that differ.
    """

    dataset: CkanDataset
    remote: Mapping[str, Any] | None
    new: tuple[CkanFile, ...]
    changed: tuple[CkanFile, ...]
    relabelled: tuple[CkanFile, ...]
    gone: tuple[str, ...]
    metadata: tuple[str, ...]

    @property
    def action(self) -> Action:
        """What will be done, in one word."""
        if self.remote is None:
            return "crear"
        return "actualizar" if self.writes_files or self.metadata else "mantener"

    @property
    def writes_files(self) -> bool:
        """Whether any resource is touched."""
        return bool(self.new or self.changed or self.relabelled or self.gone)

    @property
    def sent(self) -> tuple[CkanFile, ...]:
        """Files whose bytes go up."""
        return (*self.new, *self.changed)


def compare(
    dataset: CkanDataset, remote: Mapping[str, Any] | None, *, again: Collection[str] = ()
) -> DatasetPlan:
    """The plan of one dataset.

    Args:
        dataset: as it should be.
        remote: the portal's package_show, or None.
        again: ids of resources that go up in any case, because what they serve was found wrong.

    Raises:
        PublishError: the portal has a dataset of this name that is not ours, or that somebody deleted.
    """
    if remote is None:
        return DatasetPlan(dataset, None, dataset.files, (), (), (), metadata=tuple(dataset.metadata))
    _require_ours(dataset.name, remote)
    there = {resource["id"]: resource for resource in remote.get("resources", [])}
    wanted = {file.id for file in dataset.files}
    known = [(file, there[file.id]) for file in dataset.files if file.id in there]
    changed = [file for file, found in known if file.id in again or _bytes_differ(file, found)]
    return DatasetPlan(
        dataset=dataset,
        remote=remote,
        new=tuple(file for file in dataset.files if file.id not in there),
        changed=tuple(changed),
        relabelled=tuple(
            file for file, found in known if file not in changed and _labels_differ(file, found)
        ),
        gone=tuple(sorted(key for key, found in there.items() if key not in wanted and FILE_DIGEST in found)),
        metadata=tuple(_metadata_differences(dataset, remote)),
    )


def plan_text(plans: Sequence[DatasetPlan]) -> str:
    """The plan for people, a line for each dataset and for each file that would be written."""
    lines = []
    for plan in plans:
        lines.append(f"{plan.action:<10} {plan.dataset.name}{_counts(plan)}")
        for sign, files in (("+", plan.new), ("~", plan.changed), ("=", plan.relabelled)):
            lines += [f"           {sign} {file.filename} ({file.size} bytes)" for file in files]
        lines += [f"           - recurso {identity}" for identity in plan.gone]
        if plan.metadata and plan.remote is not None:
            lines.append(f"           campos: {', '.join(plan.metadata)}")
    return "\n".join(lines) + "\n"


def _counts(plan: DatasetPlan) -> str:
    if plan.action == "mantener":
        return ""
    size = sum(file.size for file in plan.sent)
    return f": {len(plan.sent)} archivos por enviar ({size} bytes), {len(plan.gone)} por quitar"


def _require_ours(name: str, remote: Mapping[str, Any]) -> None:
    if remote.get("state") == "deleted":
        raise PublishError(
            "alguien borró este conjunto en el portal",
            place=name,
            remedy="Restáurelo o púrguelo en el portal, o quite el conjunto de datasets.yaml.",
        )
    if DIGEST_EXTRA not in {extra["key"] for extra in remote.get("extras", [])}:
        raise PublishError(
            "el portal ya tiene un conjunto con este nombre que no publicó Padrón",
            place=name,
            remedy="Cambie el nombre en datasets.yaml, o el del conjunto en el portal.",
        )


def _bytes_differ(file: CkanFile, found: Mapping[str, Any]) -> bool:
    size = found.get("size")
    return found.get(FILE_DIGEST) != file.sha256 or (size is not None and int(size) != file.size)


def _labels_differ(file: CkanFile, found: Mapping[str, Any]) -> bool:
    return any(
        (found.get(key) or "").lower() != value.lower()
        if key == "format"
        else (found.get(key) or "") != value
        for key, value in file.fields.items()
        if key not in _NOT_COMPARED
    )


def _metadata_differences(dataset: CkanDataset, remote: Mapping[str, Any]) -> list[str]:
    found = dict(remote)
    found["owner_org"] = (remote.get("organization") or {}).get("name")
    names = [key for key, value in dataset.metadata.items() if (found.get(key) or "") != value]
    extras = {extra["key"]: extra["value"] for extra in remote.get("extras", [])}
    names += [key for key, value in dataset.extras.items() if extras.get(key) != value]
    if not set(dataset.tags) <= {tag["name"] for tag in remote.get("tags", [])}:
        names.append("tags")
    if remote.get("private"):
        names.append("private")
    return names
