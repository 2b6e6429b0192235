"""YAML as people write it by hand, with the line of every key.

Belongs here: text to plain Python, keeping line numbers, and the mistakes that YAML itself hides. Does not belong here:
what the keys mean (layout.py and its siblings).

Every scalar stays text: YAML would read `01` as the number 1, `No` as false and `1:30` as ninety, and codes, headers
and formats must arrive as they were written. The models say which values are numbers, dates or truth values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

Location = tuple[str | int, ...]
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Source:
    """A YAML document: its content, where each key stands, and what is wrong with the text itself.

    Attributes:
        content: mappings, lists, text and None.
        lines: 1-based line of each key or item, by its path from the root.
        mistakes: line and message of each mistake of form.
    """

    content: Any
    lines: Mapping[Location, int] = field(default_factory=dict)
    mistakes: tuple[tuple[int, str], ...] = ()

    def line_of(self, location: Location) -> int:
        """The line of a path, or of the nearest thing around it that stands in the text."""
        known = location
        while known and known not in self.lines:
            known = known[:-1]
        return self.lines.get(known, 1)


def parse_yaml(text: str) -> Source:
    """Read one YAML document. Never raises: what is wrong is in `mistakes`, and the content is then None or partial."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        return Source(None, mistakes=((line, "no es YAML válido: revise sangrías, comillas y dos puntos"),))
    walk = _Walk()
    content = walk.visit(root, ()) if root is not None else None
    return Source(content, walk.lines, tuple(walk.mistakes))


class _Walk:
    """One pass over the nodes of a document."""

    def __init__(self) -> None:
        self.lines: dict[Location, int] = {(): 1}
        self.mistakes: list[tuple[int, str]] = []
        self._visited: set[int] = set()

    def visit(self, node: yaml.Node, location: Location) -> Any:
        """The plain value of a node."""
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag == _NULL else node.value
        # An alias brings the same node again; it could also hold itself.
        if id(node) in self._visited:
            self.mistakes.append((_line(node), "no se admiten anclas ni alias (& y *): repita el texto"))
            return None
        self._visited.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._item(child, (*location, index)) for index, child in enumerate(node.value)]
        return self._mapping(node, location)

    def _item(self, node: yaml.Node, location: Location) -> Any:
        self.lines[location] = _line(node)
        return self.visit(node, location)

    def _mapping(self, node: yaml.Node, location: Location) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.mistakes.append((_line(key), "una clave tiene que ser un texto"))
                continue
            if key.value in found:
                self.mistakes.append((_line(key), f"la clave {key.value} está dos veces: deje una"))
                continue
            self.lines[*location, key.value] = _line(key)
            found[key.value] = self.visit(value, (*location, key.value))
        return found


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
