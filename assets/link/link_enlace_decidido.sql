-- link_enlace_decidido: one row per pair on which a decision of a person stands; it becomes a part of link_enlace.
-- Inputs: link_decision.
select
    registro_a_id,
    registro_b_id,
    'P' as etapa_codigo,
    'decision' as regla,
    cast(null as double) as peso,
    case decision_codigo when 'unir' then 'unido' else 'separado' end as estado_codigo,
    cast(null as bigint) as gamma_identificador,
    cast(null as bigint) as gamma_nombres,
    cast(null as bigint) as gamma_apellidos,
    cast(null as bigint) as gamma_nacimiento,
    cast(null as bigint) as gamma_sexo,
    cast(null as bigint) as gamma_lugar,
    cast(null as bigint) as gamma_direccion,
    cast(null as double) as mw_identificador,
    cast(null as double) as mw_nombres,
    cast(null as double) as mw_apellidos,
    cast(null as double) as mw_nacimiento,
    cast(null as double) as mw_sexo,
    cast(null as double) as mw_lugar,
    cast(null as double) as mw_direccion,
    cast(null as double) as mw_frecuencia,
    cast(null as double) as mw_familia,
    cast(null as varchar) as modelo_version
from link_decision
order by registro_a_id, registro_b_id
