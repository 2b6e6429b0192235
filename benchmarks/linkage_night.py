"""A night of new records among millions of known persons, through the real step of the night.

    python benchmarks/linkage_night.py make FOLDER --persons 5000000    # the known state, made once
    python benchmarks/linkage_night.py night FOLDER --new 10000         # a night on a copy of it

Belongs here: a work folder as many nights leave it, one more night, and what each part of that night takes. Does not
belong here: the people (linkage_people.py) or scoring alone (linkage.py).

The known state is written from the truth and not by linking: what is measured is the night, and not how its past came
about. The people of one invented nation are taken four times over, with other birth dates and numbers.
"""

import argparse
import resource
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from hashlib import sha256
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from assets.engine import DuckDBEngine, digest_file
from assets.link import person_table, persons, records, ties
from assets.link.features import open_linker, write_features
from assets.link.linker.model import load_model
from assets.link.timeline import PERSONS, STATE_KEY, State
from assets.parquet import write_parquet
from assets.raw.transfers import Transfer, write_transfer
from assets.schema import arrow_schema
from assets.store import Store
from benchmarks.linkage_people import COLUMNS, Noise, households
from benchmarks.linkage_people import records as records_of
from snis.contracts.loader import load_tables
from snis.keys import Keys
from snis.pseudonym import hmac_pads

_KEYS = Keys(*(bytes([number]) * 32 for number in range(1, 6)))
_COPIES, _TRANSFERS, _BATCH = 4, 60, 200_000
# A person has about one and a half records that say different things.
_RECORDS_A_PERSON = 1.5
_KNOWN, _TONIGHT = "2026-02-{:02d}T01:{:02d}:00-06:00", "2026-05-04T01:00:00-06:00"
# Another birth date and another serial for each copy of the people; the check digit follows the serial.
_PEOPLE = """
create or replace temp table registro as
with copia as (
    select
        concat(g.truth, '-', c.copia) as persona,
        case
            when length(g.national_id) = 13 and g.national_id[1] = '9'
                then concat(
                    9 - c.copia, g.national_id[2:8],
                    (cast(g.national_id[9] as integer) + 11 * 8 - 2 * c.copia) % 11 % 10, g.national_id[10:13]
                )
            else g.national_id
        end as cui,
        upper(g.given_names) as nombres, upper(g.surnames) as apellidos, g.sex as sexo_codigo, g.place as lugar,
        cast(try_cast(g.birth_date as date) + to_days(cast(131 * c.copia as integer)) as date) as nacimiento_fecha
    from gente as g
    cross join (select unnest(range({copies})) as copia) as c
),

distinto as (
    select md5(concat_ws('|', cui, nombres, apellidos, sexo_codigo, lugar, nacimiento_fecha)) as registro_id, *
    from copia
    qualify row_number() over (partition by registro_id order by persona) = 1
)

select
    *,
    cast(hash(registro_id, 1) % {transfers} as integer) as lugar_transferencia,
    cast(row_number() over (partition by lugar_transferencia order by registro_id) + 1 as bigint) as fila,
    md5(coalesce(cui, concat(nombres, apellidos, nacimiento_fecha))) as persona_enviada_id
from distinto
"""
_FILLED = """
select
    $transferencia as transferencia_id, '' as hoja, fila, registro_id, persona_enviada_id, cui, nombres, apellidos,
    nacimiento_fecha, sexo_codigo, cast(null as varchar) as nacimiento_municipio_codigo,
    lugar as residencia_municipio_codigo, cast(null as varchar) as fuente_codigo, 'mides' as institucion_codigo,
    date '2026-02-01' as conocido_fecha, cast(1 as bigint) as filas
from registro where lugar_transferencia = $place order by registro_id
"""
_ADDRESSES = """
select $transferencia as transferencia_id, '' as hoja, fila, registro_id, persona_enviada_id
from registro where lugar_transferencia = $place order by fila
"""
_PERSONS = """
create or replace temp table persona as
with ancla as (
    select persona, seudonimo($inner, $outer, 'persona', first(registro_id order by lugar_transferencia, fila)) as id,
        count(*) as registros
    from registro group by persona
)

select r.registro_id, a.id as persona_id, case when a.registros = 1 then 'U' else 'D1' end as metodo_codigo,
    case when a.registros > 1 then 20.0 end as peso, r.persona_enviada_id, cast(null as varchar) as fuente_codigo,
    r.lugar_transferencia, '' as hoja, r.fila
from registro as r inner join ancla as a on a.persona = r.persona
"""
_TIES = """
create or replace temp table lazo as
select least(a.registro_id, b.registro_id) as registro_a_id, greatest(a.registro_id, b.registro_id) as registro_b_id,
    greatest(a.lugar_transferencia, b.lugar_transferencia) as lugar_transferencia
from registro as a inner join registro as b on b.persona = a.persona and a.registro_id < b.registro_id
"""


def make(folder: Path, wanted: int, memory: str) -> None:
    """Write the work folder of a deployment that knows so many persons."""
    store, transfers = Store(folder, _KEYS), [_transfer(number) for number in range(1, _TRANSFERS + 1)]
    with DuckDBEngine(memory, temp=store.scratch) as engine:
        with _timed("gente"):
            _invent(engine, wanted // _COPIES, seed=1)
            engine.rows(_PEOPLE.format(copies=_COPIES, transfers=_TRANSFERS))
        with _timed("personas y lazos"):
            inner, outer = hmac_pads(_KEYS.person)
            engine.rows(_PERSONS, {"inner": inner, "outer": outer})
            engine.rows(_TIES)
            print(
                engine.rows("select count(*), count(distinct persona_id) from persona"), "registros, personas"
            )
        with _timed("partes"):
            engine.register("orden", _order(transfers))
            for place, transfer in enumerate(transfers):
                _write_transfer(transfer, place, store, engine)
            _write_persons(transfers, store, engine)
    names = [item.transferencia_id for item in transfers]
    with _timed("forma normal"):
        for place in range(len(names)):
            with DuckDBEngine(memory, temp=store.scratch) as engine:
                write_features(names[: place + 1], open_linker(engine), store=store, engine=engine)


def night(folder: Path, new: int, memory: str) -> None:
    """Bring new records, some of known persons and some of nobody known, and link them."""
    work = folder.with_name(f"{folder.name}-noche")
    shutil.rmtree(work, ignore_errors=True)
    # Whatever the night writes takes the place of a file by a rename: the known state keeps its own.
    shutil.copytree(folder, work, copy_function=lambda source, target: Path(target).hardlink_to(source))
    store = Store(work, _KEYS)
    with DuckDBEngine(memory, temp=store.scratch) as engine:
        _bring(new, store, engine)
    with DuckDBEngine(memory, temp=store.scratch) as engine, _watching(), _timed("la noche"):
        written = records.write_records(store, engine)
        linked = persons.link_persons(store, engine, open_linker(engine))
    print(written, linked)
    shutil.rmtree(work)


def _invent(engine: DuckDBEngine, wanted: int, seed: int) -> None:
    """Keep the records of so many invented people in memory as `gente`."""
    random = Random(seed)
    people = list(households(random, wanted))
    schema = pa.schema([(name, pa.string()) for name in (*COLUMNS, "truth")])

    def batches() -> Iterator[pa.RecordBatch]:
        rows: list[dict[str, str | None]] = []
        for owner, said in records_of(people, random, Noise(records=_RECORDS_A_PERSON)):
            rows.append({**{name: value or None for name, value in said.items()}, "truth": str(owner)})
            if len(rows) == _BATCH:
                yield pa.RecordBatch.from_pylist(rows, schema)
                rows = []
        yield pa.RecordBatch.from_pylist(rows, schema)

    engine.register("corriente", pa.RecordBatchReader.from_batches(schema, batches()))
    engine.materialise("gente", "select * from corriente")


def _transfer(number: int) -> Transfer:
    digest = sha256(str(number).encode()).hexdigest()
    day, minute = divmod(number, 60)
    return Transfer(
        f"T{digest[:16]}", digest, "mides", f"{number}.csv", 0, _KNOWN.format(1 + day, minute), number
    )


def _write_transfer(transfer: Transfer, place: int, store: Store, engine: DuckDBEngine) -> None:
    """What the nights before left of one transfer."""
    name, values = transfer.transferencia_id, {"transferencia": transfer.transferencia_id, "place": place}
    write_transfer(store, transfer)
    _write("core_fila", name, arrow_schema(load_tables()["core_fila"]).empty_table().to_reader(), store)
    store.write_encrypted(records.RECORDS, name, _shaped(records.RECORDS, _FILLED, values, engine))
    addresses = _shaped(records.ADDRESSES, _ADDRESSES, values, engine)
    _write(records.ADDRESSES, name, addresses, store, huella=records._mark(transfer, store))
    schema = arrow_schema(load_tables()[ties.TIES])
    empty = ", ".join(
        f"cast(null as {'double' if field.startswith('mw_') else 'bigint'}) as {field}"
        for field in schema.names
        if field.startswith(("mw_", "gamma_"))
    )
    sql = (
        "select registro_a_id, registro_b_id, 'D1' as etapa_codigo, 'cui_y_nombre_o_nacimiento' as regla, "
        f"20.0::double as peso, 'unido' as estado_codigo, {empty}, '{load_model().version}' as modelo_version "
        f"from lazo where lugar_transferencia = {place} order by registro_a_id, registro_b_id"
    )
    _write(ties.TIES, name, engine.reader(sql).cast(schema), store)


def _write_persons(transfers: Sequence[Transfer], store: Store, engine: DuckDBEngine) -> None:
    digests = {item.transferencia_id: records.addresses_digest(item, store) for item in transfers}
    moment = transfers[-1].moment.astimezone().isoformat()
    state = State(load_model().version, digests, 0, moment)
    schema = arrow_schema(load_tables()[PERSONS]).with_metadata({STATE_KEY: state.as_bytes()})
    reader = engine.reader(
        "select p.registro_id, p.persona_id, p.metodo_codigo, p.peso, p.persona_enviada_id, p.fuente_codigo, "
        "o.transferencia_id, p.hoja, p.fila from persona as p inner join orden as o on o.lugar = "
        "p.lugar_transferencia order by p.registro_id"
    )
    path = store.part(PERSONS)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(reader.cast(schema), path)
    person_table.tell(store, engine)


def _bring(new: int, store: Store, engine: DuckDBEngine) -> None:
    """A judged transfer: two thirds of it are new writings of known people, the others are nobody known."""
    transfer = replace(_transfer(_TRANSFERS + 1), recibida=_TONIGHT)
    name = transfer.transferencia_id
    write_transfer(store, transfer)
    _invent(engine, new, seed=2)
    known = persons._names([_transfer(number) for number in range(1, 4)])
    first = store.read_encrypted(records.RECORDS, known[0])
    engine.register(
        "conocido",
        pa.RecordBatchReader.from_batches(
            first.schema, chain(first, *(store.read_encrypted(records.RECORDS, part) for part in known[1:]))
        ),
    )
    brought = engine.table(
        f"""
        with llegado as (
            (select cui, concat(nombres, ' DE JESUS') as nombres, apellidos, nacimiento_fecha, sexo_codigo,
                residencia_municipio_codigo
            from conocido order by registro_id limit {new * 2 // 3})
            union all
            (select national_id, upper(given_names), upper(surnames), cast(birth_date as date), sex, place
            from gente limit {new - new * 2 // 3})
        )

        select '{name}' as transferencia_id, '' as hoja, cast(row_number() over () + 1 as bigint) as fila,
            md5(coalesce(cui, concat(nombres, apellidos))) as persona_id, *
        from llegado
        """
    )
    store.write_encrypted("vault_identidad", name, _as("vault_identidad", brought).to_reader())
    for table, rows in (
        ("core_entrega", brought),
        ("core_entrega_historica", brought.slice(0, 0)),
        ("core_fila", brought.slice(0, 0)),
    ):
        _write(table, name, _as(table, rows).to_reader(), store)
    engine.forget("conocido")


def _as(table: str, rows: pa.Table) -> pa.Table:
    """Rows in the columns of a table; what they do not have is null."""
    schema = arrow_schema(load_tables()[table])
    return pa.table(
        [
            rows[field.name].cast(field.type)
            if field.name in rows.column_names
            else pa.nulls(len(rows), field.type)
            for field in schema
        ],
        schema=schema,
    )


def _shaped(table: str, sql: str, values: dict[str, Any], engine: DuckDBEngine) -> pa.RecordBatchReader:
    return engine.reader(sql, values).cast(arrow_schema(load_tables()[table]))


def _write(table: str, part: str, rows: pa.RecordBatchReader, store: Store, **said: str) -> None:
    path = store.part(table, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    count = write_parquet(rows, path)
    store.write_manifest(table, part, {"tabla": table, "filas": count, "sha256": digest_file(path), **said})


def _order(transfers: Sequence[Transfer]) -> pa.Table:
    return pa.table(
        {
            "transferencia_id": [item.transferencia_id for item in transfers],
            "lugar": pa.array(range(len(transfers)), pa.int32()),
        }
    )


_WATCHED: tuple[tuple[Any, str], ...] = (
    (records, "write_records"),
    (persons, "write_features"),
    (persons._Linking, "_load"),
    (persons._Linking, "_compare"),
    (persons._Linking, "_group"),
    (persons._Linking, "_write"),
)


@contextmanager
def _watching() -> Iterator[None]:
    """Print what each part of the step takes."""
    former = [(owner, name, getattr(owner, name)) for owner, name in _WATCHED]
    for owner, name, function in former:
        setattr(owner, name, _watched(name, function))
    try:
        yield
    finally:
        for owner, name, function in former:
            setattr(owner, name, function)


def _watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def watched(*given: Any, **named: Any) -> Any:
        with _timed(f"  {name.strip('_')}"):
            return function(*given, **named)

    return watched


@contextmanager
def _timed(name: str) -> Iterator[None]:
    started, worked = time.monotonic(), time.process_time()
    yield
    wall, work = time.monotonic() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {work:.1f} s de procesador, {wall:.1f} s de reloj, hasta {peak} MiB", flush=True)


def main() -> None:
    """Make the known state, or take a night."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("make", "night"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=5_000_000)
    parser.add_argument("--new", type=int, default=10_000)
    parser.add_argument("--memory", default="2GB")
    told = parser.parse_args()
    if told.what == "make":
        make(told.folder, told.persons, told.memory)
    else:
        night(told.folder, told.new, told.memory)


if __name__ == "__main__":
    main()
