"""The same job as a night, as one raw DuckDB script: no contracts, no ledger, no encryption, no checks.

The yardstick of benchmarks/night.py: CSV files -> clean rows -> persons -> coincidences -> coverage -> Parquet.
Runs in a process of its own so that its peak memory can be read: python -m benchmarks.raw_night FOLDER OUT
"""

import sys
from pathlib import Path

import duckdb

SCRIPT = """
create temp table filas as
select *, row_number() over () as fila
from read_csv('{files}', all_varchar = true, header = true, delim = ',', union_by_name = true);

create temp table entregas as
with limpia as (
    select
        regexp_replace(cui, '[^0-9]', '', 'g') as cui,
        upper(trim(concat_ws(' ', nombre1, nombre2, apellido1, apellido2))) as nombre,
        try_cast(fecha_nacimiento as date) as nacimiento,
        upper(trim(sexo)) as sexo,
        lpad(municipio_residencia, 4, '0') as municipio,
        trim(modalidad) as modalidad,
        try_cast(fecha_otorgamiento as date) as fecha,
        try_cast(valor as decimal(14, 2)) as monto,
        trim(pueblo_pertenencia) as pueblo
    from filas
)
select *,
    case
        when length(cui) <> 13 then false
        else (2 * substr(cui, 1, 1)::int + 3 * substr(cui, 2, 1)::int + 4 * substr(cui, 3, 1)::int
            + 5 * substr(cui, 4, 1)::int + 6 * substr(cui, 5, 1)::int + 7 * substr(cui, 6, 1)::int
            + 8 * substr(cui, 7, 1)::int + 9 * substr(cui, 8, 1)::int) % 11 = substr(cui, 9, 1)::int
    end as cui_valido
from limpia
where fecha is not null and monto is not null
qualify row_number() over (partition by cui, nombre, modalidad, fecha, monto order by cui) = 1;

create temp table personas as
select
    sha256('clave' || case when cui_valido then cui else nombre || nacimiento::varchar end) as persona,
    mode(sexo) as sexo, mode(municipio) as municipio, mode(pueblo) as pueblo, min(nacimiento) as nacimiento,
    count(*) as entregas
from entregas group by 1;

create temp table hechos as
select
    sha256('clave' || case when cui_valido then cui else nombre || nacimiento::varchar end) as persona,
    modalidad, fecha, date_trunc('month', fecha)::date as mes, monto
from entregas;

create temp table coincidencias as
with meses as (select persona, modalidad, mes, count(*) as entregas, sum(monto) as monto from hechos group by all)
select a.persona, a.modalidad as a, b.modalidad as b, a.mes, a.entregas as na, b.entregas as nb
from meses a join meses b on a.persona = b.persona and a.mes = b.mes and a.modalidad < b.modalidad;

create temp table cobertura as
select substr(p.municipio, 1, 2) as departamento, p.municipio, h.modalidad, h.mes, p.sexo,
    count(distinct h.persona) as personas, count(*) as entregas, sum(h.monto) as monto
from hechos h join personas p on h.persona = p.persona
group by grouping sets (
    (), (departamento), (p.municipio), (h.modalidad), (departamento, h.modalidad), (p.municipio, h.modalidad),
    (departamento, h.modalidad, h.mes), (h.modalidad, h.mes), (departamento, p.sexo), (h.modalidad, p.sexo)
);
"""
TABLES = ("entregas", "personas", "hechos", "coincidencias", "cobertura")


def run(folder: Path, out: Path) -> None:
    """Run the script over every CSV below a folder."""
    out.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '2GB'; set threads = 2;")
        connection.execute(f"set temp_directory = '{out}/tmp'")
        connection.execute(SCRIPT.replace("{files}", str(folder / "**" / "*.csv")))
        for table in TABLES:
            connection.execute(f"copy {table} to '{out / table}.parquet' (compression zstd)")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
