"""How far a step reaches: the records whose person may change, and the ties among them.

Belongs here: going from record to record over ties, a round at a time. Does not belong here: what becomes of the
records (persons.py).

The stored ties of millions of records are read once a round and never kept. A person's records are nearly all tied to
each other, so that two or three rounds reach everything.

Names in the engine's memory: link_par (ties found now), link_enlace_guardado (the stored ones), link_nuevo,
link_decision, link_semilla; link_tocado and link_par_tocado come out.
"""

from assets.engine import DuckDBEngine
from assets.link.ties import TIES
from assets.statements import statement

TOUCHED, TOUCHED_TIES = "link_tocado", "link_par_tocado"
_REACHED, _FRONTIER, _NEAR = "link_alcanzado", "link_frontera", "link_lazo_cercano"
_MET = "link_lazo_visto"
# What telling records apart wants to know of a tie.
_TIE = "registro_a_id, registro_b_id, etapa_codigo, regla, peso, estado_codigo"
_REACHED_NOW = "select registro_id from link_tocado except select registro_id from link_alcanzado"


def reach(engine: DuckDBEngine) -> None:
    """Find what new ties and decisions touch."""
    try:
        engine.define(TIES, "select * from link_enlace_guardado")
        engine.materialise(_REACHED, "select registro_id from link_semilla")
        engine.materialise(_NEAR, f"select {_TIE} from link_par")  # noqa: S608 constants
        engine.materialise(_MET, "select * from link_lazo_cercano")
        engine.materialise(TOUCHED, statement(TOUCHED))
        engine.materialise(_FRONTIER, _REACHED_NOW)
        # What is new has no stored ties; what a decision names may have.
        engine.append(
            _FRONTIER, "select registro_id from link_semilla except select registro_id from link_nuevo"
        )
        while engine.rows("select 1 from link_frontera limit 1"):
            engine.materialise(_REACHED, "select registro_id from link_tocado")
            engine.materialise(_NEAR, statement(_NEAR))
            engine.append(_MET, "select * from link_lazo_cercano")
            engine.materialise(TOUCHED, statement(TOUCHED))
            engine.materialise(_FRONTIER, _REACHED_NOW)
        # A tie between two rounds was met in both.
        engine.define(TIES, "select distinct * from link_lazo_visto")
        engine.materialise(TOUCHED_TIES, statement(TOUCHED_TIES))
    finally:
        for name in (TIES, _REACHED, _FRONTIER, _NEAR, _MET):
            engine.forget(name)


def reach_all(engine: DuckDBEngine) -> None:
    """Touch every record that is looked at, with all ties (link_enlace)."""
    engine.materialise(TOUCHED, "select registro_id from vault_registro")
    engine.materialise(TOUCHED_TIES, statement(TOUCHED_TIES))
