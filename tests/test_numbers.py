"""Every number of the law stands once as a dated, cited parameter, and the shapes agree with it."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

import qingdan
from qingdan.law.load import law
from qingdan.rdf.names import QD

RULES = law().rules
TESTS = [
    (rule, test)
    for rule in RULES
    if rule.condition
    for test in rule.condition.tests()
    if test.numeric
]


def test_every_threshold_names_a_parameter_of_that_value() -> None:
    """
    A shape holds a number for other SHACL engines to read;
    the parameter that it names holds the same.
    """
    assert TESTS
    for rule, test in TESTS:
        assert test.parameter, (rule.iri, test)
        assert law().graph.one(test.parameter, QD + "value") == test.limit


@pytest.mark.parametrize("parameter", law().graph.members(QD + "Parameter"))
def test_parameter_is_dated_cited_and_has_a_unit(parameter: str) -> None:
    """A number without source, unit or first day is no law."""
    graph = law().graph
    assert graph.iris(parameter, "http://purl.org/dc/terms/source")
    assert graph.one(parameter, QD + "unit") is not None
    assert isinstance(graph.one(parameter, QD + "validFrom"), date)


def test_no_threshold_in_code() -> None:
    """No Python module holds a threshold, an article number or a category."""
    numbers = {
        str(law().graph.one(parameter, QD + "value"))
        for parameter in law().graph.members(QD + "Parameter")
    }
    numbers = {number for number in numbers if int(number) >= 1000}
    code = chain.from_iterable(
        path.read_text("utf-8").splitlines()
        for path in Path(qingdan.__file__).parent.rglob("*.py")
    )
    for line in code:
        bare = line.replace("_", "").split("#")[0]
        assert not any(
            re.search(rf"(?<![0-9]){number}(?![0-9])", bare)
            for number in numbers
        ), line
        assert not re.search(r"(article|subcategory|category)-[0-9]", line), (
            line
        )


def test_shapes_are_inside_the_fragment_and_rules_have_their_shape() -> None:
    """
    Every condition compiles, and a rule without one is a
    default that something overrides or that opens a regime.
    """
    overridden = {
        iri for override in law().overrides for iri in override.under
    }
    for rule in RULES:
        assert rule.condition or rule.iri in overridden, rule.iri
