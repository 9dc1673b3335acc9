"""What a sheet says, written: the lines and tables that the screen draws and that Word takes along."""

from __future__ import annotations

from datetime import date

from dse import french, sentences
from dse.figures.surveys.silence import Reading, find_reader
from dse.members.answers import DIMENSIONS, RECOMMENDATION, Answer, Participation
from dse.members.decisions import OfferDecision
from dse.members.events import Event
from dse.members.needs import NEVER_ASKED, SERVED, SINCE, STATED, Need
from dse.members.profile import Row
from dse.members.recorded import Recorded
from dse.members.sheet import Sheet
from dse.members.standing import FORMER, MEMBER
from dse.members.wishes import Wish
from dse.page_titles import FIGURE_PAGES
from schemas import codelists

_SAY = sentences.read(__file__)
NEEDS, WISHES, ANSWERS = "needs", "wishes", "answers"  # parts of a sheet that surveys fill
# The questions that each part reads, the first of them those that it names.
_READINGS = {
    NEEDS: (STATED,),
    WISHES: tuple(
        Reading("sur ses souhaits", ("expectation",), form=form) for form in ("CHOIX_MULTIPLE", "TEXTE")
    ),
    ANSWERS: (
        Reading("sur sa satisfaction, ses pratiques ou sa recommandation", DIMENSIONS),
        Reading("sur sa recommandation", form=RECOMMENDATION),
    ),
}
_LISTS = {
    "actor_family": ("Famille", "actor_families"),
    "field": ("Champ", "fields"),
    "region": ("Région", "regions"),
    "size_band": ("Taille", "size_bands"),
    "legal_category": ("Forme juridique", "legal_categories"),
}


def describe_standing(sheet: Sheet) -> str:
    """Member since when, former member until when, or neither."""
    standing = sheet.standing
    if standing.standing == MEMBER and standing.joined_on:
        return _describe_membership(sheet, standing.joined_on)
    if standing.standing == FORMER and standing.left_on:
        return f"Ancien membre, jusqu’en {french.month(standing.left_on)}"
    return sheet.recorded.name_outsider()


def _describe_membership(sheet: Sheet, joined_on: date) -> str:
    """Since when, and its return where it had left."""
    first = f"Membre depuis {french.month(joined_on)}"
    stays = sheet.profile.stays
    return f"{first}, de retour en {french.month(stays[-1]['joined_on'])}" if len(stays) > 1 else first


def list_facts(sheet: Sheet) -> list[str]:
    """What an organisation is today, each in a few words."""
    profile = sheet.profile
    facts = list(_name_codes(profile.profiles[-1]).values()) if profile.profiles else []
    facts += [codelists.labels("countries").get(profile.country, profile.country)] if profile.country else []
    facts += [f"SIREN {profile.siren}"] if profile.siren else []
    names = french.listed([f"« {alias} »" for alias in profile.aliases])
    return [*facts, f"dite aussi {names}"] if names else facts


def describe_taken_over(sheet: Sheet) -> str:
    """Whom it took over, and where what they did and said stands."""
    names = french.listed([f"« {predecessor.organisation.name} »" for predecessor in sheet.taken_over])
    return f"Elle a repris {names}, dont l’histoire est ci-dessous avec la sienne."


def describe_day(sheet: Sheet) -> str:
    """The last day known of the data."""
    return (
        f"Au {french.day(sheet.standing.as_of)}, dernier jour connu des données."
        if sheet.standing.as_of
        else ""
    )


def list_profiles(sheet: Sheet) -> list[dict[str, str]]:
    """What it was each time that something of it changed; none where it was always the same."""
    rows = [{"Depuis le": french.day(row["valid_from"])} | _name_codes(row) for row in sheet.profile.profiles]
    changed_rows = [row for place, row in enumerate(rows) if place == 0 or _differs(row, rows[place - 1])]
    return changed_rows if len(changed_rows) > 1 else []


def _differs(row: dict[str, str], before: dict[str, str]) -> bool:
    return list(row.values())[1:] != list(before.values())[1:]


def _name_codes(row: Row) -> dict[str, str]:
    return {
        title: codelists.labels(codelist).get(row[name]) or row[name]
        for name, (title, codelist) in _LISTS.items()
        if row[name]
    }


def describe_needs(sheet: Sheet) -> str:
    """When the needs were said and until when they are followed, or that there are none."""
    stated, as_of = sheet.stated_needs, sheet.standing.as_of
    if stated is None:
        return describe_silence(sheet, NEEDS)
    unlisted = {"n": len(stated.unlisted), "labels": [f"« {label} »" for label in stated.unlisted]}
    if not stated.needs or as_of is None:
        return _SAY(
            "needs.unlisted_only" if stated.unlisted else "silence.no_need", year=stated.year, **unlisted
        )
    since = _SAY("needs.since", year=stated.year, first=stated.year - SINCE, day=as_of)
    return f"{since} {_SAY('needs.unlisted', **unlisted)}" if stated.unlisted else since


def list_needs(needs: tuple[Need, ...], recorded: Recorded) -> list[dict[str, str]]:
    """The needs as rows of a table, those that were not met first."""
    outcomes = codelists.labels("need_outcomes")
    places = list(outcomes)
    ordered = sorted(needs, key=lambda need: places.index(need.outcome))
    return [
        {
            "Besoin": need.name,
            "Dit aux enquêtes de": french.listed([str(year) for year in need.years]),
            "Ce qui en est advenu": _describe_outcome(need, outcomes, recorded),
            "Dernière demande": _describe_request(need, recorded),
            "Dernier service": _describe_last_service(need, recorded),
        }
        for need in ordered
    ]


def _describe_outcome(need: Need, outcomes: dict[str, str], recorded: Recorded) -> str:
    """What became of it; that it was never asked is not known where requests are not recorded."""
    if need.outcome == NEVER_ASKED and not recorded.has_accompaniments():
        return "aucune suite enregistrée"
    is_of_before = need.outcome in SERVED and need.served_in and need.served_in < need.years[-1]
    return f"{outcomes[need.outcome]}{_SAY('needs.before')}" if is_of_before else outcomes[need.outcome]


def _describe_last_service(need: Need, recorded: Recorded) -> str:
    if need.served_in:
        return str(need.served_in)
    if not need.are_recorded:
        return "non enregistré"
    if not need.is_never_served:
        return "sans date"
    return "jamais" if recorded.is_complete else "aucun d’enregistré"


def _describe_request(need: Need, recorded: Recorded) -> str:
    if need.requested_on is None or need.status is None:
        return "jamais" if recorded.has_accompaniments() else "aucune d’enregistrée"
    status = codelists.labels("accompaniment_statuses")[need.status].lower()
    return f"{french.day(need.requested_on)} ({status})"


def describe_wish(wish: Wish, recorded: Recorded) -> str:
    """A wish, and whether it came true."""
    wording = f"{wish.label} (dit en {wish.year})"
    if not wish.kinds:
        return wording
    if wish.last_on is None:
        return f"{wording} : {recorded.describe_never_came()}"
    when = "depuis" if wish.last_on > wish.said_on else "avant de le dire"
    return f"{wording} : y est venue {when}, la dernière fois le {french.day(wish.last_on)}"


def describe_silence(sheet: Sheet, part: str) -> str:
    """Why a part of the sheet has nothing: NEEDS, WISHES or ANSWERS."""
    participation = sheet.participation
    if not participation.has_surveys:
        return _SAY("silence.unnamed" if participation.has_waves else "silence.no_survey")
    if participation.years:
        return _describe_unread(participation, part)
    outside = {"outside": participation.years_outside, "unrecorded": participation.years_unrecorded}
    told = [_SAY(f"silence.{key}", years=list(map(str, years))) for key, years in outside.items() if years]
    return " ".join(told) or _SAY("silence.never")


def _describe_unread(participation: Participation, part: str) -> str:
    """Why the surveys that it answered say nothing there: it left those questions out, they are asked in another form, or not at all."""
    years, reading = [str(year) for year in participation.years], _READINGS[part][0]
    asked = list(participation.asked)
    if any(each.has(row) for each in _READINGS[part] for row in asked):
        return _SAY(f"silence.{part}", years=years)
    row = reading.find_alike(asked)
    if row is None:
        return _SAY("silence.unasked", years=years, about=reading.about)
    how, reader = reading.describe_form(row), find_reader(row)
    where = _SAY("silence.where", question=reader.question, page=FIGURE_PAGES[reader.page]) if reader else ""
    return _SAY("silence.other_form", year=row["year"], about=reading.about, how=how, where=where)


def list_expectations(sheet: Sheet) -> list[str]:
    """What it wishes and expects, each in a sentence."""
    texts = [f"En {text.year} : « {text.text} »" for text in sheet.texts if text.is_wish]
    wishes = [describe_wish(wish, sheet.recorded) for wish in sheet.wishes]
    return [*wishes, *texts]


def list_texts(sheet: Sheet) -> list[str]:
    """What else it said in its own words, each with its question."""
    return [
        f"En {text.year}, « {text.question} » : « {text.text} »" for text in sheet.texts if not text.is_wish
    ]


def list_history(sheet: Sheet) -> list[dict[str, str]]:
    """The events as rows of a table; those of an organisation that was taken over have its name."""
    return [
        {
            "Quand": french.typeset(french.day(event.day)),
            "Quoi": f"{event.title}{_name_other(sheet, event)}",
            "Ce qu’il en est": event.detail,
        }
        for event in sheet.events
    ]


def _name_other(sheet: Sheet, event: Event) -> str:
    names = dict(predecessor.organisation for predecessor in sheet.taken_over)
    return f" ({names[event.organisation_id]})" if event.organisation_id in names else ""


def list_answers(answers: tuple[Answer, ...]) -> list[dict[str, str]]:
    """A row a question, in the order of the last wave that asked it, and a cell a wave."""
    rows: dict[str, dict[str, str]] = {}
    heads = _name_waves(answers)
    for answer in answers:
        empty = {"Question": answer.question} | dict.fromkeys(heads.values(), "")
        row = rows.setdefault(answer.question_id, empty)
        row["Question"], row[heads[answer.wave_id]] = answer.question, _describe_answer(answer)
    return list(rows.values())


def keep_latest_waves(answers: tuple[Answer, ...], count: int) -> tuple[Answer, ...]:
    """The answers of the last waves, in the same order."""
    waves = list(dict.fromkeys(answer.wave_id for answer in answers))[-count:]
    return tuple(answer for answer in answers if answer.wave_id in waves)


def _name_waves(answers: tuple[Answer, ...]) -> dict[str, str]:
    """The head of each wave: its year, or its title beside another one of that year."""
    waves = {answer.wave_id: (answer.year, answer.wave) for answer in answers}
    years = [year for year, _ in waves.values()]
    return {wave: str(year) if years.count(year) == 1 else title for wave, (year, title) in waves.items()}


def _describe_answer(answer: Answer) -> str:
    """The answer in words and on its scale, then the mean of the family on the same one."""
    on_scale = answer.value_label
    own = answer.label if answer.label == on_scale else f"{answer.label} ({on_scale})"
    if answer.family_mean is None:
        return own
    members = french.count(answer.family_members, "membre")
    return f"{own} ; famille : {answer.family_label} ({members})"


def describe_decision(decision: OfferDecision) -> str:
    """A decision, its status, and how the organisation used the offer."""
    status = codelists.labels("decision_statuses")[decision.status].lower()
    outcome = f" {decision.outcome}" if decision.outcome else ""
    uses = french.count(decision.uses, "fois", "fois")
    return (
        f"{french.day(decision.decided_on)}, « {decision.offer} » : {decision.decision} ({status}){outcome} "
        f"Offre utilisée {uses}, la dernière en {decision.last_year}."
    )
