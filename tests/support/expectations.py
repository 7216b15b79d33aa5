"""What a case expects of its answer, key by key; each key is a check that raises AssertionError."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import qingdan
from cases import decided, facts_of, with_facts
from order import not_lighter, possible
from qingdan.deciding.determination import Determination
from qingdan.law.load import law
from qingdan.rdf.names import curie
from qingdan.reporting.determination.as_json import document as as_document


def held(case: dict[str, Any]) -> Determination | None:
    """
    What a case comes to, None where it is refused; raise AssertionError
    unless it gives the answer that it expects, for its reasons.
    """
    expected = dict(case["expect"])
    asked = facts_of(case), case.get("asOf"), case.get("readings")
    if "error" in expected:
        assert re.search(expected["error"], _refusal(*asked))
        return None
    answer = decided(*asked)
    positions = expected.pop("position")
    wanted = positions if isinstance(positions, list) else [positions]
    assert answer.outcome == expected.pop("outcome"), case["title"]["en"]
    assert answer.position in wanted, case["title"]["en"]
    for key, value in expected.items():
        if key in AGAINST:
            AGAINST[key](answer, case, value)
        else:
            CHECKS[key](answer, value)
    return answer


def _refusal(
    facts: dict[str, dict[str, Any]],
    as_of: str | None,
    readings: list[str] | None,
) -> str:
    try:
        decided(facts, as_of, readings)
    except qingdan.InputError as error:
        return str(error)
    raise AssertionError("it is not refused")


def _grounds(found: Determination, rules: list[str]) -> None:
    assert sorted(curie(ground.rule) for ground in found.grounds) == sorted(
        rules
    )


def _cites(found: Determination, provisions: list[str]) -> None:
    cited = {cite for ground in found.grounds for cite in ground.cites} | set(
        found.governed_by.cites if found.governed_by else ()
    )
    cited |= {cite for flag in found.flags for cite in flag.cites}
    assert set(provisions) <= cited


def _comparison(found: Determination, wanted: dict[str, Any]) -> None:
    shown = [
        comparison
        for finding in found.findings()
        for comparison in finding.comparisons
    ]
    assert any(
        all(getattr(comparison, key) == value for key, value in wanted.items())
        for comparison in shown
    ), shown


def _missing(found: Determination, facts: list[str]) -> None:
    assert sorted(fact.fact for fact in found.missing) == sorted(facts)


def _answers(found: Determination, wanted: dict[str, dict[str, str]]) -> None:
    for fact, answers in wanted.items():
        shown = {
            str(answer.label["en"]): answer.outcome
            for missing in found.missing
            if missing.fact == fact
            for answer in missing.answers
        }
        assert answers.items() <= shown.items()


def _defeated(found: Determination, rules: list[str]) -> None:
    assert set(rules) <= {curie(finding.rule) for finding in found.defeated}


def _failed(found: Determination, rules: list[str]) -> None:
    assert set(rules) <= {curie(finding.rule) for finding in found.failed}


def _flags(found: Determination, flags: list[str]) -> None:
    assert set(flags) <= {flag.flag for flag in found.flags if flag.status}


def _first_steps(found: Determination, flags: list[str]) -> None:
    """
    All that stands in the headline, the Guidelines of 2026
    aside, which every connected car has.
    """
    assert [
        step.flag
        for step in found.first_steps
        if step.flag != "CheckGuidelines2026"
    ] == flags


def _no_flags(found: Determination, flags: list[str]) -> None:
    assert not set(flags) & {flag.flag for flag in found.flags if flag.status}


def _duties(found: Determination, duties: list[str]) -> None:
    assert set(duties) <= set(_named(found))


def _no_duties(found: Determination, duties: list[str]) -> None:
    assert not set(duties) & set(_named(found))


def _named(found: Determination) -> Iterator[str]:
    """
    Each duty by its name, whole and without its prefix; one
    that may be due with a question mark as well.
    """
    for duty in found.duties:
        for name in (duty.duty, duty.duty.partition(":")[2]):
            yield from (name, name + "?") if duty.status is None else (name,)


def _duty_cites(found: Determination, wanted: dict[str, list[str]]) -> None:
    cited = {duty.duty: set(duty.cites) for duty in found.duties}
    lacking = {
        name: set(provisions) - cited.get(name, set())
        for name, provisions in wanted.items()
    }
    assert not any(lacking.values()), lacking


def _no_duty_cites(
    found: Determination, unwanted: dict[str, list[str]]
) -> None:
    cited = {duty.duty: set(duty.cites) for duty in found.duties}
    assert not any(
        cited[name] & set(provisions) for name, provisions in unwanted.items()
    ), cited


def _find_out(found: Determination, wanted: dict[str, list[str]]) -> None:
    """Where each question is to be found out, in the order in which it is told."""
    told = {
        missing.fact: [one.provision for one in missing.find_out]
        for missing in found.missing
    }
    assert {fact: told.get(fact) for fact in wanted} == wanted


def _duty_says(found: Determination, wanted: dict[str, list[str]]) -> None:
    told = {duty.duty: " ".join(duty.label.values()) for duty in found.duties}
    assert all(
        word in told[name] for name, words in wanted.items() for word in words
    ), told


def _none_of(found: Determination, prefixes: list[str]) -> None:
    """
    No rule that carries the answer or governs, no flag and
    no duty is of these, or cites one of them.
    """
    carrying = (
        *found.grounds,
        *((found.governed_by,) if found.governed_by else ()),
    )
    told = [curie(finding.rule) for finding in carrying] + [
        duty.duty for duty in found.duties
    ]
    told += [
        cite
        for one in (*carrying, *found.flags, *found.duties)
        for cite in one.cites
    ]
    assert [name for name in told if name.startswith(tuple(prefixes))] == []


def _would_change(
    found: Determination, wanted: dict[str, bool | None]
) -> None:
    shown = {
        reading.notation: reading.would_change for reading in found.readings
    }
    assert {
        notation: shown.get(notation, False) for notation in wanted
    } == wanted


def _possible(found: Determination, outcomes: list[str]) -> None:
    assert sorted(found.possible) == sorted(outcomes)


def _possible_includes(found: Determination, outcomes: list[str]) -> None:
    assert set(outcomes) <= set(found.possible)


def _missing_includes(found: Determination, facts: list[str]) -> None:
    assert set(facts) <= {fact.fact for fact in found.missing}


def _missing_within(found: Determination, facts: list[str]) -> None:
    asked = {fact.fact for fact in found.missing}
    assert asked
    assert asked <= set(facts)


def _missing_first(found: Determination, fact: str) -> None:
    assert found.missing[0].fact == fact


def _cites_any(found: Determination, provisions: list[str]) -> None:
    assert set(provisions) & {
        cite for ground in found.grounds for cite in ground.cites
    }


def _no_grounds_cite(found: Determination, provisions: list[str]) -> None:
    assert not set(provisions) & {
        cite for ground in found.grounds for cite in ground.cites
    }


def _facts(found: Determination, names: list[str]) -> None:
    assert set(names) <= {fact.fact for fact in found.facts}


def _also_applies(found: Determination, outcomes: list[str]) -> None:
    told = str(as_document(found).get("alsoApplies"))
    assert [outcome for outcome in outcomes if outcome not in told] == []


def _also_applies_only(found: Determination, rules: list[str]) -> None:
    assert [curie(one.rule) for one in found.also_applies] == rules


def _not_defeated(found: Determination, rules: list[str]) -> None:
    assert not set(rules) & {curie(finding.rule) for finding in found.defeated}


def _says(found: Determination, patterns: list[str]) -> None:
    told = "\n".join(_spoken(as_document(found)))
    assert [
        pattern for pattern in patterns if not re.search(pattern, told)
    ] == []


def _never_says(found: Determination, patterns: list[str]) -> None:
    told = "\n".join(_spoken(as_document(found)))
    assert [pattern for pattern in patterns if re.search(pattern, told)] == []


def _spoken(shown: Any) -> Iterator[str]:
    """Every word of a determination that is told of the case itself, in both languages."""
    if isinstance(shown, dict):
        if shown.get("status") != "false":
            for key, value in shown.items():
                if key in ("en", "zh"):
                    yield value
                elif key not in ("failed", "unknown", "defeated"):
                    yield from _spoken(value)
    elif isinstance(shown, list):
        for one in shown:
            yield from _spoken(one)


def _other_readings(
    found: Determination, case: dict[str, Any], wanted: dict[str, Any]
) -> None:
    """Under some other reading of each question the answer is the one that the case names."""
    for notation, answer in wanted.items():
        question = next(
            one for one in law().questions if one.notation == notation
        )
        told = [
            decided(facts_of(case), case.get("asOf"), [reading])
            for reading in question.readings[1:]
        ]
        assert (answer["outcome"], answer["position"]) in [
            (one.outcome, one.position) for one in told
        ]


def _not_lighter_than(
    found: Determination,
    case: dict[str, Any],
    changes: dict[str, dict[str, Any]],
) -> None:
    """No possible outcome is lighter than with the changed facts."""
    facts, day = facts_of(case), case.get("asOf")
    mine, other = (
        possible(facts, day),
        possible(with_facts(facts, changes), day),
    )
    assert not_lighter(mine, other), (mine, other)


def _list(found: Determination, name: str | None) -> None:
    assert found.list == name


def _tier(found: Determination, tier: int | None) -> None:
    assert found.tier == tier


AGAINST = {
    "notLighterThan": _not_lighter_than,
    "otherReadings": _other_readings,
}
CHECKS = {
    "alsoApplies": _also_applies,
    "alsoAppliesOnly": _also_applies_only,
    "answers": _answers,
    "cites": _cites,
    "citesAny": _cites_any,
    "comparison": _comparison,
    "defeated": _defeated,
    "duties": _duties,
    "facts": _facts,
    "dutyCites": _duty_cites,
    "dutySays": _duty_says,
    "failed": _failed,
    "findOut": _find_out,
    "firstSteps": _first_steps,
    "flags": _flags,
    "grounds": _grounds,
    "list": _list,
    "missing": _missing,
    "missingFirst": _missing_first,
    "missingIncludes": _missing_includes,
    "missingWithin": _missing_within,
    "neverSays": _never_says,
    "noDuties": _no_duties,
    "noDutyCites": _no_duty_cites,
    "noFlags": _no_flags,
    "notDefeated": _not_defeated,
    "noGroundsCite": _no_grounds_cite,
    "possible": _possible,
    "possibleIncludes": _possible_includes,
    "says": _says,
    "noneOf": _none_of,
    "tier": _tier,
    "wouldChange": _would_change,
}
