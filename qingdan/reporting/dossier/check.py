"""A dossier and what a newer inventory reports in, what has to be reported again out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ...language import N_, in_both, phrase
from ...rdf.graph import Text
from .folder import changed, read
from .reported import OF_ITEMS, Filing

# What the report tells of the exports: a change of it is reported again. Other fields are those of
# the papers, which are made anew.
_REPORTED = {
    "scenario": N_("business scenario"),
    "categories": N_("categories and fields"),
    "volume": N_("volume"),
    "recipient": N_("recipient"),
    "country": N_("country"),
    "access": N_("way of export"),
    "answer": N_("answer against the list"),
}
_APART = (*OF_ITEMS, "数据项数", "编制日期", "累计截至")
_COUNTS = ("个人信息人数", "敏感个人信息人数", "两类兼有人数")
KINDS = {
    "report": N_("report again"),
    "papers": N_("prepare the papers again"),
    "material": N_("renew the material"),
    "use": N_("use of the list"),
    "facts": N_("update the facts"),
}
_WHAT = {
    "new": N_("is exported now and was not reported"),
    "gone": N_("is no longer exported"),
    "no-filing": N_("no longer owes a filing under this list"),
    "first": N_("owes a filing that was not made"),
}
_CHANGED = N_("{name}: {old} -> {new}")


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
                text=in_both(_WHAT["no-filing"]),
            )
        elif handler not in old:
            yield Change(
                kind="use",
                handler=handler,
                about=handler,
                text=in_both(_WHAT["first"]),
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
            yield Change("report", handler, item, in_both(_WHAT["new"]))
        elif item not in after:
            yield Change("report", handler, item, in_both(_WHAT["gone"]))
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
                        text=_changed(in_both(name), was, now),
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
        lang: phrase(_CHANGED, lang, name=named, old=old, new=new)
        for lang, named in name.items()
    }
