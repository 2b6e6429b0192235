-- Bulk versions of rules that snis/ states in Python; tests/sql/test_macros.py proves them equal.
-- cui_*: snis/cui.py; nombre_normal: snis/names.py; seudonimo, clave_registro: snis/pseudonym.py.

-- A text with decimal digits of other scripts as ASCII, without invisible marks and outer spaces and quotes.
create or replace macro cui_texto(t) as (
    trim(
        translate(
            regexp_replace(coalesce(t, ''), '[\x{200B}-\x{200F}\x{2060}\x{FEFF}]', '', 'g'),
            '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९',
            '0123456789012345678901234567890123456789'
        ),
        chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(32) || chr(160) || '"''`´’‘“”'
    )
);

-- The digits of a CUI as sent. Nearly every row is thirteen plain digits, so the long way is for the others only.
create or replace macro cui_normal(t) as (
    case
        when regexp_matches(t, '^[0-9]{13}$') then t
        else regexp_replace(
            case
                when regexp_matches(cui_texto(t), '^[0-9]+\.0+$') then regexp_replace(cui_texto(t), '\.0+$', '')
                when regexp_matches(cui_texto(t), '^([0-9]{1,3}(\.[0-9]{3})+|[0-9]{4}\.[0-9]{5}\.[0-9]{4})$') then replace(cui_texto(t), '.', '')
                when regexp_matches(cui_texto(t), '^[0-9]{1,3}(,[0-9]{3})+$') then replace(cui_texto(t), ',', '')
                else cui_texto(t)
            end,
            '[\s\v\p{Z}\p{Pd}_/\x{2212}]', '', 'g'
        )
    end
);

-- Whether the ninth of thirteen digits is the check digit of the first eight: weights 2 to 9, modulus 11.
create or replace macro cui_digito_ok(n) as (
    (
        2 * (try_cast(n as bigint) // 1000000000000 % 10)
        + 3 * (try_cast(n as bigint) // 100000000000 % 10)
        + 4 * (try_cast(n as bigint) // 10000000000 % 10)
        + 5 * (try_cast(n as bigint) // 1000000000 % 10)
        + 6 * (try_cast(n as bigint) // 100000000 % 10)
        + 7 * (try_cast(n as bigint) // 10000000 % 10)
        + 8 * (try_cast(n as bigint) // 1000000 % 10)
        + 9 * (try_cast(n as bigint) // 100000 % 10)
    ) % 11 = try_cast(n as bigint) // 10000 % 10
);

-- The first rule that a normalised number fails, in the words of snis.cui.
create or replace macro cui_veredicto(n, es_departamento, es_municipio) as (
    case
        when regexp_matches(n, '[^0-9]') then 'not_numeric'
        when length(n) <> 13 then 'bad_length'
        when not es_departamento then 'bad_department'
        when not es_municipio then 'bad_municipality'
        when not cui_digito_ok(n) then 'bad_check'
        else 'valid'
    end
);

-- Whether a text says that there is no CUI.
create or replace macro es_nulo_cui(t) as (
    upper(cui_texto(t)) in (
        '', '-', '0', '0000000000000', 'NULL', 'N/A', 'NA', 'NAN', 'NONE', 'S/N', 'SIN DPI', 'SIN CUI', 'EN TRAMITE',
        'EN TRÁMITE', 'NO TIENE', 'MENOR', '#N/A', '?', 'C/F', 'CF', 'NO APLICA', 'NINGUNO'
    )
);

-- Numbers that people type to get past a form.
create or replace macro es_cui_relleno(n) as (
    n in ('0000000000000', '1111111111111', '9999999999999', '0123456789012', '1234567890101')
);

-- Capitals A-Z, digits and single spaces. Most names are plain letters already; only the others go the long way.
create or replace macro nombre_normal(t) as (
    case
        when regexp_matches(upper(t), '^[A-Z0-9]+( [A-Z0-9]+)*$') then upper(t)
        else trim(
            regexp_replace(
                translate(
                    translate(upper(nfc_normalize(coalesce(t, ''))), '''`´’‘ʼʻ′', ''),
                    'ÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝ', 'AAAAAAEEEEIIIIOOOOOUUUUNCY'
                ),
                '[^A-Z0-9]+', ' ', 'g'
            )
        )
    end
);

-- HMAC-SHA256 from nested SHA-256 over the two key blocks; the first 32 hex digits.
create or replace macro seudonimo(ipad, opad, proposito, valor) as (
    substr(sha256(opad || unhex(sha256(ipad || encode(proposito || '|' || valor)))), 1, 32)
);

-- Record key of a cell key: the first 8 bytes of HMAC-SHA256 as a number.
create or replace macro clave_registro(ipad, opad, identificador) as (
    cast('0x' || substr(sha256(opad || unhex(sha256(ipad || encode(identificador)))), 1, 16) as ubigint)
);
