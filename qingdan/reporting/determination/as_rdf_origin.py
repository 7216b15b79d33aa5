"""Where a determination comes from, in PROV-O, and whose judgement it rests on."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

from ...deciding.determination import UsedFact
from ...rdf.names import GRAPH, PREFIXES, QD, expand
from .rdf_terms import named
from .rdf_writer import Quads, Statements, Writer, content_of_fact, engine

_PROV = PREFIXES["prov"]


class OriginWriter(Writer):
    """Writes activity, plan and agents of one determination."""

    def all(self) -> Quads:
        """Whose judgement the answer rests on; of a whole proof also activity, plan and agents."""
        yield from self._judgements()
        if self.whole:
            yield from self._activity()
            yield from self._persons()

    def _activity(self) -> Quads:
        """The deciding, by which engine and by which rules."""
        receipt = self.found.receipt
        program = engine(receipt)
        content = "\n".join((receipt.rules, *receipt.readings))
        digest = hashlib.sha256(content.encode()).hexdigest()[:32]
        plan = f"{GRAPH}rules/{digest}"
        activity = f"{self.base}/deciding"
        association = f"{self.base}/association"
        for kind in (
            "prov:SoftwareAgent",
            "earl:Software",
            "earl:Assertor",
        ):
            yield self.quad(program, "rdf:type", expand(kind))
        yield from self.many(plan, "qd:readingTaken", receipt.readings)
        statements: dict[str, Statements] = {
            program: {"qd:engineVersion": ox.Literal(receipt.version)},
            plan: {
                "rdf:type": _PROV + "Plan",
                "qd:rulesDigest": ox.Literal(receipt.rules),
            },
            activity: {
                "rdf:type": _PROV + "Activity",
                "prov:used": self.found.item,
                "prov:wasAssociatedWith": program,
                "prov:qualifiedAssociation": association,
            },
            association: {
                "rdf:type": _PROV + "Association",
                "prov:agent": program,
                "prov:hadPlan": plan,
            },
            self.base: {
                "prov:wasGeneratedBy": activity,
                "prov:wasAttributedTo": program,
            },
        }
        for subject, of_subject in statements.items():
            yield from self.about(subject, of_subject)

    def _persons(self) -> Quads:
        """Each person or body that stated a fact, as an agent."""
        stated = [fact for fact in self.found.facts if fact.by]
        persons = sorted({fact.by for fact in stated if fact.by})
        agents = dict[str, str]()
        for number, person in enumerate(persons, start=1):
            node = named(person)
            if isinstance(node, ox.Literal):
                agents[person] = f"{self.base}/agent-{number}"
                yield self.quad(agents[person], "rdfs:label", node)
            else:
                agents[person] = person
            yield self.quad(agents[person], "rdf:type", _PROV + "Agent")
        for fact in stated:
            used = f"{self.base}/fact-{fact.fact}"
            yield self.quad(
                used, "prov:wasAttributedTo", agents[fact.by or ""]
            )

    def _judgements(self) -> Quads:
        """The facts used that a person judged and no authority settled."""
        settled = set(self.law.graph.members(QD + "ValueOfAuthority"))
        for fact in self.found.facts:
            if self._judged(fact, settled):
                node = f"{self.base}/fact-{fact.fact}"
                if self.parts:
                    node = self.parts.named(content_of_fact(fact)) or node
                yield self.quad(self.base, "qd:restsOnJudgement", node)

    def _judged(self, fact: UsedFact, settled: set[str]) -> bool:
        if not self.law.facts[fact.fact].is_a("JudgedFact"):
            return False
        return not settled.issuperset(map(str, fact.values))
