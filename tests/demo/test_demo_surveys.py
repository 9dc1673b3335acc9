"""What is planted in the fictional survey can be counted from its lines, and from them alone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from random import Random
from statistics import fmean

import pytest

from dse import paths
from dse.demo import draft
from dse.ingest import Upload, confirm, propose
from dse.ingest.forms import form_files
from dse.store import Store
from tests.demo import generator
from tests.demo.generator import end_answers, people, requests, surveys
from tests.demo.generator.surveys_questions import WAVES

Rows = list[dict[str, str]]
NULL_SEEDS = tuple(range(1, 9))
SEEDS = tuple(range(100, 130))
OPENED = {2015: date(2015, 11, 9), 2018: date(2018, 5, 14), 2021: date(2021, 11, 8)}
KEY, STRUCTURE, STANDING = "Code d’accès", "Structure", "Vous répondez en tant que"
NEED = "Dans les trois prochaines années, quel sera votre besoin d’appui sur chacun de ces thèmes ? [{}]"
SKILL = "Aujourd’hui, comment situez-vous votre propre maîtrise de ces méthodes ? [{}]"
SKILLS = (
    "Commander et piloter une évaluation",
    "Capitaliser une expérience",
    "Observer et analyser les changements",
)
RECEIVED = "Votre structure a-t-elle commencé un accompagnement du réseau dans les trois dernières années ?"
WELCOME = "Globalement, êtes-vous satisfait·e de l’accompagnement reçu ?"
NETWORK = "Globalement, êtes-vous satisfait·e de ce que le réseau vous apporte ?"
RESOURCES = "Êtes-vous satisfait·e des guides et des outils que le réseau publie ?"
SUGGESTION = "Qu’attendez-vous d’abord du réseau pour la suite ?"
NEEDS = ("Aucun besoin", "Besoin faible", "Besoin moyen", "Besoin fort")
LEVELS = ("Débutant·e", "Quelques notions", "Intermédiaire", "Confirmé·e", "Expert·e")
PLEASED = (
    "Pas du tout satisfait·e",
    "Plutôt pas satisfait·e",
    "Ni satisfait·e ni insatisfait·e",
    "Plutôt satisfait·e",
    "Très satisfait·e",
)
AUTHORITY = "Collectivité territoriale"


@dataclass(frozen=True)
class Survey:
    """Lines of each wave, and what the register says of those that it names."""

    waves: dict[int, Rows]
    members: Rows
    requests: Rows
    names: dict[str, str]
    families: dict[str, str]

    def members_on(self, when: date) -> set[str]:
        return {
            row["Nom"]
            for row in self.members
            if row["Adhésion"] and day(row["Adhésion"]) <= when <= day(row["Départ"] or "31/12/9999")
        }

    def member(self, row: dict[str, str]) -> str:
        """The organisation that a line names."""
        return self.names[row[STRUCTURE]]

    def answers(self, wave: int, partners: bool = False) -> Rows:
        """Lines of the members, or of the partners."""
        wanted = "Partenaire d’un membre" if partners else "Membre du réseau"
        return [row for row in self.waves[wave] if row[STANDING] == wanted]

    def answering(self, wave: int) -> set[str]:
        """Members with at least one line that says something."""
        return {self.names[row[STRUCTURE]] for row in self.answers(wave) if says_something(row)}


def says_something(row: dict[str, str]) -> bool:
    return any(text not in ("", "N/A") for text in list(row.values())[7:])


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no time zone


def lines(content: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@cache
def survey(seed: int = generator.SEED, effects: bool = True) -> Survey:
    files = generator.generate_files(seed, effects)
    members, others = lines(files["membres.csv"]), lines(files["autres_organisations.csv"])
    every = members + others
    return Survey(
        waves={wave: lines(files[f"enquete_membres_{wave}.csv"]) for wave in OPENED},
        members=members,
        requests=lines(files["accompagnements.csv"]),
        names={row[each]: row["Nom"] for row in every for each in ("Nom", "Autres noms") if row[each]},
        families={row["Nom"]: row["Famille d’acteur"] for row in every},
    )


def places(
    rows: Rows, title: str, scale: tuple[str, ...], by: Callable[[dict[str, str]], str]
) -> dict[str, float]:
    """Mean place of each organisation or person on a scale, from 1; what is not on the scale is no answer."""
    found = defaultdict(list)
    for row in rows:
        if row.get(title) in scale:
            found[by(row)].append(scale.index(row[title]) + 1)
    return {name: fmean(each) for name, each in found.items()}


def mean_need(one: Survey, wave: int, theme: str) -> float:
    return fmean(places(one.answers(wave), NEED.format(theme), NEEDS, one.member).values())


# --- The files


@pytest.mark.parametrize("seed, effects", [(generator.SEED, True), (3, False)])
def test_waves_import_one_after_the_other_without_problem_or_doubt(
    tmp_path, seed: int, effects: bool
) -> None:
    files = generator.generate_files(seed, effects)
    store = Store(tmp_path / "store")
    register = [Upload(name, content) for name, content in files.items() if not name.startswith("enquete_")]
    confirm(propose(register, store), store, code="all", author="test", message="registre")
    for wave in OPENED:
        upload = Upload(f"export-{wave}.csv", files[f"enquete_membres_{wave}.csv"])
        proposal = propose([upload], store, wave=f"membres-{wave}")
        assert [*proposal.problems, *proposal.doubts] == [] and proposal.forms == ("enquete-membres",)
        confirm(proposal, store, code=None, author="test", message=str(wave))
        assert propose([upload], store, wave=f"membres-{wave}").status == "unchanged"
    version = store.current()
    kept = Counter(each["wave_id"] for each in store.read(version, "survey_respondents").to_pylist())
    assert kept == {f"membres-{wave}": len(rows) for wave, rows in survey(seed, effects).waves.items()}
    unattached = [
        each for each in store.read(version, "survey_respondents").to_pylist() if not each["organisation_id"]
    ]
    assert unattached == []


def test_the_form_has_the_days_of_the_waves() -> None:
    form = form_files.load_form(paths.FORMS / "enquete-membres.toml").survey
    told = [(each.wave_id, each.opened_on, each.closed_on) for each in form.waves]
    assert told == [(each.id, each.opened, each.closed) for each in WAVES]
    assert {each.opened_on.year: each.opened_on for each in form.waves} == OPENED


def test_the_product_imports_every_wave_of_the_generator() -> None:
    waves = {wave.file: wave.id for wave in WAVES} | {end_answers.FILE: "fin-2021"}
    assert waves == draft.WAVE_FILES


def test_a_wording_and_a_scale_change_in_2021_and_a_question_comes_in_2018() -> None:
    titles = {wave: set(rows[0]) for wave, rows in survey().waves.items()}
    assert titles[2018] - titles[2015] == {NEED.format("Interculturalité")}
    assert titles[2018] - titles[2021] == {"Cet accompagnement a été utile à votre équipe."}
    assert titles[2021] - titles[2018] == {
        "Cet accompagnement a changé durablement les pratiques de votre équipe."
    }
    middle = {
        wave: any(row[RESOURCES] == PLEASED[2] for row in rows) for wave, rows in survey().waves.items()
    }
    assert middle == {2015: False, 2018: False, 2021: True}


def test_who_answers_is_a_member_on_the_opening_day_or_a_partner() -> None:
    one = survey()
    for wave, opened in OPENED.items():
        assert {one.names[row[STRUCTURE]] for row in one.answers(wave)} <= one.members_on(opened)
        assert 0.60 <= len(one.answering(wave)) / len(one.members_on(opened)) <= 0.72
        assert len(one.answers(wave, partners=True)) >= 10
        assert len({row[KEY] for row in one.waves[wave]}) == len(one.waves[wave])
    sizes = Counter(Counter(one.names[row[STRUCTURE]] for row in one.answers(2018)).values())
    assert sizes[1] > sizes[2] > 0 and sizes[3] > 0 and max(sizes) == 3


def test_a_key_is_one_person_of_one_organisation_and_many_come_back() -> None:
    one = survey()
    owners = defaultdict(set)
    for rows in one.waves.values():
        for row in rows:
            owners[row[KEY]].add(one.names[row[STRUCTURE]])
    assert all(len(each) == 1 for each in owners.values())
    assert all(re.fullmatch("[a-z2-9]{15}", key) for key in owners)
    assert len({row[KEY] for row in one.waves[2015]} & {row[KEY] for row in one.waves[2021]}) >= 30


def test_absences_are_told_apart() -> None:
    for wave, rows in survey().waves.items():
        told = Counter(text for row in rows for text in row.values())
        assert told["Ne sait pas"] > 30 and told["Non concerné·e"] > 10 and told[""] > 50
        assert (told["N/A"] > 100) == (wave > 2015)
        unsent = [row for row in rows if not row["Date de soumission"]]
        assert 4 <= len(unsent) <= 15 and any(says_something(row) for row in unsent)
        for row in rows:
            if row[RECEIVED] != "Oui" and row["Date de soumission"]:
                assert row[WELCOME] == ("" if wave == 2015 else "N/A")
    assert any(not says_something(row) for rows in survey().waves.values() for row in rows)


def test_what_is_said_of_accompaniments_is_what_the_register_says() -> None:
    one = survey()
    for wave, rows in ((wave, one.answers(wave)) for wave in OPENED):
        for row in rows:
            if row[RECEIVED] in ("Oui", "Non"):
                assert (row[RECEIVED] == "Oui") == bool(waits(one, one.names[row[STRUCTURE]], OPENED[wave]))


def test_free_texts_differ_and_name_nobody() -> None:
    for rows in survey().waves.values():
        texts = [row[SUGGESTION] for row in rows if row[SUGGESTION] not in ("", "N/A")]
        assert len(texts) >= 25 and len(set(texts)) == len(texts)
        assert any("·" in text for text in texts)
        assert not [text for text in texts if re.search(r"[@0-9]|http|  ", text)]


# --- Effects


def agroecology(one: Survey) -> float:
    return mean_need(one, 2021, "Agroécologie") - mean_need(one, 2015, "Agroécologie")


def agroecology_above_offer(one: Survey) -> float:
    """Share of the members with a strong need in 2021, less its share of what started in 2019-2021."""
    needs = places(one.answers(2021), NEED.format("Agroécologie"), NEEDS, one.member)
    started = [
        row["Agroécologie"] in ("1", "2")
        for row in one.requests
        if row["Début"] and 2019 <= day(row["Début"]).year <= 2021 and row["Agroécologie"]
    ]
    return fmean(need > 3.4 for need in needs.values()) - fmean(started)


def gender(one: Survey) -> float:
    return mean_need(one, 2021, "Genre") - mean_need(one, 2015, "Genre")


def growth(one: Survey, partners: bool) -> float:
    """Mean growth in skill from 2015 to 2021 of the same people."""
    grown = []
    for skill in SKILLS:
        before, after = (
            places(one.answers(wave, partners), SKILL.format(skill), LEVELS, lambda row: row[KEY])
            for wave in (2015, 2021)
        )
        grown += [after[key] - before[key] for key in before.keys() & after.keys()]
    return fmean(grown)


def growth_of_members(one: Survey) -> float:
    return growth(one, partners=False)


def growth_beyond_partners(one: Survey) -> float:
    return growth(one, partners=False) - growth(one, partners=True)


def waits(one: Survey, name: str, opened: date) -> list[int]:
    """Days from request to start of what a member carried and began in the three years before a wave."""
    since = opened.replace(year=opened.year - 3)
    return [
        (day(row["Début"]) - day(row["Demande"])).days
        for row in one.requests
        if row["Début"]
        and since <= day(row["Début"]) < opened
        and name in (row["Porteur"], *row["Co-porteurs"].split(" | "))
    ]


def pleased_if_quick(one: Survey) -> float:
    """Mean satisfaction with an accompaniment of those that waited under 4.5 months, less that of the others."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for wave, opened in OPENED.items():
        means = places(one.answers(wave), WELCOME, PLEASED, one.member)
        for name, mean in means.items():
            found[fmean(waits(one, name, opened)) < 4.5 * 30.4].append(mean)
    return fmean(found[True]) - fmean(found[False])


def pleased(one: Survey, wave: int) -> dict[str, float]:
    """Mean of each member: 1 where satisfied with the network, 0 elsewhere."""
    found = defaultdict(list)
    for row in one.answers(wave):
        if row[NETWORK] in PLEASED:
            found[one.names[row[STRUCTURE]]].append(row[NETWORK] in PLEASED[3:])
    return {name: fmean(each) for name, each in found.items()}


def authorities_less_pleased(one: Survey) -> float:
    shares: dict[bool, list[float]] = {True: [], False: []}
    for wave in OPENED:
        for name, share in pleased(one, wave).items():
            shares[one.families[name] == AUTHORITY].append(share)
    return fmean(shares[False]) - fmean(shares[True])


def authorities_answer_less(one: Survey) -> float:
    answers: dict[bool, list[bool]] = {True: [], False: []}
    for wave, opened in OPENED.items():
        for name in one.members_on(opened):
            answers[one.families[name] == AUTHORITY].append(name in one.answering(wave))
    return fmean(answers[False]) - fmean(answers[True])


# What counts the effect from the lines, and the least it is where the effect is planted.
SIGNS = {
    "besoin_agroecologie": (agroecology, 0.9),
    "besoin_agroecologie, au-dessus de l’offre": (agroecology_above_offer, 0.2),
    "besoin_genre": (gender, 0.6),
    "expertise": (growth_of_members, 0.7),
    "expertise, au-delà des partenaires": (growth_beyond_partners, 0.6),
    "satisfaction_delai": (pleased_if_quick, 0.5),
    "satisfaction_collectivites": (authorities_less_pleased, 0.5),
    "non_reponse": (authorities_answer_less, 0.25),
}


@pytest.mark.parametrize("name", SIGNS)
def test_effect_is_there_where_planted_and_absent_elsewhere(name: str) -> None:
    sign, least = SIGNS[name]
    without = [sign(survey(seed, False)) for seed in NULL_SEEDS]
    assert sign(survey()) >= least
    assert fmean(without) < least / 3
    assert max(without) < least


def test_expertise_grows_from_each_wave_to_the_next_and_not_among_partners() -> None:
    one = survey()
    means = [
        fmean(
            mean
            for skill in SKILLS
            for mean in places(one.answers(wave), SKILL.format(skill), LEVELS, lambda row: row[KEY]).values()
        )
        for wave in OPENED
    ]
    assert means[1] - means[0] > 0.25 and means[2] - means[1] > 0.25
    assert abs(growth(one, partners=True)) < 0.25


@pytest.mark.parametrize("theme", ["Climat", "Jeunesses", "Pouvoir d’agir"])
def test_other_needs_stay_flat(theme: str) -> None:
    assert abs(mean_need(survey(), 2021, theme) - mean_need(survey(), 2015, theme)) < 0.3


def weighted(one: Survey, wave: int) -> float:
    """Share of satisfied members, each family counted for what it is in the register."""
    members, shares = one.members_on(OPENED[wave]), pleased(one, wave)

    def group(name: str) -> str:
        return one.families[name] if one.families[name] in (AUTHORITY, "ONG") else "Autres"

    sizes = Counter(map(group, members))
    means = {each: fmean(share for name, share in shares.items() if group(name) == each) for each in sizes}
    return sum(sizes[each] * means[each] for each in sizes) / len(members)


@cache
def truth(seed: int, effects: bool = True) -> dict[int, float]:
    """What all members think in each wave, those that keep silent too."""
    rng = Random(seed)
    everyone = people.generate_organisations(rng, effects)
    accompaniments = requests.generate_accompaniments(rng, everyone, effects)
    is_satisfied: dict[int, dict[str, list[bool]]] = {wave: defaultdict(list) for wave in OPENED}
    for voice in surveys.generate_voices(seed, everyone, accompaniments, effects):
        year, organisation = voice.invitation.wave.year, voice.invitation.organisation.name
        if not voice.invitation.is_partner:
            is_satisfied[year][organisation].append(voice.opinions["satisfaction-reseau"] >= 4)
    return {wave: fmean(map(fmean, members.values())) for wave, members in is_satisfied.items()}


def gaps(seeds: Iterable[int], estimate: Callable[[Survey, int], float], effects: bool = True) -> list[float]:
    """Distance of an estimate to what all members think, by seed and wave."""
    return [
        estimate(survey(seed, effects), wave) - truth(seed, effects)[wave]
        for seed in seeds
        for wave in OPENED
        if AUTHORITY
        in {survey(seed, effects).families[name] for name in pleased(survey(seed, effects), wave)}
    ]


def raw(one: Survey, wave: int) -> float:
    return fmean(pleased(one, wave).values())


@pytest.mark.long
def test_the_raw_share_flatters_and_the_weighted_one_does_not() -> None:
    assert fmean(gaps(SEEDS, raw)) > 0.04
    assert abs(fmean(gaps(SEEDS, weighted))) < 0.012
    assert abs(fmean(gaps(SEEDS, raw, effects=False))) < 0.012


@pytest.mark.parametrize("wave", OPENED)
def test_in_the_demo_the_raw_share_is_off_and_the_weighted_one_is_nearer(wave: int) -> None:
    one, right = survey(), truth(generator.SEED)[wave]
    assert raw(one, wave) - right > 0.02
    assert abs(weighted(one, wave) - right) < raw(one, wave) - right
    authorities = [name for name in pleased(one, wave) if one.families[name] == AUTHORITY]
    assert len(authorities) >= 5, "une famille de moins de cinq réponses serait fondue dans une autre"


@pytest.mark.parametrize("effects", [True, False])
def test_members_persist_with_and_without_effects(effects: bool) -> None:
    """Those that answered in 2015 answer more in 2021, and think of the network as they did."""
    rates, thoughts = [], []
    for seed in NULL_SEEDS:
        one = survey(seed, effects)
        there = one.members_on(OPENED[2015]) & one.members_on(OPENED[2021])
        before, after = one.answering(2015), one.answering(2021)
        rates.append(fmean(n in after for n in there & before) - fmean(n in after for n in there - before))
        first, last = (places(one.answers(wave), NETWORK, PLEASED, one.member) for wave in (2015, 2021))
        both = first.keys() & last.keys()
        happy = [last[name] for name in both if first[name] >= 4.5]
        thoughts.append(fmean(happy) - fmean(last[name] for name in both if first[name] < 4))
    assert fmean(rates) > 0.12 and fmean(thoughts) > 0.2


def test_every_effect_is_written_down() -> None:
    text = (paths.ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    assert [name for name, _ in surveys.EFFECTS if f"`{name}`" not in text] == []
    assert {name.partition(",")[0] for name in SIGNS} == {name for name, _ in surveys.EFFECTS}
