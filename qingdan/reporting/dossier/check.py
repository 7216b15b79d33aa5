"""A dossier and what a newer inventory reports in, what has to be reported again out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ...rdf.graph import Text
from .folder import changed, read
from .reported import OF_ITEMS, Filing

# What the report tells of the exports: a change of it is reported again. Other fields are those of
# the papers, which are made anew.
_REPORTED = {
    "scenario": {"en": "business scenario", "zh": "业务场景"},
    "categories": {"en": "categories and fields", "zh": "类别和字段"},
    "volume": {"en": "volume", "zh": "出境数量"},
    "recipient": {"en": "recipient", "zh": "境外接收方"},
    "country": {"en": "country", "zh": "国家或者地区"},
    "access": {"en": "way of export", "zh": "出境方式"},
    "answer": {"en": "answer against the list", "zh": "对照清单的结论"},
}
_APART = (*OF_ITEMS, "数据项数", "编制日期", "累计截至")
_COUNTS = ("个人信息人数", "敏感个人信息人数", "两类兼有人数")
KINDS: dict[str, Text] = {
    "report": {"en": "report again", "zh": "须再次报告"},
    "papers": {"en": "make the papers anew", "zh": "须重新制作材料"},
    "material": {"en": "renew the material", "zh": "须更新材料"},
    "use": {"en": "use of the list", "zh": "清单使用"},
    "facts": {"en": "state newer facts", "zh": "须补充较新的事实"},
}
_WHAT: dict[str, Text] = {
    "new": {
        "en": "is exported now and was not reported",
        "zh": "新增出境，尚未报告",
    },
    "gone": {"en": "is no longer exported", "zh": "不再出境"},
    "changed": {"en": "{name}: {old} -> {new}", "zh": "{name}：{old} → {new}"},
    "no-filing": {
        "en": "no longer owes a filing under this list",
        "zh": "不再负有本清单项下的报送义务",
    },
    "first": {
        "en": "owes a filing that was not made",
        "zh": "应当报送而尚未制作材料",
    },
}


class Change(NamedTuple):
    """One thing that differs: of which handler, about what, what follows, in both languages."""

    kind: str
    handler: str
    about: str
    text: Text


class Checked(NamedTuple):
    """A dossier written before, what has changed since, the files that are not as they were."""

    manifest: dict[str, Any]
    since: list[Change]
    moved: dict[str, str]

    @property
    def as_it_was(self) -> bool:
        """Whether nothing has to be reported or made again."""
        return not self.since and not self.moved


def checked(folder: Path, now: Iterable[Filing]) -> Checked:
    """Compare a dossier with what would be reported today; InputError where there is none."""
    old = read(folder)
    return Checked(old, list(changes(old, now)), changed(folder, old))


def changes(
    manifest: dict[str, Any], now: Iterable[Filing]
) -> Iterator[Change]:
    """Everything that differs between a dossier and what would be reported today."""
    old = {filing["handler"]: filing for filing in manifest["filings"]}
    new = {filing.handler: filing.document() for filing in now}
    for handler in sorted({*old, *new}):
        if handler not in new:
            yield Change(
                kind="use",
                handler=handler,
                about=handler,
                text=_WHAT["no-filing"],
            )
        elif handler not in old:
            yield Change(
                kind="use", handler=handler, about=handler, text=_WHAT["first"]
            )
        else:
            yield from _of_handler(handler, old[handler], new[handler])


def _of_handler(
    handler: str, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Change]:
    yield from _items(handler, old["items"], new["items"])
    names = [name for name in new["fields"] if name not in _APART]
    for name in names:
        before = old["fields"].get(name, "")
        after = new["fields"][name]
        if before != after:
            kind = "report" if name in _COUNTS else "papers"
            text = _changed({"en": name, "zh": name}, before, after)
            yield Change(kind, handler, name, text)
    before = {
        material["provision"]: material
        for material in old.get("materials", ())
    }
    for material in new["materials"]:
        if (
            material["state"] == "stale"
            and before.get(material["provision"]) != material
        ):
            yield Change(
                kind="material",
                handler=handler,
                about=material["provision"],
                text=material["why"],
            )


def _items(
    handler: str, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[Change]:
    """What differs in the exports: an item with several is compared as one set."""
    before = _by_item(old)
    after = _by_item(new)
    for item in sorted({*before, *after}):
        if item not in before:
            yield Change("report", handler, item, _WHAT["new"])
        elif item not in after:
            yield Change("report", handler, item, _WHAT["gone"])
        else:
            for key, name in _REPORTED.items():
                was = _values(before[item], key)
                now = _values(after[item], key)
                if was != now:
                    kind = "facts" if _is_open(after[item], key) else "report"
                    yield Change(
                        kind=kind,
                        handler=handler,
                        about=item,
                        text=_changed(name, was, now),
                    )


def _by_item(exports: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    by_item: dict[str, list[dict[str, Any]]] = {}
    for export in exports:
        by_item.setdefault(str(export["item"]), []).append(export)
    return by_item


def _is_open(exports: list[dict[str, Any]], key: str) -> bool:
    """Whether an answer has changed only in that it is no longer settled."""
    if key != "answer":
        return False
    return any(export["open"] for export in exports)


def _values(exports: list[dict[str, Any]], key: str) -> str:
    return "；".join(sorted({str(export.get(key, "")) for export in exports}))


def _changed(name: Text, old: str, new: str) -> Text:
    return {
        lang: form.format(name=name[lang], old=old, new=new)
        for lang, form in _WHAT["changed"].items()
    }
