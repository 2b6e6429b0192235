"""A big night's files: five institutions with one CSV each, made in SQL, and the deployment they belong to.

Belongs here: many rows quickly, with the usual share of bad and missing CUIs and of repetitions. Does not belong here:
believable lives or an answer key (snis/nation, pipelines/sample).

Every CUI serial starts with 9. Usage: python -m benchmarks.big FOLDER [ROWS]
"""

import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "data" / "sample"
NAMES = ROOT / "snis" / "nation" / "names.csv"
INSTITUTIONS = {
    "mides": ("P05", "P08", "P10"),
    "mineduc": ("P16", "P18", "P19"),
    "mspas": ("P37", "P38"),
    "mintrab": ("P41", "P42", "P43"),
    "intecap": ("P55", "P56"),
}
# Municipalities of each department, 01 to 22.
MUNICIPALITIES = (17, 8, 16, 16, 14, 14, 19, 8, 24, 21, 9, 30, 33, 21, 8, 17, 14, 5, 11, 11, 7, 17)
ROWS_PER_PERSON = 3.3
BAD_CHECK, NO_CUI, REPEATED = 15, 20, 10  # per thousand rows

CONTRACT = """\
contract: {institution}-entregas
version: 1
institution: {institution}
title: Entregas de prueba de carga
valid_from: 2026-01-01
valid_to: null
legal_basis: [prueba-de-carga]
cadence: {{every: month, due_day: 10, tolerance_days: 5}}
kind: deliveries
grain: persona
file: {{pattern: "entregas_*.csv", format: csv, encoding: utf-8, delimiter: ","}}
columns:
  - {{header: id, ignore: true}}
  - {{header: id_hogar, field: hogar}}
  - {{header: cui, field: cui}}
  - {{header: apellido1, field: apellido1, required: true}}
  - {{header: apellido2, field: apellido2}}
  - {{header: apellido_de_casada, field: apellido_casada}}
  - {{header: nombre1, field: nombre1, required: true}}
  - {{header: nombre2, field: nombre2}}
  - {{header: nombre3, field: nombre3}}
  - {{header: sexo, field: sexo_codigo, codes: {{"H": "M", "M": "F"}}}}
  - {{header: fecha_nacimiento, field: nacimiento_fecha, format: aaaa-mm-dd}}
  - {{header: municipio_nacimiento, field: nacimiento_municipio_codigo, format: codigo4}}
  - {{header: pueblo_pertenencia, field: pueblo_codigo}}
  - {{header: comunidad_linguistica, field: comunidad_linguistica_codigo}}
  - {{header: trabaja, ignore: true}}
  - {{header: telefono, field: telefono}}
  - {{header: escolaridad, field: escolaridad_codigo}}
  - {{header: departamento_residencia, field: residencia_departamento_codigo, format: codigo2}}
  - {{header: municipio_residencia, field: residencia_municipio_codigo, format: codigo4}}
  - {{header: direccion_residencia, field: direccion}}
  - {{header: modalidad, field: modalidad_codigo, required: true}}
  - {{header: departamento_otorgamiento, field: entrega_departamento_codigo, format: codigo2}}
  - {{header: municipio_otorgamiento, field: entrega_municipio_codigo, format: codigo4}}
  - {{header: fecha_otorgamiento, field: entrega_fecha, required: true, format: aaaa-mm-dd}}
  - {{header: valor, field: monto_gtq, required: true, format: "1234.56"}}
  - {{header: discapacidad, field: tiene_discapacidad, codes: {{"0": "false", "1": "true"}}}}
"""

# Chance is a remainder of a product by a large prime: the same on every version and machine.
SCRIPT = """
-- Empty cells are nulls, so that the writer puts no quotes anywhere, as in the files that inspired these.
-- Chance is a square modulo a large prime: the same on every version and machine.
create macro primera(n, sal) as (n * 69621 + sal * 1299709 + 12345) % 2147483647;
create macro azar(n, sal, tope) as
    (primera(n, sal) * primera(n, sal) % 2147483647 * 48271 % 2147483647) // 97 % tope;

create table apellido as
select list(nombre order by nombre) as todos from read_csv('{names}', all_varchar = true) where clase = 'apellido';
create table nombre as
select sexo, list(nombre order by nombre) as todos
from read_csv('{names}', all_varchar = true) where clase = 'nombre' group by sexo;
create table municipio as
select row_number() over (order by d, m) - 1 as orden, lpad(d::varchar, 2, '0') || lpad(m::varchar, 2, '0') as codigo
from (select d, unnest(range(1, [{municipalities}][d] + 1)) as m from range(1, 23) as t(d));

create table persona as
with serie as (
    select i, 90100000 + i * {step} as serie from range({candidates}) as t(i)
),
verificada as (
    select
        i,
        serie,
        list_sum([(x + 1) * substr(serie::varchar, x, 1)::int for x in range(1, 9)]) % 11 as verificador
    from serie
),
numerada as (
    select row_number() over (order by i) - 1 as n, serie, verificador from verificada where verificador < 10
)
select
    p.n,
    p.serie::varchar || p.verificador || nace.codigo as cui,
    'H' || lpad((p.n // 4)::varchar, 8, '0') as id_hogar,
    if(azar(p.n, 1, 2) = 0, 'H', 'M') as sexo,
    a.todos[azar(p.n // 4, 2, len(a.todos)) + 1] as apellido1,
    a.todos[azar(p.n // 4, 3, len(a.todos)) + 1] as apellido2,
    f.todos[azar(p.n, 4, len(f.todos)) + 1] as nombre1,
    if(azar(p.n, 5, 10) < 8, f.todos[azar(p.n, 6, len(f.todos)) + 1], null) as nombre2,
    date '1940-01-01' + (azar(p.n, 7, 30000))::int as fecha_nacimiento,
    nace.codigo as municipio_nacimiento,
    reside.codigo as municipio_residencia,
    [1, 1, 1, 5, 5, 5, 5, 2, 3, 9][azar(p.n, 8, 10) + 1] as pueblo,
    azar(p.n, 9, 6) as escolaridad,
    azar(p.n, 10, 12) // 11 as discapacidad,
    '9' || lpad(azar(p.n, 11, 10000000)::varchar, 7, '0') as telefono
from numerada as p
cross join apellido as a
inner join nombre as f on f.sexo = if(azar(p.n, 1, 2) = 0, 'M', 'F')
inner join municipio as nace on nace.orden = azar(p.n // 4, 12, 340)
inner join municipio as reside
    on reside.orden = azar(p.n // 4, if(azar(p.n, 13, 10) < 9, 12, 14), 340)
where p.n < {persons};
"""
FILE = """
copy (
    with fila as (
        select r, if(r > 0 and azar(r, 15, 1000) < {repeated}, r - 1, r) * 5 + {turn} as s
        from range({rows}) as t(r)
    )
    select
        fila.r + 1 as id,
        p.id_hogar,
        case
            when azar(s, 16, 1000) < {no_cui} then null
            when azar(s, 16, 1000) < {no_cui} + {bad}
                then substr(p.cui, 1, 8) || (substr(p.cui, 9, 1)::int + 1) % 10 || substr(p.cui, 10)
            else p.cui
        end as cui,
        p.apellido1,
        p.apellido2,
        null as apellido_de_casada,
        p.nombre1,
        p.nombre2,
        null as nombre3,
        p.sexo,
        p.fecha_nacimiento,
        p.municipio_nacimiento,
        p.pueblo as pueblo_pertenencia,
        '99' as comunidad_linguistica,
        azar(s, 17, 2) as trabaja,
        p.telefono,
        p.escolaridad,
        substr(p.municipio_residencia, 1, 2) as departamento_residencia,
        p.municipio_residencia,
        'Caserío ' || azar(p.n, 18, 500) as direccion_residencia,
        {modalities}[azar(s, 19, len({modalities})) + 1] as modalidad,
        substr(p.municipio_residencia, 1, 2) as departamento_otorgamiento,
        p.municipio_residencia as municipio_otorgamiento,
        date '2026-01-01' + (azar(s, 20, 118))::int as fecha_otorgamiento,
        [0, 100, 250, 500, 1000][azar(s, 21, 5) + 1] as valor,
        p.discapacidad
    from fila
    inner join persona as p on p.n = azar(s, 22, {persons})
    order by fila.r
) to '{target}' (header, delimiter ',')
"""


def write_big(out: Path, rows: int, institutions: Mapping[str, tuple[str, ...]] = INSTITUTIONS) -> None:
    """Write a deployment whose inbox holds so many deliveries, in files of equal size.

    Args:
        out: new folder.
        rows: deliveries in all; a person has about three.
        institutions: who sends a file, and the modalities in it.
    """
    persons = max(int(rows / ROWS_PER_PERSON), 100)
    candidates = int(persons * 1.15) + 20
    _write_configuration(out, institutions)
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = true")
        script = SCRIPT.format(
            names=NAMES,
            municipalities=", ".join(map(str, MUNICIPALITIES)),
            step=max(9_700_000 // candidates, 1),
            candidates=candidates,
            persons=persons,
        )
        connection.execute(script)
        for turn, (institution, modalities) in enumerate(institutions.items()):
            folder = out / "inbox" / institution
            folder.mkdir(parents=True, exist_ok=True)
            connection.execute(
                FILE.format(
                    turn=turn,
                    rows=rows // len(institutions),
                    persons=persons,
                    modalities=list(modalities),
                    repeated=REPEATED,
                    no_cui=NO_CUI,
                    bad=BAD_CHECK,
                    target=folder / "entregas_2026.csv",
                )
            )


def _write_configuration(out: Path, institutions: Iterable[str]) -> None:
    """The sample's configuration with contracts of its own."""
    left_out = shutil.ignore_patterns("inbox", "later", "expected", "contracts")
    shutil.copytree(TEMPLATE, out, dirs_exist_ok=True, ignore=left_out)
    for institution in institutions:
        target = out / "contracts" / institution / "entregas.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(CONTRACT.format(institution=institution), encoding="utf-8")


if __name__ == "__main__":
    write_big(Path(sys.argv[1]), rows=int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000)
