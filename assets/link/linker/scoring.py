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
from splink.internals.splink_dataframe import SplinkDataFrame

from assets.link.linker.comparisons import COMPARISONS, levels_with_gamma, names
from assets.link.linker.model import FREQUENCY_COLUMNS, Model, splink_settings
from assets.link.linker.pairs import COMPARED, PAIRS

SCORED = "enlace_puntaje"
_SHARED = "enlace_par_mismo_numero"
# Agreements that relatives share by descent or by dwelling, so that their rarity speaks for both.
_SHARED_BY_RELATIVES = ("apellidos", "lugar")
_WITH_FREQUENCY = ("nombres", "apellidos", "nacimiento", "lugar")
_COMPARED_COLUMNS = (
    "numero_registro, numero, numero_estado, nombres, nombre_1, nombre_2, nombre_1_base, nombres_clave, "
    "nombre_1_clave, nombre_2_clave, apellidos, apellido_1, apellido_2, apellidos_clave, apellido_1_clave, "
    "apellido_2_clave, nacimiento, sexo, lugar, departamento, postal, zona, direccion"
)


def score(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    *,
    least: float | None = None,
    keep_shared_numbers: bool = False,
) -> None:
    """Weigh the pairs of `enlace_par` into `enlace_puntaje`.

    Args:
        connection: where the numbered records, the pairs and the frequencies are.
        model: the weights, already for the right population.
        least: weight below which Splink drops a pair before relatives are thought of.
        keep_shared_numbers: not those that share a valid number: the same CUI on two people is a finding, however
            surely they are two, commonly a mother's on her child.
    """
    # Splink reads its settings for longer than it weighs the pairs of a night: it does so once.
    database = DuckDBAPI(connection=connection)
    splink = _open(connection, database, model)
    scored = _predict(splink, database.register(PAIRS), least)
    connection.execute(f"create or replace temp table {SCORED} as {_weighed(model, scored.physical_name)}")
    scored.drop_table_from_database_and_remove_from_cache()
    if keep_shared_numbers and _find_shared_numbers(connection):
        scored = _predict(splink, database.register(_SHARED), None)
        connection.execute(f"insert into {SCORED} {_weighed(model, scored.physical_name)}")
        scored.drop_table_from_database_and_remove_from_cache()


def _find_shared_numbers(connection: duckdb.DuckDBPyConnection) -> int:
    """Keep the pairs that share a valid number and weighed too little to be kept; returns how many."""
    found = connection.execute(
        f"""
        create or replace temp table {_SHARED} as
        select p.*
        from {PAIRS} as p
        inner join {COMPARED} as l on l.numero_registro = p.join_key_l and l.numero_estado = 'ok'
        inner join {COMPARED} as r on r.numero_registro = p.join_key_r and r.numero = l.numero
        anti join {SCORED} as s on s.numero_registro_l = p.join_key_l and s.numero_registro_r = p.join_key_r
        """
    ).fetchall()[0][0]
    return int(found)


def _open(connection: duckdb.DuckDBPyConnection, database: DuckDBAPI, model: Model) -> SplinkLinker:
    """Splink at work on the numbered records."""
    # Whatever Splink says about its own workings is for its authors.
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection.execute(
        f"create or replace temp view enlace_entrada as select {_COMPARED_COLUMNS} from {COMPARED}"
    )
    splink = SplinkLinker(
        database.register("enlace_entrada"), splink_settings(model), log_level=None, validate_settings=False
    )
    for column in FREQUENCY_COLUMNS:
        splink.table_management.register_term_frequency_lookup(
            database.register(f"enlace_frecuencia_{column}"), column
        )
    return splink


def _predict(splink: SplinkLinker, pairs: SplinkDataFrame, least: float | None) -> SplinkDataFrame:
    """Splink's own prediction for a table of pairs."""
    splink.table_management.register_blocked_pairs_for_predict(pairs)
    return splink.inference.predict(threshold_match_weight=least, warning_mode="never")


def _weighed(model: Model, predicted: str) -> str:
    """SQL of the pairs as they are kept: levels and weights, never the values that were compared."""
    kept = ", ".join(
        ["numero_registro_l", "numero_registro_r", "numero_estado_l"]
        + [f"gamma_{name}, mw_{name}" for name in names()]
    )
    frequency = " + ".join(f"coalesce(mw_tf_adj_{name}, 0)" for name in _WITH_FREQUENCY)
    return f"""
        select *, peso_splink + mw_familia as peso
        from (
            select {kept}, match_weight as peso_splink, {frequency} as mw_frecuencia, {_relatives(model)} as mw_familia
            from {predicted}
        )
    """


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
