"""
The engine as tools of the Model Context Protocol: what each
takes, and the job that answers it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent
from pydantic import Field

from ..law.load import OWN
from ..querying.limits import Refused, check
from ..querying.stored import INVENTORY, StoredQuery, stored
from ..reporting.documents.tools import (
    Compared,
    Covered,
    CoveredItems,
    Decided,
    Entries,
    Proof,
    Queried,
    StoredQuestion,
    Summary,
)
from ..serving.answer import problem
from ..serving.pool import Keeper
from ..serving.service import STATES
from ..serving.worker import Failed
from .arguments import AsOf, Edition, Form, Inventory, Lang, Text

_LARGEST = 10 << 20
_FAULTS = 10
_SUFFIXES = {
    "turtle": ".ttl",
    "jsonld": ".jsonld",
    "ntriples": ".nt",
    "nquads": ".nq",
    "trig": ".trig",
    "rdfxml": ".rdf",
}
_SUMMARY = tuple(Summary.__annotations__)
_COVERED = tuple(Covered.__annotations__)
_ROUTED = 20


class Tools:
    """
    The tools, each a job for the keeper; what is wrong with
    a call is a ToolError of one line.
    """

    def __init__(self, keeper: Keeper, served_graphs: Iterable[str]) -> None:
        self._keeper = keeper
        self._graphs = frozenset([*served_graphs, INVENTORY])

    def decide(
        self,
        inventory: Inventory,
        format: Form = "turtle",
        as_of: AsOf = None,
        edition: Edition = OWN,
        detail: Annotated[
            Literal["summary", "full"],
            Field(description="full: with every proof; summary: without"),
        ] = "full",
    ) -> Annotated[CallToolResult, Decided]:
        """
        Decide every data item of an inventory: outcome, tier,
        grounds, missing facts, as a JSON array of determinations.

        A full determination is long: ask for the summary of
        more than a few items, then `why` for those that matter.
        """
        answer = self._ask(
            "decide",
            {**_sent(format, as_of), "edition": edition},
            _bytes(inventory),
        )
        determinations = json.loads(answer)
        if detail == "full":
            return _result({"determinations": determinations}, answer)
        summaries = _of_each(determinations, _SUMMARY)
        return _result({"summaries": summaries}, _json(summaries))

    def coverage(
        self,
        inventory: Inventory,
        format: Form = "turtle",
        as_of: AsOf = None,
        edition: Edition = OWN,
    ) -> Annotated[CallToolResult, CoveredItems]:
        """
        Of every data item of an inventory: whether the mechanism in hand covers
        it, what bars the export, what is owed, to whom, by which day.
        """
        answer = self._ask(
            "decide",
            {**_sent(format, as_of), "edition": edition},
            _bytes(inventory),
        )
        return _result({"items": _of_each(json.loads(answer), _COVERED)})

    def compare(
        self,
        lists: Annotated[
            list[str] | None,
            Field(description="lists to tell in full, such as bj-2025"),
        ] = None,
        inventory: Inventory = "",
        format: Form = "turtle",
        as_of: AsOf = None,
    ) -> Annotated[CallToolResult, Compared]:
        """
        Compare the lists of the zones: how much is known of each, those named in full, and
        the route of each item under every list where an inventory is sent (at most 20 items).

        What is not known of a list is no difference.
        """
        options = {
            **_sent(format, as_of),
            "lists": lists or [],
            "most": _ROUTED,
        }
        answer = self._ask("compare", options, _bytes(inventory))
        return _result(json.loads(answer), answer)

    def why(
        self,
        inventory: Inventory,
        item: Annotated[
            str,
            Field(
                description="IRI of the data item, or the end of it",
                min_length=1,
            ),
        ],
        format: Form = "turtle",
        as_of: AsOf = None,
        edition: Edition = OWN,
        lang: Lang = "en",
        not_outcome: Annotated[
            Text,
            Field(
                description="an outcome, such as ExemptOutOfList: say also why it is not this one"
            ),
        ] = "",
    ) -> Annotated[CallToolResult, Proof]:
        """
        Prove the determination of one data item, each step
        with its provision: as JSON, then as text to read.
        """
        options = {
            **_sent(format, as_of),
            "edition": edition,
            "item": item,
            "lang": lang,
            "against": not_outcome,
            "form": "both",
            "detail": "legal",
        }
        answer = json.loads(self._ask("why", options, _bytes(inventory)))
        return _result(answer, _json(answer["determination"]), answer["text"])

    def lookup(
        self,
        term: Annotated[
            str,
            Field(
                description="CURIE (qd:sector), IRI, or words of a label in English or Chinese",
                min_length=1,
            ),
        ],
        lang: Lang = "en",
    ) -> Annotated[CallToolResult, Entries]:
        """
        Look up an article, category, listed item, rule, outcome or
        fact: labels, definition or summary, what cites it; as JSON.
        """
        answer = self._ask("lookup", {"lang": lang}, _bytes(term))
        return _result(json.loads(answer), answer)

    def query(
        self,
        sparql: Annotated[
            Text,
            Field(
                description=(
                    "a SPARQL query, or the name of a stored question; empty: list the stored"
                    " questions"
                )
            ),
        ],
        inventory: Inventory = "",
        format: Form = "turtle",
        as_of: AsOf = None,
        bindings: Annotated[
            dict[str, str] | None,
            Field(
                description="values of variables of the query, IRIs or texts, by name"
            ),
        ] = None,
    ) -> Annotated[CallToolResult, Queried]:
        """
        Ask the law, and an inventory with its determinations where one
        is sent: SPARQL 1.1 results as JSON, a graph as Turtle in it.

        The prefixes qd, cq25, cn, dcterms, rdfs, skos are declared. Queries only: no SERVICE, no
        update. At most 200 rows are given; "truncated" says whether there are more.
        """
        asked = sparql.strip()
        known = {question.name: question for question in stored()}
        if not asked:
            questions = [_listed(question) for question in known.values()]
            return _result({"questions": questions}, _json(questions))
        text = self._checked(asked, known.get(asked), bindings or {})
        options = {
            **_sent(format, as_of),
            "bindings": bindings or {},
            "sparql": text,
        }
        if inventory:
            answer = self._ask("query-inventory", options, _bytes(inventory))
        else:
            answer = self._ask("query", options, b"", long=asked in known)
        return _result(json.loads(answer), answer)

    def _checked(
        self,
        asked: str,
        question: StoredQuery | None,
        bindings: dict[str, str],
    ) -> str:
        """The query to ask: a stored question with all its parameters, or one that may be asked."""
        if question:
            missing = [
                parameter
                for parameter in question.parameters
                if parameter not in bindings
            ]
            if missing:
                raise ToolError(
                    f"the question {asked!r} asks about ?{missing[0]}; give {missing[0]!r} in"
                    " bindings"
                )
            return question.text
        if re.fullmatch(r"[\w-]+", asked):
            raise ToolError(
                f"the question {asked[:80]!r} is not stored; send an empty text for the list of"
                " those that are"
            )
        try:
            check(asked, self._graphs)
        except Refused as refused:
            raise ToolError(f"the query is refused: {refused}") from None
        return asked

    def _ask(
        self,
        name: str,
        options: dict[str, Any],
        content: bytes,
        long: bool = True,
    ) -> str:
        try:
            answer = self._keeper.ask(name, options, content, long)
        except Failed as failed:
            answer = problem(failed.ending, *STATES[failed.ending])
        if answer.is_given:
            return answer.content.decode()
        title, detail = answer.problem
        lines = detail.splitlines()
        more = ""
        if len(lines) > _FAULTS:
            more = f" | and {len(lines) - _FAULTS:,} more"
        raise ToolError(f"{title}: {' | '.join(lines[:_FAULTS])}{more}")


def _result(content: dict[str, Any], *texts: str) -> CallToolResult:
    """An answer for programs, and as texts for those that read these alone."""
    shown = texts or (_json(content),)
    return CallToolResult(
        content=[TextContent(text=text) for text in shown],
        structured_content=content,
    )


def _listed(question: StoredQuery) -> StoredQuestion:
    return {
        "name": question.name,
        "question": {"en": question.question, "zh": question.question_zh},
        "bindings": list(question.parameters),
    }


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)


def _of_each(
    determinations: list[dict[str, Any]], keys: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Some members of each determination."""
    return [
        {key: determination[key] for key in keys}
        for determination in determinations
    ]


def _sent(form: str, as_of: str | None) -> dict[str, Any]:
    return {"suffix": _SUFFIXES[form], "as_of": as_of or "", "reading": []}


def _bytes(text: str) -> bytes:
    content = text.encode(errors="replace")
    if len(content) > _LARGEST:
        raise ToolError(
            f"the text is longer than {_LARGEST:,} bytes; send less of it"
        )
    return content
