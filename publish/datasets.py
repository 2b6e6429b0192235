"""What a deployment publishes: its datasets.yaml.

Belongs here: the model of a dataset and reading the file. Does not belong here: approvals (gate_approvals.py), packages
(package.py).
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from snis.errors import PublishError

Text = Annotated[str, Field(min_length=1)]


class DatasetSpec(BaseModel):
    """One dataset.

    Attributes:
        name: slug in paths, CKAN and approvals.
        title, description: for readers.
        tables: open tables, one resource each.
        legal_basis: identifiers of laws and agreements.
        keywords: for the search.
        themes: codes of the EU data themes.
        update: code of the EU frequency list.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,99}$")]
    title: Text
    description: Text
    tables: Annotated[tuple[Text, ...], Field(min_length=1)]
    legal_basis: Annotated[tuple[Text, ...], Field(min_length=1)]
    keywords: tuple[Text, ...] = ()
    themes: tuple[Text, ...] = ()
    update: Literal["DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "ANNUAL_2", "ANNUAL"]


class _Datasets(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    datasets: Annotated[tuple[DatasetSpec, ...], Field(min_length=1)]


def load_datasets(path: Path) -> tuple[DatasetSpec, ...]:
    """The datasets of a deployment.

    Raises:
        PublishError: the file is missing or broken, or a name or table stands twice; names key and remedy.
    """
    remedy = "Compárelo con data/sample/datasets.yaml."
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        datasets = _Datasets.model_validate(content).datasets
    except FileNotFoundError:
        raise PublishError("falta el archivo", place=path.name, remedy=remedy) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise PublishError("no es YAML válido en UTF-8", place=path.name, remedy=remedy) from None
    except ValidationError as error:
        keys = ", ".join(sorted({".".join(map(str, item["loc"])) or "datasets" for item in error.errors()}))
        raise PublishError(
            f"faltan claves o no son las esperadas: {keys}", place=path.name, remedy=remedy
        ) from None
    names = [dataset.name for dataset in datasets]
    tables = [table for dataset in datasets for table in dataset.tables]
    for repeated in sorted({item for item in (*names, *tables) if (names + tables).count(item) > 1}):
        raise PublishError(f"{repeated} está dos veces", place=path.name, remedy=remedy)
    return datasets
