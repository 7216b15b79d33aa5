"""
How a foreign vocabulary is read: a mapping file, its names
turned into IRIs and facts, what is not known refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import NoReturn

import pyoxigraph as ox

from ...errors import Fault, InputError
from ...law.load import law as installed_law
from ...law.model import FactType, Law
from ...rdf.names import OURS, PREFIXES, QD, RDF, XSD, curie, local
from ..faults import KEEP_ONE
from ..kinds import KINDS, may_state
from ..term_checks import unknown_property, vet_term

Subject = ox.NamedNode | ox.BlankNode
Facts = tuple[tuple[str, ox.NamedNode | ox.Literal], ...]

EVERY = "*"
_TYPE = RDF + "type"
_SECTIONS = (
    "prefixes",
    "classes",
    "properties",
    "values",
    "always",
    "default",
)
_MEND = "write it as docs/catalogues.md describes"
_ONCE = "state it in a file of facts, once on the handler or an inventory, with who says so"


@dataclass(frozen=True)
class Vocabulary:
    """
    How a foreign vocabulary is read; all names are IRIs,
    and `*` stands for every value of a property.
    """

    classes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Facts]] = field(default_factory=dict)
    always: Mapping[str, Facts] = field(default_factory=dict)
    default: Mapping[str, Facts] = field(default_factory=dict)


def read_vocabulary(raw: dict[str, object], where: str) -> Vocabulary:
    """
    A vocabulary from parsed TOML: `[prefixes]`, `[classes]`,
    `[properties]`, `[values."property"]`, `[always.Class]`.

    Raises InputError for a section, class, fact or value
    that is not known, and for what a mapping may not state.
    """
    return _Compiler(where, installed_law()).vocabulary(raw)


class _Compiler:
    """Turns the names of a mapping into IRIs and facts, and refuses what is not known."""

    def __init__(self, where: str, law: Law) -> None:
        self.where = where
        self.law = law
        self.prefixes = dict(PREFIXES)
        self.closers = {fact.closed_by for fact in law.facts.values()}

    def vocabulary(self, raw: dict[str, object]) -> Vocabulary:
        """The compiled vocabulary."""
        for name in sorted(set(raw) - set(_SECTIONS)):
            self._refuse(
                name,
                f"[{name}] is no part of a vocabulary mapping",
                _nearest(name, _SECTIONS),
            )
        prefixes, classes, properties, values, always, default = (
            self._table(raw.get(name, {}), name) for name in _SECTIONS
        )
        self.prefixes |= {
            prefix: self._text(iri, "prefixes")
            for prefix, iri in prefixes.items()
        }
        links = {
            self.foreign(name, "properties"): self.link(name, fact)
            for name, fact in properties.items()
        }
        valued = {
            self.foreign(name, "values", typed=True): self.values(name, table)
            for name, table in values.items()
        }
        for iri in set(valued) & {
            iri for iri, (_, backwards) in links.items() if backwards
        }:
            self._refuse(
                "values",
                f"{curie(iri)} is a ^link under [properties] as well",
                KEEP_ONE,
            )
        return Vocabulary(
            {
                self.foreign(name, "classes"): self._kind(kind, "classes")
                for name, kind in classes.items()
            },
            links,
            valued,
            {
                self._kind(kind, "always"): self.of_all(kind, table, "always")
                for kind, table in always.items()
            },
            {
                self._kind(kind, "default"): self.of_all(
                    kind, table, "default"
                )
                for kind, table in default.items()
            },
        )

    def _refuse(self, section: str, what: str, mend: str) -> NoReturn:
        raise InputError(Fault(f"{self.where}, [{section}]", what, mend))

    def _table(self, value: object, section: str) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        return self._refuse(
            section, f"{value!r} stands where a table is needed", _MEND
        )

    def _text(self, value: object, section: str) -> str:
        if isinstance(value, str):
            return value
        return self._refuse(
            section, f"{value!r} stands where a name is needed", _MEND
        )

    def expand(self, name: str, section: str) -> str:
        """
        The IRI of a prefixed name; a whole IRI or a text as
        it stands; an undeclared prefix is refused.
        """
        prefix, colon, rest = name.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + rest
        if (
            re.fullmatch(r"[A-Za-z][\w.-]*:[^\s/]\S*", name)
            and prefix != "urn"
        ):
            self._refuse(
                section,
                f"the prefix of {name} is not declared",
                _nearest(prefix, self.prefixes),
            )
        return name

    def foreign(self, name: str, section: str, *, typed: bool = False) -> str:
        """The IRI of a foreign class or property."""
        iri = self.expand(name, section)
        if ":" not in iri:
            self._refuse(
                section,
                f"{name!r} is no IRI",
                "write it with a prefix declared under [prefixes]",
            )
        if iri.startswith(OURS) or (iri == _TYPE and not typed):
            self._refuse(
                section,
                f"{curie(iri)} needs no mapping",
                "map foreign classes under [classes] and foreign properties here",
            )
        return iri

    def _kind(self, name: object, section: str) -> str:
        kind = self._text(name, section)
        if kind in KINDS:
            return kind
        return self._refuse(
            section,
            f"{kind!r} is no class of an inventory",
            _nearest(kind, KINDS),
        )

    def _fact(self, name: str, section: str) -> FactType:
        fact = self.law.facts.get(name)
        if fact is None or fact.is_a("ComputedFact"):
            raise InputError(
                unknown_property(
                    self.law, f"{self.where}, [{section}]", QD + name
                )
            )
        return fact

    def link(self, name: str, value: object) -> tuple[str, bool]:
        """The fact that a foreign property is, and whether its link points the other way."""
        text = self._text(value, "properties")
        fact = self._fact(text.removeprefix("^"), "properties")
        if text.startswith("^") and local(fact.value_type) not in KINDS:
            self._refuse(
                "properties",
                f"{name} is {text}, which turns round what is no link",
                "use ^exportOf, ^heldBy, ^lists or ^tally",
            )
        return fact.name, text.startswith("^")

    def values(self, name: str, table: object) -> dict[str, Facts]:
        """The facts for each value of a foreign property."""
        section = f'values."{name}"'
        return {
            self.expand(value, section): self.facts(given, section, value)
            for value, given in self._table(table, section).items()
        }

    def of_all(self, kind: str, table: object, part: str) -> Facts:
        """
        The facts of every subject of a foreign class that is read as this class; of those
        that do not state them, where the part is `default`.
        """
        section = f"{part}.{kind}"
        for name in self._table(table, section):
            if not may_state(self._fact(name, section), kind):
                self._refuse(
                    section,
                    f"qd:{name} is no fact of a qd:{kind}",
                    "move it to a class that docs/inventories.md names",
                )
        return self.facts(table, section, None)

    def facts(self, table: object, section: str, value: str | None) -> Facts:
        """
        The facts that a table sets: of a value, of every
        value (`*`), or of every subject (None).
        """
        facts = []
        for name, given in self._table(table, section).items():
            fact = self._fact(name, section)
            if fact.value_type == XSD + "nonNegativeInteger":
                self._refuse(
                    section,
                    f"qd:{name} is a count, which no mapping can know",
                    "state it in a file of facts",
                )
            for term in (
                self.term(fact, value_set, section)
                for value_set in (
                    given if isinstance(given, list) else [given]
                )
            ):
                if value in (None, EVERY) and not self.may_hold_for_all(
                    fact, term, value
                ):
                    self._refuse(
                        section,
                        f"qd:{name} {local(term.value)} would hold of all, although nobody"
                        " stated it",
                        _ONCE,
                    )
                facts.append((fact.iri, term))
        return tuple(facts)

    def may_hold_for_all(
        self,
        fact: FactType,
        term: ox.NamedNode | ox.Literal,
        value: str | None,
    ) -> bool:
        """
        Whether a fact may be set without a look at the
        value: it adds to what is known and denies nothing.
        """
        if (
            fact.is_a("Claim")
            or fact.if_not_stated is not None
            or fact.name in self.closers
        ):
            return False
        if fact.kinds & {"Annotation", "ManyValued", "OpenValued"}:
            return True
        if value != EVERY:
            return False
        return term.value == "true"

    def term(
        self, fact: FactType, value: object, section: str
    ) -> ox.NamedNode | ox.Literal:
        """A value of the mapping as an RDF term that the fact takes."""
        try:
            term = self._built(
                fact,
                str(value).lower() if isinstance(value, bool) else str(value),
                section,
            )
        except ValueError:
            term = None
        if term is None or not isinstance(value, (bool, int, str, date)):
            self._refuse(
                section,
                f"qd:{fact.name} has {value!r}, which is no value",
                _MEND,
            )
        if fault := vet_term(
            self.law, f"{self.where}, [{section}]", fact.iri, term
        )[1]:
            raise InputError(fault)
        return term

    def _built(
        self, fact: FactType, text: str, section: str
    ) -> ox.NamedNode | ox.Literal:
        if fact.value_type.startswith(XSD):
            return ox.Literal(text, datatype=ox.NamedNode(fact.value_type))
        if fact.value_type.endswith("langString") or (
            fact.takes_text and ":" not in text
        ):
            return ox.Literal(text)
        iri = {local(member): member for member in fact.members}.get(
            text
        ) or self.expand(text, section)
        return ox.NamedNode(iri if ":" in iri else QD + iri)


def _nearest(name: str, known: Iterable[str]) -> str:
    options = sorted(known)
    close = get_close_matches(name, options, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}?"
    return f"use one of {', '.join(options)}"
