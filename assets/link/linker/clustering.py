"""Stage 4: persons out of pairs.

Belongs here: components, cutting those that are no cliques, decisions of people, and by what tie a record belongs to
its person. Does not belong here: the cutting itself (snis/linkage/average_linkage.py), ids that last (assets/link).

Every component is worked out by itself, so that clustering those that new pairs touch gives what clustering all gives.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from assets.link.linker.model import Model
from snis.linkage.average_linkage import average_linkage

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

METHODS = ("U", "S", "D2", "D1", "P")
# A pair tied by rule holds whatever little it weighs; a pair held for a person never ties; no pair outweighs many.
_TIED_AT_LEAST = 1.0
_HELD_AT_MOST = -2.0
_AT_MOST = 15.0


@dataclass(frozen=True)
class ClusterReport:
    """What came of a clustering; counts only.

    Attributes:
        records: records that were clustered.
        clusters: persons found.
        merged_records: records whose person has more than one.
        cut_components: components that were no single person.
        largest: records of the largest person.
        contradictions: decisions "one person" that others "two people" keep apart.
    """

    records: int
    clusters: int
    merged_records: int
    cut_components: int
    largest: int
    contradictions: int


@dataclass(frozen=True)
class Edges:
    """The kept pairs among numbered records: places from 0, weight, whether they tie, whether held, method."""

    left: Ints
    right: Ints
    weight: Floats
    ties: npt.NDArray[np.bool_]
    held: npt.NDArray[np.bool_]
    method: Ints


@dataclass(frozen=True)
class Decisions:
    """Pairs that people joined or kept apart."""

    together: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()


def find_clusters(records: int, edges: Edges, model: Model, decisions: Decisions) -> tuple[Ints, int, int]:
    """The cluster of each record, how many components were cut, and how many decisions contradict."""
    labels = _components(records, edges, decisions)
    cut = _to_cut(records, labels, edges, decisions)
    if not cut.any():
        return labels, 0, 0
    members = _grouped(np.flatnonzero(cut[labels]), labels)
    weights = _weights_in(labels, cut, edges, model)
    together, apart = _pairs_in(labels, decisions.together), _pairs_in(labels, decisions.apart)
    following = int(labels.max()) + 1
    contradictions = 0
    for label, places in members.items():
        groups = average_linkage(
            places,
            weights[label],
            missing=model.missing_weight - model.review_weight,
            together=together[label],
            apart=apart[label],
        )
        for group in groups[1:]:
            labels[list(group)] = following
            following += 1
        contradictions += sum(1 for one, other in together[label] if labels[one] != labels[other])
    return labels, int(cut.sum()), contradictions


def _components(records: int, edges: Edges, decisions: Decisions) -> Ints:
    joined = np.array(list(decisions.together), dtype=np.int64).reshape(-1, 2)
    left = np.concatenate([edges.left[edges.ties], joined[:, 0]])
    right = np.concatenate([edges.right[edges.ties], joined[:, 1]])
    matrix = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(records, records))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def _to_cut(records: int, labels: Ints, edges: Edges, decisions: Decisions) -> npt.NDArray[np.bool_]:
    """Components that are not simply one person: pairs are missing in them, or a person decided something."""
    sizes = np.bincount(labels) if records else np.zeros(0, dtype=np.int64)
    ties = np.bincount(labels[edges.left[edges.ties]], minlength=len(sizes))
    cut = np.asarray((sizes > 2) & (ties < sizes * (sizes - 1) // 2))
    for one, other in (*decisions.together, *decisions.apart):
        for label in {labels[one], labels[other]}:
            cut[label] = cut[label] or sizes[label] > 1
    return cut


def _grouped(places: Ints, labels: Ints) -> dict[int, list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for place in places.tolist():
        members[int(labels[place])].append(place)
    return members


def _weights_in(
    labels: Ints, cut: npt.NDArray[np.bool_], edges: Edges, model: Model
) -> dict[int, dict[tuple[int, int], float]]:
    """Weights inside each component to cut, the threshold taken off."""
    inside = np.flatnonzero((labels[edges.left] == labels[edges.right]) & cut[labels[edges.left]])
    weight = edges.weight[inside] - model.review_weight
    weight = np.where(edges.ties[inside], np.maximum(weight, _TIED_AT_LEAST), weight)
    weight = np.where(edges.held[inside], np.minimum(weight, _HELD_AT_MOST), weight)
    weight = np.minimum(weight, _AT_MOST)
    found: dict[int, dict[tuple[int, int], float]] = defaultdict(dict)
    pairs = zip(
        labels[edges.left[inside]].tolist(),
        edges.left[inside].tolist(),
        edges.right[inside].tolist(),
        weight.tolist(),
        strict=True,
    )
    for label, left, right, value in pairs:
        found[label][(left, right)] = value
    return found


def _pairs_in(labels: Ints, pairs: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one, other in pairs:
        if labels[one] == labels[other]:
            found[int(labels[one])].append((one, other))
    return found


def surest_ties(records: int, labels: Ints, edges: Edges, decisions: Decisions) -> tuple[Ints, Floats]:
    """Of each record, the surest method that ties it to another of its cluster, and the weight of that tie."""
    method, weight = np.zeros(records, dtype=np.int64), np.full(records, np.nan)
    inside = labels[edges.left] == labels[edges.right]
    for number in range(1, len(METHODS) - 1):
        these = np.flatnonzero(inside & ((edges.method == number) | (number == 1)))
        best = np.full(records, -np.inf)
        for side in (edges.left, edges.right):
            np.maximum.at(best, side[these], edges.weight[these])
        told = best > -np.inf
        method[told], weight[told] = number, best[told]
    for pair in decisions.together:
        if labels[pair[0]] == labels[pair[1]]:
            method[list(pair)] = METHODS.index("P")
    alone = np.bincount(labels, minlength=1)[labels] == 1 if records else np.zeros(0, dtype=bool)
    method[~alone & (method == 0)] = METHODS.index("S")
    return method, weight


def cluster_tables(
    connection: duckdb.DuckDBPyConnection,
    *,
    numbered: str,
    pairs: str,
    decisions: str | None,
    model: Model,
    into: str,
) -> ClusterReport:
    """Cluster the records of a table.

    Args:
        connection: where the tables are.
        numbered: table with record_id and numero_registro from 1 without gaps.
        pairs: kept pairs among them, as verdict.py writes them.
        decisions: table of decisions, or None.
        model: thresholds.
        into: name of the temporary table record_id, cluster_id, metodo_codigo, peso.
    """
    records = int(connection.execute(f"select count(*) from {numbered}").fetchall()[0][0])
    edges = _read_edges(connection, numbered, pairs)
    said = _read_decisions(connection, numbered, decisions)
    labels, cuts, contradictions = find_clusters(records, edges, model, said)
    method, weight = surest_ties(records, labels, edges, said)
    table = pa.table(
        {
            "numero_registro": np.arange(1, records + 1, dtype=np.int64),
            "grupo": labels,
            "metodo_codigo": pa.array(np.array(METHODS)[method]) if records else pa.array([], pa.string()),
            "peso": pa.array(weight, mask=np.isnan(weight)),
        }
    )
    connection.register("enlace_grupo", table)
    connection.execute(
        f"""
        create or replace temp table {into} as
        select
            n.record_id,
            min(n.record_id) over (partition by g.grupo) as cluster_id,
            g.metodo_codigo,
            g.peso
        from enlace_grupo as g
        inner join {numbered} as n on n.numero_registro = g.numero_registro
        """
    )
    connection.unregister("enlace_grupo")
    sizes = np.bincount(labels) if records else np.zeros(0, dtype=np.int64)
    sizes = sizes[sizes > 0]
    return ClusterReport(
        records=records,
        clusters=len(sizes),
        merged_records=int(sizes[sizes > 1].sum()),
        cut_components=cuts,
        largest=int(sizes.max()) if records else 0,
        contradictions=contradictions,
    )


def _read_edges(connection: duckdb.DuckDBPyConnection, numbered: str, pairs: str) -> Edges:
    rows = connection.execute(
        f"""
        select
            least(a.numero_registro, b.numero_registro) - 1 as l,
            greatest(a.numero_registro, b.numero_registro) - 1 as r,
            p.peso,
            p.estado_codigo = 'unido' as ties,
            p.estado_codigo = 'revision' and p.regla <> 'zona_gris' as held,
            case when p.estado_codigo <> 'unido' then 0 when p.etapa_codigo = 'D1' then 3
                when p.etapa_codigo = 'D2' then 2 else 1 end as method
        from {pairs} as p
        inner join {numbered} as a on a.record_id = p.registro_a_id
        inner join {numbered} as b on b.record_id = p.registro_b_id
        """
    ).fetchnumpy()
    return Edges(
        left=np.asarray(rows["l"], dtype=np.int64),
        right=np.asarray(rows["r"], dtype=np.int64),
        weight=np.asarray(rows["peso"], dtype=np.float64),
        ties=np.asarray(rows["ties"], dtype=np.bool_),
        held=np.asarray(rows["held"], dtype=np.bool_),
        method=np.asarray(rows["method"], dtype=np.int64),
    )


def _read_decisions(connection: duckdb.DuckDBPyConnection, numbered: str, decisions: str | None) -> Decisions:
    if decisions is None:
        return Decisions()
    rows = connection.execute(
        f"""
        select a.numero_registro - 1, b.numero_registro - 1, d.decision_codigo
        from {decisions} as d
        inner join {numbered} as a on a.record_id = d.registro_a_id
        inner join {numbered} as b on b.record_id = d.registro_b_id
        order by all
        """
    ).fetchall()
    return Decisions(
        together=[(one, other) for one, other, said in rows if said == "unir"],
        apart=[(one, other) for one, other, said in rows if said == "separar"],
    )
