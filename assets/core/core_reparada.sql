-- core_reparada: one row per transfer: whether any text of it was read otherwise than it stands.
-- Inputs: core_texto; core_valor_cui, core_valor_fecha, core_valor_numero, core_valor_codigo, core_valor_lugar.
select
    exists (select texto from core_valor_cui where reparacion is not null)
    or exists (select texto from core_valor_fecha where reparacion is not null)
    or exists (select texto from core_valor_numero where reparacion is not null)
    or exists (select texto from core_valor_codigo where reparacion is not null)
    or exists (
        select lugar
        from core_valor_lugar
        where departamento_reparacion is not null or municipio_reparacion is not null
    )
    or exists (select fila from core_texto where cui_enviado <> cui)
    or exists (
        select fila
        from core_texto
        where (contains(nombre_enviado, 'Ã') or contains(nombre_enviado, 'Â'))
            and sin_mojibake(nombre_enviado) <> nombre_enviado
    )
    as hay
