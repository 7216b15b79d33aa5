"""The two questions that are usually asked, as prompts: which tools to call, what to tell."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Described = Annotated[
    str,
    Field(
        description="the inventory, or what the user says of the data, the company, the export"
    ),
]
_FORM = (
    "If this is no inventory yet, write one in Turtle: state only what was said, leave the rest"
    " out, and show it to the user first; `lookup` finds the names of facts and values.\n\n"
)
_HONEST = (
    "NeedsFacts and NeedsReview are not clearances: then ask the questions under missingFacts, the"
    " first first, and guess none of the answers. Say what is assumed and which readings would"
    " change the answer. This is not legal advice.\n\n"
)


def may_this_leave(described: Described) -> str:
    """May this data leave China, on which route, and why?"""
    return (
        "May this data leave China, on which route, and why?\n\n"
        f"{_FORM}Call `decide` with detail summary, then `why` for each item that matters. Tell"
        " the outcome first, then the deciding rules with their provisions and numbers, and"
        f" firstSteps before anything else that has to be done.\n\n{_HONEST}{described}"
    )


def what_to_do_by_when(described: Described) -> str:
    """What has to be done for these exports, by which day, and towards whom?"""
    return (
        "What has to be done for these exports, by which day, and towards whom?\n\n"
        f"{_FORM}Call `coverage`. Tell what bars an export first, then what a mechanism in hand"
        " does not cover, then the duties by their day, overdue first, with the authority and the"
        " provision; of a duty without a day say what starts it. Where the outcome is open, say"
        f" that the duties may change with it.\n\n{_HONEST}{described}"
    )


PROMPTS = (may_this_leave, what_to_do_by_when)
