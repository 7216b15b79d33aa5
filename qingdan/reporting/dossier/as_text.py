"""What was made for a filing, and what has changed since, as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from ...language import N_, phrase
from ...output import plain
from ...rdf.names import curie
from ..duties.phrases import day_of
from ..phrases import say
from ..punctuation import under
from ..style import Style
from .build import Filed
from .check import KINDS, Checked
from .materials import STATES

_WORDS = {
    "made": N_("Filing of {who}, as of {day}"),
    "due": N_("to {block}, {day}"),
    "unknown": N_(
        "day not known: when the use of the list began is not stated"
    ),
    "exports": N_("exports reported: {many}"),
    "left": N_(
        "left out (governed by another law, or no export is stated): {many}"
    ),
    "blanks": N_("still to fill in: {many}"),
    "folder": N_("papers in {folder}"),
    "same": N_("Nothing has changed since {day}"),
    "since": N_("Changed since {day}"),
    "missing": N_("the file is missing"),
    "changed": N_("the file was changed since it was made"),
}


def written(filed: Filed, style: Style) -> Iterator[str]:
    """What was made, in each language."""
    for lang in style.langs:
        yield from _made(filed, lang)


def changes_written(checked: Checked, style: Style) -> Iterator[str]:
    """What has changed, in each language."""
    for lang in style.langs:
        yield from _changed(checked, lang)


def _made(filed: Filed, lang: str) -> Iterator[str]:
    """For each handler the day, the checklist, what is still to be filled in."""
    for filing in filed.filings:
        who = curie(filing.handler)
        yield _line(0, "made", lang, who=who, day=filed.as_of)
        deadline = filing.entry.deadline
        day = (
            day_of(deadline, lang)
            if deadline
            else phrase(_WORDS["unknown"], lang)
        )
        yield _line(1, "due", lang, block=filing.fields["自贸板块"], day=day)
        for material in filing.materials:
            state = phrase(STATES[material.state], lang)
            if material.why:
                state = under(state, say(material.why, lang), lang)
            yield f"  {material.number} [{state}] {say(material.label, lang)}\n"
        yield _line(1, "exports", lang, many=len(filing.items))
        if filing.left_out:
            yield _line(1, "left", lang, many=sum(filing.left_out.values()))
        yield _line(1, "blanks", lang, many=len(filed.still[filing.handler]))
        yield _line(1, "folder", lang, folder=filed.out / filing.folder)


def _changed(checked: Checked, lang: str) -> Iterator[str]:
    """What has to be reported again, what has to be made anew, which files are not as they were."""
    key = "same" if checked.as_it_was else "since"
    yield _line(0, key, lang, day=checked.manifest["asOf"])
    for change in checked.since:
        text = plain(say(change.text, lang))
        what = under(plain(curie(change.about)), text, lang)
        yield f"  [{phrase(KINDS[change.kind], lang)}] {what}\n"
    for name, what in checked.moved.items():
        yield f"  {under(plain(name), phrase(_WORDS[what], lang), lang)}\n"


def _line(level: int, key: str, lang: str, **names: object) -> str:
    line = phrase(_WORDS[key], lang, **names)
    return f"{'  ' * level}{plain(line)}\n"
