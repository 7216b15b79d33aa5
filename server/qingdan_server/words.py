"""
Titles and details of problems as they are worded in English,
`{}` for what varies, so that a page can tell them in Chinese.
"""

from __future__ import annotations

import re
from functools import cache

from qingdan.language import N_, phrase

TOLD = (
    N_("Bad Request"),
    N_("Not Found"),
    N_("Method Not Allowed"),
    N_("Request Entity Too Large"),
    N_("Unsupported Media Type"),
    N_("Internal Server Error"),
    N_("{}: read as {}"),
    N_("{}: cells are parted by {}"),
    N_("{}: columns not read: {}"),
    N_("{}: rows left out by the mapping: {}"),
    N_("{}: values of {} that [values] does not name: {}"),
    N_("{} statements outside the vocabulary were ignored"),
    N_("{} is wrong"),
    N_("{} is not known"),
    N_("{} is given twice"),
    N_("the answers do not fit together"),
    N_("a token is needed"),
    N_("the body is encoded"),
    N_("the character set is not known"),
    N_("the host has another name"),
    N_("the file cannot be mapped"),
    N_("the inventory cannot be decided"),
    N_("the inventory cannot be validated"),
    N_("the inventory has no list of duties"),
    N_("there is no list of duties"),
    N_("the inventory has no routes"),
    N_("the item cannot be decided"),
    N_("the media type is not known"),
    N_("the parameters are not those of the question"),
    N_("the query cannot be answered"),
    N_("the request is refused"),
    N_("there is no such item"),
    N_("there are no findings"),
    N_("too many items"),
    N_("there is no such list"),
    N_("there is no such question"),
    N_("no format is acceptable"),
    N_("not well-formed SPARQL"),
    N_("it took too long"),
    N_("the work ended without an answer"),
    N_("others are being served"),
    N_(
        "the work was stopped at its deadline, and there is no answer; ask for less"
    ),
    N_(
        "it needed more memory than it may have, or it failed; there is no answer"
    ),
    N_("try again"),
    N_("give it once"),
    N_("take it out; what is not understood is not passed over"),
    N_("there is no term {}"),
    N_("there is no page {}"),
    N_("the documentation was not built; in a clone of Qingdan run: {}"),
    N_("The method is not allowed for the requested URL."),
    N_("The data value transmitted exceeds the capacity limit."),
    N_("no inventory is served; send one"),
    N_("{} is not stored; /queries lists the questions that are"),
    N_("it asks for {} in the address"),
    N_("{} is not read; send UTF-8"),
    N_("{} is not read; send it plain"),
    N_("send it as a bearer token, or as the password of a login"),
    N_("updates are refused: the endpoint is read-only"),
    N_("SERVICE is refused: the endpoint asks nobody else"),
)


def in_chinese(text: str) -> str:
    """A title or detail in Chinese, or nothing where it is known in English alone."""
    for pattern, chinese in _patterns():
        if match := pattern.fullmatch(text):
            return chinese.format(*match.groups())
    return ""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (
            re.compile("(.+)".join(map(re.escape, english.split("{}")))),
            phrase(english, "zh"),
        )
        for english in TOLD
    ]
