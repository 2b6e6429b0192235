"""Groupings of codes: which coarser groups a dimension may be printed in, and why they must nest.

Belongs here: the model of `hierarchies` in disclosure.yaml, and its check against the code lists. Does not belong
here: territory, which nests by its codes (snis/territory.py), or which cross uses which grouping.

Two groupings that cut differently are a differencing attack by themselves: the difference of two printed groups is
a group that nobody printed. So every group is an exact union of finest codes, and of the groups of each finer one.

Source: shared design privacy.md, section 2 ("Bands must nest").
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from snis.disclosure_sections import Reason, Strict

AGE, PEOPLE = "edad_grupo_codigo", "pueblo_codigo"
_BAND = re.compile(r"(\d+)(?:-(\d+)|(\+))")
Members = Mapping[str, Sequence[str]]
ListName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Grouping(Strict):
    """Coarser groups of a list of codes.

    Attributes:
        name: the code list that holds the groups, and their names for people.
        groups: the finest codes of each group.
    """

    name: ListName
    groups: dict[str, list[str]]


class Hierarchy(Strict):
    """A list of codes with its groupings, from fine to coarse.

    Attributes:
        finest: the code list.
        codes: its codes, but for the one that says "not informed".
        not_informed: that code; it is its own group in every grouping.
        groupings: coarser and coarser.
    """

    finest: ListName
    codes: list[str]
    not_informed: str
    groupings: list[Grouping]
    reason: Reason

    def grouping(self, name: str) -> Mapping[str, str]:
        """The group of each finest code, "not informed" too."""
        groups = next(known.groups for known in self.groupings if known.name == name)
        return {
            self.not_informed: self.not_informed,
            **{code: group for group, codes in groups.items() for code in codes},
        }


class Hierarchies(Strict):
    """The hierarchies of age and people."""

    edad_grupo_codigo: Hierarchy
    pueblo_codigo: Hierarchy

    def by_dimension(self) -> Mapping[str, Hierarchy]:
        """The hierarchy of each dimension that has groupings."""
        return {AGE: self.edad_grupo_codigo, PEOPLE: self.pueblo_codigo}


def problems_of(hierarchies: Hierarchies) -> list[str]:
    """Groupings that overlap, leave codes out or cut differently, and age bands that do not cover every age once."""
    problems = [
        f"hierarchies.{dimension}: {problem}"
        for dimension, hierarchy in hierarchies.by_dimension().items()
        for problem in _problems_of(hierarchy)
    ]
    if not _is_tiled(hierarchies.edad_grupo_codigo.codes):
        problems.append(f"hierarchies.{AGE}: las edades no cubren cada año una sola vez")
    return problems


def problems_in_lists(hierarchies: Hierarchies, code_lists: Mapping[str, Sequence[str]]) -> list[str]:
    """Hierarchies that do not say the same as the code lists of the deployment."""
    found = []
    for dimension, hierarchy in hierarchies.by_dimension().items():
        said = {hierarchy.finest: hierarchy.codes, **{g.name: list(g.groups) for g in hierarchy.groupings}}
        found += [
            f"hierarchies.{dimension}: {name} no tiene los mismos códigos que codes.csv"
            for name, codes in said.items()
            if {*codes, hierarchy.not_informed} != {*code_lists.get(name, ()), hierarchy.not_informed}
        ]
    return found


def _problems_of(hierarchy: Hierarchy) -> Iterable[str]:
    names = [hierarchy.finest, *(grouping.name for grouping in hierarchy.groupings)]
    if len(set(names)) < len(names):
        yield "una agrupación está repetida"
    finer: Members = {code: [code] for code in hierarchy.codes}
    for grouping in hierarchy.groupings:
        members = [code for codes in grouping.groups.values() for code in codes]
        if len(members) > len(set(members)):
            yield f"{grouping.name} tiene grupos que se traslapan"
        if set(members) != set(hierarchy.codes):
            yield f"{grouping.name} no reparte todos los códigos de {hierarchy.finest}, y solo esos"
        if not _nests(finer, grouping.groups):
            yield f"{grouping.name} parte un grupo de la agrupación más fina"
        finer = grouping.groups


def _nests(finer: Members, coarser: Members) -> bool:
    """Whether each finer group lies whole within one coarser group."""
    whole = [set(codes) for codes in coarser.values()]
    return all(any(set(codes) <= group for group in whole) for codes in finer.values())


def _is_tiled(bands: Iterable[str]) -> bool:
    """Whether bands such as 0-4 and 75+ cover every age exactly once, in order."""
    next_age: int | None = 0
    for band in bands:
        matched = _BAND.fullmatch(band)
        if matched is None or next_age is None or int(matched[1]) != next_age:
            return False
        next_age = int(matched[2]) + 1 if matched[2] else None
    return next_age is None
