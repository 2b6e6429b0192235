"""What a deployment publishes: its datasets.yaml.

Belongs here: the model of a dataset and reading the file. Does not belong here: approvals (gate_approvals.py),
packages (package.py).
"""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from snis.errors import PublishError

Text = Annotated[str, Field(min_length=1)]
_REMEDY = "Compárelo con data/sample/datasets.yaml; docs/publicacion.md explica cada clave."


class Contact(BaseModel):
    """Whom a reader may ask about a dataset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class ChartSpec(BaseModel):
    """The preview chart of a dataset: one bar for each row that it names.

    Attributes:
        title: what it shows.
        table: one of the dataset's tables.
        measure: column of the figures.
        by: columns that name a bar; `[anio]` draws the years, anything else the last year.
        where: value that a column must have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    table: Text
    measure: Text
    by: Annotated[tuple[Text, ...], Field(min_length=1)]
    where: dict[str, str] = {}


class DatasetSpec(BaseModel):
    """One dataset.

    Attributes:
        name: slug in paths, CKAN and approvals.
        title, description: for readers.
        tables: open tables, one resource each; none for a series of reports.
        reports: kind of period of which it holds the public reports; None when it holds tables.
        legal_basis: identifiers of laws and agreements.
        keywords: for the search.
        themes: codes of the EU data themes.
        update: code of the EU frequency list.
        spatial: address of the territory that it covers; empty when the deployment says none.
        method: notes on how the figures were made, one paragraph each.
        contact: whom to ask; None means the publisher.
        chart: its preview; None when it has none.
        address: where the public folder is served, ending in a slash; empty when the deployment says none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,99}$")]
    title: Text
    description: Text
    tables: Annotated[tuple[Text, ...], Field(min_length=1)] = ()
    reports: Literal["semestre", "cuatrimestre", "anio"] | None = None
    legal_basis: Annotated[tuple[Text, ...], Field(min_length=1)]
    keywords: tuple[Text, ...] = ()
    themes: tuple[Text, ...] = ()
    update: Literal["DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL_2", "ANNUAL"]
    spatial: str = ""
    method: tuple[Text, ...] = ()
    contact: Contact | None = None
    chart: ChartSpec | None = None
    address: Annotated[str, Field(pattern=r"^(https?://[^\s]+/)?$")] = ""


class _Datasets(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    spatial: str = ""
    address: Annotated[str, Field(pattern=r"^(https?://[^\s]+/)?$")] = ""
    datasets: Annotated[tuple[DatasetSpec, ...], Field(min_length=1)]


def load_datasets(path: Path) -> tuple[DatasetSpec, ...]:
    """The datasets of a deployment; one without a territory of its own covers that of the file.

    Raises:
        PublishError: the file is missing or broken, a dataset holds neither tables nor reports, or something stands
            twice; names keys and remedy.
    """
    content = _read(path)
    try:
        document = _Datasets.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(_problem(item, content) for item in error.errors())
        raise PublishError(problems, place=path.name, remedy=_REMEDY) from None
    for dataset in document.datasets:
        if bool(dataset.tables) == bool(dataset.reports):
            said = "tables y reports no van juntos" if dataset.tables else "tables falta, o reports"
            raise PublishError(f"{dataset.name}: {said}", place=path.name, remedy=_REMEDY)
    counted = Counter(dataset.name for dataset in document.datasets)
    counted.update(table for dataset in document.datasets for table in dataset.tables)
    counted.update(f"reports: {dataset.reports}" for dataset in document.datasets if dataset.reports)
    repeated = sorted(item for item, times in counted.items() if times > 1)
    if repeated:
        raise PublishError(f"está dos veces: {', '.join(repeated)}", place=path.name, remedy=_REMEDY)
    foreign = sorted(d.name for d in document.datasets if d.chart and d.chart.table not in d.tables)
    if foreign:
        raise PublishError(
            f"la gráfica usa una tabla que no es suya: {', '.join(foreign)}", place=path.name, remedy=_REMEDY
        )
    return tuple(
        dataset.model_copy(
            update={
                "spatial": dataset.spatial or document.spatial,
                "address": dataset.address or document.address,
            }
        )
        for dataset in document.datasets
    )


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PublishError("falta el archivo", place=path.name, remedy=_REMEDY) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", línea {mark.line + 1}" if mark is not None else ""
        raise PublishError("no es YAML válido en UTF-8", place=f"{path.name}{line}", remedy=_REMEDY) from None


def _problem(item: ErrorDetails, content: Any) -> str:
    """One mistake: which dataset, which key, what is wrong with it."""
    place = ".".join(str(step) for step in item["loc"] if not isinstance(step, int)) or "datasets"
    number = next((step for step in item["loc"] if isinstance(step, int)), None)
    owner = ""
    if number is not None and item["loc"][0] == "datasets":
        entry = content["datasets"][number]
        name = entry.get("name") if isinstance(entry, dict) else None
        owner = f"{name or f'conjunto n.º {number + 1}'}: "
        place = place.removeprefix("datasets").removeprefix(".") or "conjunto"
    kind = item["type"]
    if kind == "missing":
        said = "falta"
    elif kind == "extra_forbidden":
        said = "no es una clave conocida"
    elif kind == "literal_error":
        said = f"debe ser uno de: {item['ctx']['expected'].replace(chr(39), '').replace(' or ', ', ')}"
    elif kind in {"too_short", "string_too_short"}:
        said = "está vacío"
    elif kind == "string_pattern_mismatch":
        said = "no tiene la forma esperada"
    else:
        said = "no es del tipo esperado"
    return f"{owner}{place} {said}"
