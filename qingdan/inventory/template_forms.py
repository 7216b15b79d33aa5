"""The forms of the columns of a template: colours, limits, widths, what a cell takes."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..language import N_

HOMES = {
    "DataItem": (N_("data item"), "#DDEBF7"),
    "Export": (N_("export"), "#FCE4D6"),
    "DataHandler": (N_("data handler"), "#E2EFDA"),
    "Tally": (N_("tally of a year"), "#FFF2CC"),
    "Mechanism": (N_("mechanism in hand"), "#E4DFEC"),
    "Event": (N_("event"), "#EDEDED"),
}
FORMS = {
    "boolean": N_("true = yes; false = no"),
    "date": N_("day: YYYY-MM-DD"),
    "gYear": N_("year: YYYY"),
    "nonNegativeInteger": N_("whole number"),
    "term": N_("one of the list"),
    "terms": N_("several values, parted by ;"),
    "text": N_("text, no names of persons"),
}
LIMITS: dict[str, dict[str, Any]] = {
    "boolean": {"validate": "list", "source": ["true", "false"]},
    "date": {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2099, 12, 31),
    },
    "gYear": {
        "validate": "integer",
        "criteria": "between",
        "minimum": 2000,
        "maximum": 2099,
    },
    "nonNegativeInteger": {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": 10**15 - 1,
    },
    "text": {"validate": "any"},
}
NUMBERS = {"date": "yyyy-mm-dd", "gYear": "0", "nonNegativeInteger": "0"}
WIDTHS = {
    "date": 14,
    "gYear": 12,
    "nonNegativeInteger": 20,
    "boolean": 16,
    "terms": 30,
    "text": 26,
}
