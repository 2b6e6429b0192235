"""The verdict on a scored pair: one person, two, or a question for a person.

Belongs here: the rules D1 and D2, the twin rule and the two thresholds, as SQL over comparison vectors. Does not belong
here: weights (scoring.py) or groups of more than two records (clustering.py).

- D1: the same valid CUI, and a given name or the birth date agrees.
- D2: names that sound alike and the same birth date, and no two different valid CUIs.
- S: the weight alone.
- Held for a person whatever the weight: given names that disagree without the same CUI ("gemelos"), and the same CUI
  where neither name nor birth date agrees ("cui_compartido", commonly a mother's on her child).
"""

import duckdb

from assets.link.linker.comparisons import (
    BIRTH,
    COMPARISONS,
    GIVEN,
    IDENTIFIER,
    SURNAMES,
    Comparison,
    levels_with_gamma,
)
from assets.link.linker.model import Model
from assets.link.linker.pairs import COMPARED
from assets.link.linker.scoring import SCORED


def _gammas(comparison: Comparison, *names: str) -> str:
    """SQL list of the numbers of some levels."""
    found = [str(gamma) for gamma, level in levels_with_gamma(comparison) if level.name in names]
    return f"({', '.join(found)})"


_SAME_ID = f"gamma_identificador in {_gammas(IDENTIFIER, 'igual')}"
_NAMES_AGREE = "gamma_nombres in " + _gammas(
    GIVEN,
    "iguales",
    "suenan igual",
    "primero igual, falta el segundo",
    "en otro orden",
    "inicial",
    "variante",
    "casi iguales",
)
_NAMES_SOUND = f"gamma_nombres in {_gammas(GIVEN, 'iguales', 'suenan igual')}"
_NAMES_DISAGREE = (
    f"gamma_nombres in {_gammas(GIVEN, 'distintos', 'parecidos', 'primero igual, segundo distinto')}"
)
_SURNAMES_SOUND = f"gamma_apellidos in {_gammas(SURNAMES, 'iguales', 'suenan igual')}"
_SAME_BIRTH = f"gamma_nacimiento in {_gammas(BIRTH, 'igual')}"
_BIRTH_NEAR = f"gamma_nacimiento in {_gammas(BIRTH, 'igual', 'día y mes cambiados', 'un error')}"
_TWO_IDS = f"gamma_identificador in {_gammas(IDENTIFIER, 'distinto', 'mismo número, otro lugar')}"


def judge(connection: duckdb.DuckDBPyConnection, model: Model, into: str) -> int:
    """Write the pairs worth keeping, with the verdict on each; returns how many."""
    valid = "numero_estado_l = 'ok'" if model.is_cui else "false"
    twins = f"{_NAMES_DISAGREE} and not coalesce({_SAME_ID}, false)" if model.holds_twins else "false"
    evidence = ", ".join(
        f"cast(gamma_{c.name} as tinyint) as gamma_{c.name}, mw_{c.name}" for c in COMPARISONS
    )
    connection.execute(
        f"""
        create or replace temp table {into} as
        with ruled as (
            select
                *,
                round(peso, 6) as peso_final,
                case
                    when {valid} and {_SAME_ID} and ({_NAMES_AGREE} or {_BIRTH_NEAR}) then 'D1'
                    when {_NAMES_SOUND} and {_SURNAMES_SOUND} and {_SAME_BIRTH} and not ({_TWO_IDS}) then 'D2'
                    else 'S'
                end as etapa,
                case
                    when {valid} and {_SAME_ID} and not ({_NAMES_AGREE} or {_BIRTH_NEAR}) then 'cui_compartido'
                    when {twins} then 'gemelos'
                end as retenido
            from {SCORED}
        ),

        judged as (
            select
                *,
                case
                    when retenido is not null
                        then case
                            when peso_final >= $review or retenido = 'cui_compartido' then 'revision'
                            else 'separado'
                        end
                    when etapa <> 'S' and peso_final >= $review then 'unido'
                    when peso_final >= $merge then 'unido'
                    when peso_final >= $review then 'revision'
                    else 'separado'
                end as estado_codigo
            from ruled
        )

        select
            least(l.record_id, r.record_id) as registro_a_id,
            greatest(l.record_id, r.record_id) as registro_b_id,
            etapa as etapa_codigo,
            case
                when estado_codigo = 'revision' then coalesce(retenido, 'zona_gris')
                when etapa = 'D1' then 'cui_y_nombre_o_nacimiento'
                when etapa = 'D2' then 'nombre_y_nacimiento'
                else 'peso'
            end as regla,
            peso_final as peso,
            estado_codigo,
            {evidence},
            mw_frecuencia,
            mw_familia,
            $version as modelo_version,
            numero_registro_l,
            numero_registro_r
        from judged
        inner join {COMPARED} as l on l.numero_registro = numero_registro_l
        inner join {COMPARED} as r on r.numero_registro = numero_registro_r
        where peso_final >= $keep or estado_codigo <> 'separado'
        """,
        {
            "merge": model.merge_weight,
            "review": model.review_weight,
            "keep": model.keep_weight,
            "version": model.version,
        },
    )
    return int(connection.execute(f"select count(*) from {into}").fetchall()[0][0])
