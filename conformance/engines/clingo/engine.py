"""Decide cases of data export with answer set programming.

The program reads cases as JSON lines from standard input and prints one
JSON line for each of them, in order.  The law stands in the file
negative_list.lp; this file only hands over the facts of a case, asks for
the routes of all its completions, and sums them up.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import clingo

RULES = Path(__file__).with_name("negative_list.lp").read_text("utf-8")

Route = tuple[str, str]
Routes = frozenset[Route]
Facts = dict[str, Any]

STRICTEST_FIRST = (
    "StateSecretRegime",
    "CoreDataRegime",
    "ApprovalFirst",
    "RecipientRestricted",
    "ExportControlRegime",
    "SecurityAssessment",
    "StandardContractOrCertification",
    "ExemptOutOfList",
    "ExemptBelowThreshold",
    "ExemptGround",
    "NoRegulatedData",
    "NotAnExport",
)
CLEARANCES = frozenset(STRICTEST_FIRST[7:11])
TIERS = {"SecurityAssessment": 1, "StandardContractOrCertification": 2}

HANDLER_FACTS = frozenset(
    {
        "zone",
        "zoneTie",
        "criticalInfrastructureOperator",
        "usesListSince",
        "listUseEnded",
        "listUseEndReason",
        "appliesList",
        "holdsOrdinaryPersons",
        "holdsSensitivePersons",
        "holdsSensitiveAccountPersons",
        "holdsPersonsInBoth",
    }
)
ITEM_FACTS = frozenset(
    {
        "sector",
        "scenario",
        "secrecy",
        "coreData",
        "controlRegime",
        "importantDataStatus",
        "confirmedBy",
        "confirmedOn",
        "confirmationDocument",
        "authorityCriteria",
        "matchesListedItem",
        "matchesNoListedItem",
        "category",
        "containsPersonalInformation",
        "containsSensitivePersonalInformation",
        "personalInformationKind",
        "origin",
        "anonymised",
        "vehicleData",
        "chargingNetwork",
        "trafficFlow",
        "economicOperation",
        "preciseLocation",
        "childUnder14",
        "outsideListedFields",
        "extractOfHeldData",
        "exteriorImagery",
        "depicts",
        "anonymisedToNationalRequirements",
        "geodata",
        "sensitiveArea",
        "vehicleSecurityData",
    }
)
EXPORT_FACTS = frozenset(
    {
        "recipient",
        "exportDate",
        "accessMode",
        "purpose",
        "addsOrdinaryPersons",
        "addsSensitivePersons",
        "reportedBeforehand",
        "reportedOn",
        "reportedTo",
        "destinationCountry",
        "ground",
        "recipientRestricted",
        "requestedByForeignAuthority",
    }
)
TALLY_FACTS = frozenset(
    {
        "year",
        "asOf",
        "ordinaryPersons",
        "sensitivePersons",
        "personsInBoth",
    }
)
# A fact of an item or an export may stand on any of these; the later one
# is nearer and wins.  The proof of a ground stands on the export alone.
LEVELS = ("handler", "inventory", "item", "export")
SHARED_FACTS = ITEM_FACTS | EXPORT_FACTS
DAY_FACTS = frozenset(
    {
        "usesListSince",
        "listUseEnded",
        "confirmedOn",
        "exportDate",
        "reportedOn",
        "tally.asOf",
    }
)
# An event counts as a flag or a duty; these two ask for no other route.
FLAG_EVENTS = frozenset(
    {
        "SuspensionOrder",
        "CommitmentBreach",
        "SecurityIncident",
    }
)
READINGS = frozenset(
    {
        "Q1=sensitive-only",
        "Q1=union",
        "Q2=per-dataset",
        "Q3=literal",
        "Q4=list-open",
        "Q6=exempt",
        "Q6=bands-apply",
        "Q7=published",
        "Q8=any-extract",
        "Q8=holding-only",
        "Q9=guidelines-first",
        "Q10=no-waiver",
        "Q15=use-continues",
        "Q16=first",
        "Q17=free-choice",
        "Q20=all-ties",
        "Q21=whole-or-representative",
        "Q22=declare",
        "Q22=not-needed",
        "Q23=identifies",
        "Q23=other-rules",
        "Q25=july",
        "Q26=exempt",
        "Q27=set-aside",
    }
)
# These readings change counts of other data, duties or flags alone.
QUIET_READINGS = frozenset(
    {
        "Q5=do-not-count",
        "Q11=accessed",
        "Q12=file-only",
        "Q13=pooled",
        "Q14=lapses",
        "Q18=licence-only",
        "Q19=latest-day",
        "Q24=held",
        "Q24=exported",
    }
)
OWN_TERMS = "https://w3id.org/qingdan/"


class UnsupportedError(Exception):
    """The case lies outside this engine."""


class RefusedError(Exception):
    """The facts of the case contradict one another."""


def as_list(value: Any) -> list[Any]:
    """Return the values of a fact that may have one or several."""
    return value if isinstance(value, list) else [value]


def as_day(text: str) -> int:
    """Return a day such as 2026-03-02 as the number 20260302."""
    return int(text.replace("-", ""))


def check_events(handler: Facts) -> None:
    """Let events pass that only raise a flag or a duty."""
    for event in as_list(handler.get("hasEvent", [])):
        for kind in as_list(event.get("eventKind")):
            if kind not in FLAG_EVENTS:
                raise UnsupportedError(f"event {kind}")


def check_known(level: str, fact: str, value: Any) -> None:
    """Refuse a foreign fact and a term that is near to one of ours."""
    proper = fact in SHARED_FACTS or fact == "groundProven"
    if level == "handler":
        proper = proper or fact in HANDLER_FACTS or fact == "hasEvent"
    if not proper:
        raise UnsupportedError(f"fact {fact} on the {level}")
    for one in as_list(value):
        if fact != "hasEvent" and isinstance(one, dict):
            if str(one.get("id")).startswith(OWN_TERMS):
                raise RefusedError(f"{fact} names no term")
            raise UnsupportedError(f"form of {fact}")


def stated_facts(facts: dict[str, Facts]) -> dict[str, list[Any]]:
    """Return the values of each stated fact, the nearest statement."""
    check_events(facts.get("handler", {}))
    stated: dict[str, list[Any]] = {}
    for level in LEVELS:
        for fact, value in facts.get(level, {}).items():
            if value is None:
                continue
            check_known(level, fact, value)
            if fact != "groundProven" or level == "export":
                stated[fact] = as_list(value)
    stated.pop("hasEvent", None)
    for fact, value in facts.get("tally", {}).items():
        if fact not in TALLY_FACTS:
            raise UnsupportedError(f"fact {fact} on the tally")
        if value is not None:
            stated[f"tally.{fact}"] = as_list(value)
    return stated


def as_symbol(fact: str, value: Any) -> clingo.Symbol:
    """Return a value as a term of the rules."""
    if isinstance(value, bool):
        return clingo.Function("true" if value else "false")
    if fact in DAY_FACTS or fact == "tally.year":
        return clingo.Number(as_day(str(value)))
    if isinstance(value, int):
        return clingo.Number(value)
    return clingo.String(str(value))


def input_atoms(case: Facts) -> Iterator[str]:
    """Yield the facts, the day and the readings as facts of the rules."""
    for fact, values in stated_facts(case["facts"]).items():
        for value in values:
            yield f'stated("{fact}",{as_symbol(fact, value)}).'
    yield f"day({as_day(case['asOf'])})."
    for reading in case.get("readings", []):
        if reading in READINGS:
            question, choice = reading.split("=", 1)
            yield f'reading("{question}","{choice}").'
        elif reading not in QUIET_READINGS:
            raise UnsupportedError(f"reading {reading}")


def completions(case: Facts) -> set[Routes]:
    """Return the routes of each completion, one for each open reading."""
    if case["list"] != "cq-2025":
        raise UnsupportedError("another list than that of Chongqing")
    control = clingo.Control(["0", "--project=show", "-Wnone"])
    control.add("base", [], RULES + "\n".join(input_atoms(case)))
    control.ground([("base", [])])
    found: set[Routes] = set()
    outside: set[str] = set()
    with control.solve(yield_=True) as handle:
        for model in handle:
            routes = set()
            for atom in model.symbols(shown=True):
                if atom.name == "refused":
                    raise RefusedError(str(atom.arguments[0]))
                if atom.name == "unsupported":
                    outside.add(atom.arguments[0].name)
                else:
                    _, outcome, position = atom.arguments
                    routes.add((outcome.string, position.string))
            found.add(frozenset(routes))
    if outside:
        raise UnsupportedError(min(outside).replace("_", " "))
    return found


def settled(routes: Iterable[Route]) -> Route | None:
    """Return the one answer of several routes, if they have one.

    Routes that all clear the export at one position are settled too: the
    strictest of them is the answer.
    """
    outcomes = {outcome for outcome, _ in routes}
    positions = {position for _, position in routes}
    position = positions.pop() if len(positions) == 1 else "undetermined"
    if len(outcomes) == 1:
        return outcomes.pop(), position
    if outcomes <= CLEARANCES and position != "undetermined":
        return min(outcomes, key=STRICTEST_FIRST.index), position
    return None


def answer(case: Facts) -> Facts:
    """Return the answer line of one case."""
    try:
        found = completions(case)
    except UnsupportedError as reason:
        return {"case": case["case"], "unsupported": str(reason)}
    except RefusedError:
        return {"case": case["case"], "refused": True}
    union: Routes = frozenset().union(*found)
    single = settled(union)
    if single:
        outcome, position = single
    else:
        outcome = "NeedsReview" if len(found) == 1 else "NeedsFacts"
        position = "undetermined"
    return {
        "case": case["case"],
        "outcome": outcome,
        "position": position,
        "tier": TIERS.get(outcome),
    }


def main() -> None:
    """Answer the cases of standard input in order."""
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(json.loads(line))))


if __name__ == "__main__":
    main()
