"""Lists side by side, and the routes of an item, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...comparing.comparison import Comparison
from ...comparing.records import Band, Finding, Record, Support, released
from ...comparing.routes import Route
from ...language import N_, phrase, phrase_in
from ...law.load import law
from ...output import plain
from ...rdf.names import QD, SKOS, curie
from ..phrases import say
from ..punctuation import in_turn, listed, under
from ..style import Style

SIGNS = {
    "named": "●",
    "close": "◐",
    "across": "○",
    "not named": "–",
    "not known": "?",
}
APPLIES = {
    True: N_("applies"),
    None: N_("may apply"),
    False: N_("does not apply"),
}
MATCHES = {
    "exactMatch": N_("the same as"),
    "closeMatch": N_("close to"),
    "narrowMatch": N_("wider than"),
    "broadMatch": N_("narrower than"),
    "relatedMatch": N_("related to"),
}
LEGEND = N_(
    "● named  ◐ close to a sector named  ○ across all sectors  – not named  ? not known"
)
MARKS = N_(
    "evidence: O official text or page, S source document, L law firm, P press, E expert"
    " reading, T table of a demonstration application, H headline, INF inferred,"
    " X not found"
)
OWN_FIRST = N_(
    "The list of another zone applies to a sector that the Chongqing list does not cover,"
    " the national rules where that list does not apply."
)
PROVISIONAL = N_("provisional: rests on a summary")
COUNTED = {
    "SectorCountAspect": N_("sectors"),
    "ScenarioCountAspect": N_("scenarios"),
    "ItemCountAspect": N_("items"),
}
BANDS = N_("Persons from which a mechanism is needed")


def written(comparison: Comparison, style: Style) -> Iterator[str]:
    """Lists side by side."""
    return text(comparison, style.lang)


def routes_written(
    routes: list[tuple[str, tuple[Route, ...]]], style: Style
) -> Iterator[str]:
    """The routes of each item."""
    for item, routes_of_item in routes:
        yield from routes_text(item, routes_of_item, style.lang)


def not_known(lang: str) -> str:
    """That nobody found out what a list says."""
    return phrase_in("of a list", "not known", lang)


def says(finding: Finding, lang: str) -> str:
    """What a finding says in a language, or that it is not known."""
    if not finding.known:
        if finding.coverage == "NotKnown":
            return not_known(lang)
        return phrase("does not apply", lang)
    return finding.text.get(lang) or ", ".join(
        f"{value:,}" if isinstance(value, int) else str(value)
        for value in finding.values
    )


def mark(support: Support) -> str:
    """The mark of a kind of evidence: O, S, L, P, E, T, H, INF or X."""
    return str(law().graph.one(QD + support.evidence, SKOS + "notation") or "")


def said(record: Record, aspect: str, lang: str) -> str:
    """What a list says on an aspect, with the marks of its evidence."""
    return " / ".join(
        f"{says(finding, lang)} [{mark(finding.support)}]"
        for finding in record.on(aspect)
    )


def span(band: Band) -> str:
    """The persons of a band."""
    if band.low is None:
        return "?"
    if band.high is None:
        return f"≥ {band.low:,}"
    return f"{band.low:,} – {band.high - 1:,}"


def text(comparison: Comparison, lang: str) -> Iterator[str]:
    """The comparison for a terminal."""
    heading = phrase("Lists", lang)
    marks = phrase(MARKS, lang)
    yield f"{heading}  ({marks})\n"
    for record in comparison.records:
        counts = in_turn(
            (
                under(phrase(message, lang), said(record, aspect, lang), lang)
                for aspect, message in COUNTED.items()
            ),
            lang,
        )
        name = record.label.get(lang, "")
        yield f"  {record.id:24} {released(record) or '?'!s:12} {name}\n"
        yield f"{'':40}{counts}\n"
    heading = phrase("Sectors", lang)
    legend = phrase(LEGEND, lang)
    yield f"\n{heading}  ({legend})\n"
    names = {
        row.sector: law().label(row.sector).get(lang, "")
        for row in comparison.sectors
    }
    for number, record in enumerate(comparison.records):
        yield f"  {'  ' * number}{record.id}\n"
    for row in comparison.sectors:
        yield f"  {' '.join(SIGNS[cell.state] for cell in row.cells)}   {names[row.sector]}\n"
    yield f"\n{phrase(BANDS, lang)}\n"
    for record in comparison.records:
        yield from _bands(record, lang)
    yield f"\n{phrase('Releases', lang)}\n"
    for release in comparison.timeline:
        yield (
            f"  {release.day}  {release.record.label.get(lang, release.record.id)}"
            f" [{mark(release.finding.support)}]\n"
        )


def _bands(record: Record, lang: str) -> Iterator[str]:
    """The bands of a list by what they are about, those that are alike once."""
    if record.bands:
        yield f"  {record.id}  {record.label.get(lang, '')}\n"
    scopes: dict[tuple[str, ...], dict[str, None]] = {}
    for scope in dict.fromkeys(band.scope for band in record.bands):
        lines = tuple(
            _band(band, lang) for band in record.bands if band.scope == scope
        )
        name = _scope(record, scope, lang)
        scopes.setdefault(lines, {})[name] = None
    for lines, names in scopes.items():
        yield f"    {listed(names, lang)}\n"
        for line in lines:
            yield f"      {line}\n"


def _scope(record: Record, scope: str, lang: str) -> str:
    """What a band is about: a sector of the list, or all of it."""
    if scope == record.iri:
        return phrase("the whole list", lang)
    for sector in record.sectors:
        if sector.iri == scope:
            return say(sector.label, lang)
    return say(law().label(scope), lang) or curie(scope)


def _band(band: Band, lang: str) -> str:
    measure = law().label(QD + band.measure).get(lang, "")
    outcome = law().label(QD + band.outcome).get(lang, "")
    persons = f"{span(band)} [{mark(band.support)}]"
    return f"{under(measure, persons, lang)} → {outcome}"


def routes_text(
    item: str, routes: Iterable[Route], lang: str
) -> Iterator[str]:
    """The routes of an item for a terminal, the lightest applicable one first."""
    all_routes = list(routes)
    titles = all_routes[0].determination.title if all_routes else {}
    title = titles.get(lang) or next(iter(titles.values()), "")
    yield plain(f"{item} · {title}" if title else item) + "\n"
    for route in all_routes:
        determination = route.determination
        outcome = (
            determination.outcome_label.get(lang, determination.outcome)
            if route.outcome
            else ""
        )
        applies = phrase(APPLIES[route.applies], lang)
        yield f"  {route.record.id:10} {applies:16} {outcome}\n"
        if route.applies is False:
            continue
        if determination.possible and len(determination.possible) > 1:
            possible = " / ".join(
                law().outcome_label(name).get(lang, name)
                for name in determination.possible
            )
            yield f"{'':30}→ {possible}\n"
        if route.missing:
            first = phrase("to be answered first", lang)
            facts = (fact.label.get(lang, fact.fact) for fact in route.missing)
            yield f"{'':30}{under(first, listed(facts, lang), lang)}\n"
        if not route.is_own:
            for finding in route.conditions:
                if finding.known:
                    yield f"{'':30}· {says(finding, lang)} [{mark(finding.support)}]\n"
            unknown = [
                law().label(QD + condition.aspect).get(lang, condition.aspect)
                for condition in route.conditions
                if condition.coverage == "NotKnown"
            ]
            if unknown:
                names = listed(unknown, lang)
                yield f"{'':30}· {under(not_known(lang), names, lang)}\n"
            if route.provisional:
                yield f"{'':30}· {phrase(PROVISIONAL, lang)}\n"
