"""What a table of unknown origin holds, found out from the data: are its numbers CUIs, how are its dates written.

Belongs here: the questions and their answers. Does not belong here: reading the file (table_input.py) or what follows
(table_link.py). Answers are shares and counts, never values.
"""

from dataclasses import dataclass

import duckdb

from assets.link.linker.normalising import FILLERS, ROWS

# A number of 13 digits at random ends in a municipality and has the right check digit once in some 300 times.
_CUI_SHARE = 0.5
_CUI_LEAST = 5
# A number that so many records have, nearly all of different names, is what somebody typed to get past a form.
_FILLER_RECORDS = 6


@dataclass(frozen=True)
class Profile:
    """What a table holds.

    Attributes:
        records: rows.
        filled: by column, rows that have a value.
        numbers_valid: of the numbers, the share that keeps the rules of the CUI.
        is_cui: whether those rules hold.
        day_first: whether dates with strokes begin with the day.
        unreadable_dates: dates that cannot be one.
    """

    records: int
    filled: dict[str, int]
    numbers_valid: float
    is_cui: bool
    day_first: bool
    unreadable_dates: int


def profile(connection: duckdb.DuckDBPyConnection) -> Profile:
    """Profile `enlace_fila`."""
    columns = [
        str(name) for (name,) in connection.execute(f"select column_name from (describe {ROWS})").fetchall()
    ]
    counts = connection.execute(
        f"select count(*), {', '.join(f'count({name})' for name in columns)} from {ROWS}"
    ).fetchall()[0]
    numbers, valid = connection.execute(
        f"""
        select count(*), count(*) filter (where length(numero) = 13 and cui_digito_ok(numero) and m.municipio_codigo
            is not null)
        from (select cui_normal(national_id) as numero from {ROWS}
              where national_id is not null and not es_nulo_cui(national_id)) as n
        left join enlace_municipio as m on m.municipio_codigo = substr(n.numero, 10, 4)
        """
    ).fetchall()[0]
    day_first = _day_first(connection)
    unreadable = connection.execute(
        f"select count(*) from {ROWS} where trim(birth_date) <> '' "
        "and enlace_fecha(trim(birth_date), $day_first) is null",
        {"day_first": day_first},
    ).fetchall()[0][0]
    share = valid / numbers if numbers else 0.0
    return Profile(
        records=int(counts[0]),
        filled=dict(zip(columns, (int(count) for count in counts[1:]), strict=True)),
        numbers_valid=share,
        is_cui=valid >= _CUI_LEAST and share >= _CUI_SHARE,
        day_first=day_first,
        unreadable_dates=int(unreadable),
    )


def _day_first(connection: duckdb.DuckDBPyConnection) -> bool:
    """By majority: a first part above 12 can only be a day, a second part above 12 only that of month first."""
    first, second = connection.execute(
        f"""
        select
            count(*) filter (where try_cast(regexp_extract(d, '^([0-9]{{1,2}})[-/. ]', 1) as integer) > 12),
            count(*) filter (where
                try_cast(regexp_extract(d, '^[0-9]{{1,2}}[-/. ]([0-9]{{1,2}})[-/. ]', 1) as integer) > 12)
        from (select trim(birth_date) as d from {ROWS})
        """
    ).fetchall()[0]
    return bool(first >= second)


def find_fillers(connection: duckdb.DuckDBPyConnection, *, is_cui: bool) -> int:
    """Keep the numbers that stand for none because too many different people have them; returns how many."""
    number = (
        "cui_normal(national_id)" if is_cui else "regexp_replace(upper(national_id), '[^A-Z0-9]', '', 'g')"
    )
    connection.execute(
        f"""
        create or replace temp table {FILLERS} as
        with numbered as (
            select {number} as numero, given_names, surnames, substr(birth_date, 1, 10) as nacimiento
            from {ROWS}
            where national_id is not null
        ),

        frequent as (
            select numero from numbered group by numero having count(*) >= {_FILLER_RECORDS}
        ),

        sounded as (
            select
                n.numero,
                enlace_clave(n.given_names) as nombre,
                left(enlace_clave(n.surnames), 4) as apellido,
                n.nacimiento
            from numbered as n
            semi join frequent as f on f.numero = n.numero
        )

        select numero
        from sounded
        group by numero
        having count(distinct (nombre, apellido)) > 0.6 * count(*)
            and (count(distinct nacimiento) > 0.6 * count(*) or count(nacimiento) = 0)
        """
    )
    return int(connection.execute(f"select count(*) from {FILLERS}").fetchall()[0][0])
