"""What pairs are worth: Splink compares and weighs them, then the chance that they are relatives is taken off.

Belongs here: the call to Splink. Does not belong here: which pairs (pairs.py), the verdict on a pair (verdict.py),
learning (training.py).

Splink takes every field to be independent of the others. Families and neighbours are not: they share surnames, a
place and an address at once. `mw_familia` is what that takes off a pair: -log2(1 + chance of relatives / chance of
strangers).
"""

import logging
import math

import duckdb
from splink import DuckDBAPI
from splink import Linker as SplinkLinker

from assets.link.linker.comparisons import COMPARISONS, levels_with_gamma, names
from assets.link.linker.model import FREQUENCY_COLUMNS, Model, splink_settings
from assets.link.linker.pairs import COMPARED, PAIRS

SCORED = "enlace_puntaje"
# Agreements that relatives share by descent or by dwelling, so that their rarity speaks for both.
_SHARED_BY_RELATIVES = ("apellidos", "lugar")
_WITH_FREQUENCY = ("nombres", "apellidos", "nacimiento", "lugar")
_COMPARED_COLUMNS = (
    "numero_registro, numero, numero_estado, nombres, nombre_1, nombre_2, nombre_1_base, nombres_clave, "
    "nombre_1_clave, nombre_2_clave, apellidos, apellido_1, apellido_2, apellidos_clave, apellido_1_clave, "
    "apellido_2_clave, nacimiento, sexo, lugar, departamento, postal, zona, direccion"
)


def score(connection: duckdb.DuckDBPyConnection, model: Model, *, least: float | None = None) -> None:
    """Weigh the pairs of `enlace_par` into `enlace_puntaje`.

    Args:
        connection: where the numbered records, the pairs and the frequencies are.
        model: the weights, already for the right population.
        least: weight below which Splink drops a pair before relatives are thought of.
    """
    # Whatever Splink says about its own workings is for its authors.
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection.execute(
        f"create or replace temp view enlace_entrada as select {_COMPARED_COLUMNS} from {COMPARED}"
    )
    database = DuckDBAPI(connection=connection)
    splink = SplinkLinker(
        database.register("enlace_entrada"), splink_settings(model), log_level=None, validate_settings=False
    )
    for column in FREQUENCY_COLUMNS:
        splink.table_management.register_term_frequency_lookup(
            database.register(f"enlace_frecuencia_{column}"), column
        )
    splink.table_management.register_blocked_pairs_for_predict(database.register(PAIRS))
    scored = splink.inference.predict(threshold_match_weight=least, warning_mode="never")
    connection.execute(f"drop table if exists {SCORED}")
    kept = ", ".join(
        ["numero_registro_l", "numero_registro_r", "numero_estado_l", "cast(match_key as integer) as bloque"]
        + [f"gamma_{name}, mw_{name}" for name in names()]
    )
    frequency = " + ".join(f"coalesce(mw_tf_adj_{name}, 0)" for name in _WITH_FREQUENCY)
    connection.execute(
        f"""
        create temp table {SCORED} as
        select *, peso_splink + mw_familia as peso
        from (
            select {kept}, match_weight as peso_splink, {frequency} as mw_frecuencia, {_relatives(model)} as mw_familia
            from {scored.physical_name}
        )
        """
    )
    scored.drop_table_from_database_and_remove_from_cache()


def _relatives(model: Model) -> str:
    """SQL of what the chance of relatives takes off."""
    prior = math.log2(model.kin_share / (1 - model.match_share))
    terms = [f"{prior!r}"]
    for comparison in COMPARISONS:
        cases = " ".join(
            f"when {gamma} then {math.log2(worth.kin / worth.u)!r}"
            for worth, (gamma, _) in zip(
                model.worth[comparison.name], levels_with_gamma(comparison), strict=True
            )
        )
        terms.append(f"case gamma_{comparison.name} {cases} else 0 end")
    terms += [f"coalesce(mw_tf_adj_{name}, 0)" for name in _SHARED_BY_RELATIVES]
    return f"-log2(1 + pow(2, {' + '.join(terms)}))"
