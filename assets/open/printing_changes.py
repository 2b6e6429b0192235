"""Who changed since the last printing: the facts that it saw against those of today.

Belongs here: finding those persons and communities, and what each has in every cell that was printed before, in the
engine's memory.
Does not belong here: what is decided with it (printing.py, snis/printing.py). Nothing here is written in the clear.

Persons whose facts did not change are passed over once and never again, so that the work grows with what changed.
"""

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from assets.build import table_digest
from assets.engine import DuckDBEngine
from assets.open.printing_ledger import PrintingLedger
from assets.schema import arrow_schema
from assets.statements import statement
from assets.store import Store
from snis.contracts.loader import load_tables
from snis.disclosure import PUBLIC, RESTRICTED, SENSITIVE
from snis.disclosure_policy import COMMUNITY, COVERAGE, DisclosurePolicy
from snis.errors import PrintingError

FACTS, PAIRS, WORKS = "out_hecho_entrega", "link_coincidencia", "out_hecho_entrega_comunitaria"
SEEN = (FACTS, PAIRS, WORKS)
CHANGED, CROSSES, WAITING_BEFORE = "impresion_cambio", "impresion_cruce", "espera_anterior"
COINCIDENCES = "open_coincidencia"
# Crosses of the coincidences; the policy does not name them, because there are no others.
PAIR_CROSSES = {
    "par": ("anio", "modalidad_codigo", "modalidad_b_codigo"),
    "departamento_par": ("anio", "departamento_codigo", "modalidad_codigo", "modalidad_b_codigo"),
}
_DIMENSIONS = (
    "mes", "departamento", "municipio", "institucion", "programa", "modalidad", "modalidad_b", "sexo", "edad_grupo",
    "pueblo",
)  # fmt: skip
WAITING = pa.schema(
    [
        ("celda", pa.string()),
        ("persona_id", pa.string()),
        *((f"{what}_{when}", pa.int64())
          for when, what in (("impresas", "personas"), ("impresas", "entregas"), ("impresos", "centavos"),
                             ("ahora", "personas"), ("ahora", "entregas"), ("ahora", "centavos"))),
    ]
)  # fmt: skip
_MADE = (
    "impresion_persona", "impresion_fusion", "impresion_lado", "hecho_impreso", "coincidencia_impresa", "obra_impresa",
    "impresion_alcance", WAITING_BEFORE,
)  # fmt: skip


def facts_digest(store: Store) -> str:
    """One digest over the tables that tell who changed."""
    return hashlib.sha256("|".join(table_digest(table, store) for table in SEEN).encode()).hexdigest()


def crosses_of(policy: DisclosurePolicy) -> pa.Table:
    """Every cross that is printed, with its table, its universe and one mark for each dimension."""
    universes = {
        COVERAGE: PUBLIC,
        policy.regimes.sensible.table: SENSITIVE,
        policy.regimes.restringida.table: RESTRICTED,
        COMMUNITY: "comunitaria",
    }
    named: list[tuple[str, str, str, Sequence[str]]] = [
        (cross.table, cross.name, universes[cross.table], cross.dimensions)
        for cross in policy.crosses
        if cross.table in universes
    ]
    named += [(COINCIDENCES, name, "coincidencia", columns) for name, columns in PAIR_CROSSES.items()]
    return pa.table(
        {
            "tabla_codigo": [table for table, *_ in named],
            "cruce_codigo": [cross for _, cross, *_ in named],
            "universo_codigo": [universe for *_, universe, _ in named],
            **{
                f"con_{dimension}": [f"{dimension}_codigo" in used or dimension in used for *_, used in named]
                for dimension in _DIMENSIONS
            },
        }
    )


def load_changes(ledger: PrintingLedger, store: Store, engine: DuckDBEngine) -> None:
    """Keep in memory, under `impresion_cambio`, who has something else in a cell than when it was printed.

    Today's tables, the crosses and the state of the last printing are readable under their names already.

    Raises:
        PrintingError: what the last printing saw is not there to compare with.
    """
    last = ledger.last
    if last is None:
        engine.register(CHANGED, WAITING.empty_table())
        return
    engine.register(WAITING_BEFORE, ledger.read_waiting().cast(WAITING))
    if last.facts == facts_digest(store):
        # Nobody changed: what waited goes on waiting.
        engine.materialise(CHANGED, f"select * from {WAITING_BEFORE}")  # noqa: S608
        engine.forget(WAITING_BEFORE)
        return
    for name, table in (("hecho_impreso", FACTS), ("coincidencia_impresa", PAIRS), ("obra_impresa", WORKS)):
        seen = ledger.snapshot(last.number, table)
        if not seen.exists() and table == WORKS and not _has_printed(COMMUNITY, engine):
            # A ledger that begins with works tonight has nothing to hold them against.
            engine.register(name, arrow_schema(load_tables()[table]).empty_table())
            continue
        if not seen.exists():
            raise PrintingError(
                "falta lo que vio la última impresión, y sin ello nadie sabe quién cambió",
                place=f"vault/impresion/{seen.name}",
                remedy="Restaure work/vault de su respaldo; nada nuevo se imprime mientras tanto.",
            )
        engine.attach(name, [seen])
    try:
        engine.materialise("impresion_persona", statement("impresion_persona"))
        engine.materialise("impresion_fusion", statement("impresion_fusion"))
        engine.materialise("impresion_lado", statement("impresion_lado"))
        engine.materialise("impresion_alcance", "select distinct alcance from impresion_estado")
        engine.materialise(CHANGED, statement(CHANGED))
    finally:
        for name in _MADE:
            engine.forget(name)


def _has_printed(table: str, engine: DuckDBEngine) -> bool:
    """Whether any cell of a table was printed or judged before."""
    return bool(
        engine.rows("select 1 from impresion_estado where tabla_codigo = $tabla limit 1", {"tabla": table})
    )
