"""
Statements in a foreign vocabulary as statements of ours: what the
vocabulary names becomes facts, and nothing is concluded from silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ...law.model import FactType, Law
from ...rdf.graph import Term
from ...rdf.names import QD, RDF, local
from ..kinds import KINDS, may_state
from ..term_checks import vet_term
from .vocabulary import EVERY, Subject, Vocabulary

_TYPE = RDF + "type"

Statement = tuple[Subject, str, Term]


def translate(
    statements: Iterable[Statement], vocabulary: Vocabulary, law: Law
) -> Iterator[Statement]:
    """
    The statements with the mapped ones turned into facts, and all others as they stand.

    Each statement is read by itself: one statement less is never one fact more. What does not fit,
    or is said of a subject without a class of ours, stays foreign. Kept are the class of each of
    our subjects, and a mapped statement until the class of its subject has been read. What
    `[default]` gives comes last, for subjects that did not state it.
    """
    translated = _translated(statements, vocabulary, law)
    if not vocabulary.default:
        yield from translated
        return
    kinds: dict[Subject, str] = {}
    stated: set[tuple[Subject, str]] = set()
    wanted = {
        predicate
        for facts in vocabulary.default.values()
        for predicate, _ in facts
    }
    for statement in translated:
        subject, predicate, term = statement
        if predicate == _TYPE and term.value.startswith(QD):
            kinds.setdefault(subject, term.value.removeprefix(QD))
        if predicate in wanted:
            stated.add((subject, predicate))
        yield statement
    yield from _defaults(kinds, stated, vocabulary)


def _defaults(
    kinds: dict[Subject, str],
    stated: set[tuple[Subject, str]],
    vocabulary: Vocabulary,
) -> Iterator[Statement]:
    """What `[default]` gives; a handler that it names is described as one."""
    for subject, kind in kinds.items():
        for predicate, term in vocabulary.default.get(kind, ()):
            if (subject, predicate) in stated:
                continue
            yield subject, predicate, term
            if predicate == QD + "heldBy" and isinstance(term, ox.NamedNode):
                yield term, _TYPE, ox.NamedNode(QD + "DataHandler")


def _translated(
    statements: Iterable[Statement], vocabulary: Vocabulary, law: Law
) -> Iterator[Statement]:
    """The statements with the mapped ones turned into facts."""
    kinds: dict[Subject, str] = {}
    waiting: dict[Subject, list[tuple[Statement, list[tuple[str, Term]]]]] = (
        defaultdict(list)
    )
    for statement in statements:
        subject = statement[0]
        kind = _kind(statement, vocabulary)
        if kind:
            kinds.setdefault(subject, kind)
            yield subject, _TYPE, ox.NamedNode(QD + kind)
            if statement[2].value in vocabulary.classes:
                for predicate, term in vocabulary.always.get(kind, ()):
                    yield (subject, predicate, term)
            for held, held_facts in waiting.pop(subject, ()):
                yield from _belonging(
                    statement=held,
                    about=subject,
                    facts=held_facts,
                    kind=kind,
                    law=law,
                )
        about, facts = _facts(statement, vocabulary, law)
        if facts and about in kinds:
            yield from _belonging(statement, about, facts, kinds[about], law)
        elif facts:
            waiting[about].append((statement, facts))
        elif not kind:
            yield statement
    for left in waiting.values():
        for statement, _ in left:
            yield statement


def _kind(statement: Statement, vocabulary: Vocabulary) -> str | None:
    _, predicate, term = statement
    if predicate != _TYPE or not isinstance(term, ox.NamedNode):
        return None
    name = term.value.removeprefix(QD)
    if term.value == QD + name and name in KINDS:
        return name
    return vocabulary.classes.get(term.value)


def _facts(
    statement: Statement, vocabulary: Vocabulary, law: Law
) -> tuple[Subject, list[tuple[str, Term]]]:
    """The facts that one statement comes to, and the subject that they are about."""
    subject, predicate, term = statement
    given = vocabulary.values.get(predicate, {})
    listed = None
    if not isinstance(term, ox.BlankNode):
        listed = given.get(term.value)
    facts: list[tuple[str, Term]] = [*given.get(EVERY, ()), *(listed or ())]
    if listed is not None or predicate not in vocabulary.properties:
        return subject, facts
    name, backwards = vocabulary.properties[predicate]
    fact = law.facts[name]
    if backwards:
        if isinstance(term, ox.Literal):
            return (subject, facts)
        return (term, [(fact.iri, subject)])
    return subject, [*facts, (fact.iri, term)] if _fits(
        fact, term, law
    ) else facts


def _fits(fact: FactType, term: Term, law: Law) -> bool:
    """
    Whether a foreign value may be passed on; an unknown
    word for a fact that conditions read may not.
    """
    if fact.value_type.endswith("langString"):
        return isinstance(term, ox.Literal)
    if fact.is_a("OpenValued") and not fact.takes_text:
        return term.value in fact.members
    return vet_term(law, "", fact.iri, term)[1] is None


def _belonging(
    statement: Statement,
    about: Subject,
    facts: Iterable[tuple[str, Term]],
    kind: str,
    law: Law,
) -> Iterator[Statement]:
    """The facts that a subject of this class may state, else the statement as it stands."""
    kept = [
        (about, predicate, term)
        for predicate, term in facts
        if may_state(law.facts[local(predicate)], kind)
    ]
    yield from kept or [statement]
