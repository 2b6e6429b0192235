-- informe_envio: one row per file that was owed or sent, of every period; which of them a report tells of is a matter of
-- the cadence of each contract (intake.py).
-- Inputs: out_transferencia.
select
    institucion_codigo,
    contrato,
    periodo,
    vence_fecha,
    transferencia_id,
    calendario_estado_codigo,
    es_debida,
    filas_recibidas,
    filas_aceptadas,
    filas_cuarentena,
    filas_descartadas
from out_transferencia
order by institucion_codigo, contrato, periodo, transferencia_id
