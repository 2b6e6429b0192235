-- out_cobertura | bloquea | consistencia | En ninguna celda hay más personas que entregas
-- Una fila por celda imposible.
select cruce_codigo
from out_cobertura
where personas > entregas
