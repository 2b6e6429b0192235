-- core_reparada: one row per transfer: whether any text of it was read otherwise than it stands.
-- Inputs: core_valor_nombre, core_valor_cui, core_valor_fecha, core_valor_numero, core_valor_codigo, core_valor_lugar.
select
    exists (select enviado from core_valor_cui where reparacion is not null)
    or exists (select texto from core_valor_fecha where reparacion is not null)
    or exists (select texto from core_valor_numero where reparacion is not null)
    or exists (select texto from core_valor_codigo where reparacion is not null)
    or exists (
        select lugar
        from core_valor_lugar
        where departamento_reparacion is not null or municipio_reparacion is not null
    )
    or exists (select enviado from core_valor_cui where es_limpiado)
    or exists (select texto from core_valor_nombre where reparacion is not null)
    as hay
