"""An inventory and a day in, what each handler reports out: fields, items, materials, the day.

A handler reports where a duty of its list asks for materials. Items that are left to another law,
such as state secrets, stand in no report; they are counted beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from ...deciding.case import Case, cases
from ...deciding.determination import Determination
from ...deciding.explain import explain
from ...inventory.in_memory import Inventory
from ...inventory.subject import Node
from ...language import phrase
from ...law.model import Law
from ...rdf.graph import Value
from ...rdf.names import QD, expand, tail
from ..duties.coverages import STATUSES
from ..duties.listing import Entry
from . import words
from .materials import Material, materials

_STATED = {
    "报送单位": "registeredName",
    "统一社会信用代码": "creditCode",
    "注册地址": "address",
    "法定代表人": "legalRepresentative",
    "经办人": "filingAgent",
    "联系方式": "contact",
    "自贸板块": "district",
}
_CODES = ("creditCode", "contact")
_COUNTED = {
    "个人信息人数": "ordinaryPersons",
    "敏感个人信息人数": "sensitivePersons",
    "两类兼有人数": "personsInBoth",
}
OF_ITEMS = {
    "数据项": "name",
    "业务场景": "scenario",
    "数据类别": "categories",
    "出境数量": "volume",
    "境外接收方": "recipient",
}
_CATEGORIES = ("category", "matchesListedItem", "personalInformationKind")
_IN_LIST = ("in-list", "out-of-list", "undetermined")


@dataclass(frozen=True)
class Item:
    """
    One export of one item, as the report form tells it.

    `open` says that the answer is not settled yet; `concerns` are the names of the
    assessments that it is part of.
    """

    item: str
    name: str
    scenario: str
    categories: str
    volume: str
    recipient: str
    country: str
    access: str
    answer: str
    open: bool
    held: str
    concerns: tuple[str, ...]


class Filing(NamedTuple):
    """
    What one handler reports.

    `folder` is the name of its folder; `left_out` counts the exports that the report does not
    tell, by reason.
    """

    handler: str
    folder: str
    edition: str
    entry: Entry
    fields: dict[str, str]
    items: tuple[Item, ...]
    left_out: dict[str, int]
    materials: tuple[Material, ...]

    def document(self) -> dict[str, Any]:
        """What is reported, as the manifest keeps it."""
        return {
            "handler": self.handler,
            "folder": self.folder,
            "list": self.edition,
            "duty": self.entry.duty.duty,
            "due": _due(self.entry),
            "state": self.entry.state,
            "fields": self.fields,
            "items": [asdict(entry) for entry in self.items],
            "leftOut": self.left_out,
            "materials": [entry.document() for entry in self.materials],
        }


def filings(
    law: Law,
    inventory: Inventory,
    entries: list[Entry],
    as_of: date,
    chosen: frozenset[str],
) -> Iterator[Filing]:
    """The filing of each handler that owes one, by its folder."""
    owing = {
        entry.owed.debtor: entry
        for entry in reversed(entries)
        if law.graph.iris(expand(entry.duty.duty), QD + "asksFor")
    }
    names = [tail(handler) for handler in owing]
    for handler, entry in sorted(owing.items()):
        node = inventory.nodes[handler]
        name = tail(handler)
        folder = _plain(name if names.count(name) == 1 else handler)
        yield _filing(law, inventory, node, folder, entry, as_of, chosen)


def _filing(
    law: Law,
    inventory: Inventory,
    handler: Node,
    folder: str,
    entry: Entry,
    as_of: date,
    chosen: frozenset[str],
) -> Filing:
    edition = expand(entry.duty.duty).rsplit("/", 2)[-2]
    answers = list(_answers(law, inventory, handler, as_of, chosen))
    left_out: dict[str, int] = {}
    reported = []
    for case, determination in answers:
        why = _not_reported(case, determination, edition)
        if why:
            left_out[why] = left_out.get(why, 0) + 1
            continue
        reported.append(_item(law, inventory, case, determination))
    fields = _fields(law, inventory, handler, entry, edition, as_of, reported)
    ready = materials(law, inventory, handler, entry, as_of)
    return Filing(
        handler.iri,
        folder,
        edition,
        entry,
        fields,
        tuple(reported),
        left_out,
        ready,
    )


def _answers(
    law: Law,
    inventory: Inventory,
    handler: Node,
    as_of: date,
    chosen: frozenset[str],
) -> Iterator[tuple[Case, Determination]]:
    for item in inventory.items:
        if str(item.one("heldBy")) == handler.iri:
            for case in cases(law, inventory, item, as_of):
                yield case, explain(law, case, item.title, chosen)


def _not_reported(
    case: Case, determination: Determination, edition: str
) -> str | None:
    if determination.position not in _IN_LIST:
        return "依其他法律办理或者不属于数据出境，不在本表报告"
    if determination.list != edition:
        return "不适用本清单，不在本表报告"
    if case.export is None:
        return "未陈述出境活动，未列入本表"
    return None


def _concerns(case: Case, determination: Determination) -> tuple[str, ...]:
    """The assessments that an export is part of, or may be."""
    personal = case.stated.get("containsPersonalInformation") != (False,)
    assessed = "SecurityAssessment" in determination.possible
    wanted = (("impact-assessment", personal), ("self-assessment", assessed))
    return tuple(name for name, is_part in wanted if is_part)


def _item(
    law: Law, inventory: Inventory, case: Case, determination: Determination
) -> Item:
    item = inventory.nodes[case.item]
    export = inventory.nodes[str(case.export)]

    def stated(*names: str) -> str:
        values = [
            value for name in names for value in case.stated.get(name, ())
        ]
        return words.terms(law, values)

    scenario = words.terms(law, item.facts.get("scenario", ()))
    described = [str(value) for value in item.facts.get("description", ())]
    categories = "；".join(filter(None, (stated(*_CATEGORIES), *described)))
    return Item(
        item=determination.item,
        name=words.named(determination.item, determination.title),
        scenario=scenario or words.blank("业务场景"),
        categories=categories or words.blank("数据类别和字段"),
        volume=words.told(export.one("volume"), "出境数量"),
        recipient=words.told(export.one("recipient"), "境外接收方"),
        country=stated("destinationCountry") or words.blank("国家或者地区"),
        access=stated("accessMode") or "传输至境外（未陈述，按此推定）",
        answer=words.chinese(determination.outcome_label),
        open=determination.position == "undetermined",
        held=phrase(STATUSES[determination.coverage.status], "zh"),
        concerns=_concerns(case, determination),
    )


def _fields(
    law: Law,
    inventory: Inventory,
    handler: Node,
    entry: Entry,
    edition: str,
    as_of: date,
    items: list[Item],
) -> dict[str, str]:
    """Every field of the papers by its Chinese name, in the order of the form."""
    fields = {
        name: words.told(handler.one(fact), name, fact in _CODES)
        for name, fact in _STATED.items()
    }
    since = handler.one("usesListSince")
    ties = words.terms(law, handler.facts.get("zoneTie", ()))
    sector = words.terms(law, handler.facts.get("sector", ()))
    fields |= {
        "与自贸试验区的联系": ties or words.blank("与自贸试验区的联系"),
        "所属行业": sector or words.blank("所属行业"),
        "适用清单": words.chinese(law.label(QD + edition)) or edition,
        "开始使用日期": words.day(since)
        if isinstance(since, date)
        else words.blank("开始使用日期"),
        "截止日期": words.due(entry.deadline),
        "编制日期": words.day(as_of),
    }
    fields |= _counts(inventory, handler, as_of)
    fields |= {
        name: "；".join(
            dict.fromkeys(getattr(export, column) for export in items)
        )
        or words.blank(name)
        for name, column in OF_ITEMS.items()
    }
    return fields | {"数据项数": str(len({export.item for export in items}))}


def _counts(
    inventory: Inventory, handler: Node, as_of: date
) -> dict[str, str]:
    """The persons whose information has left this year, and the day through which they count."""
    tallies = [
        inventory.nodes[str(tally)] for tally in handler.facts.get("tally", ())
    ]
    tally = next(
        (tally for tally in tallies if tally.one("year") == as_of.year), None
    )
    until = None
    if tally:
        until = tally.one("asOf")
    counts = {"累计截至": until} | {
        name: tally.one(fact) if tally else None
        for name, fact in _COUNTED.items()
    }
    return {name: _number(value, name) for name, value in counts.items()}


def _number(value: Value | None, name: str) -> str:
    if isinstance(value, date):
        return words.day(value)
    if value is None:
        return words.blank(name)
    return str(value)


def _due(entry: Entry) -> str | None:
    deadline = entry.deadline
    if deadline and deadline.due:
        return deadline.due.isoformat()
    return None


def _plain(name: str) -> str:
    """A name for a folder from letters, digits and hyphens alone."""
    kept = "".join(
        letter if letter.isalnum() else "-" for letter in name
    ).strip("-")
    return kept[:80] or "handler"
