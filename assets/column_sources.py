"""Which columns of which tables a column of a statement is made of, read off its syntax tree.

Belongs here: the walk through common table expressions, subqueries, set operations, stars and table functions. Does not
belong here: which tables there are and what stands behind them (lineage.py).

A source is a column of a table that the statement names, or a bound value (`("$", name)`); what a value is filtered or
joined by is no source of it. How it gets there: as it is, computed, or brought together out of many rows. A bare
count(*) is made of the columns that tell the counted rows apart: the grouping below it, or the key of the table.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

from assets.source_kinds import AGGREGATION, BOUND, IDENTITY, TRANSFORMATION, Source, Sources, merged
from snis.errors import StoreError

# Joins after which a row of the left side is still one row at most, or that give no columns.
_LEAVE_ROWS = {"LEFT", "SEMI", "ANTI", "ASOF"}
_GIVE_NOTHING = {"SEMI", "ANTI"}


@dataclass(frozen=True)
class Known:
    """What is known of the tables that a statement names.

    Attributes:
        columns: columns of a table in their order; nothing for a table that nobody describes.
        key: columns that tell its rows apart.
    """

    columns: Callable[[str], Sequence[str]]
    key: Callable[[str], Sequence[str]]


def sources_by_column(tree: exp.Expression, known: Known) -> dict[str, Sources]:
    """Sources of every column that a statement gives, by name, in their order.

    Raises:
        StoreError: a column of the statement comes from nowhere; the place is its name.
    """
    scope = build_scope(tree)
    if scope is None:
        raise StoreError("la consulta no es una selección")
    walk = _Walk(known, scope)
    return {name: walk.column(scope, name) for name in walk.outputs(scope)}


class _Walk:
    """One statement; what was found of a column once is not looked for again."""

    def __init__(self, known: Known, root: Scope) -> None:
        self._known = known
        # What a recursive term reads is a copy that sqlglot has not gone through; the original has the same tree.
        self._scopes = {id(scope.expression): scope for scope in root.traverse()}
        self._found: dict[tuple[int, str], Sources] = {}
        self._selects: dict[int, list[tuple[str, exp.Expression | tuple[str, str]]]] = {}

    def outputs(self, scope: Scope) -> list[str]:
        """Names of the columns of a scope, stars spelt out."""
        tree = scope.expression
        if isinstance(tree, exp.SetOperation):
            return self.outputs(scope.union_scopes[0])
        if isinstance(tree, exp.Subquery):
            return self.outputs(scope.subquery_scopes[0])
        if not isinstance(tree, exp.Select):
            return list(tree.alias_column_names) or [name for name in [tree.alias_or_name] if name]
        return [name for name, _ in self._select(scope)]

    def column(self, scope: Scope, name: str) -> Sources:
        """Sources of a column of a scope; a recursive term adds nothing to what it starts from."""
        place = (id(scope), name)
        if place not in self._found:
            self._found[place] = {}
            self._found[place] = self._sources(scope, name)
        return self._found[place]

    def _sources(self, scope: Scope, name: str) -> Sources:
        tree = scope.expression
        if isinstance(tree, exp.SetOperation):
            position = self.outputs(scope).index(name)
            parts = [self.column(part, self.outputs(part)[position]) for part in scope.union_scopes]
            return merged(parts)
        if isinstance(tree, exp.Subquery):
            return self.column(scope.subquery_scopes[0], name)
        if not isinstance(tree, exp.Select):
            return self._of_function(scope, name)
        for given, node in self._select(scope):
            if given == name:
                return self._of_reference(scope, *node) if isinstance(node, tuple) else self._of(scope, node)
        return self._behind_a_star(scope, name)

    def _behind_a_star(self, scope: Scope, name: str) -> Sources:
        """A column of a table that nobody describes, taken along by a star."""
        for node in scope.expression.selects:
            for alias in self._starred(scope, node) if node.is_star else ():
                source = self._source(scope, alias)
                if isinstance(source, Scope):
                    with suppress(StoreError):
                        return self.column(source, name)
                elif not self._known.columns(source.name):
                    return {(source.name, name): IDENTITY}
        raise StoreError("la columna no sale de ninguna parte", place=name)

    def _select(self, scope: Scope) -> list[tuple[str, exp.Expression | tuple[str, str]]]:
        """Columns of a select: an expression each, or source and column where a star stood."""
        if id(scope) not in self._selects:
            self._selects[id(scope)] = self._spelt(scope)
        return self._selects[id(scope)]

    def _spelt(self, scope: Scope) -> list[tuple[str, exp.Expression | tuple[str, str]]]:
        found: list[tuple[str, exp.Expression | tuple[str, str]]] = []
        for node in scope.expression.selects:
            if not node.is_star:
                found.append((node.alias_or_name, node))
                continue
            star = node.find(exp.Star)
            left_out = {item.name for item in star.args.get("except_") or star.args.get("except") or ()}
            changed = {item.alias: item.this for item in star.args.get("replace") or ()}
            for alias in self._starred(scope, node):
                for name in self._columns_of(scope, alias):
                    if name not in left_out:
                        found.append((name, changed.get(name, (alias, name))))
        return found

    def _starred(self, scope: Scope, node: exp.Expression) -> list[str]:
        """Names of the tables that a star stands for, in order."""
        if isinstance(node, exp.Column):
            return [node.table]
        joins = {
            join.alias_or_name
            for join in scope.expression.args.get("joins") or ()
            if join.kind.upper() in _GIVE_NOTHING or join.side.upper() in _GIVE_NOTHING
        }
        return [alias for alias in scope.selected_sources if alias not in joins]

    def _columns_of(self, scope: Scope, alias: str) -> list[str]:
        source = self._source(scope, alias)
        if isinstance(source, Scope):
            renamed = _renamed(source)
            return renamed or self.outputs(source)
        return list(self._known.columns(source.name))

    def _of(self, scope: Scope, node: exp.Expression) -> Sources:
        """Sources of an expression: those of the columns in it."""
        plain = node.unalias()
        if isinstance(plain, exp.Column):
            return self._of_column(scope, plain)
        kind = AGGREGATION if plain.find(exp.AggFunc) is not None else TRANSFORMATION
        parts: list[Sources] = []
        for part in _parts(plain):
            if isinstance(part, exp.Column):
                parts.append(self._of_column(scope, part))
            elif isinstance(part, exp.Parameter | exp.Placeholder):
                parts.append({(BOUND, part.name): TRANSFORMATION})
            elif isinstance(part, exp.Query):
                parts.append(self._of_subquery(scope, part))
            elif isinstance(part, exp.Count):
                parts.append(dict.fromkeys(self._rows(scope), AGGREGATION))
        return merged(parts, kind)

    def _of_subquery(self, scope: Scope, query: exp.Expression) -> Sources:
        for inner in (*scope.subquery_scopes, *scope.derived_table_scopes):
            if inner.expression is query.unnest():
                if isinstance(query.parent, exp.Exists):
                    return dict.fromkeys(self._rows(inner), TRANSFORMATION)
                return merged([self.column(inner, name) for name in self.outputs(inner)])
        return {}

    def _of_column(self, scope: Scope, column: exp.Column) -> Sources:
        if column.table:
            holder = scope
            while column.table not in holder.sources and holder.parent is not None:
                holder = holder.parent
            if column.table in holder.sources:
                return self._of_reference(holder, column.table, column.name)
            # A part of a struct: the column is what stands before the dot.
            return self._unqualified(scope, column, column.table)
        return self._unqualified(scope, column, column.name)

    def _unqualified(self, scope: Scope, column: exp.Column, name: str) -> Sources:
        """A name alone: of the one table that has it, or of a column selected before under that name."""
        holder: Scope | None = scope
        while holder is not None:
            sides = list(holder.selected_sources)
            for alias in sides:
                if name in self._columns_of(holder, alias):
                    return self._of_reference(holder, alias, name)
            if isinstance(holder.expression, exp.Select):
                for node in holder.expression.selects:
                    if node.alias == name and column.find_ancestor(exp.Alias) is not node:
                        return self._of(holder, node)
            undescribed = [alias for alias in sides if self._is_open(holder, alias)]
            if len(undescribed) == 1:
                return self._of_reference(holder, undescribed[0], name)
            holder = holder.parent
        raise StoreError("la columna no sale de ninguna parte", place=name)

    def _is_open(self, scope: Scope, alias: str) -> bool:
        """Whether a table may have columns that nobody describes."""
        source = self._source(scope, alias)
        if not isinstance(source, Scope):
            return not self._known.columns(source.name)
        return isinstance(source.expression, exp.Select) and any(
            self._is_open(source, inner)
            for node in source.expression.selects
            if node.is_star
            for inner in self._starred(source, node)
        )

    def _source(self, scope: Scope, alias: str) -> Scope | exp.Table:
        source: Scope | exp.Table = scope.sources[alias]
        return self._scopes.get(id(source.expression), source) if isinstance(source, Scope) else source

    def _of_reference(self, scope: Scope, alias: str, name: str) -> Sources:
        source = self._source(scope, alias)
        if isinstance(source, Scope):
            renamed = _renamed(source)
            return self.column(source, self.outputs(source)[renamed.index(name)] if renamed else name)
        return {(source.name, name): IDENTITY}

    def _of_function(self, scope: Scope, name: str) -> Sources:
        """A column of unnest, values or another function in the place of a table."""
        tree = scope.expression
        parts = [tree]
        if isinstance(tree, exp.Values):
            position = list(tree.alias_column_names).index(name)
            parts = [row.expressions[position] for row in tree.expressions]
        return merged([self._of(scope, part) for part in parts], TRANSFORMATION)

    def _rows(self, scope: Scope) -> list[Source]:
        """Columns that tell the rows apart that a scope goes through before it groups them."""
        found: list[Source] = []
        tree = scope.expression
        if not isinstance(tree, exp.Select):
            return [source for part in scope.union_scopes or () for source in self._kept(part)]
        multiplied = {
            join.alias_or_name
            for join in tree.args.get("joins") or ()
            if not {join.side.upper(), join.kind.upper()} & _LEAVE_ROWS
        }
        first = tree.args.get("from_") or tree.args.get("from")
        for alias, source in ((alias, self._source(scope, alias)) for alias in scope.selected_sources):
            if alias not in multiplied and (first is None or alias != first.alias_or_name):
                continue
            if isinstance(source, Scope):
                found += self._kept(source)
            else:
                found += [(source.name, name) for name in self._known.key(source.name)]
        return list(dict.fromkeys(found))

    def _kept(self, scope: Scope) -> list[Source]:
        """Columns that tell the rows apart that a scope gives."""
        tree = scope.expression
        if isinstance(tree, exp.Select):
            group = tree.args.get("group")
            if group is not None:
                return [
                    source for node in group.expressions for source in self._of(scope, _selected(tree, node))
                ]
            if tree.args.get("distinct") is not None:
                return [source for name in self.outputs(scope) for source in self.column(scope, name)]
        return self._rows(scope)


def _parts(node: exp.Expression) -> Iterable[exp.Expression]:
    """Columns, bound values, subqueries and bare counts inside an expression; not what is inside of those."""
    of_rows = isinstance(node, exp.Count) and (node.this is None or isinstance(node.this, exp.Star))
    if of_rows or isinstance(node, exp.Column | exp.Parameter | exp.Placeholder | exp.Query):
        yield node
    else:
        for child in node.iter_expressions():
            yield from _parts(child)


def _selected(tree: exp.Select, node: exp.Expression) -> exp.Expression:
    """What `group by 2` or `group by alias` stands for."""
    if isinstance(node, exp.Literal) and not node.is_string:
        selected: exp.Expression = tree.selects[int(node.name) - 1]
        return selected
    return node


def _renamed(source: Scope) -> list[str]:
    """Columns that `t(a, b)` or `with t(a, b) as` gives other names."""
    holder: Any = source.expression.parent
    if isinstance(holder, exp.CTE | exp.Subquery):
        return list(holder.alias_column_names)
    return []
