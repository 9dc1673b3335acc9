"""Random surveys of 85 organisations in the project's own tables, as untidy as real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy
import pyarrow as pa

import schemas
from dse.query import versions
from dse.query.cache import Cache
from dse.query.engine.duckdb_engine import DuckDBEngine
from dse.query.relations import Days
from dse.query.tables import create_codelists, load_codelists
from schemas import codelists

ORGANISATIONS = 85
AFTERWARDS = "2022-01-01"  # the day on which the surveys are looked at
FAMILIES = codelists.codes("actor_families")
REGIONS = codelists.codes("regions")[:6]
SIZES = codelists.codes("size_bands")
THEMES = ("GENRE", "CLIMAT")
KIND = codelists.codes("accompaniment_kinds")[0]
ACTIVITY_KIND = codelists.codes("activity_kinds")[0]
ROLE = codelists.codes("participation_roles")[0]
CARRIER = "PORTEUR"
WAVES = {"V16": date(2016, 3, 31), "V19": date(2019, 3, 31)}
SCALES = {
    "accord5": ("Pas du tout", "Plutôt pas", "Ni oui ni non", "Plutôt", "Tout à fait"),
    "accord4": ("Non", "Plutôt non", "Plutôt oui", "Oui"),
    "choix": ("Rouge", "Vert", "Bleu", "Jaune", "Noir"),
    "appuis": ("Étude", "Formation", "Échange"),
    "premier": ("Jeunes", "Migrants", "Autre chose", "Rien"),
}
# What an option says that one needs.
NEEDS = {
    ("appuis", "Étude"): {"kind_asked_about": KIND},
    ("appuis", "Formation"): {"kind_asked_about": ACTIVITY_KIND, "theme": "ECSI"},
    ("premier", "Autre chose"): {"theme": "AGROECO"},
    ("premier", "Rien"): {"theme": "POUVOIR_AGIR"},
    ("premier", "Jeunes"): {"theme": "JEUNESSES"},
    ("premier", "Migrants"): {"theme": "MIGRATIONS"},
}
MISSING = ("SR", "NSP", "NC", "NP")


@dataclass(frozen=True)
class Item:
    """A question, as it is asked in every wave but the last where `later` is its scale."""

    question: str
    dimension: str
    kind: str
    scale: str | None = None
    later: str | None = None
    theme: str | None = None
    about: str | None = None


ITEMS = (
    Item("besoin_a", "need", "likert", "accord5", theme=THEMES[0]),
    Item("besoin_b", "need", "likert", "accord4", theme=THEMES[1], about=KIND),
    Item("avis_a", "satisfaction", "likert", "accord5", about=KIND),
    Item("avis_b", "satisfaction", "likert", "accord4"),
    Item("savoir", "expertise", "likert", "accord5", later="accord4"),
    Item("effet", "effect", "likert", "accord4"),
    Item("attente", "expectation", "likert", "accord5"),
    Item("couleur", "profile", "single", "choix"),
    Item("appuis", "need", "multiple", "appuis"),
    Item("premier", "need", "single", "premier"),
    Item("nombre", "profile", "scale"),
    Item("conseil", "satisfaction", "nps"),
    Item("mots", "effect", "text"),
)
ALWAYS = ("besoin_a", "avis_a")
HIGHEST = 10  # of a note


@dataclass
class RandomSurvey:
    """One random register, its questionnaire and its answers, table by table."""

    rng: numpy.random.Generator
    waves: tuple[str, ...]
    items: tuple[Item, ...]
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def add(self, table: str, **row: object) -> None:
        self.rows.setdefault(table, []).append(row)


def items_of(seed: int) -> tuple[Item, ...]:
    """The questions of a survey: two always, and two of the others."""
    others = [each.question for each in ITEMS if each.question not in ALWAYS]
    asked = {*ALWAYS, *numpy.random.default_rng([seed, 1]).choice(others, 2, replace=False)}
    return tuple(each for each in ITEMS if each.question in asked)


def survey(seed: int, waves: int = 1) -> DuckDBEngine:
    """A survey in one wave or two: families of all sizes answer as they please, some of them many times or in part."""
    return connected(drawn_survey(seed, waves).rows)


def drawn_survey(seed: int, waves: int = 1) -> RandomSurvey:
    """The tables of a survey."""
    drawn = RandomSurvey(numpy.random.default_rng([seed, 0]), tuple(WAVES)[:waves], items_of(seed))
    families = _register(drawn)
    _requests(drawn)
    _questionnaire(drawn)
    habits = {
        family: (drawn.rng.uniform(0.3, 0.95), drawn.rng.dirichlet(drawn.rng.uniform(0.3, 3, 5)))
        for family in (*FAMILIES, "?")
    }
    for wave in drawn.waves:
        is_anonymous = seed % 25 == 24
        drawn.add(
            "survey_waves",
            wave_id=wave,
            series="membres",
            title=f"Vague {WAVES[wave].year}",
            opened_on=WAVES[wave].replace(month=1),
            closed_on=WAVES[wave],
            unit="ORGANISATION",
            is_anonymous=is_anonymous,
        )
        _replies(drawn, wave, families, habits, is_anonymous)
    return drawn


def _register(survey: RandomSurvey) -> dict[str, str]:
    """Organisations, most of them members all along; a few joined, left, moved, or have no known profile."""
    rng = survey.rng
    weights = rng.dirichlet(numpy.linspace(4, 0.5, len(FAMILIES)))
    families = {}
    for number in range(ORGANISATIONS + 4):
        identity, family = f"O{number:02d}", str(rng.choice(FAMILIES, p=weights))
        joined, left = date(2010, 1, 1), None
        if rng.random() < 0.04:
            joined = date(2016, 2, 15) if rng.random() < 0.5 else date(2018, 1, 1)
        if rng.random() < 0.04:
            left = date(2016, 2, 15) if rng.random() < 0.5 else date(2018, 1, 1)
        survey.add("organisations", organisation_id=identity, name=f"Fictive {number}")
        if number < ORGANISATIONS and (left is None or joined < left):
            survey.add("memberships", organisation_id=identity, joined_on=joined, left_on=left)
        families[identity] = family if rng.random() > 0.03 else "?"
        if families[identity] == "?":
            continue
        profile = {"field": "AUTRE", "region": str(rng.choice(REGIONS)), "size_band": str(rng.choice(SIZES))}
        about = {"organisation_id": identity, "actor_family": family}
        survey.add("organisation_profiles", **about, **profile, valid_from=date(2010, 1, 1))
        if rng.random() < 0.03:  # moved while the first wave was open
            about["actor_family"] = str(rng.choice(FAMILIES))
            survey.add("organisation_profiles", **about, **profile, valid_from=date(2016, 2, 1))
    return families


def _requests(survey: RandomSurvey) -> None:
    """A request a year that nothing came of, and a visit, both of an organisation that is no member, to the end of the triennial that
    the last wave begins: where none is recorded, nothing is said of needs that are met."""
    for year in range(2010, WAVES[survey.waves[-1]].year + 3):
        day = date(year, 12, 31)
        about = {"kind": KIND, "title": "Fictif", "status": "DEMANDE", "requested_on": day}
        survey.add("accompaniments", accompaniment_id=f"A{year}", **about)
        carried = {"organisation_id": f"O{ORGANISATIONS}", "role": CARRIER}
        survey.add("accompaniment_organisations", accompaniment_id=f"A{year}", **carried)
        survey.add("activities", activity_id=f"E{year}", kind=ACTIVITY_KIND, title="Fictive", held_on=day)
        came = {"organisation_id": f"O{ORGANISATIONS}", "role": ROLE, "participants": 1}
        survey.add("participations", activity_id=f"E{year}", **came)


def _questionnaire(survey: RandomSurvey) -> None:
    for scale, labels in SCALES.items():
        for rank, label in enumerate(labels, 1):
            about = NEEDS.get((scale, label), {})
            survey.add("survey_options", scale_id=scale, option=str(rank), label=label, rank=rank, **about)
    for item in survey.items:
        told = {"dimension": item.dimension, "theme": item.theme, "kind_asked_about": item.about}
        survey.add("survey_questions", question_id=item.question, **told)
        for wave in survey.waves:
            survey.add(
                "survey_items",
                wave_id=wave,
                question_id=item.question,
                wording=f"Question « {item.question} » ?",
                kind=item.kind,
                scale_id=scale_of(item, wave),
                position=ITEMS.index(item),
            )


def scale_of(item: Item, wave: str) -> str | None:
    """The scale of a question in a wave."""
    return item.later if item.later and wave == "V19" else item.scale


def _replies(
    survey: RandomSurvey, wave: str, families: dict[str, str], habits: dict[str, tuple], is_anonymous: bool
) -> None:
    rng = survey.rng
    for identity, family in families.items():
        rate, taste = habits[family]
        answered = rng.random() < rate
        if not answered and rng.random() < 0.15:
            continue  # never invited
        people = int(rng.choice((1, 1, 1, 1, 1, 2, 3))) if answered else 1
        out = rng.random() < 0.02
        for person in range(people):
            partial = rng.random() < 0.12
            status = "ineligible" if out else "partial" if partial else "complete" if answered else "invited"
            status = status if answered or out else "invited"
            told = {} if is_anonymous else {"organisation_id": identity}
            told |= {"actor_family": family} if is_anonymous and family != "?" else {}
            reply(survey, wave, f"{identity}-{person}", status, taste, is_partner=False, **told)
    for number in range(int(rng.integers(0, 14))):
        told = {"organisation_id": f"O{number:02d}", "actor_family": str(rng.choice(FAMILIES))}
        taste = rng.dirichlet(numpy.ones(5))
        reply(
            survey, wave, f"P{number}", "complete", taste, is_partner=True, **({} if is_anonymous else told)
        )
    for number in range(int(rng.integers(0, 4))):
        reply(survey, wave, f"S{number}", "complete", rng.dirichlet(numpy.ones(5)), is_partner=False)


def reply(
    survey: RandomSurvey, wave: str, person: str, status: str, taste: numpy.ndarray, **fields: object
) -> None:
    rng = survey.rng
    survey.add("survey_respondents", wave_id=wave, respondent_id=person, status=status, **fields)
    if status not in ("partial", "complete"):
        return
    reached = len(survey.items) if status == "complete" else int(rng.integers(1, len(survey.items) + 1))
    for place, item in enumerate(survey.items):
        skipped = "NP" if place >= reached else str(rng.choice(MISSING)) if rng.random() < 0.07 else None
        for option, value in _random_values(rng, item, scale_of(item, wave), taste):
            is_text = item.kind == "text"
            survey.add(
                "survey_answers",
                wave_id=wave,
                respondent_id=person,
                question_id=item.question,
                option=option,
                value=None if skipped or is_text else value,
                text="Des mots" if is_text and not skipped else None,
                missing=skipped,
            )


def _random_values(
    rng: numpy.random.Generator, item: Item, scale: str | None, taste: numpy.ndarray
) -> list[tuple[str, float]]:
    """Each option and its value, for somebody whose five leanings are `taste`."""
    leaning = int(rng.choice(5, p=taste))
    if item.kind == "multiple":
        return [(str(at), float(rng.random() < taste[at] * 2)) for at in range(1, len(SCALES[scale]) + 1)]
    if scale is None:
        return [("-", float(min(HIGHEST, 2 * leaning + rng.integers(0, 3))))]
    return [("-", float(min(leaning, len(SCALES[scale]) - 1) + 1))]


def connected(rows: dict[str, list[dict[str, object]]]) -> DuckDBEngine:
    """The tables as the project reads them. Views are held as tables, and answers are kept as those of a version are."""
    engine = DuckDBEngine(answers=Cache(versions.ANSWERS), threads=1)
    create_codelists(engine, load_codelists())
    for table in schemas.TABLES:
        schema = schemas.arrow_schema(table)
        empty = dict.fromkeys(schema.names)
        engine.create_from_rows(
            table, pa.Table.from_pylist([empty | row for row in rows.get(table, ())], schema)
        )
    versions.create_relations(engine, Days(AFTERWARDS), is_materialized=True)
    return engine
