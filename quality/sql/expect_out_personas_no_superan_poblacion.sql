-- out_razon_cobertura | avisa | exactitud | Las personas atendidas no superan a la población
-- Una fila por lugar y año con más personas atendidas que habitantes.
select
    anio,
    departamento_codigo,
    municipio_codigo
from out_razon_cobertura
where personas > poblacion
