-- out_indicador_aviso | avisa | exactitud | Ninguna cifra supera su denominador ni sale de lo creíble
-- Una fila por cifra de un indicador que se retiene hasta que alguien corrija el dato.
select
    indicador_codigo,
    periodo_codigo,
    razon_codigo,
    departamento_codigo,
    municipio_codigo
from out_indicador_aviso
where aviso_clase_codigo = 'hallazgo'
