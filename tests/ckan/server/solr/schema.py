"""CKAN's own schema.xml: which fields there are, of what type, and what is copied where.

Belongs here: reading it. Does not belong here: values (values.py) or words (analysis.py).
"""

import fnmatch
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_KINDS = {
    "StrField": "string",
    "BoolField": "bool",
    "IntPointField": "int",
    "LongPointField": "int",
    "FloatPointField": "float",
    "DoublePointField": "float",
    "DatePointField": "date",
    "BinaryField": "binary",
    "TextField": "text",
}


class SolrError(Exception):
    """What Solr refuses, with its HTTP status."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class FieldType:
    """A field type: its kind, and for text how words are cut.

    Attributes:
        kind: string, text, ngram, bool, int, float, date or binary.
        attributes: as written, for flags that a field does not say itself.
        stems: words are reduced to their stem.
        splits_case: a change from small to capital letter begins a new word.
        folds: accents do not count.
    """

    kind: str
    attributes: Mapping[str, str]
    stems: bool
    splits_case: bool
    folds: bool


@dataclass(frozen=True)
class Field:
    """A field and its flags."""

    name: str
    type: FieldType
    stored: bool
    indexed: bool
    multi: bool
    required: bool
    default: str | None

    @property
    def kind(self) -> str:
        """Kind of its type."""
        return self.type.kind


class Schema:
    """The fields of a core."""

    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        # CKAN's own file, from its own package.
        root = ET.fromstring(self.raw)
        types = {
            str(element.get("name")): _type(element)
            for element in root.iter()
            if element.tag.lower() == "fieldtype"
        }
        self.fields = {
            str(element.get("name")): _field(str(element.get("name")), types, element.attrib)
            for element in root.iter("field")
        }
        patterns = [(str(element.get("name")), element.attrib) for element in root.iter("dynamicField")]
        # The longest pattern wins.
        self._dynamic = sorted(patterns, key=lambda item: -len(item[0]))
        self._types = types
        self.copies = [
            (str(element.get("source")), str(element.get("dest"))) for element in root.iter("copyField")
        ]
        self.key = (root.findtext("uniqueKey") or "id").strip()

    def get(self, name: str) -> Field:
        """A field by its name; one of a dynamic pattern is made when it is first asked for.

        Raises:
            SolrError: there is none.
        """
        if name not in self.fields:
            found = next((item for item in self._dynamic if fnmatch.fnmatchcase(name, item[0])), None)
            if found is None:
                raise SolrError(f'undefined field: "{name}"')
            self.fields[name] = _field(name, self._types, found[1])
        return self.fields[name]


def _type(element: ET.Element) -> FieldType:
    kind = _KINDS.get(element.get("class", "").split(".")[-1], "string")
    text = ET.tostring(element, encoding="unicode")
    if kind == "text" and "NGramTokenizer" in text:
        kind = "ngram"
    return FieldType(
        kind=kind,
        attributes=element.attrib,
        stems="Snowball" in text,
        splits_case='splitOnCaseChange="1"' in text,
        folds="ASCIIFolding" in text,
    )


def _field(name: str, types: Mapping[str, FieldType], attributes: Mapping[str, str]) -> Field:
    kind = types[attributes["type"]]

    def flag(key: str, *, default: bool) -> bool:
        said = attributes.get(key, kind.attributes.get(key))
        return default if said is None else said == "true"

    return Field(
        name=name,
        type=kind,
        stored=flag("stored", default=True),
        indexed=flag("indexed", default=True),
        multi=flag("multiValued", default=False),
        required=flag("required", default=False),
        default=attributes.get("default"),
    )
