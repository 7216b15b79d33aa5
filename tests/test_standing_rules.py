"""No rule that applies is lost: two outcomes never stand side by side without a cited override."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import note

from cases import loaded
from guard import Ledger, guarded
from inventories import Facts, inventories, turtle
from qingdan.deciding.case import cases
from qingdan.deciding.rulebook import rulebook
from qingdan.deciding.stand_ins import substituted
from qingdan.deciding.steps import Weighed
from qingdan.law.load import law
from qingdan.querying import stored
from qingdan.rdf.names import PREFIXES, QD, curie
from qingdan.reporting.determination.as_json import document


def test_every_pair_of_rules_with_different_outcomes_has_an_override() -> None:
    """The stored question for pairs without one finds none."""
    name = "pairs-without-an-override"
    query = next(query for query in stored.stored() if query.name == name)
    answer = stored.law_store().query(
        query.text, prefixes=PREFIXES, use_default_graph_as_union=True
    )
    rows = [[curie(term.value) for term in row] for row in answer]
    assert rows == []


def test_every_override_cites_a_provision() -> None:
    """An override without a source would be a choice of ours."""
    assert [
        override.iri for override in law().overrides if not override.sources
    ] == []


@guarded(inventories())
def test_rules_that_stand_agree(
    ledger: Ledger, drawn: tuple[Facts, str]
) -> None:
    """Of the rules that stand after every override, no two conclude different outcomes."""
    stated, day = drawn
    ledger.decided(stated, day)
    note(f"asked about {day}\n{turtle(stated)}")
    for weighed in _weighed(stated, day):
        standing = {
            one.rule.concludes: one.rule.iri for one in weighed if one.stands
        }
        assert len(standing) <= 1, standing


@guarded(inventories())
def test_every_rule_that_applies_is_in_the_proof(
    ledger: Ledger, drawn: tuple[Facts, str]
) -> None:
    """As a ground, as overridden, or as what else applies."""
    stated, day = drawn
    shown = document(ledger.decided(stated, day))
    note(f"asked about {day}\n{turtle(stated)}")
    told = json.dumps({key: shown[key] for key in shown if key != "failed"})
    for weighed in _weighed(stated, day):
        applying = [one.rule.iri for one in weighed if one.applies]
        assert [iri for iri in applying if f'"{iri}"' not in told] == []


def _weighed(stated: Facts, day: str) -> list[list[Weighed]]:
    """The rules that conclude an outcome, weighed against each case of the inventory."""
    inventory, asked = loaded(stated), date.fromisoformat(day)
    found = []
    for item in inventory.items:
        for case in cases(law(), inventory, item, asked):
            book = rulebook(law(), case.day)
            weighed = book.weigh(substituted(law(), book.readings, case.facts))
            found.append(
                [one for one in weighed.values() if one.rule.concludes]
            )
    return found


def test_a_flag_gives_way_with_the_rule_that_it_stands_with() -> None:
    """
    An override by flags alone takes a rule away and puts no outcome in its place.

    A flag that stands with such a rule gives way beside it: else it would still prevail over the
    exemptions, and nothing would be left.
    """
    applied = law()
    rules = {rule.iri: rule for rule in applied.rules}
    for override in applied.overrides:
        if any(rules[iri].concludes for iri in override.over if iri in rules):
            continue
        for rule in applied.rules:
            companions = set(applied.graph.iris(rule.iri, QD + "standsWith"))
            reviewing = {
                iri
                for iri in companions
                if rules[iri].concludes == QD + "NeedsReview"
            }
            if reviewing & set(override.under):
                assert rule.iri in override.under, (override.iri, rule.iri)
