"""
What is served: law, shapes, lists, an inventory and its
determinations, each a named graph of one read-only store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..door import calls
from ..querying.limits import names_graphs
from ..querying.stored import INVENTORY, LAW, bound
from ..rdf.graph import Text
from ..rdf.names import PREFIXES, QD, RDF, by_language, curie
from ..reporting.findings.by_item import Noted, by_item
from .answer import Answer, Ending, problem
from .held import Held
from .pool import Job
from .requests import Query
from .results import GRAPHS, answered

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_OFFERED = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
_ROWS = """
SELECT DISTINCT ?item ?outcome ?position ?day ?d WHERE {
  GRAPH ?d {
    ?d qd:determines ?item ;
       qd:outcome ?outcome ;
       qd:position ?position ;
       qd:onDay ?day .
  }
}
ORDER BY ?item
"""
_MISSING = """
SELECT DISTINCT ?item ?fact ?rank WHERE {
  ?d qd:determines ?item ;
     qd:missingFact ?missing .
  ?missing qd:ofFact ?fact ;
           qd:rank ?rank .
}
ORDER BY ?item ?rank
"""
_TERMS = """
SELECT DISTINCT ?term WHERE {
  GRAPH <https://w3id.org/qingdan/graph/law> {
    ?term rdfs:label ?label .
  }
  FILTER(isIRI(?term))
}
"""
_UNION: dict[str, Any] = {"use_default_graph_as_union": True}
FACETS = ("outcome", "position", "scenario", "severity")
_FOUND = 500_000
_FREE = "none"


class Row(NamedTuple):
    """
    An item of the inventory and what it comes to: the determination
    is a graph of the store, and the missing facts are in their order. What a validation
    finds of it is None where none was made.
    """

    item: str
    outcome: str
    position: str
    day: str
    determination: str
    scenarios: tuple[str, ...]
    missing: tuple[str, ...]
    titles: Text
    findings: tuple[Noted, ...] | None = None

    def of(self, facet: str) -> tuple[str, ...]:
        """
        What it is under a facet: one outcome, one position, any number of scenarios, how
        serious what a validation finds of it is.
        """
        serious: tuple[str, ...] = ()
        if self.findings is not None:
            each = dict.fromkeys(noted.severity for noted in self.findings)
            serious = tuple(each) or (_FREE,)
        return {
            "outcome": (self.outcome,),
            "position": (self.position,),
            "scenario": self.scenarios,
            "severity": serious,
        }[facet]

    def title(self, lang: str) -> str:
        """Its title in a language, else in any, else none."""
        return self.titles.get(lang) or next(iter(self.titles.values()), "")


def graphs_of(store: ox.Store) -> dict[str, None]:
    """The names of the graphs, the law first."""
    names = sorted(graph.value for graph in store.named_graphs())
    return dict.fromkeys([LAW, *names])


def found_in(inventory: tuple[Path, ...]) -> Mapping[str, list[Noted]] | None:
    """What a validation finds of each item of an inventory, None where it is too much to list."""
    findings = calls.validate(inventory, engine="distinct", most=_FOUND)
    return by_item(findings.report)


def rows_of(
    store: ox.Store, noted: Mapping[str, list[Noted]] | None = None
) -> tuple[Row, ...]:
    """The items of the served inventory by IRI, each with what a validation finds of it."""
    missing: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for item, fact, _ in _solutions(store, _MISSING):
        missing[item] += (fact,)
    titles: dict[str, Text] = defaultdict(dict)
    for item, title in _stated(store, "title"):
        titles[item].setdefault(title.language or "en", title.value)
    scenarios: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for item, scenario in _stated(store, "scenario"):
        scenarios[item] += (scenario.value,)
    return tuple(
        Row(
            item=item,
            outcome=outcome,
            position=position,
            day=day,
            determination=determination,
            scenarios=scenarios[item],
            missing=missing[item],
            titles=by_language(titles[item]),
            findings=None if noted is None else tuple(noted.get(item, ())),
        )
        for item, outcome, position, day, determination in _solutions(
            store, _ROWS
        )
    )


def terms_of(store: ox.Store) -> tuple[str, ...]:
    """The terms of the law by their short names, for an editor to complete."""
    names = {curie(row[0]) for row in _solutions(store, _TERMS)}
    return tuple(sorted(name for name in names if "/" not in name))


def ground_of(store: ox.Store, determination: str) -> str:
    """The first rule that carries a determination, empty where none does."""
    grounds = _values(store, determination, "groundFinding")
    for ground in sorted(grounds)[:1]:
        return _values(store, ground, "ofRule")[0]
    return ""


def first_steps_of(store: ox.Store, determination: str) -> list[str]:
    """What comes before anything leaves, whatever a determination says."""
    return sorted(_values(store, determination, "firstStep"))


def _values(store: ox.Store, subject: str, name: str) -> list[str]:
    quads: Iterator[Any] = store.quads_for_pattern(
        ox.NamedNode(subject), ox.NamedNode(QD + name), None
    )
    return [str(quad.object.value) for quad in quads]


def _solutions(store: ox.Store, query: str) -> Iterator[list[str]]:
    """What a query of ours finds, each row as texts."""
    solutions = store.query(
        query, prefixes=PREFIXES, use_default_graph_as_union=True
    )
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        yield [str(term.value) for term in solution]


def _stated(store: ox.Store, fact: str) -> list[tuple[str, Any]]:
    """
    What the inventory states of each subject by this fact,
    in an order that does not depend on the store.
    """
    quads = store.quads_for_pattern(
        None, ox.NamedNode(QD + fact), None, ox.NamedNode(INVENTORY)
    )
    return sorted(
        (
            (str(quad.subject.value), quad.object)
            for quad in quads
            if not isinstance(quad.subject, ox.Triple)
        ),
        key=str,
    )


def querying(held: Held) -> Job:
    """
    The job that queries the store: its union, or the graphs
    that are named; with values of parameters.
    """

    def query(options: Query, content: bytes) -> Answer:
        default: list[Any] = [
            ox.NamedNode(graph) for graph in options["default"]
        ]
        named: list[Any] = [ox.NamedNode(graph) for graph in options["named"]]
        scope: dict[str, Any] = (
            {"default_graph": default, "named_graphs": named}
            if default or named
            else _UNION
        )
        return asked(
            held.store,
            content.decode(),
            options["bindings"],
            lambda result: answered(result, options["accept"]),
            options["base"],
            scope,
        )

    return query


def asked(
    store: ox.Store,
    text: str,
    bindings: dict[str, str],
    shown: Callable[[Any], Answer],
    base: str | None = None,
    scope: dict[str, Any] = _UNION,
) -> Answer:
    """What a query finds, shown; or the problem that says why it cannot be answered."""
    try:
        values: dict[ox.Variable, Any] = {
            ox.Variable(name): bound(value) for name, value in bindings.items()
        }
        graphs = scope
        if scope is _UNION and names_graphs(text):
            graphs = {}
        return shown(
            store.query(
                text,
                prefixes=PREFIXES,
                base_iri=base,
                substitutions=values,
                **graphs,
            )
        )
    except SyntaxError as error:
        return problem(
            Ending.MALFORMED,
            "not well-formed SPARQL",
            " ".join(str(error).split()),
        )
    except (RuntimeError, ValueError) as error:
        return problem(
            Ending.MALFORMED,
            "the query cannot be answered",
            f"{error}; mend the query or its bindings",
        )


def described(endpoint: str, graphs: Sequence[str], kind: str) -> bytes:
    """SPARQL 1.1 Service Description and VoID of an endpoint, in a format of RDF."""
    service = ox.NamedNode(endpoint)
    dataset = ox.BlankNode("dataset")
    union = ox.BlankNode("union")
    triples = [
        _triple(service, RDF + "type", _SD + "Service"),
        _triple(service, _SD + "endpoint", service),
        _triple(service, _SD + "supportedLanguage", _SD + "SPARQL11Query"),
        _triple(service, _SD + "feature", _SD + "UnionDefaultGraph"),
        _triple(service, _SD + "defaultDataset", dataset),
        _triple(dataset, RDF + "type", _SD + "Dataset"),
        _triple(dataset, RDF + "type", _VOID + "Dataset"),
        _triple(dataset, _VOID + "sparqlEndpoint", service),
        _triple(dataset, _SD + "defaultGraph", union),
        _triple(union, RDF + "type", _SD + "Graph"),
        *[
            _triple(service, _SD + "resultFormat", _FORMATS + name)
            for name in _OFFERED
        ],
        *[
            _triple(dataset, _VOID + "vocabulary", PREFIXES[prefix])
            for prefix in ("qd", "skos", "prov", "sh")
        ],
    ]
    for number, graph in enumerate(graphs):
        node = ox.BlankNode(f"graph{number}")
        content = ox.BlankNode(f"content{number}")
        triples += [
            _triple(dataset, _SD + "namedGraph", node),
            _triple(node, RDF + "type", _SD + "NamedGraph"),
        ]
        triples += [
            _triple(node, _SD + "name", graph),
            _triple(node, _SD + "graph", content),
        ]
        triples.append(_triple(content, RDF + "type", _SD + "Graph"))
    return (
        ox.serialize(
            triples, format=GRAPHS[kind], prefixes={"sd": _SD, "void": _VOID}
        )
        or b""
    )


def _triple(
    subject: ox.NamedNode | ox.BlankNode,
    predicate: str,
    value: str | ox.NamedNode | ox.BlankNode,
) -> ox.Triple:
    return ox.Triple(
        subject,
        ox.NamedNode(predicate),
        ox.NamedNode(value) if isinstance(value, str) else value,
    )
