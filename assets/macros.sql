-- Bulk versions of rules that snis/ states in Python; tests/sql/test_macros.py proves them equal.
-- cui_*: snis/cui.py; nombre_normal: snis/names.py; seudonimo, clave_registro: snis/pseudonym.py;
-- sorteo_con_clave, redondeo_con_clave: snis/disclosure.py. And rules on which several statements must agree to the
-- letter: seudonimo_identidad, quetzales, dias_del_mes.

-- A text without invisible marks, with plain spaces and ASCII digits, without outer spaces and quotes.
create or replace macro cui_texto(t) as (
    trim(
        case
            when not regexp_matches(t, '[^\x00-\x7F]') then t
            else translate(
                regexp_replace(
                    regexp_replace(coalesce(t, ''), '[\x{AD}\x{200B}-\x{200F}\x{2060}\x{FEFF}]', '', 'g'),
                    '[\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]', ' ', 'g'
                ),
                '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९',
                '0123456789012345678901234567890123456789'
            )
        end,
        chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(32) || '"''`´’‘“”'
    )
);

-- The same without any kind of space or dash, underscores and slashes.
create or replace macro cui_sin_separadores(t) as (
    trim(
        regexp_replace(
            cui_texto(t),
            '[\x09-\x0D\x1C-\x20\-\x{2010}-\x{2015}\x{2212}\x{2E3A}\x{2E3B}\x{FE58}\x{FE63}\x{FF0D}_/]', '', 'g'
        ),
        '"''`´’‘“”'
    )
);

-- The digits of a CUI as sent. Nearly every row is thirteen plain digits, so the long way is for the others only.
create or replace macro cui_normal(t) as (
    case
        when regexp_matches(t, '^[0-9]{13}$') then t
        when regexp_matches(cui_sin_separadores(t), '^[0-9]+\.0+$')
            then regexp_replace(cui_sin_separadores(t), '\.0+$', '')
        when regexp_matches(
            cui_sin_separadores(t),
            '^([0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,3}(,[0-9]{3})+|[0-9]{4}\.[0-9]{5}\.[0-9]{4})$'
        )
            then replace(replace(cui_sin_separadores(t), '.', ''), ',', '')
        else cui_sin_separadores(t)
    end
);

-- Of a number of thirteen digits, whether the ninth is the check digit of the first eight: weights 2 to 9, modulus 11.
-- Integer arithmetic is faster than cutting out each digit. Other numbers: undefined.
create or replace macro cui_resto_ok(n) as (
    (
        2 * (n // 1000000000000 % 10)
        + 3 * (n // 100000000000 % 10)
        + 4 * (n // 10000000000 % 10)
        + 5 * (n // 1000000000 % 10)
        + 6 * (n // 100000000 % 10)
        + 7 * (n // 10000000 % 10)
        + 8 * (n // 1000000 % 10)
        + 9 * (n // 100000 % 10)
    ) % 11 = n // 10000 % 10
);

-- The same for any text; what is not thirteen digits has none (a cast alone would take 1e12 and 1_000 for numbers).
create or replace macro cui_digito_ok(n) as (
    case when regexp_matches(n, '^[0-9]{13}$') then cui_resto_ok(try_cast(n as bigint)) else false end
);

-- The first rule that a normalised number fails, in the words of snis.cui.
create or replace macro cui_veredicto(n, es_departamento, es_municipio) as (
    case
        when regexp_matches(n, '[^0-9]') then 'not_numeric'
        when length(n) <> 13 then 'bad_length'
        when not es_departamento then 'bad_department'
        when not es_municipio then 'bad_municipality'
        when not cui_resto_ok(try_cast(n as bigint)) then 'bad_check'
        else 'valid'
    end
);

-- Whether a text says that there is no CUI. An expression, since a list of words would be tried on every row.
create or replace macro es_nulo_cui(t) as (
    regexp_full_match(
        upper(cui_texto(t)),
        '|[.?]|-{1,3}|0|0000000000000|#N/A|#REF!|#VALUE!|#¡REF!|#¡VALOR!|C/?F|EN TR[AÁ]MITE|MENOR( DE EDAD)?|'
        || 'N/?A|N/?D|NAN|NIL|NINGUNO|NO APLICA|NO TIENE( CUI| DPI)?|NONE|NULL|NULO|S/?D|S/?N|'
        || 'SIN (CUI|DATOS?|DPI)'
    )
);

-- Numbers that people type to get past a form.
create or replace macro es_cui_relleno(n) as (
    regexp_full_match(
        n, '0{13}|1{13}|2{13}|3{13}|4{13}|5{13}|6{13}|7{13}|8{13}|9{13}|0123456789012|1234567890(101|123)|9876543210987'
    )
);

-- Capitals A-Z, digits and single spaces. Nearly every name is of Spanish letters with single spaces, and takes a short
-- way; a NUL would end the text for nfc_normalize.
create or replace macro nombre_normal(t) as (
    case
        when regexp_matches(t, '^[A-Za-z0-9]+( [A-Za-z0-9]+)*$') then upper(t)
        when regexp_matches(t, '^[A-Za-z0-9ÁÉÍÓÚÜÑáéíóúüñ]+( [A-Za-z0-9ÁÉÍÓÚÜÑáéíóúüñ]+)*$')
            then upper(strip_accents(t))
        else upper(
            trim(
                regexp_replace(
                    case
                        when not regexp_matches(t, '[^\x00-\x7F]') then replace(replace(t, '''', ''), '`', '')
                        else translate(
                            nfc_normalize(replace(coalesce(t, ''), chr(0), ' ')),
                            'ÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝáàâäãåéèêëíìîïóòôöõúùûüñçýªº°''`´’‘‛ʼʻ′＇ꞌꞋ',
                            'AAAAAAEEEEIIIIOOOOOUUUUNCYaaaaaaeeeeiiiiooooouuuuncyaoo'
                        )
                    end,
                    '[^A-Za-z0-9]+', ' ', 'g'
                )
            )
        )
    end
);

-- The lower-case half of sin_mojibake.
create or replace macro sin_mojibake_minusculas(t) as (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        t,
        'Ã¡', 'á'),
        'Ã©', 'é'),
        'Ã' || chr(173), 'í'),
        'Ã³', 'ó'),
        'Ãº', 'ú'),
        'Ã±', 'ñ'),
        'Ã¼', 'ü'),
        'Âº', 'º'),
        'Âª', 'ª'),
        'Â°', '°'),
        'Â´', '´')
);

-- The upper-case half of sin_mojibake.
create or replace macro sin_mojibake_mayusculas(t) as (
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        t,
        'Ã' || chr(129), 'Á'),
        'Ã‰', 'É'),
        'Ã' || chr(137), 'É'),
        'Ã' || chr(141), 'Í'),
        'Ã“', 'Ó'),
        'Ã' || chr(147), 'Ó'),
        'Ãš', 'Ú'),
        'Ã' || chr(154), 'Ú'),
        'Ã‘', 'Ñ'),
        'Ã' || chr(145), 'Ñ'),
        'Ãœ', 'Ü'),
        'Ã' || chr(156), 'Ü')
);

-- UTF-8 that was read as Windows-1252 or Latin-1, for the letters that names here carry: each pair stands for one letter
-- and no name holds it otherwise. Texts without the first half of a pair pass as they are.
create or replace macro sin_mojibake(t) as (
    case
        when contains(t, 'Ã') or contains(t, 'Â') then sin_mojibake_minusculas(sin_mojibake_mayusculas(t))
        else t
    end
);

-- Whether a name lost a letter for good: the sign for a character that could not be read, a question mark beside a letter,
-- or half of a pair that sin_mojibake does not know.
create or replace macro perdio_letras(t) as (
    case
        when contains(t, chr(65533)) then true
        when contains(t, '?')
            then regexp_matches(t, '[A-Za-zÁÉÍÓÚÜÑáéíóúüñ][?]|[?][A-Za-zÁÉÍÓÚÜÑáéíóúüñ]')
        when contains(t, 'Ã') or contains(t, 'Â') then regexp_matches(t, '[ÃÂ][^A-Za-zÁÉÍÓÚÑáéíóúñ '']')
        else false
    end
);

-- HMAC-SHA256 from nested SHA-256 over the two key blocks; the first 32 hex digits.
create or replace macro seudonimo(ipad, opad, proposito, valor) as (
    substr(sha256(opad || unhex(sha256(ipad || encode(proposito || '|' || valor)))), 1, 32)
);

-- The pseudonym of an identity as it is asked about: number, names and birth; what is missing is empty.
create or replace macro seudonimo_identidad(ipad, opad, cui, nombres, apellidos, nacimiento) as (
    seudonimo(
        ipad, opad, 'identidad',
        concat(
            cui, '|', coalesce(nombres, ''), '|', coalesce(apellidos, ''), '|',
            coalesce(cast(nacimiento as varchar), '')
        )
    )
);

-- Whole cents as quetzales: exact, on every engine.
create or replace macro quetzales(centavos) as (
    cast(cast(centavos as decimal(18, 0)) * cast(0.01 as decimal(3, 2)) as decimal(18, 2))
);

-- Days of a month from one day to another, as the low bits of an integer: day d is bit d - 1. They must meet.
create or replace macro dias_del_mes(desde, hasta, mes_inicio, mes_fin) as (
    (cast(1 as bigint) << cast(day(least(hasta, mes_fin)) as integer))
    - (cast(1 as bigint) << cast(day(greatest(desde, mes_inicio)) - 1 as integer))
);

-- Record key of a cell key: the first 8 bytes of HMAC-SHA256 as a number.
create or replace macro clave_registro(ipad, opad, identificador) as (
    cast('0x' || substr(sha256(opad || unhex(sha256(ipad || encode(identificador)))), 1, 16) as ubigint)
);

-- The draw of a set of records, below 2^52: the first 13 hex digits of SHA-256 over the text
-- '<key as 64 lowercase hex digits>|<measure>|<cell key in decimal digits>', as a number.
create or replace macro sorteo_con_clave(clave, medida, clave_celda) as (
    cast(concat('0x', substr(
        sha256(concat(lower(hex(clave)), '|', medida, '|', cast(clave_celda as varchar))), 1, 13
    )) as bigint)
);

-- One of the two multiples of a base around a count: up when draw / 2^52 < rest / base, in whole numbers.
create or replace macro redondeo_con_clave(conteo, base, sorteo) as (
    conteo - conteo % base + case when sorteo * base < conteo % base * 4503599627370496 then base else 0 end
);

-- One row of facts as a number, to tell whether a person's rows differ from earlier ones; never kept.
create or replace macro huella_registro(universo, anio, mes, municipio, institucion, programa, modalidad, otra_modalidad,
    sexo, edad, pueblo, monto) as (
    cast(hash(
        universo, anio, mes, municipio, institucion, programa, modalidad, otra_modalidad, sexo, edad, pueblo, monto
    ) as hugeint)
);

-- The name of a set of cells that a printing begins together: table, cross, year and month.
create or replace macro alcance_clave(tabla, cruce, anio, mes) as (
    concat(tabla, '|', cruce, '|', cast(anio as varchar), '|', coalesce(cast(mes as varchar), ''))
);

-- The name of a cell; an empty place is a total. No code holds the sign between them.
create or replace macro celda_clave(tabla, cruce, anio, mes, departamento, municipio, institucion, programa, modalidad,
    otra_modalidad, sexo, edad, pueblo) as (
    concat(
        alcance_clave(tabla, cruce, anio, mes), '|', coalesce(departamento, ''), '|', coalesce(municipio, ''), '|',
        coalesce(institucion, ''), '|', coalesce(programa, ''), '|', coalesce(modalidad, ''), '|',
        coalesce(otra_modalidad, ''), '|', coalesce(sexo, ''), '|', coalesce(edad, ''), '|', coalesce(pueblo, '')
    )
);

-- The step to which the mean of an amount in cents is rounded, so that it keeps some digits.
create or replace macro promedio_paso(centavos, conteo, cifras) as (
    cast(power(10, greatest(length(cast(centavos // conteo as varchar)) - cifras, 0)) as bigint)
);

-- A share in millionths, rounded up: what is lost is never said smaller than it is.
create or replace macro millonesimas(parte, entero) as (
    (1000000 * parte + entero - 1) // entero
);

-- What a rule takes of its dimension, in tenths of millionths; a notice about the file counts a tenth.
create or replace macro perdida_decimas(clase, fallas, revisados) as (
    case when clase = 'noticia' then 1 else 10 end * millonesimas(fallas, revisados)
);

-- Points of a dimension in hundredths, rounded down: what its rules take, and its blanks over all its columns.
create or replace macro dimension_centesimas(decimas, vacias, casillas) as (
    (
        1000000 - least(
            1000000, (decimas + 9) // 10 + case when casillas > 0 then millonesimas(vacias, casillas) else 0 end
        )
    ) // 100
);

-- What is left of a total in hundredths after signs; with a cap it does not rise over its own past.
create or replace macro total_centesimas(base, castigo, tope, pasado) as (
    least(greatest(0, base - castigo), case when tope = 1 then coalesce(pasado, 10000) else 10000 end)
);

-- Hundredths as points with two decimals.
create or replace macro puntos(centesimas) as (
    cast(cast(centesimas as decimal(9, 0)) / 100 as decimal(6, 2))
);
