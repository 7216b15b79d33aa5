"""
Each list under its own law: duties and flags of another
zone are never told, and `cn` cites nothing of Chongqing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from calls import call
from qingdan.files import folder
from qingdan.law.load import editions, law
from qingdan.rdf.names import CN, OURS, curie, expand

MAKER = folder("data") / "inventories" / "icv-maker.ttl"
DAY = ("--as-of", "2026-03-02")


def told(edition: str) -> list[dict[str, Any]]:
    """The determinations of the worked inventory under a list."""
    found = call("decide", MAKER, *DAY, "--list", edition, "--format", "json")
    assert found.status == 0, found.err
    return json.loads(found.out)


def names(value: Any, key: str = "") -> Iterator[str]:
    """Every rule, override, duty and provision that a determination names."""
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from names(one, inner)
    elif isinstance(value, list):
        for one in value:
            yield from names(one, key)
    elif isinstance(value, str) and key in (
        "rule",
        "rules",
        "override",
        "duty",
        "cites",
    ):
        yield curie(expand(value))


@pytest.mark.parametrize("edition", editions())
def test_what_is_told_is_of_the_list_or_national(edition: str) -> None:
    """
    Rules, overrides and duties are of the list asked for and
    of the national law; `cn` cites no provision of any list.
    """
    mine = (
        "cn:",
        next(curie(f"{OURS}{edition}/x").removesuffix("x") for _ in "1"),
    )
    for one in told(edition):
        found = set(
            names(
                [
                    one[part]
                    for part in (
                        "grounds",
                        "defeated",
                        "failed",
                        "unknown",
                        "duties",
                        "governedBy",
                    )
                ]
            )
        )
        applied = {
            name
            for name in found
            if re.search(":(rule|override|duty|precedence)-", name)
        }
        assert {name for name in applied if not name.startswith(mine)} == set()
        if edition == "cn":
            cited = {
                name
                for name in found | set(names(one["flags"]))
                if not name.startswith(("cn:", "sha256:"))
            }
            assert cited == set()


def test_duties_of_each_list_are_its_own() -> None:
    """The law of a list holds national duties and those of its own file."""
    for edition in editions():
        assert {
            duty.iri.rsplit("/", 1)[0] + "/" for duty in law(edition).duties
        } <= {
            CN,
            f"{OURS}{edition}/",
        }


def test_a_duty_has_its_own_name_in_rdf() -> None:
    """National duties under cn:, those of the list under its prefix, none under a wrong one."""
    found = call("decide", MAKER, *DAY, "--format", "turtle").out
    duties = set(re.findall(r"qd:ofDuty ([^;.]+)", found))
    named = {name.strip() for group in duties for name in group.split(",")}
    assert {"cn:duty-notify-and-consent", "cq25:duty-report-use"} <= named
    assert {expand(name) for name in named} <= {
        duty.iri for duty in law().duties
    }
