"""Which figures a transfer touched: every cell in which at least one of its deliveries lies.

Belongs here: from one file up. Does not belong here: from a figure down (behind.py). A delivery also moves what no cell
says: a person's place or people, chosen among all that was sent of her (link_persona); that is not counted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.indicators.sources import TABLE as INDICATORS
from assets.raw.transfers import Transfer, read_register
from assets.resources import Bench
from assets.statements import statement, tables_read
from assets.store import replacing
from assets.trace.behind import attach_tables, quality_transfers
from assets.trace.indicators import codes_of
from assets.trace.kinds import CELL_DIMENSIONS, Kind, kind_of, traced_tables, universe_of
from snis.contracts.loader import load_tables
from snis.contracts.model import TableContract
from snis.errors import TraceError

_CELLS, _DELIVERIES = "celda", "entrega_rastreada"
_FINDING_DIMENSIONS = ("departamento_codigo", "institucion_codigo", "modalidad_a_codigo", "modalidad_b_codigo",
                       "contraparte_codigo")  # fmt: skip
_STATEMENTS = {
    Kind.PERSONS: "cifra_tocada",
    Kind.COMMUNITIES: "cifra_tocada",
    Kind.COINCIDENCES: "coincidencia_tocada",
    Kind.FINDINGS: "hallazgo_tocado",
}
_COUNTED = """
select estado, count(*) from core_fila where transferencia_id = $transferencia group by estado order by estado
"""
_OF_PERSONS = "select * from out_hecho_entrega where transferencia_id = $transferencia"
_OF_COMMUNITIES = """
select *, null as persona_id, null as sexo_codigo, null as edad_grupo_codigo, null as pueblo_codigo
from out_hecho_entrega_comunitaria
where transferencia_id = $transferencia
"""
_LENGTHS = """
case {kind} when 'mes' then 1 when 'bimestre' then 2 when 'cuatrimestre' then 4 when 'semestre' then 6 else 12 end
"""


@dataclass(frozen=True)
class Touched:
    """Figures of one table that a transfer touched.

    Attributes:
        table: which.
        kind: what its figures count; indicators count deliveries to persons or to communities.
        figures, of: how many it touched, of how many.
        keys: what names each of them.
    """

    table: str
    kind: Kind
    figures: int
    of: int
    keys: pa.Table


@dataclass(frozen=True)
class Reach:
    """Everything that one transfer touched.

    Attributes:
        transfer: what the register says of it.
        rows: its rows by what became of them.
        tables: by table, in name order; those that exist.
    """

    transfer: Transfer
    rows: dict[str, int]
    tables: Sequence[Touched]


def find_transfer(named: str, bench: Bench) -> Transfer:
    """A transfer by its id, the first letters of it, its SHA-256, or the name of its file.

    Raises:
        TraceError: none is so named, or several are.
    """
    found = [
        transfer
        for transfer in read_register(bench.store)
        if named
        and (
            transfer.transferencia_id.startswith(named)
            or transfer.sha256 == named.lower()
            or transfer.archivo == named
        )
    ]
    if len(found) == 1:
        return found[0]
    raise TraceError(
        "ninguna transferencia se llama así" if not found else f"{len(found)} transferencias se llaman así",
        remedy="Use su identificador completo (T y 16 letras); está en el recibo y en padron status.",
    )


def reach_of(transfer: Transfer, bench: Bench, *, upstream: Mapping[str, Sequence[str]]) -> Reach:
    """Every figure that a transfer touched, by table.

    Args:
        transfer: which.
        bench: where the tables are.
        upstream: for each table, the tables that it is made of.
    """
    wanted = {"transferencia": transfer.transferencia_id}
    attach_tables(("core_fila", "out_hecho_entrega", "out_hecho_entrega_comunitaria"), bench)
    rows = dict(bench.engine.rows(_COUNTED, wanted))
    stored = [table for table in traced_tables() if bench.store.files(table)]
    tables = []
    for kind, deliveries in ((Kind.PERSONS, _OF_PERSONS), (Kind.COMMUNITIES, _OF_COMMUNITIES)):
        bench.engine.materialise(_DELIVERIES, deliveries, wanted)
        kinds = {kind, Kind.COINCIDENCES, Kind.FINDINGS} if kind is Kind.PERSONS else {kind}
        for table in stored:
            found = kind_of(table)
            if table == INDICATORS:
                codes = codes_of(kind, bench, upstream)
                tables.append(_touched(table, kind, bench, [bench.store.part(table, code) for code in codes]))
            elif found in kinds and found is not None:
                tables.append(_touched(table, found, bench, bench.store.files(table)))
    tables += [_of_quality(table, transfer, bench) for table in stored if kind_of(table) is Kind.QUALITY]
    return Reach(transfer, rows, sorted(tables, key=lambda item: item.table))


def write_figures(reach: Reach, folder: Path) -> int:
    """Write what names each figure, one Parquet file for each table touched; returns the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in reach.tables:
        if item.figures:
            with replacing(folder / _file_of(item)) as aside:
                pq.write_table(item.keys, aside, compression="zstd")
    return sum(item.figures for item in reach.tables)


def _file_of(item: Touched) -> str:
    return (
        f"{item.table}_{item.kind.name.lower()}.parquet"
        if item.table == INDICATORS
        else f"{item.table}.parquet"
    )


def _touched(table: str, kind: Kind, bench: Bench, parts: Sequence[Path]) -> Touched:
    contract = load_tables()[table]
    name = _STATEMENTS[kind]
    attach_tables(tables_read(name), bench)
    bench.engine.attach(table, parts or [bench.store.empty_part(contract)])
    of = bench.engine.materialise(_CELLS, _cells(contract, kind))
    bench.engine.materialise("numero_tocado", statement(name))
    return Touched(table, kind, *_counted(contract, of, bench))


def _of_quality(table: str, transfer: Transfer, bench: Bench) -> Touched:
    """A transfer touches every rule of its institution's month: those that it keeps have one more row without fault."""
    contract = load_tables()[table]
    attach_tables((table,), bench)
    places = [place for name, *place in quality_transfers(bench) if name == transfer.transferencia_id]
    of = bench.engine.materialise(_CELLS, _cells(contract, Kind.QUALITY))
    bench.engine.materialise(
        "numero_tocado",
        "select numero from celda where institucion_codigo = $institucion and anio = $anio and mes = $mes",
        dict(zip(("institucion", "anio", "mes"), places[0] if places else (None, None, None), strict=True)),
    )
    return Touched(table, Kind.QUALITY, *_counted(contract, of, bench))


def _counted(contract: TableContract, of: int, bench: Bench) -> tuple[int, int, pa.Table]:
    columns = ", ".join(f'c."{name}"' for name in contract.key)
    keys = bench.engine.table(
        f"select {columns} from {_CELLS} as c semi join numero_tocado as n on n.numero = c.numero "  # noqa: S608
        "order by c.numero"
    )
    return keys.num_rows, of, keys


def _cells(contract: TableContract, kind: Kind) -> str:
    """The rows of a table, numbered, with every dimension that the statement of its kind looks at.

    The names of columns come from the contract.
    """
    columns = {field.name for field in contract.fields}
    added = {
        name: "cast(null as varchar)"
        for name in (*CELL_DIMENSIONS, *_FINDING_DIMENSIONS)
        if name not in columns
    }
    if universe := universe_of(contract.name):
        added["visibilidad_codigo"] = f"'{universe}'"
    if kind is Kind.FINDINGS and "regla_id" not in columns:
        added["regla_id"] = "regla_codigo"
    added |= _period(columns)
    more = "".join(f", {expression} as {name}" for name, expression in added.items())
    # "todas" is every universe at once: a total, like any other.
    universes = (
        " replace (nullif(visibilidad_codigo, 'todas') as visibilidad_codigo)"
        if "visibilidad_codigo" in columns
        else ""
    )
    return f'select row_number() over () as numero, *{universes}{more} from "{contract.name}"'  # noqa: S608


def _period(columns: set[str]) -> dict[str, str]:
    """Kind, number, length and year of the period that a row counts, where its columns do not say them."""
    added: dict[str, Any] = {}
    by_month = "case when mes is not null then {month} else {year} end"
    if "periodo_tipo_codigo" in columns:
        added["meses"] = _LENGTHS.format(kind="periodo_tipo_codigo")
    elif "mes" in columns:
        added["periodo_tipo_codigo"] = by_month.format(month="'mes'", year="'anio'")
        added["meses"] = by_month.format(month="1", year="12")
    else:
        added["periodo_tipo_codigo"], added["meses"] = "'anio'", "12"
    if "anio" not in columns:
        added["anio"] = "year(periodo_fin_fecha)"
    if "periodo_numero" not in columns:
        if "periodo_inicio_fecha" in columns:
            start = (
                "(month(periodo_inicio_fecha) - 1) // ("
                + _LENGTHS.format(kind="periodo_tipo_codigo")
                + ") + 1"
            )
            added["periodo_numero"] = f"case when periodo_tipo_codigo = 'acumulado' then 1 else {start} end"
        else:
            added["periodo_numero"] = "coalesce(mes, 1)" if "mes" in columns else "1"
    return added
