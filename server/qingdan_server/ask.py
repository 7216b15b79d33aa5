"""One question at a time, the most telling first, until the answer is settled; every state has an address of its own."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

from flask import Blueprint, Response, current_app, request

from qingdan import api
from qingdan.determination import Determination
from qingdan.errors import QingdanError
from qingdan.law import law
from qingdan.missing import value_label
from qingdan.names import CONTEXT, QD, Iri, curie, local
from qingdan.report.as_html import View, fragment
from qingdan.terms import FactType

from .jobs import Answer
from .pages import at_home, language, rendered
from .work import problem

blueprint = Blueprint("ask", __name__)
_NODES = {
    "DataHandler": {"id": "urn:x-ask:handler", "type": "DataHandler"},
    "DataItem": {"id": "urn:x-ask:item", "type": "DataItem", "heldBy": "urn:x-ask:handler"},
    "Export": {"id": "urn:x-ask:export", "type": "Export", "exportOf": "urn:x-ask:item"},
}


@blueprint.route("/ask")
def page() -> Response:
    """The next question and what the answer can still be; once no question is left, the answer with its proof."""
    given = {name: value for name, value in request.args.items() if name in askable() and value}
    told = {"as_of": request.args.get("asOf", ""), "skipped": request.args.getlist("skip"), "asked": request.args.get("ask", "")}
    answer = current_app.extensions["keeper"].ask("ask", {"facts": given, "lang": language(), **told})
    if answer.status != 200:
        return rendered("problem.html", answer.status, problem=json.loads(answer.content))
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("ask", "lang") and value]
    return rendered("ask.html", kept=kept, given=given, as_of=told["as_of"], **json.loads(answer.content))


@cache
def askable() -> dict[str, FactType]:
    """The facts that a person can be asked for, by name."""
    return {name: fact for name, fact in law().facts.items() if fact.question}


def ask(options: dict[str, Any], content: bytes) -> Answer:
    """What to ask next, what was answered, and the answer so far; as JSON for the page."""
    lang = options["lang"]
    try:
        as_of = date.fromisoformat(options["as_of"]) if options["as_of"] else None
        found = _decided(options["facts"], as_of)
    except (QingdanError, ValueError) as error:
        return problem(422, "the answers do not fit together", str(error))
    left = [missing.fact for missing in found.missing if missing.fact not in options["skipped"]]
    asked = options["asked"] if options["asked"] in askable() else left[0] if left else ""
    view = View(law())
    return Answer(
        200,
        "application/json",
        json.dumps(
            {
                "question": _question(asked, found, lang) if asked else None,
                "left": len(left),
                "answered": [_answered(name, value, lang) for name, value in options["facts"].items()],
                "possible": [{"label": _in(view.outcome(name), lang), "tone": view.tone(name)} for name in found.possible],
                "assumed": [{"fact": one.fact, "label": _in(one.label, lang)} for one in found.assumptions if one.fact in askable()],
                "settled": not found.missing,
                "html": "" if asked else at_home(fragment(law(), [found], (lang,), "legal")),
            },
            ensure_ascii=False,
        ).encode(),
    )


def _decided(facts: dict[str, str], as_of: date | None) -> Determination:
    nodes: dict[str, dict[str, Any]] = {kind: dict(node) for kind, node in _NODES.items()}
    tally: dict[str, Any] = {"id": "urn:x-ask:tally", "type": "Tally", "year": (as_of or date.today()).year}
    for name, text in facts.items():
        home = tally if "Tally" in askable()[name].about else next(node for kind, node in nodes.items() if kind in askable()[name].about)
        home[name] = _value(askable()[name], text)
    if len(tally) > 3:
        nodes["DataHandler"]["tally"] = tally
    document = {"@context": CONTEXT, "@graph": list(nodes.values())}
    (found,) = api.decide(api.loads(json.dumps(document).encode(), ".jsonld"), as_of)
    return found


def _value(fact: FactType, text: str) -> Any:
    if fact.value_type.endswith("boolean"):
        return {"true": True, "false": False}.get(text, text)
    if fact.value_type.endswith("Integer"):
        return int(text.replace(",", "")) if text.replace(",", "").isascii() and text.replace(",", "").isdigit() else text
    return text


def _question(name: str, found: Determination, lang: str) -> dict[str, Any]:
    """A question with its choices; of a fact that a statement of absence closes, the listed values and none of them."""
    opener = next((fact for fact in law().facts.values() if fact.closed_by == name), None)
    fact = opener or law().facts[name]
    missing = next((one for one in found.missing if one.fact == name), None)
    view = View(law())
    effects = [
        (_in(one.label, lang), _in(view.outcome(one.outcome), lang), view.tone(one.outcome)) for one in (missing.answers if missing else ())
    ]
    choices = [(text, _in(value_label(law(), value), lang)) for text, value in (("true", True), ("false", False))]
    if not fact.value_type.endswith("boolean"):
        choices = sorted(((_short(one), _in(value_label(law(), Iri(one)), lang)) for one in fact.members), key=lambda row: row[1])
    return {
        "fact": name,
        "field": fact.name,
        "none": {"en": "None of them", "zh": "均不匹配"}[lang] if opener else "",
        "text": _in(law().facts[name].question, lang),
        "about": missing.about if missing else "",
        "number": fact.value_type.endswith("Integer"),
        "choices": choices,
        "effects": effects,
    }


def _answered(name: str, text: str, lang: str) -> dict[str, str]:
    value = _value(askable()[name], text)
    term = text if ":" in text else QD + text
    known = value_label(
        law(), value if isinstance(value, (bool, int)) else Iri(next((m for m in askable()[name].members if _short(m) == text), term))
    )
    return {"fact": name, "label": _in(askable()[name].label, lang), "value": _in(known, lang)}


def _short(iri: str) -> str:
    return local(iri) if iri.startswith(QD) else curie(iri)


def _in(text: dict[str, str], lang: str) -> str:
    return text.get(lang) or next(iter(text.values()), "")
