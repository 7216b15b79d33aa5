"""
One statement by itself: is its class or property known, and is its
value one that the fact takes? Each check returns the value, or a fault.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import pyoxigraph as ox

from ..errors import Fault
from ..law.model import FactType, Law
from ..law.spelling import spelt
from ..rdf.graph import Term, Value
from ..rdf.names import NEAR, OWL, QD, XSD, Iri, Tagged, curie, local
from .kinds import KINDS, LINKED

_CLOSE = 0.85


_SAME = OWL + "sameAs"


_NEAR = re.compile(NEAR)


_LIKE_OURS = re.compile(
    r"^https://w3id\.org/qingdan/ns[/#]"
    r"|^http://(www\.)?w3id\.org/[Qq]ingdan"
    r"|^https://www\.w3id\.org/[Qq]ingdan"
    rf"|[Qq]ingdan.*[/#]({'|'.join(KINDS)})$"
)


_INTEGER = re.compile(r"[0-9]{1,15}\Z")


_YEAR = re.compile(r"[0-9]{4}\Z")


def vet_type(where: str, term: Term) -> tuple[str | None, Fault | None]:
    """The class of a subject, where it is one of ours; a fault for an unknown class of ours."""
    iri = term.value
    if iri.startswith(QD) and local(iri) in KINDS:
        return local(iri), None
    if not (isinstance(term, ox.NamedNode) and _LIKE_OURS.search(iri)):
        return None, None
    return None, Fault(
        where,
        f"the class {curie(iri)} is not known",
        _suggest(local(iri), KINDS, "use one of "),
    )


@lru_cache(maxsize=4096)
def is_taken(predicate: str) -> bool:
    """
    Whether a statement is looked at: of ours, in a namespace
    near ours, or one that says that two names are one subject.
    """
    if (
        predicate.startswith(QD)
        or predicate == _SAME
        or "qingdan" in predicate.casefold()
    ):
        return True
    space = predicate[: len(predicate) - len(local(predicate))]
    if abs(len(space) - len(QD)) >= 6:
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, space.casefold(), QD).ratio() > _CLOSE


def vet_term(
    law: Law, where: str, predicate: str, term: Term
) -> tuple[Value | None, Fault | None]:
    """
    The value of a fact; a fault for an unknown property, a
    wrong datatype or an unknown value.
    """
    if predicate == _SAME:
        return None, Fault(
            where,
            "owl:sameAs is not taken, so what is said of the other name would be lost",
            "use one IRI for one thing",
        )
    fact = law.facts.get(local(predicate))
    if fact is None or fact.is_a("ComputedFact") or fact.iri != predicate:
        return None, unknown_property(law, where, predicate)
    if fact.value_type.startswith(XSD):
        return _literal(where, fact, term)
    if fact.value_type.endswith("langString"):
        if isinstance(term, ox.Literal):
            return Tagged(term.value, term.language or "en"), None
        return None, Fault(
            where,
            f"qd:{fact.name} has the value {curie(term.value)} where a text is needed",
            "state it as text",
        )
    return _resource(law, where, fact, term)


def unknown_property(law: Law, where: str, predicate: str) -> Fault:
    """The fault of a property or column that is no fact, with the nearest fact."""
    stated = [
        name
        for name, known in law.facts.items()
        if not known.is_a("ComputedFact")
    ]
    return Fault(
        where,
        f"the property {curie(predicate)} is not known",
        _suggest(local(predicate), stated, "use a fact of the vocabulary, "),
    )


def _nearest(name: str, known: tuple[str, ...] | list[str]) -> str | None:
    """The known name that comes closest, if any comes close."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), None)


def _suggest(
    name: str, known: tuple[str, ...] | list[str], otherwise: str
) -> str:
    close = _nearest(name, known)
    if close:
        return f"did you mean qd:{close}?"
    return otherwise + "for example qd:" + sorted(known)[0]


def _literal(
    where: str, fact: FactType, term: Term
) -> tuple[Value | None, Fault | None]:
    kind = local(fact.value_type)
    text = None
    if isinstance(term, ox.Literal):
        text = term.value
    value = None if text is None else _READ[kind](text)
    if value is None:
        mend = f"state {_FORMS[kind]}"
        return None, Fault(
            where,
            f"qd:{fact.name} has the value {text if text is not None else curie(term.value)!r},"
            f" which is not {_FORMS[kind]}",
            mend,
        )
    return value, None


def _date(text: str) -> date | None:
    try:
        if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", text):
            return date.fromisoformat(text)
        return None
    except ValueError:
        return None


_READ = {
    "boolean": lambda text: {
        "true": True,
        "1": True,
        "false": False,
        "0": False,
    }.get(text),
    "nonNegativeInteger": lambda text: (
        int(text) if _INTEGER.match(text) else None
    ),
    "gYear": lambda text: int(text) if _YEAR.match(text) else None,
    "date": _date,
}


_FORMS = {
    "boolean": "true or false",
    "nonNegativeInteger": "a whole number of at most 15 digits 0-9, not negative",
    "gYear": "a year of four digits 0-9",
    "date": "a day as YYYY-MM-DD",
}


def _resource(
    law: Law, where: str, fact: FactType, term: Term
) -> tuple[Value | None, Fault | None]:
    if isinstance(term, ox.Literal):
        if fact.takes_text:
            named = spelt(law, fact.members).get(term.value.strip().casefold())
            return Iri(named) if named else term.value, None
        return None, Fault(
            where,
            f"qd:{fact.name} has the text {term.value!r} where an IRI is needed",
            f"name the value by IRI, {_example(fact)}",
        )
    iri = Iri(
        term.value if isinstance(term, ox.NamedNode) else "_:" + term.value
    )
    links = fact.is_a("Annotation") and local(fact.value_type) in LINKED
    foreign = fact.is_a("OpenValued") and not _NEAR.match(iri)
    if (
        links
        or foreign
        or iri in fact.members
        or (
            fact.is_a("OpenValued")
            and fact.is_a("Annotation")
            and not fact.members
        )
    ):
        return iri, None
    close = _nearest(local(iri), [local(member) for member in fact.members])
    if close:
        mend = f"did you mean {next(curie(m) for m in sorted(fact.members) if local(m) == close)}?"
    else:
        mend = _example(fact)
    return None, Fault(
        where,
        f"qd:{fact.name} has the value {curie(iri)}, which is not known",
        mend,
    )


def _example(fact: FactType) -> str:
    if fact.members:
        return f"for example {curie(sorted(fact.members)[0])}"
    return "for example <urn:x:name>"
