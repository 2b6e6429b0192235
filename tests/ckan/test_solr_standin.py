"""The stand-in for Solr: what it finds, how it orders, and what it refuses like a real one."""

from pathlib import Path
from typing import Any

import pytest

from tests.ckan.server.solr.documents import Documents
from tests.ckan.server.solr.query import Parser, min_should_match
from tests.ckan.server.solr.schema import Schema, SolrError
from tests.ckan.server.solr.search import select
from tests.ckan.server.solr.tree import Clauses, Range, Words
from tests.ckan.server.solr.updates import Updates
from tests.ckan.server.solr.values import date_text

SCHEMA = """<schema>
 <types>
  <fieldType name="string" class="solr.StrField"/>
  <fieldType name="bool" class="solr.BoolField"/>
  <fieldType name="int" class="solr.IntPointField"/>
  <fieldType name="date" class="solr.DatePointField"/>
  <fieldType name="text" class="solr.TextField">
   <filter class="solr.WordDelimiterGraphFilterFactory" splitOnCaseChange="1"/>
   <filter class="solr.SnowballPorterFilterFactory"/><filter class="solr.ASCIIFoldingFilterFactory"/>
  </fieldType>
 </types>
 <fields>
  <field name="id" type="string" required="true"/><field name="name" type="string"/>
  <field name="title" type="text"/><field name="tags" type="string" multiValued="true"/>
  <field name="views" type="int"/><field name="modified" type="date"/><field name="open" type="bool"/>
  <field name="text" type="text" stored="false" multiValued="true"/>
  <dynamicField name="extras_*" type="string"/>
 </fields>
 <uniqueKey>id</uniqueKey>
 <copyField source="title" dest="text"/><copyField source="tags" dest="text"/>
</schema>"""
ROWS = [
    {"id": "1", "name": "bono", "title": "Bono social", "tags": ["salud", "bono"], "views": 5},
    {"id": "2", "name": "beca", "title": "Becas y bonos", "tags": ["escuela"], "views": 20},
    {"id": "3", "name": "obra", "title": "Obras públicas", "tags": ["bono", "agua"], "views": 1,
     "modified": "2026-05-01T10:00:00Z"},
]  # fmt: skip


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    path = tmp_path / "schema.xml"
    path.write_text(SCHEMA, encoding="utf-8")
    found = Documents(Schema(path))
    for row in ROWS:
        found.put(found.build(row))
    return found


def ids(documents: Documents, q: str, **further: str | list[str]) -> list[str]:
    given = {"q": q, "sort": "id asc", "df": "text", **further}
    parameters = {key.replace("_", "."): [v] if isinstance(v, str) else v for key, v in given.items()}
    return [doc["id"] for doc in select(documents, parameters)["response"]["docs"]]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("*:*", "123"),
        ("bono", "123"),
        ("title:bono", "12"),
        ("title:obras", "3"),
        ("title:publicas", "3"),
        ("tags:bono", "13"),
        ("tags:bono AND tags:salud", "1"),
        ("tags:agua OR tags:escuela", "23"),
        ("+tags:bono -tags:agua", "1"),
        ("NOT tags:bono", "2"),
        ("tags:(agua escuela)", "23"),
        ('title:"bono social"', "1"),
        ('title:"social bono"', ""),
        ("name:b*", "12"),
        ("name:b?ca", "2"),
        ("name:bonu~1", "1"),
        ("name:/b.*/", "12"),
        ("views:[5 TO 20]", "12"),
        ("views:{5 TO *]", "2"),
        ("modified:[* TO *]", "3"),
        ("modified:[2026-04-30T00:00:00Z TO 2026-05-02T00:00:00Z]", "3"),
        ("extras_x:*", ""),
    ],
)
def test_what_a_query_finds(documents: Documents, q: str, found: str) -> None:
    assert ids(documents, q) == list(found)


def test_filters_narrow_and_never_rank(documents: Documents) -> None:
    assert ids(documents, "*:*", fq=["tags:bono", "views:[2 TO *]"]) == ["1"]


def test_dismax_looks_in_every_field_and_reads_what_people_type(documents: Documents) -> None:
    dismax = {"defType": "dismax", "qf": "name^4 title^2 text", "q_op": "AND", "mm": "2<-1"}
    assert ids(documents, "bono (social", **dismax) == ["1"]
    assert ids(documents, "bono", sort="score desc", **dismax)[0] == "1"


@pytest.mark.parametrize(
    ("sort", "order"),
    [("views asc", "312"), ("views desc", "213"), ("name asc", "213"), ("modified asc", "312")],
)
def test_the_order(documents: Documents, sort: str, order: str) -> None:
    assert ids(documents, "*:*", sort=sort) == list(order)


def test_facets_count_what_was_found(documents: Documents) -> None:
    asked = {"q": ["tags:bono"], "facet": ["true"], "facet.field": ["tags"], "facet.mincount": ["1"]}
    found = select(documents, asked)["facet_counts"]["facet_fields"]
    assert found == {"tags": ["bono", 2, "agua", 1, "salud", 1]}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"name": "x"}, "missing required field: id"),
        ({"id": "x", "name": ["a", "b"]}, "multiple values encountered"),
        ({"id": "x", "name": {"a": 1}}, "Unknown operation"),
        ({"id": "x", "modified": "ayer"}, "Invalid Date String"),
        ({"id": "x", "views": "muchas"}, "For input string"),
        ({"id": "x", "extras_a": "y" * 32_767}, "immense term"),
        ({"id": "x", "nope": "1"}, "undefined field"),
    ],
)
def test_what_a_real_solr_would_not_take(documents: Documents, document: dict[str, Any], said: str) -> None:
    with pytest.raises(SolrError, match=said):
        documents.build(document)


@pytest.mark.parametrize("q", ["bono AND", "(bono", 'title:"bono', "views:[1 2]", "{!bool x}"])
def test_what_is_no_query(documents: Documents, q: str) -> None:
    with pytest.raises(SolrError):
        ids(documents, q)


def test_nothing_is_seen_before_a_commit(documents: Documents) -> None:
    updates = Updates(documents)
    updates.take("application/json", b'[{"id": "4", "title": "Nuevo"}]', {})
    assert ids(documents, "id:4") == []
    updates.take("text/xml", b"<commit/>", {})
    assert ids(documents, "id:4") == ["4"]
    updates.take("text/xml", b"<delete><query>+tags:bono</query></delete>", {"commit": ["true"]})
    assert ids(documents, "*:*") == ["2", "4"]


def test_the_index_outlives_its_process(documents: Documents, tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    first = Documents(documents.schema, path)
    Updates(first).take("application/json", b'[{"id": "9", "title": "Queda"}]', {"commit": ["true"]})
    assert ids(Documents(documents.schema, path), "title:queda") == ["9"]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z"),
        ("2026-05-01T10:00:00.25Z", "2026-05-01T10:00:00.250Z"),
        ("2026-05-01T10:00:00+02:00", "2026-05-01T08:00:00Z"),
        ("2026-05-01T10:00:00Z+1DAY", "2026-05-02T10:00:00Z"),
        ("2026-05-17T10:00:00Z/MONTH", "2026-05-01T00:00:00Z"),
    ],
)
def test_dates(text: str, normal: str) -> None:
    assert date_text(text) == normal


@pytest.mark.parametrize(
    ("said", "count", "least"), [("2", 5, 2), ("-1", 5, 4), ("50%", 5, 2), ("2<-1 5<80%", 6, 4)]
)
def test_how_many_words_have_to_match(said: str, count: int, least: int) -> None:
    assert min_should_match(said, count) == least


def test_a_query_becomes_a_tree() -> None:
    assert Parser('a +b:"c d"~2 -e:[1 TO *}', "text", all_words=False).parse() == Clauses(
        (
            ("?", Words("text", "a")),
            ("+", Words("b", "c d", phrase=True, slop=2)),
            ("-", Range("e", "1", None, with_low=True, with_high=False)),
        )
    )
