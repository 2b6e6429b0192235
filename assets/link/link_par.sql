-- link_par: one row per tie found now, those held back for one CUI under two names weighed word by word.
-- Inputs: link_par_pesado (ties as the linker weighed them), link_rasgo_nuevo, link_rasgo_conocido (the records that
-- were compared, as they are compared). In memory only.
-- Many senders write the whole name in one column, in one order or the other: the given names of such a record cannot be
-- told from its surnames, and the linker finds that the names disagree. They agree when the first given name of the other
-- record is one of the words and hardly any word is left over; of two such records, when hardly any word differs.
with
palabras as (
    select
        record_id,
        apellidos is null as es_entero,
        nombre_1_clave,
        list_distinct(string_split(concat_ws(' ', nombres_clave, apellidos_clave), ' ')) as palabras
    from (
        select record_id, nombre_1_clave, nombres_clave, apellidos, apellidos_clave from link_rasgo_nuevo
        union all
        select record_id, nombre_1_clave, nombres_clave, apellidos, apellidos_clave from link_rasgo_conocido
    )
),

detenido as (
    select
        p.registro_a_id,
        p.registro_b_id,
        a.es_entero and b.es_entero as son_enteros,
        a.es_entero or list_contains(b.palabras, a.nombre_1_clave) as cabe_a,
        b.es_entero or list_contains(a.palabras, b.nombre_1_clave) as cabe_b,
        len(list_intersect(a.palabras, b.palabras)) as comunes,
        len(a.palabras) + len(b.palabras) - 2 * len(list_intersect(a.palabras, b.palabras)) as sobrantes
    from link_par_pesado as p
    inner join palabras as a on a.record_id = p.registro_a_id
    inner join palabras as b on b.record_id = p.registro_b_id
    where p.regla = 'cui_compartido' and (a.es_entero or b.es_entero)
),

concorde as (
    select registro_a_id, registro_b_id
    from detenido
    where comunes >= 2 and cabe_a and cabe_b and sobrantes <= case when son_enteros then 1 else 2 end
)

select
    p.registro_a_id,
    p.registro_b_id,
    case when c.registro_a_id is null then p.etapa_codigo else 'D1' end as etapa_codigo,
    case when c.registro_a_id is null then p.regla else 'cui_y_palabras' end as regla,
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
