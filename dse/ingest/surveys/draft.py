"""A survey form proposed from an export: who answers, what is asked, on which scales. A person reviews it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dse.ingest import dates
from dse.ingest.cells import Sheet
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys import choices, discretion, headings, missing, technical
from dse.ingest.surveys.drafted_questions import Drafting
from dse.ingest.surveys.drafted_scales import NOT_KEPT
from dse.ingest.surveys.headings import Heading
from dse.ingest.surveys.lss import Structure
from dse.ingest.surveys.respondents import without_hour
from dse.ingest.surveys.survey import ORGANISATION, PERSON, Field, Survey, Wave
from schemas import codelists

RESPONDENTS, WAVES = "respondents", "waves"  # what a note may be about, beside a question
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Draft:
    """A survey to review. `notes` are doubts about respondents, waves, or a question under its identifier."""

    survey: Survey
    title: str
    notes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Roles:
    """Columns of a respondent by field, those that are not kept, and all the others."""

    fields: dict[str, int]
    dropped: list[int]
    others: list[int]


def propose(
    sheet: Sheet, *, series: str, title: str, wave_id: str | None = None, structure: Structure | None = None
) -> Draft:
    """The likeliest form of an export. `series` is an identifier."""
    tool = technical.tool(sheet.headers)
    roles = _roles(sheet)
    absences = _absences(sheet, tool)
    drafting = Drafting(series, missing.declared(absences), structure)
    kept, unread = _groups(sheet, roles, tool, structure)
    for columns in kept:
        drafting.add([(each, sheet.columns[sheet.headers.index(each.title)]) for each in columns])
    titled = (sheet.headers[place] for place in roles.dropped)
    dropped = tuple((each,) for each in dict.fromkeys([*titled, *(each.title for each in unread)]))
    fields, pairs = _fields(sheet, roles)
    wave, wave_notes = _wave(sheet, roles, wave_id, title, pairs)
    survey = Survey(
        series=series,
        waves=(wave,),
        questions=tuple(drafting.questions),
        scales={each.scale_id: each for each in drafting.scales.made.values()},
        respondents={} if not fields else fields,
        pairs_waves=pairs,
        dropped=dropped,
        missing=absences,
    )
    told = {RESPONDENTS: _about(sheet, roles, pairs), WAVES: wave_notes}
    return Draft(survey, title, {**drafting.notes, **told})


def _roles(sheet: Sheet) -> _Roles:
    fields: dict[str, int] = {}
    dropped, others = [], []
    keyed = [spelling for spelling in (*technical.ADDRESSES, *technical.RESPONSE_KEYS)]
    for name, spellings in (
        ("key", keyed),
        ("submitted_on", technical.SUBMITTED),
        ("organisation", technical.ORGANISATIONS),
    ):
        found = _first(sheet, spellings)
        if found is not None and found not in fields.values():
            fields[name] = found
    for place, header in enumerate(sheet.headers):
        texts = sheet.columns[place]
        if place in fields.values() or not header:
            continue
        if (
            technical.is_technical(header)
            or technical.is_identity(header)
            or _is_key(header)
            or _are_addresses(texts)
        ):
            dropped.append(place)
        elif "is_partner" not in fields and _is_partner(header, texts):
            fields["is_partner"] = place
        elif "family" not in fields and _is_family(texts):
            fields["family"] = place
        else:
            others.append(place)
    return _Roles(fields, dropped, others)


def _first(sheet: Sheet, spellings: Sequence[str]) -> int | None:
    """The column with the first of these titles that is there and always filled, else with the first that is there."""
    plain = [words(each) for each in sheet.headers]
    there = [plain.index(words(each)) for each in spellings if words(each) in plain]
    filled = [place for place in there if all(text.strip() for text in sheet.columns[place])]
    return next(iter(filled or there), None)


def _is_key(header: str) -> bool:
    every = (*technical.RESPONSE_KEYS, *technical.SUBMITTED, *technical.ADDRESSES)
    return technical.is_one_of(header, every)


def _are_addresses(texts: Sequence[str]) -> bool:
    """Whether most cells are nothing but an address or a telephone."""
    filled = [text.strip() for text in texts if text.strip()]
    bare = [text for text in filled if discretion.without_identifiers(text)[0].strip() == discretion.REMOVED]
    return bool(filled) and 2 * len(bare) > len(filled)


def _is_partner(header: str, texts: Sequence[str]) -> bool:
    told = {canonical(text) for text in texts} - {""}
    return (
        "partenaire" in words(header) and len(header) < 80 and bool(told) and told <= choices.YES | choices.NO
    )


def _is_family(texts: Sequence[str]) -> bool:
    known = {canonical(each) for pair in codelists.labels("actor_families").items() for each in pair}
    told = {canonical(text) for text in texts} - {""}
    return len(told) > 1 and told <= known


def _absences(sheet: Sheet, tool: str) -> tuple[tuple[str, str], ...]:
    plain = canonical(missing.NOT_SHOWN)
    is_there = tool == technical.LIMESURVEY and any(
        canonical(text) == plain for column in sheet.columns for text in set(column)
    )
    return ((missing.NOT_SHOWN, missing.NOT_ASKED),) if is_there else ()


def _groups(
    sheet: Sheet, roles: _Roles, tool: str, structure: Structure | None
) -> tuple[list[list[Heading]], list[Heading]]:
    """Columns that make questions together, in order, and those that make none."""
    every = headings.of_headers([sheet.headers[place] for place in roles.others], tool, structure)
    options = {each.base for each in every if each.part}
    found: dict[str, list[Heading]] = {}
    unread = []
    for each in every:
        is_summary = tool == technical.KOBO and not each.part and each.title in options
        if is_summary or (each.asked is not None and each.asked.kind in NOT_KEPT):
            unread.append(each)
        else:
            found.setdefault(each.base, []).append(each)
    return list(found.values()), unread


def _fields(sheet: Sheet, roles: _Roles) -> tuple[dict[str, Field], bool]:
    """What columns tell of respondents, and whether their key means something from wave to wave."""
    found = {name: Field((sheet.headers[place],)) for name, place in roles.fields.items()}
    key = found.get("key")
    return found, key is not None and not technical.is_one_of(key.columns[0], technical.RESPONSE_KEYS)


def _about(sheet: Sheet, roles: _Roles, pairs: bool) -> tuple[str, ...]:
    if "organisation" not in roles.fields:
        lacking = 'Aucune colonne d’organisation n’est reconnue : ajoutez organisation = "…" s’il y en a une.'
        return (lacking,) if pairs else (lacking, "Rien ne dit qui répond : la vague est proposée anonyme.")
    if "key" not in roles.fields:
        return (
            'Aucune colonne n’identifie les répondants : ajoutez key = "…", ou déclarez la vague anonyme.',
        )
    return () if pairs else ("La clé ne vaut que dans cette vague : les vagues ne s’apparieront pas.",)


def _wave(
    sheet: Sheet, roles: _Roles, wave_id: str | None, title: str, pairs: bool
) -> tuple[Wave, tuple[str, ...]]:
    """The wave of the file, its dates those of the answers as far as they are known."""
    days = _days(sheet, roles)
    year = next(iter(_YEAR.findall(f"{wave_id or ''} {sheet.file}")), None) or (
        str(days[0].year) if days else "2000"
    )
    opened, closed = (days[0], days[-1]) if days else (date(int(year), 1, 1), date(int(year), 12, 31))
    is_anonymous = not pairs and "organisation" not in roles.fields
    notes = [
        f"Dates des réponses : {opened:%d/%m/%Y} – {closed:%d/%m/%Y}. Remplacez-les par celles de l’enquête."
    ]
    if not days:
        notes = ["Les dates de l’enquête ne sont pas dans le fichier : corrigez-les."]
    unit = PERSON
    if not is_anonymous and "organisation" in roles.fields:
        told = [canonical(text) for text in sheet.columns[roles.fields["organisation"]] if text.strip()]
        unit = ORGANISATION if len(set(told)) == len(told) else PERSON
        notes.append("L’unité est devinée : une réponse par organisation, ou plusieurs personnes ?")
    named = title if _YEAR.search(title) else f"{title} {year}"
    return Wave(wave_id or year, named, opened, closed, unit, is_anonymous), tuple(notes)


def _days(sheet: Sheet, roles: _Roles) -> list[date]:
    place = roles.fields.get("submitted_on")
    texts = () if place is None else set(sheet.columns[place])
    read = (dates.day(without_hour(text), (), sheet.day_zero)[0] for text in texts if text.strip())
    return sorted(each for each in read if each and each.year > 1980)


def revised(draft: Draft, **changes: object) -> Draft:
    """The draft with other waves, questions or scales of its survey."""
    return replace(draft, survey=replace(draft.survey, **changes))
