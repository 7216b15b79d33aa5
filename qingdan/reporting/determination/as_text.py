"""A determination as plain text: summary, legal, full; in English, Chinese or both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ...deciding.determination import Determination, Finding, MissingFact, TakenReading
from ...law.conditions import Trace
from ...law.model import Law
from ...output import plain
from .. import grades
from ..duties import coverages
from ..duties import phrases as days
from ..phrases import cited, compared, mark, positive, reason, say, tested, word

DETAILS = ("summary", "legal", "full")
_SCREEN = 36
_WIDEST = 200
ROUTES = ("SecurityAssessment", "StandardContractOrCertification")


def proof(
    law: Law,
    found: Determination,
    langs: tuple[str, ...] = ("en",),
    detail: str = "legal",
    against: str | None = None,
) -> str:
    """
    The proof of one determination; `against` names an outcome and adds why it is not that one.

    A summary fits a screen: what is too long is cut, and says how much is left out.
    """
    depth = DETAILS.index(detail)
    told = []
    for lang in langs:
        lines = [plain(line) for line in _lines(law, found, lang, depth, against)]
        told.append("\n".join(lines if depth else _fitted(lines, lang)))
    return "\n\n".join(told) + "\n"


def _fitted(lines: list[str], lang: str) -> list[str]:
    """
    The lines of a summary, of the longest sections only the
    first entries where all do not fit.
    """
    sections: list[list[str]] = []
    for line in lines:
        shown = line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"
        if line.startswith("  "):
            sections[-1].append(shown)
        else:
            sections.append([shown])
    left: Counter[int] = Counter()
    while sum(map(len, sections)) + len(left) > _SCREEN:
        longest = max(range(len(sections)), key=lambda number: len(sections[number]))
        if len(sections[longest]) < 3:
            break
        left[longest] += 1
        while not _is_entry(sections[longest].pop()):
            pass
    for number, many in left.items():
        sections[number].append("  … " + word("left out", lang).format(many=many))
    return [line for section in sections for line in section]


def _is_entry(line: str) -> bool:
    """Whether a line begins an entry of a section."""
    return not line.startswith("   ")


def _lines(
    law: Law, found: Determination, lang: str, depth: int, against: str | None
) -> Iterator[str]:
    title = say(found.title, lang)
    yield f"{found.item}{' · ' + title if title else ''}"
    yield (
        f"{word('answer', lang)}: {say(found.outcome_label, lang)} [{found.outcome}]"
        f" ({word('as of', lang)} {found.as_of})"
    )
    for step in found.first_steps:
        yield (
            f"! {word('first', lang)}: {say(step.label, lang)}"
            f" [{cited(law, step.cites, lang, depth == 2)}]"
        )
    yield (
        f"{word('position', lang)}: {word(found.position, lang)} ·"
        f" {found.list or word('national', lang)}"
    )
    yield from _section(law, "why", found.grounds, lang, depth)
    yield from _section(law, "also applies", found.also_applies, lang, depth)
    if against:
        yield from _why_not(law, found, against, lang, depth)
    yield from _missing(law, found.missing, lang)
    if depth == 0:
        if any(ground.default for ground in found.grounds):
            nearest = tuple(
                f for f in found.failed if f.outcome in ROUTES and f.comparisons
            )
            yield from _section(law, "failed", nearest, lang, depth)
        yield from _notes(law, found, lang, depth)
        return
    yield from _coverage(law, found, lang, depth)
    if found.governed_by:
        yield from _section(law, "governed", (found.governed_by,), lang, depth)
    yield from _section(
        law, "defeated", tuple(f for f in found.defeated if not f.default), lang, depth
    )
    yield from _section(
        law, "defaults", tuple(f for f in found.defeated if f.default), lang, depth
    )
    yield from _section(law, "failed", found.failed, lang, depth)
    yield from _section(law, "unknown", found.unknown, lang, depth)
    yield from _notes(law, found, lang, depth)
    yield from _assumed(law, found, lang)
    yield from _facts(law, found, lang, depth)
    yield from _duties(law, found, lang, depth)
    if depth == 2:
        yield (
            f"{word('receipt', lang)}: rules {found.receipt.rules} · input {found.receipt.input} ·"
            f" qingdan {found.receipt.version}"
        )
    yield word("disclaimer", lang)


def _section(
    law: Law, key: str, findings: tuple[Finding, ...], lang: str, depth: int
) -> Iterator[str]:
    if not findings:
        return
    yield f"{word(key, lang)}:"
    for finding in findings:
        yield (
            f"  {mark(finding.status)} {say(finding.label, lang)}"
            f" [{cited(law, finding.cites, lang, depth == 2)}]"
        )
        if finding.default and finding.status is not False:
            yield f"      {word('by default' if finding.status else 'default open', lang)}"
        if finding.status is not False:
            yield from (
                f"      {line}" for line in grades.told(law, finding, lang, depth > 0)
            )
        for comparison in finding.comparisons:
            yield f"      {compared(comparison, lang)}"
        if depth:
            for told in finding.reasons:
                yield f"      {reason(told, lang)}"
        for defeat in finding.defeated_by:
            yield (
                f"      < {say(defeat.label, lang)} [{cited(law, defeat.cites, lang, depth == 2)}]"
            )
        if depth == 2 and finding.trace:
            yield from _tree(law, positive(finding.trace), lang, 3)


def _tree(law: Law, trace: Trace, lang: str, level: int) -> Iterator[str]:
    yield f"{'  ' * level}{mark(trace.status)} {tested(law, trace, lang)}"
    for part in trace.parts:
        yield from _tree(law, part, lang, level + 1)


def _why_not(
    law: Law, found: Determination, against: str, lang: str, depth: int
) -> Iterator[str]:
    """Every rule that would have led to the other outcome, with what stood in its way."""
    label = say(law.outcomes[f"https://w3id.org/qingdan/ns/{against}"].label, lang)
    yield f"{word('not', lang)} {label} [{against}]:"
    against_it = [finding for finding in found.findings() if finding.outcome == against]
    against_it.sort(key=lambda finding: not finding.comparisons)
    if against == found.outcome:
        yield "  = " + word("answer", lang)
    elif not against_it:
        yield f"  - {word(found.position, lang)} · {found.list or word('national', lang)}"
    for finding in against_it:
        yield from list(_section(law, "not", (finding,), lang, max(depth, 1)))[1:]


def _missing(law: Law, missing: tuple[MissingFact, ...], lang: str) -> Iterator[str]:
    if missing:
        yield f"{word('missing', lang)}:"
    for number, fact in enumerate(missing, start=1):
        yield f"  {number}. {say(fact.question, lang)} (qd:{fact.fact}, {fact.about})"
        for one in fact.find_out:
            yield (
                f"      {word('find out', lang)}: {say(one.label, lang)}"
                f" [{cited(law, (one.provision,), lang)}]"
                + (f" {one.address}" if one.address else "")
            )
        for answer in fact.answers:
            yield f"      {say(answer.label, lang)} -> {_outcomes(law, (answer.outcome,), lang)}"


def _notes(law: Law, found: Determination, lang: str, depth: int) -> Iterator[str]:
    raised = [flag for flag in found.flags if flag.status or depth]
    if raised:
        yield f"{word('flags', lang)}:"
    for flag in raised:
        doubt = "" if flag.status else f" ({word('if', lang)})"
        yield f"  ! {say(flag.label, lang)}{doubt} [{cited(law, flag.cites, lang, depth == 2)}]"
        yield from _weak(law, flag.cites, lang, depth)
    shown = [reading for reading in found.readings if reading.would_change or depth]
    if shown:
        yield f"{word('readings', lang)}:"
    for reading in shown:
        yield from _reading(law, reading, lang)


def _reading(law: Law, reading: TakenReading, lang: str) -> Iterator[str]:
    change = {True: "change", False: "same", None: "untold"}[reading.would_change]
    yield (
        f"  {reading.notation} {say(reading.text, lang)} {say(reading.reading_label, lang)}"
        f" ({word(change, lang)})"
    )
    if reading.acts_on:
        yield f"      {word('acts on', lang)} {say(reading.acts_on, lang)}"
    for _, label, reached in reading.others:
        if reached and reading.would_change is not False:
            yield f"      {say(label, lang)} -> {_outcomes(law, reached, lang)}"


def _assumed(law: Law, found: Determination, lang: str) -> Iterator[str]:
    if found.assumptions:
        yield f"{word('assumptions', lang)}:"
    for assumption in found.assumptions:
        if assumption.lighter:
            other = f" ({word('would be', lang)} {_outcomes(law, assumption.lighter, lang)})"
        else:
            other = ""
        yield f"  {say(assumption.label, lang)}: {say(assumption.value_label, lang)}{other}"


def _facts(law: Law, found: Determination, lang: str, depth: int) -> Iterator[str]:
    if found.facts:
        yield f"{word('facts', lang)}:"
    for fact in found.facts:
        values = ", ".join(say(label, lang) for label in fact.value_labels)
        who = f", {word('by', lang)} {fact.by}" if fact.by else ""
        when = f", {fact.on}" if fact.on else ""
        cites = f" [{cited(law, fact.cites, lang, depth == 2)}]" if fact.cites else ""
        yield (
            f"  {say(fact.label, lang)}: {values} ({word(fact.how, lang)}"
            f" {fact.stated_on}{who}{when}){cites}"
        )


def _coverage(law: Law, found: Determination, lang: str, depth: int) -> Iterator[str]:
    """What is in hand for what is required."""
    held = found.coverage
    if held.status == "not-needed":
        return
    yield f"{word('coverage', lang)}: {coverages.status(held, lang)}"
    for why in held.reasons:
        yield f"  {say(why.label, lang)} [{cited(law, why.cites, lang, depth == 2)}]"
    yield from (f"  {line}" for line in coverages.headroom(law, held, lang))


def _duties(law: Law, found: Determination, lang: str, depth: int) -> Iterator[str]:
    if found.duties:
        yield f"{word('duties', lang)}:"
    for duty in found.duties:
        doubt = "" if duty.status else f" ({word('if', lang)})"
        yield (
            f"  {word(duty.phase, lang)}: {say(duty.label, lang)}{doubt}"
            f" [{cited(law, duty.cites, lang, depth == 2)}]"
        )
        for line in days.told(law, duty, found.as_of, lang):
            yield f"      {line}"
        yield from _weak(law, duty.cites, lang, depth)


def _weak(law: Law, cites: tuple[str, ...], lang: str, depth: int) -> Iterator[str]:
    """That a flag or duty rests on weak sources alone."""
    weak = grades.weak_provisions(law, cites) if depth else None
    if weak:
        yield f"      {grades.weakness(law, weak, lang)}"


def _outcomes(law: Law, names: Iterable[str], lang: str) -> str:
    """Outcomes as people call them."""
    labels = [law.outcome_label(name) for name in names]
    return (" / ").join(say(label, lang) for label in labels)
