-- link_par: one row per tie found now, those held back for one CUI under two names weighed word by word.
-- Inputs: link_par_pesado (ties as the linker weighed them), link_rasgo_nuevo, link_rasgo_conocido (the records that
-- were compared, as they are compared). In memory only.
-- Many senders write the whole name in one column, in one order or the other: the given names of such a record cannot be
-- told from its surnames, and the linker finds that the names disagree. They agree when the first given name of the other
-- record is one of the words and hardly any word is left over; of two such records, when hardly any word differs.
-- A record that says nothing but its CUI has nothing that could disagree; whose it is among several that share the CUI is
-- for the grouping to weigh.
with
palabras as (
    select
        record_id,
        nombres_clave is not null and apellidos is null as es_entero,
        nombres_clave is null and apellidos is null and nacimiento is null as es_solo_cui,
        nombre_1_clave,
        list_distinct(string_split(concat_ws(' ', nombres_clave, apellidos_clave), ' ')) as palabras
    from (
        select record_id, nombre_1_clave, nombres_clave, apellidos, apellidos_clave, nacimiento from link_rasgo_nuevo
        union all
        select record_id, nombre_1_clave, nombres_clave, apellidos, apellidos_clave, nacimiento from link_rasgo_conocido
    )
),

detenido as (
    select
        p.registro_a_id,
        p.registro_b_id,
        a.es_entero or b.es_entero as hay_entero,
        a.es_entero and b.es_entero as son_enteros,
        a.es_solo_cui or b.es_solo_cui as hay_solo_cui,
        a.es_entero or list_contains(b.palabras, a.nombre_1_clave) as cabe_a,
        b.es_entero or list_contains(a.palabras, b.nombre_1_clave) as cabe_b,
        len(list_intersect(a.palabras, b.palabras)) as comunes,
        len(a.palabras) + len(b.palabras) - 2 * len(list_intersect(a.palabras, b.palabras)) as sobrantes
    from link_par_pesado as p
    inner join palabras as a on a.record_id = p.registro_a_id
    inner join palabras as b on b.record_id = p.registro_b_id
    where p.regla = 'cui_compartido'
),

concorde as (
    select
        registro_a_id,
        registro_b_id,
        case when hay_solo_cui then 'cui_sin_mas' else 'cui_y_palabras' end as regla
    from detenido
    where hay_solo_cui
        or (
            hay_entero and comunes >= 2 and cabe_a and cabe_b
            and sobrantes <= case when son_enteros then 1 else 2 end
        )
)

select
    p.registro_a_id,
    p.registro_b_id,
    case when c.registro_a_id is null then p.etapa_codigo else 'D1' end as etapa_codigo,
    coalesce(c.regla, p.regla) as regla,
    p.peso,
    case when c.registro_a_id is null then p.estado_codigo else 'unido' end as estado_codigo,
    p.gamma_identificador,
    p.gamma_nombres,
    p.gamma_apellidos,
    p.gamma_nacimiento,
    p.gamma_sexo,
    p.gamma_lugar,
    p.gamma_direccion,
    p.mw_identificador,
    p.mw_nombres,
    p.mw_apellidos,
    p.mw_nacimiento,
    p.mw_sexo,
    p.mw_lugar,
    p.mw_direccion,
    p.mw_frecuencia,
    p.mw_familia,
    p.modelo_version
from link_par_pesado as p
left join concorde as c on c.registro_a_id = p.registro_a_id and c.registro_b_id = p.registro_b_id
