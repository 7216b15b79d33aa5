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
from mcp.types import TextContent
from pydantic import AfterValidator, BeforeValidator, Field

from ..law.load import OWN
from ..querying.limits import Refused, check
from ..querying.stored import INVENTORY, StoredQuery, stored
from ..serving import jobs
from ..serving.answer import problem
from ..serving.pool import Keeper
from ..serving.service import STATES
from ..serving.worker import Failed

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
_SUMMARY = (
    "item",
    "title",
    "asOf",
    "list",
    "position",
    "outcome",
    "outcomeText",
    "tier",
    "firstSteps",
    "possibleOutcomes",
    "missingFacts",
)

# The SDK reads a text as JSON where its annotation is not exactly `str`: that takes JSON-LD apart.
Text = Annotated[
    str, BeforeValidator(lambda given: "" if given is None else given)
]
Inventory = Annotated[
    Text,
    Field(
        description=(
            "the inventory as text: data items, their handler and exports, the facts stated of them"
        )
    ),
]
Form = Annotated[
    Literal["turtle", "jsonld", "ntriples", "nquads", "trig", "rdfxml"],
    Field(description="format of the inventory"),
]
AsOf = Annotated[
    Annotated[str, AfterValidator(jobs.iso_day)] | None,
    Field(
        description="day asked about, as 2026-03-02; else the export's day, else today in Beijing"
    ),
]
Edition = Annotated[
    str,
    Field(
        description="list to decide under, such as bj-2025; cn: the national rules alone"
    ),
]
Lang = Annotated[
    Literal["en", "zh", "en,zh"], Field(description="language of the texts")
]


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
    ) -> str:
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
        if detail == "full":
            return answer
        return json.dumps(
            [
                {key: determination[key] for key in _SUMMARY}
                for determination in json.loads(answer)
            ],
            ensure_ascii=False,
        )

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
    ) -> list[TextContent]:
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
        return [
            TextContent(text=text)
            for text in (
                json.dumps(answer["determination"], ensure_ascii=False),
                answer["text"],
            )
        ]

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
    ) -> str:
        """
        Look up an article, category, listed item, rule, outcome or
        fact: labels, definition or summary, what cites it; as JSON.
        """
        return self._ask("lookup", {"lang": lang}, _bytes(term))

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
    ) -> str:
        """
        Ask the law, and an inventory with its determinations where one
        is sent: SPARQL 1.1 results as JSON, a graph as Turtle in it.

        The prefixes qd, cq25, cn, dcterms, rdfs, skos are declared. Queries only: no SERVICE, no
        update. At most 200 rows are given; "truncated" says whether there are more.
        """
        asked = sparql.strip()
        known = {question.name: question for question in stored()}
        if not asked:
            questions = [
                {
                    "name": q.name,
                    "question": {"en": q.question, "zh": q.question_zh},
                    "bindings": q.parameters,
                }
                for q in known.values()
            ]
            return json.dumps(questions, ensure_ascii=False)
        text = self._checked(asked, known.get(asked), bindings or {})
        options = {
            **_sent(format, as_of),
            "bindings": bindings or {},
            "sparql": text,
        }
        if not inventory:
            return self._ask("query", options, b"", long=asked in known)
        return self._ask("query-inventory", options, _bytes(inventory))

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


def _sent(form: str, as_of: str | None) -> dict[str, Any]:
    return {"suffix": _SUFFIXES[form], "as_of": as_of or "", "reading": []}


def _bytes(text: str) -> bytes:
    content = text.encode(errors="replace")
    if len(content) > _LARGEST:
        raise ToolError(
            f"the text is longer than {_LARGEST:,} bytes; send less of it"
        )
    return content
