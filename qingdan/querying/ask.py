"""A question of the command line: what it may be, what its values name, why nothing is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..api import named_item
from ..errors import CallError, Fault, InputError
from ..inventory.in_memory import Inventory
from ..inventory.readers.rdf import read
from ..output import plain
from ..rdf.names import PREFIXES, QD, curie
from .limits import Refused, check, names_graphs
from .stored import StoredQuery, add_inventory, bound, law_store, stored

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}


class Asked(NamedTuple):
    """The answer of a question as text, and what it says where it finds nothing."""

    text: str
    nothing: str


def ask(
    name: str,
    data: tuple[Path, ...],
    bindings: dict[str, str],
    as_of: date | None,
    form: str,
) -> Callable[[], Asked]:
    """
    A stored question or a SPARQL file, ready to be asked in a format of SPARQL or as a table.

    Raises CallError for one that is not known, lacks a parameter, or that the server refuses too.
    """
    question = next((query for query in stored() if query.name == name), None)
    text = question.text if question else _read(name)
    if question:
        _check(question, bindings)
    store = law_store()
    inventory = None
    if data:
        items = [bindings["item"]] if "item" in bindings else []
        inventory = add_inventory(store, data, as_of, named=items)
    _guard(name, text, store)
    values = _values(bindings, inventory)

    def asked() -> Asked:
        """Ask it, which may take long."""
        try:
            answer, rows = _rendered(
                partial(_query, store, text, values), form
            )
        except SyntaxError as error:
            what = f"not well-formed SPARQL: {' '.join(str(error).split())}"
            raise InputError(Fault(name, what, "mend the query")) from None
        except (RuntimeError, ValueError) as error:
            raise CallError(
                f"the question {name!r} cannot be answered: {error}"
            ) from None
        why = (
            _why_nothing(store, question, values, bool(data))
            if question and not rows
            else ""
        )
        return Asked(answer, why)

    return asked


def _query(store: ox.Store, text: str, values: dict[ox.Variable, Any]) -> Any:
    scope: dict[str, Any] = (
        {} if names_graphs(text) else {"use_default_graph_as_union": True}
    )
    return store.query(text, prefixes=PREFIXES, substitutions=values, **scope)


def _guard(name: str, text: str, store: ox.Store) -> None:
    try:
        check(text, {graph.value for graph in store.named_graphs()})
    except Refused as refused:
        raise CallError(f"{name}: {refused}") from None


def _read(name: str) -> str:
    path = Path(name)
    if path.suffix not in (".rq", ".sparql"):
        fault = f"the question {name!r} is not stored and is no .rq file"
        raise CallError(f"{fault}; `qingdan query` lists the stored ones")
    try:
        return read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"byte {error.start} is not UTF-8"
        raise InputError(
            Fault(name, what, "save the query as UTF-8")
        ) from None


def _check(question: StoredQuery, bindings: dict[str, str]) -> None:
    missing = [
        parameter
        for parameter in question.parameters
        if parameter not in bindings
    ]
    if missing:
        what = f"the question {question.name!r} asks about ?{missing[0]}"
        raise CallError(f"{what}; add --bind {missing[0]}=IRI")
    others = [name for name in bindings if name not in question.parameters]
    if others:
        takes = ", ".join(question.parameters) or "no parameter"
        raise CallError(
            f"the question {question.name!r} has no ?{others[0]}; it takes {takes}"
        )


def _values(
    bindings: dict[str, str], inventory: Inventory | None
) -> dict[ox.Variable, Any]:
    """The values of parameters; an item may be named by the end of its IRI."""
    values: dict[ox.Variable, Any] = {}
    for name, text in bindings.items():
        value = bound(text)
        if name == "item" and isinstance(value, ox.Literal):
            if inventory is None:
                what = f"the item {text!r} is looked for in an inventory"
                raise CallError(
                    f"{what}; add --data INVENTORY, or give its IRI"
                )
            value = ox.NamedNode(named_item(inventory, text).iri)
        try:
            values[ox.Variable(name)] = value
        except ValueError:
            raise CallError(
                f"?{name} is no name of a variable; write --bind as item=IRI"
            ) from None
    return values


def _why_nothing(
    store: ox.Store,
    question: StoredQuery,
    values: dict[ox.Variable, Any],
    data: bool,
) -> str:
    """Why a stored question finds nothing, in one line."""
    nothing = "nothing was found: "
    if question.may_be_empty:
        return "nothing was found, which is good"
    for variable, value in values.items():
        if isinstance(value, ox.NamedNode) and not _occurs(store, value):
            more = (
                ""
                if data
                else "; add --data with the inventory that tells of it"
            )
            where = f"occurs nowhere in what was asked{more}"
            return f"{nothing}?{variable.value} {value.value} {where}"
    if not data:
        return f"{nothing}the law alone was asked; add --data INVENTORY to ask of its items"
    why = f"{nothing}{question.empty.removesuffix('.')}"
    for value in values.values():
        for outcome in _outcomes(store, value):
            return f"{why} (the outcome of {value.value} is {outcome})"
    return why


def _occurs(store: ox.Store, value: ox.NamedNode) -> bool:
    places = ((value, None, None), (None, value, None), (None, None, value))
    return any(next(store.quads_for_pattern(*place), None) for place in places)


def _outcomes(store: ox.Store, item: Any) -> Iterator[str]:
    """What the determinations of an item come to."""
    for quad in store.quads_for_pattern(
        None, ox.NamedNode(QD + "determines"), item
    ):
        for outcome_quad in store.quads_for_pattern(
            quad.subject, ox.NamedNode(QD + "outcome"), None
        ):
            yield _shown(outcome_quad.object).removeprefix("qd:")


def _rendered(ask: Callable[[], Any], form: str) -> tuple[str, bool]:
    """The answer in a format, and whether it has a row or is no table."""
    result = ask()
    if isinstance(result, ox.QueryTriples):
        if form not in ("table", "turtle"):
            raise CallError(f"a graph is not written as {form}; choose turtle")
        solutions = list(result)
        content = (
            ox.serialize(
                solutions, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES
            )
            or b""
        )
        return content.decode(), bool(solutions)
    if form == "turtle":
        raise CallError(
            "a table of answers is not written as turtle; choose another format"
        )
    if isinstance(result, ox.QueryBoolean):
        return (
            _serialised(result, form)
            if form in _RESULTS
            else _yes_or_no(result)
        ), True
    if form in _RESULTS:
        return _serialised(ask(), form), next(iter(result), None) is not None
    rows = [
        "  ".join("" if term is None else _shown(term) for term in row)
        for row in result
    ]
    heading = "  ".join(variable.value for variable in result.variables)
    return "\n".join([heading, *rows, ""]), bool(rows)


def _yes_or_no(result: Any) -> str:
    if result:
        return "yes\n"
    return "no\n"


def _serialised(result: Any, form: str) -> str:
    content = (result.serialize(format=_RESULTS[form]) or b"").decode()
    return content + ("\n" if form == "json" else "")


def _shown(term: Any) -> str:
    """A term on one line, with what would steer a terminal made to show."""
    return plain(
        str(term) if isinstance(term, ox.Triple) else curie(term.value)
    )
