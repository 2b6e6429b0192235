"""A version of the model: what the linker has learnt, as a file.

Belongs here: the values, reading and writing them, and what Splink is told. Does not belong here: learning
(training.py), the ladders themselves (comparisons.py).

A version is a folder: `model.json` (m, u and kin of every level, share of pairs that match, blocks, thresholds) and
one Parquet file of frequencies for each of nombres, apellidos, nacimiento, zona. Both are frozen: what a pair is worth
never depends on the night in which it is met.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from assets.link.linker.comparisons import COMPARISONS, Comparison, levels_with_gamma
from snis.errors import LinkageError

FREQUENCY_COLUMNS = ("nombres", "apellidos", "nacimiento", "zona")
# No level may be impossible: one impossible level would outweigh everything else that is known of a pair.
FLOOR = 1e-9
_FILE = "model.json"


@dataclass(frozen=True)
class Worth:
    """How often a level occurs among records of one person, of strangers, and of relatives."""

    m: float
    u: float
    kin: float


@dataclass(frozen=True)
class Model:
    """A version of the model.

    Attributes:
        version: name of the version.
        worth: by comparison, one entry for each level, best first.
        match_share: of all pairs of records in a population of `population` records, how many are one person.
        kin_share: the same for relatives and neighbours.
        population: number of records that the shares hold for.
        blocks: names of the blocks (blocks.py) that pairs are taken from.
        merge_weight: pairs at or above are one person.
        review_weight: pairs between this and merge_weight are for a person to judge.
        keep_weight: pairs below are not kept.
        missing_weight: what a pair that was never compared counts when a chain is weighed.
        is_cui: whether the rules of the CUI hold for the numbers.
        holds_twins: whether pairs that may be twins wait for a person; false only where data show no relatives.
        frequencies: folder of the frozen frequencies, or None: those of the records at hand.
    """

    version: str
    worth: Mapping[str, tuple[Worth, ...]]
    match_share: float
    kin_share: float
    population: int
    blocks: tuple[str, ...]
    merge_weight: float = 4.0
    review_weight: float = 0.0
    keep_weight: float = -5.0
    missing_weight: float = -4.0
    is_cui: bool = True
    holds_twins: bool = True
    frequencies: Path | None = field(default=None, compare=False)

    def for_population(self, records: int) -> "Model":
        """The same model for another number of records: a person has as many records, among more strangers."""
        factor = self.population / max(records, 1)
        return replace(
            self,
            match_share=min(self.match_share * factor, 0.5),
            kin_share=min(self.kin_share * factor, 0.4),
            population=records,
        )


def splink_settings(model: Model) -> dict[str, Any]:
    """The model in the words of Splink."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "numero_registro",
        "probability_two_random_records_match": model.match_share,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_splink_comparison(comparison, model) for comparison in COMPARISONS],
        "retain_intermediate_calculation_columns": True,
        # Without the columns themselves Splink does not hand out the levels either; scoring.py lets go of them at once.
        "retain_matching_columns": True,
    }


def _splink_comparison(comparison: Comparison, model: Model) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.missing, "label_for_charts": "falta", "is_null_level": True}
    ]
    for worth, (_, level) in zip(model.worth[comparison.name], levels_with_gamma(comparison), strict=True):
        said: dict[str, Any] = {
            "sql_condition": level.condition,
            "label_for_charts": level.name,
            "m_probability": worth.m,
            "u_probability": worth.u,
        }
        if level.frequency_column:
            said |= {"tf_adjustment_column": level.frequency_column, "tf_adjustment_weight": 1.0}
        levels.append(said)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def write_model(model: Model, folder: Path) -> None:
    """Write model.json; the frequencies are written by frequencies.py."""
    folder.mkdir(parents=True, exist_ok=True)
    said = asdict(model)
    del said["frequencies"]
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (folder / _FILE).write_text(f"{text}\n", encoding="utf-8")


def load_model(folder: Path | None = None) -> Model:
    """A version of the model: of a folder, or the one that is shipped.

    Raises:
        LinkageError: there is none, or it is not for these comparisons.
    """
    if folder is None:
        with as_file(files("assets.link.linker") / "shipped") as shipped:
            return load_model(shipped)
    path = folder / _FILE
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        worth = {
            name: tuple(Worth(**level) for level in levels) for name, levels in said.pop("worth").items()
        }
        model = Model(
            **{**said, "worth": worth, "blocks": tuple(said["blocks"]), "frequencies": folder},
        )
    except FileNotFoundError:
        raise LinkageError(
            "no hay modelo en la carpeta", place=folder.name, remedy="Señale una carpeta con model.json."
        ) from None
    except (ValueError, TypeError, KeyError):
        raise LinkageError(
            "el modelo no se puede leer", place=folder.name, remedy="Entrene o copie de nuevo la versión."
        ) from None
    _check(model, folder.name)
    return model


def _check(model: Model, place: str) -> None:
    for comparison in COMPARISONS:
        if len(model.worth.get(comparison.name, ())) != len(comparison.levels):
            raise LinkageError(
                f"el modelo no tiene los niveles de la comparación {comparison.name}",
                place=place,
                remedy="Es de otra versión del programa; entrene una nueva.",
            )


def starting_worth() -> dict[str, tuple[Worth, ...]]:
    """What is held of every level before any data is seen; u is for training to find."""
    return {
        comparison.name: tuple(
            Worth(level.m, max(level.kin, FLOOR), level.kin) for level in comparison.levels
        )
        for comparison in COMPARISONS
    }


def weight_of(worth: Worth) -> float:
    """Weight of a level, log2."""
    return math.log2(worth.m / worth.u)
