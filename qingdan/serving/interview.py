"""One question at a time: what to ask next, what was answered, and the answer so far."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from html import escape
from typing import Any

from ..counting.day import today
from ..deciding.determination import Determination
from ..deciding.missing import find_out, value_label
from ..door import calls
from ..door.answers import Answer as Determined
from ..door.inventory import load
from ..language import LANGUAGES, phrase
from ..law.load import law
from ..law.model import FactType
from ..rdf.names import CONTEXT, QD, XSD, Iri, curie, local
from ..reporting.determination.as_html import proven_fragment
from ..reporting.determination.view import View
from .answer import Answer, as_object
from .jobs import day_of, refusing
from .requests import Ask

_TALLY = "urn:x-ask:tally"
_TITLE = [
    {"@value": "the data asked about", "@language": "en"},
    {"@value": "所问数据", "@language": "zh"},
]
_NODES: dict[str, dict[str, Any]] = {
    "DataHandler": {"id": "urn:x-ask:handler", "type": "DataHandler"},
    "DataItem": {
        "id": "urn:x-ask:item",
        "type": "DataItem",
        "title": _TITLE,
        "heldBy": "urn:x-ask:handler",
    },
    "Export": {
        "id": "urn:x-ask:export",
        "type": "Export",
        "exportOf": "urn:x-ask:item",
    },
}


@cache
def askable() -> dict[str, FactType]:
    """The facts that a person can be asked for, by name."""
    return {name: fact for name, fact in law().facts.items() if fact.question}


@refusing("the answers do not fit together")
def ask(options: Ask, content: bytes) -> Answer:
    """
    The next question, or the answer with its proof once no
    question is left; as JSON for a page.
    """
    lang = options["lang"]
    decided = _decided(options["facts"], day_of(options))
    determination = decided.determination
    left = [
        missing.fact
        for missing in determination.missing
        if missing.fact not in options["skipped"]
    ]
    asked = (
        options["asked"]
        if options["asked"] in askable()
        else left[0]
        if left
        else ""
    )
    return as_object(
        {
            "question": _question(asked, determination, lang)
            if asked
            else None,
            "left": len(left),
            "answered": [
                _answered(name, value, lang)
                for name, value in options["facts"].items()
            ],
            "possible": _possible(determination, lang),
            "assumed": [
                {"fact": assumption.fact, "label": _in(assumption.label, lang)}
                for assumption in determination.assumptions
                if assumption.fact in askable()
            ],
            "settled": not determination.missing,
            "html": ""
            if asked
            else _unnamed(
                proven_fragment(decided.subject, _langs(options)), lang
            ),
        }
    )


def _possible(determination: Determination, lang: str) -> list[dict[str, str]]:
    """The outcomes that are left, each with its colour."""
    view = View(law())
    return [
        {"label": _in(view.outcome(name), lang), "tone": view.tone(name)}
        for name in determination.possible
    ]


def _langs(options: Ask) -> tuple[str, ...]:
    """The language of the page, and the other where both are wanted."""
    langs = [options["lang"]]
    if options.get("both"):
        langs += [lang for lang in LANGUAGES if lang not in langs]
    return tuple(langs)


def _unnamed(html: str, lang: str) -> str:
    """A proof that says what our own nodes are instead of naming them."""
    kinds = {
        str(node["id"]): kind
        for kind, node in {**_NODES, "Tally": {"id": _TALLY}}.items()
    }
    return re.sub(
        "<a [^>]*>(urn:x-ask:[a-z]+)</a>",
        lambda match: escape(_in(law().label(QD + kinds[match[1]]), lang)),
        html,
    )


def _decided(facts: dict[str, str], as_of: date | None) -> Determined:
    nodes: dict[str, dict[str, Any]] = {
        kind: dict(node) for kind, node in _NODES.items()
    }
    day = as_of or today()
    tally: dict[str, Any] = {
        "id": _TALLY,
        "type": "Tally",
        "year": day.year,
        "asOf": day.isoformat(),
    }
    for name, text in facts.items():
        if "Tally" in askable()[name].about:
            home = tally
        else:
            home = next(
                node
                for kind, node in nodes.items()
                if kind in askable()[name].about
            )
        home[name] = _value(askable()[name], text)
    if len(tally) > 3:
        nodes["DataHandler"]["tally"] = tally
    document = {"@context": CONTEXT, "@graph": list(nodes.values())}
    stated = load(json.dumps(document).encode(), suffix=".jsonld")
    return calls.why(stated, str(_NODES["DataItem"]["id"]), as_of)


def _value(fact: FactType, text: str) -> Any:
    if fact.value_type.endswith("boolean"):
        return {"true": True, "false": False}.get(text, text)
    if fact.value_type.endswith("Integer"):
        if text.replace(",", "").isascii() and text.replace(",", "").isdigit():
            return int(text.replace(",", ""))
        return text
    return text


def _question(
    name: str, determination: Determination, lang: str
) -> dict[str, Any]:
    """
    A question with its choices; of a fact that a statement
    of absence closes, the listed values and none of them.
    """
    opener = next(
        (fact for fact in law().facts.values() if fact.closed_by == name), None
    )
    fact = opener or law().facts[name]
    asked = (
        missing for missing in determination.missing if missing.fact == name
    )
    missing = next(asked, None)
    view = View(law())
    effects = [
        (
            _in(answer.label, lang),
            _in(view.outcome(answer.outcome), lang),
            view.tone(answer.outcome),
        )
        for answer in (missing.answers if missing else ())
    ]
    return {
        "fact": name,
        "field": fact.name,
        "none": phrase("None of them", lang) if opener else "",
        "text": _in(law().facts[name].question, lang),
        "about": missing.about if missing else "",
        "number": fact.value_type.endswith("Integer"),
        "day": fact.value_type == XSD + "date",
        "choices": _choices(fact, lang),
        "effects": effects,
        "find_out": [
            {"text": _in(member.label, lang), "address": member.address or ""}
            for member in (
                missing.find_out if missing else find_out(law(), name)
            )
        ],
    }


def _choices(fact: FactType, lang: str) -> list[tuple[str, str]]:
    """The values that a fact may have, each with its label, by label."""
    if fact.value_type.endswith("boolean"):
        return [
            ("true", _in(value_label(law(), True), lang)),
            ("false", _in(value_label(law(), False), lang)),
        ]
    labels = [
        (_short(member), _in(value_label(law(), Iri(member)), lang))
        for member in fact.members
    ]
    return sorted(labels, key=lambda row: row[1])


def _answered(name: str, text: str, lang: str) -> dict[str, str]:
    value = _value(askable()[name], text)
    term = text
    if ":" not in text:
        term = QD + text
    known = value_label(
        law(),
        value
        if isinstance(value, (bool, int))
        else Iri(
            next(
                (m for m in askable()[name].members if _short(m) == text), term
            )
        ),
    )
    return {
        "fact": name,
        "label": _in(askable()[name].label, lang),
        "value": _in(known, lang),
    }


def _short(iri: str) -> str:
    if iri.startswith(QD):
        return local(iri)
    return curie(iri)


def _in(text: dict[str, str], lang: str) -> str:
    return text.get(lang) or next(iter(text.values()), "")
