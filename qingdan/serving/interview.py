"""One question at a time: what to ask next, what was answered, and the answer so far."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from html import escape
from typing import Any

from ..counting.day import today
from ..deciding.determination import Determination
from ..deciding.missing import value_label
from ..door import calls
from ..door.answers import Answer as Determined
from ..door.inventory import load
from ..language import LANGUAGES
from ..law.load import law
from ..law.model import FactType
from ..rdf.names import CONTEXT, QD, Iri
from ..reporting.determination.as_html import proven_fragment
from ..reporting.determination.view import View
from . import slots
from .answer import Answer, as_object
from .jobs import day_of, proof_in, refusing
from .requests import Ask
from .screens import Screen, question, screen_of, screens_left, short

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


def fields_of_address() -> frozenset[str]:
    """The names of the answers that an address may hold."""
    return frozenset(askable()) | slots.names()


def options_of(sent: Iterable[tuple[str, list[str]]], lang: str) -> Ask:
    """What the fields of an address ask for; those that are empty answer nothing."""
    known = fields_of_address()
    fields = {name: values for name, values in sent if any(values)}
    first = {name: values[0] for name, values in fields.items()}
    return {
        "facts": {
            name: value for name, value in first.items() if name in known
        },
        "lang": lang,
        "as_of": first.get("asOf", ""),
        "skipped": fields.get("skip", []),
        "asked": first.get("ask", ""),
        "find": first.get("find", ""),
        "form": first.get("form", ""),
        "both": "both" in first,
        "whole": "whole" in first,
    }


@refusing("the answers do not fit together")
def ask(options: Ask, content: bytes) -> Answer:
    """
    The next screen, or the answer with its proof once nothing is left to ask,
    as JSON for a page; in a format of proofs where one is named.
    """
    lang, given_so_far = options["lang"], options["facts"]
    decided = _decided(given_so_far, day_of(options))
    if options.get("form"):
        return proof_in(
            options["form"],
            decided.subject,
            _langs(options),
            options.get("whole", False),
        )
    determination = decided.determination
    left = [missing.fact for missing in determination.missing]
    done = {*options["skipped"], *_answered_by_slots(given_so_far)}
    screens = screens_left(
        [fact for fact in left if fact not in done],
        given_so_far,
        options["skipped"],
    )
    if options["asked"] in askable():
        screens = [screen_of(options["asked"]), *screens]
    answered = [*_answers(given_so_far, lang)]
    document: dict[str, Any] = {
        "question": None,
        "left": len(screens),
        "step": len({line["screen"] for line in answered}) + 1,
        "answered": answered,
        "possible": _possible(determination, lang),
        "assumed": [
            {"fact": assumption.fact, "label": _in(assumption.label, lang)}
            for assumption in determination.assumptions
            if assumption.fact in askable()
        ],
        "html": "",
    }
    if screens:
        document["question"] = _question(screens[0], determination, options)
    else:
        html = proven_fragment(decided.subject, _langs(options))
        document["html"] = _unnamed(html, lang)
    return as_object(document)


def _question(
    screen: Screen,
    determination: Determination,
    options: Ask,
) -> dict[str, Any]:
    """A screen as a page shows it; whether data is listed is asked slot by slot of a pack."""
    given, lang = options["facts"], options["lang"]
    asked = question(screen, determination, given, lang, options["find"])
    if screen.facts == (slots.ASKED,) and slots.left(given):
        return slots.question(asked, given, lang)
    return asked


def _answered_by_slots(facts: Mapping[str, str]) -> tuple[str, ...]:
    """What is asked slot by slot, once no slot is left."""
    if law().pack is None or slots.left(facts):
        return ()
    return (slots.ASKED,)


def _answers(facts: Mapping[str, str], lang: str) -> Iterator[dict[str, str]]:
    """What was answered, each with the screen on which it is changed."""
    for name, value in facts.items():
        if name in askable():
            screen = screen_of(name).facts[0]
            yield {**_answered(name, value, lang), "screen": screen}
    if slots.stated(facts):
        yield {
            "fact": slots.ASKED,
            "label": _in(law().facts["comparedSlot"].label, lang),
            "value": slots.answered(facts, lang),
            "screen": slots.ASKED,
        }


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
    nodes["DataItem"] |= slots.stated(facts)
    for name, text in facts.items():
        if name not in askable():
            continue
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
                (m for m in askable()[name].members if short(m) == text), term
            )
        ),
    )
    return {
        "fact": name,
        "label": _in(askable()[name].label, lang),
        "value": _in(known, lang),
    }


def _in(text: dict[str, str], lang: str) -> str:
    return text.get(lang) or next(iter(text.values()), "")
