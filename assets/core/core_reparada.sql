-- core_reparada: one row per transfer: whether any text of it was read otherwise than it stands.
-- Inputs: core_celda (names); core_valor_cui, core_valor_fecha, core_valor_numero, core_valor_codigo, core_valor_lugar.
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
    or exists (
        select fila
        from core_celda
        where sin_mojibake(nombre1) <> nombre1
            or sin_mojibake(nombre2) <> nombre2
            or sin_mojibake(nombre3) <> nombre3
            or sin_mojibake(nombres) <> nombres
            or sin_mojibake(nombre_completo) <> nombre_completo
            or sin_mojibake(apellido1) <> apellido1
            or sin_mojibake(apellido2) <> apellido2
            or sin_mojibake(apellidos) <> apellidos
    )
    as hay
