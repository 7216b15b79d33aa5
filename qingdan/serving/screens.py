"""
The facts that are still open in, the next screen of an
interview out: few questions that belong together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from ..deciding.determination import Determination, MissingFact
from ..deciding.missing import find_out, value_label
from ..language import N_, phrase
from ..law.load import law
from ..law.model import FactType
from ..rdf.graph import Text
from ..rdf.names import DCTERMS, QD, RDF, XSD, Iri, curie, local
from ..reporting.determination.view import View

_FEW = 12
_CITED = 3
_VEHICLES = QD + "AutomotiveSector"
_LAST = ("none", "NoTie", "NoGround", "NoControlRegime", "OtherSector")


class Screen(NamedTuple):
    """
    Facts that are asked for on one screen, under a heading where they are several. `none` has,
    for what most data is free of, the value where it does not hold, and a sentence that it does.
    """

    facts: tuple[str, ...]
    heading: str = ""
    none: Mapping[str, tuple[str, str]] = {}


SCREENS = (
    Screen(
        ("zone", "zoneTie"),
        N_("In which free trade zone is the data handler?"),
    ),
    Screen(("sector",)),
    Screen(
        (
            "secrecy",
            "coreData",
            "controlRegime",
            "requestedByForeignAuthority",
            "recipientRestricted",
            "criticalInfrastructureOperator",
        ),
        N_("Does any of these hold?"),
        {
            "secrecy": ("NotClassified", N_("The data is a state secret.")),
            "coreData": ("false", N_("The data is national core data.")),
            "controlRegime": (
                "NoControlRegime",
                N_(
                    "The data concerns an item under the Export Control Law"
                    " or a technology under export rules."
                ),
            ),
            "requestedByForeignAuthority": (
                "false",
                N_(
                    "A foreign court, police or other enforcement body asks for the data."
                ),
            ),
            "recipientRestricted": (
                "false",
                N_(
                    "The recipient is on the list of recipients to whom"
                    " providing personal information is restricted or forbidden."
                ),
            ),
            "criticalInfrastructureOperator": (
                "false",
                N_(
                    "The handler was notified that it operates critical information infrastructure."
                ),
            ),
        },
    ),
    Screen(("importantDataStatus",)),
    Screen(("matchesNoListedItem",)),
    Screen(
        (
            "containsPersonalInformation",
            "containsSensitivePersonalInformation",
        ),
        N_("Does the data contain personal information?"),
    ),
    Screen(("ground", "groundProven"), N_("Is the export exempt by itself?")),
    Screen(
        ("ordinaryPersons", "sensitivePersons"),
        N_("How many persons' information leaves this year?"),
    ),
    Screen(
        (
            "holdsOrdinaryPersons",
            "holdsSensitivePersons",
            "holdsSensitiveAccountPersons",
        ),
        N_("Of how many persons does the handler hold information?"),
    ),
)
_GROUND = next(screen for screen in SCREENS if "ground" in screen.facts)
_VOLUMES = next(
    screen for screen in SCREENS if "ordinaryPersons" in screen.facts
)


def screen_of(fact: str) -> Screen:
    """The screen on which a fact is asked for; one of its own where it stands on none."""
    with_it = (screen for screen in SCREENS if fact in screen.facts)
    return next(with_it, Screen((fact,)))


def screens_left(
    left: Sequence[str], given: Mapping[str, str], skipped: Collection[str]
) -> list[Screen]:
    """
    The screens still to be shown, in their order. A ground lightens an answer, so that no
    answer waits for it: it is asked for once before the persons are counted.
    """
    open_ = set(left)
    if _VOLUMES.facts[0] in open_ and (
        given.get("containsPersonalInformation") == "true"
        and not {"ground", *_GROUND.facts} & {*given, *skipped}
    ):
        open_ |= set(_GROUND.facts)
    fixed = [screen for screen in SCREENS if open_ & set(screen.facts)]
    named = {fact for screen in SCREENS for fact in screen.facts}
    alone = [Screen((fact,)) for fact in left if fact not in named]
    return [
        screen._replace(
            facts=tuple(fact for fact in screen.facts if fact in open_)
        )
        for screen in fixed
    ] + alone


def question(
    screen: Screen,
    determination: Determination,
    given: Mapping[str, str],
    lang: str,
    find: str,
) -> dict[str, Any]:
    """A screen as a page shows it, in a language; of long lists what has the words `find`."""
    fields = [
        _field(name, determination, given, lang, find) for name in screen.facts
    ]
    heading = fields[0]["heading"]
    if len(fields) > 1:
        heading = phrase(screen.heading, lang)
    return {
        "heading": heading,
        "fields": fields,
        "about": fields[0]["about"],
        "facts": [
            name
            for field in fields
            for name in (field["fact"], field["field"])
        ],
        "none": [
            (name, value, phrase(holds, lang))
            for name, (value, holds) in screen.none.items()
            if name in screen.facts
        ],
    }


def _field(
    name: str,
    determination: Determination,
    given: Mapping[str, str],
    lang: str,
    find: str,
) -> dict[str, Any]:
    """
    One fact with its choices; of a fact that a statement
    of absence closes, the listed values and none of them.
    """
    opener = next(
        (fact for fact in law().facts.values() if fact.closed_by == name), None
    )
    fact = opener or law().facts[name]
    missing = next(
        (each for each in determination.missing if each.fact == name), None
    )
    is_long = len(fact.members) > _FEW
    return {
        "fact": name,
        "field": fact.name,
        "heading": _in(fact.question, lang),
        "text": _in(law().facts[name].question, lang),
        "label": _in(law().facts[name].label, lang),
        "none": phrase("None of them", lang) if opener else "",
        "about": missing.about if missing else _about(law().facts[name]),
        "kind": _kind(fact),
        "value": given.get(fact.name, ""),
        "long": is_long,
        "groups": _groups(fact, lang, find if is_long else ""),
        **_basis(name, missing, lang),
    }


def _basis(
    name: str, missing: MissingFact | None, lang: str
) -> dict[str, Any]:
    """Why a fact is asked for, where it can be found out, and what each answer leads to."""
    view = View(law())
    guides = missing.find_out if missing else find_out(law(), name)
    return {
        "cites": [
            {
                "iri": cite,
                "label": _in(law().label(cite), lang),
                "says": _in(law().graph.text(cite, QD + "summary"), lang),
            }
            for cite in _cited(name)
        ],
        "effects": [
            (
                _in(answer.label, lang),
                _in(view.outcome(answer.outcome), lang),
                view.tone(answer.outcome),
            )
            for answer in (missing.answers if missing else ())
        ],
        "find_out": [
            {"text": _in(guide.label, lang), "address": guide.address or ""}
            for guide in guides
        ],
    }


def _about(fact: FactType) -> str:
    """What a fact is about, as a page names it."""
    homes = {
        "Export": "export",
        "DataItem": "item",
        "DataHandler": "handler",
        "Tally": "tally",
    }
    return next(home for kind, home in homes.items() if kind in fact.about)


def _kind(fact: FactType) -> str:
    if fact.value_type.endswith("Integer"):
        return "number"
    return "day" if fact.value_type == XSD + "date" else "choice"


@cache
def _cited(name: str) -> tuple[str, ...]:
    """The provisions of the rules that turn on a fact, those of most rules first."""
    names = {
        name,
        *(fact.name for fact in law().facts.values() if name in fact.plus),
        *(
            fact.name
            for fact in law().facts.values()
            if fact.closed_by == name
        ),
    }
    counts = Counter(
        source
        for rule in law().rules
        if rule.condition
        and names & {test.fact for test in rule.condition.tests()}
        for source in rule.sources
    )
    return tuple(source for source, _ in counts.most_common(_CITED))


def _groups(
    fact: FactType, lang: str, find: str
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The values that a fact may have, by group: what is sent, its label, what it says."""
    if fact.value_type.endswith("boolean"):
        yes, no = (
            _in(value_label(law(), value), lang) for value in (True, False)
        )
        return [("", [("true", yes, ""), ("false", no, "")])]
    graph = law().graph
    groups: dict[str, list[tuple[str, str, str]]] = {}
    ordered = sorted(
        fact.members,
        key=lambda iri: (local(iri) in _LAST, law().label(iri).get(lang, "")),
    )
    for member in ordered:
        label = value_label(law(), Iri(member))
        says = graph.text(member, QD + "summary")
        words = "\n".join((*label.values(), *says.values())).casefold()
        if not all(word in words for word in find.casefold().split()):
            continue
        group = _in(_group(member), lang)
        line = (short(member), _in(label, lang), _in(says, lang))
        groups.setdefault(group, []).append(line)
    return sorted(groups.items(), key=lambda group: (not group[0], group))


def _group(member: str) -> Text:
    """Under which heading a value stands: its kind of sector, the activity in which it arises."""
    if _VEHICLES in law().graph.iris(member, RDF + "type"):
        return law().label(_VEHICLES)
    scenario = law().graph.one(member, QD + "typicalScenario")
    if not scenario:
        return {}
    activity = law().graph.one(str(scenario), DCTERMS + "isPartOf")
    return law().label(str(activity or scenario))


def short(iri: str) -> str:
    """A value as it is sent in an address."""
    return local(iri) if iri.startswith(QD) else curie(iri)


def _in(text: Text, lang: str) -> str:
    return text.get(lang) or next(iter(text.values()), "")
