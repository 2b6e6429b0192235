-- Bulk versions of the rules that snis/linkage/ states in Python; tests/linkage/test_macros.py proves them equal.
-- enlace_clave: snis/linkage/sound.py; enlace_nombres, enlace_apellidos, enlace_casada: snis/linkage/name_parts.py;
-- enlace_error_vecino: snis/linkage/numbers.py. They build on assets/macros.sql.

-- The sounds of a normal form, words kept apart. One replacement a line, in the order of sound.STEPS.
create or replace macro enlace_sonidos(n) as (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(n,
        'CH', '1'),
        'PH', 'F'),
        'TZ', 'S'),
        'TS', 'S'),
        'SH', 'S'),
        'X', 'S'),
        'Z', 'S'),
        'QUE', 'KE'),
        'QUI', 'KI'),
        'CE', 'SE'),
        'CI', 'SI'),
        'C', 'K'),
        'Q', 'K'),
        'GUE', '2E'),
        'GUI', '2I'),
        'GE', 'JE'),
        'GI', 'JI'),
        '2', 'G'),
        'HUA', 'WA'),
        'HUE', 'WE'),
        'HUI', 'WI'),
        'HUO', 'WO'),
        'LL', 'I'),
        'Y', 'I'),
        'H', ''),
        'V', 'B')
);

-- Double letters once.
create or replace macro enlace_sin_dobles(n) as (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(n,
        'AA', 'A'),
        'BB', 'B'),
        'DD', 'D'),
        'EE', 'E'),
        'FF', 'F'),
        'GG', 'G'),
        'II', 'I'),
        'JJ', 'J'),
        'KK', 'K'),
        'LL', 'L'),
        'MM', 'M'),
        'NN', 'N'),
        'OO', 'O'),
        'PP', 'P'),
        'RR', 'R'),
        'SS', 'S'),
        'TT', 'T'),
        'UU', 'U'),
        'WW', 'W')
);

-- What the diaeresis tells, read before accents go: GÜ is said W.
create or replace macro enlace_dieresis(t) as (
    case
        when regexp_matches(t, '[üÜ]|\x{0308}')
            then replace(replace(replace(nfc_normalize(t), 'GÜ', 'W'), 'Gü', 'W'), 'gü', 'w')
        else t
    end
);

-- The sound key of a normal form.
create or replace macro enlace_clave_normal(n) as (
    enlace_sin_dobles(enlace_sonidos(n))
);

-- The sound key of a name as written.
create or replace macro enlace_clave(t) as (
    enlace_clave_normal(nombre_normal(enlace_dieresis(t)))
);

-- Particles joined to the word that they open, compound surnames after DE to one word.
create or replace macro enlace_compuestos(n) as (
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(n, '\bDE (LAS|LOS|LA) ', 'DE\1 ', 'g'),
                '\b(DELAS|DELOS|DELA|DEL|LAS|LOS|LA|SAN|SANTA|MC|MAC|VAN|VON|DER|DEN|DA|DI|DU|LE) ', '\1', 'g'
            ),
            '\b(DELAS|DELOS|DELA|DEL|LAS|LOS|LA|SAN|SANTA|MC|MAC|VAN|VON|DER|DEN|DA|DI|DU|LE) ', '\1', 'g'
        ),
        '\bDE (DIOS|GRACIA|GRACIAS|JESUS|LEON|MATA|PAZ|REYES|ROSA|SANTIAGO|TORO|VILLA)\b', 'DE\1', 'g'
    )
);

-- Given names as words parted by single spaces.
create or replace macro enlace_nombres(t) as (
    regexp_replace(enlace_compuestos(nombre_normal(t)), '\bDE ', 'DE', 'g')
);

-- Surnames with the husband's still behind them, after the first ' DE '.
create or replace macro enlace_apellidos_todos(t) as (
    enlace_compuestos(regexp_replace(nombre_normal(t), ' (VIUDA|VDA|VD) DE ', ' DE ', 'g'))
);

-- A person's own surnames as words parted by single spaces.
create or replace macro enlace_apellidos(t) as (
    regexp_replace(split_part(enlace_apellidos_todos(t), ' DE ', 1), '\bDE ', 'DE', 'g')
);

-- The husband's surname, or empty.
create or replace macro enlace_casada(t) as (
    case
        when contains(enlace_apellidos_todos(t), ' DE ')
            then regexp_replace(
                substr(enlace_apellidos_todos(t), position(' DE ' in enlace_apellidos_todos(t)) + 4), '\bDE ', 'DE', 'g'
            )
        else ''
    end
);

-- Eight signs, year month day, of a birth date as text; 0000 stands for a month and day that are not given. What cannot
-- be a date is null; a date with a wrong figure is kept as it is, for it still tells much. `dia_primero`: whether dates
-- with strokes begin with the day. snis/linkage/birth_dates.py
create or replace macro enlace_fecha(t, dia_primero) as (
    case
        when t is null then null
        when regexp_matches(t, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') then replace(substr(t, 1, 10), '-', '')
        when regexp_matches(t, '^[0-9]{8}(\.0)?$') then substr(t, 1, 8)
        when regexp_matches(t, '^[0-9]{4}(\.0)?$') then substr(t, 1, 4) || '0000'
        when regexp_matches(t, '^[0-9A-Za-z]{4}[-/. ][0-9A-Za-z]{1,2}[-/. ][0-9A-Za-z]{1,2}( .*|T.*)?$')
            then concat(
                substr(t, 1, 4),
                lpad(regexp_extract(t, '^.{4}[-/. ]([0-9A-Za-z]{1,2})', 1), 2, '0'),
                lpad(regexp_extract(t, '^.{4}[-/. ][0-9A-Za-z]{1,2}[-/. ]([0-9A-Za-z]{1,2})', 1), 2, '0')
            )
        when regexp_matches(t, '^[0-9A-Za-z]{1,2}[-/. ][0-9A-Za-z]{1,2}[-/. ][0-9A-Za-z]{4}( .*)?$')
            then concat(
                regexp_extract(t, '^[^-/. ]+[-/. ][^-/. ]+[-/. ]([0-9A-Za-z]{4})', 1),
                lpad(regexp_extract(t, case when dia_primero then '^[^-/. ]+[-/. ]([^-/. ]+)' else '^([^-/. ]+)' end, 1), 2, '0'),
                lpad(regexp_extract(t, case when dia_primero then '^([^-/. ]+)' else '^[^-/. ]+[-/. ]([^-/. ]+)' end, 1), 2, '0')
            )
        when regexp_matches(t, '^[0-9]{4}[-/. ][0-9]{1,2}$')
            then concat(substr(t, 1, 4), lpad(substr(t, 6), 2, '0'), '00')
        when regexp_matches(t, '^[0-9]{6,9}$') then t
        else null
    end
);
