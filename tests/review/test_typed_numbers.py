"""Numbers typed in a comment are seen, in digits and in words."""

from __future__ import annotations

import pytest

from dse.review.commentary.typed_numbers import AROUND, find_typed_numbers

SEEN = [
    "52 %",
    "3 sur 4",
    "3/4",
    "5**2** %",
    "½",
    "٣",
    "五",
    "𝟓",
    "²",
    "2e",
    "douze",
    "Douze",
    "dou\u200bze",
    "dix-sept",
    "quatre-vingts",
    "deux cents",
    "une centaine",
    "la moitié",
    "un tiers",
    "trois quarts",
    "le double",
    "la deuxième",
    "une sur dix",
    "un seul",
    "un seul 2021",
    "un seul 12 mai",
    "tous",
    "toutes",
    "aucune",
    "à l’unanimité",
    "zéro",
    "2019 réponses",
    "2020 %",
    "12",
    "8 mairies ont dit non",
    "Pour 12 maires",
    "52 marseillais",
    "52 mars",
    "2000 participants",
    "2012 adhérents",
    "2019 ménages",
    "tout le monde",
    "chaque membre",
    "tout membre",
    "pas une n’a répondu",
    "pas une",
    "pas un membre",
    "l’unique membre",
    "un couple",
    "personne ne le demande",
    "2019-2021 %",
    "trois leçons sur quatre",
    "dix points",
    "trois ans sur quatre",
    "le dixième des membres",
    "12 ans",
    "Seuls deux membres",
    "seuls, 2019 réponses",
    "trois membres",
    "deux organisations",
    "aucun membre",
    "aucune mairie",
    "seules les collectivités",
    "les seuls membres à le dire",
    "une hausse de trois points",
    "trois points à Angers",
    "trois causes sur cent",
    "deux réponses",
    "un quart des membres",
    "aucun accompagnement",
    "toutes les structures",
    "à deux réserves près",
    "Deux regrets seulement",
    "aucune objection",
    "aucune réserve",
    "aucun regret",
    "trois problèmes",
    "deux propositions",
    "deux remarques",
    "aucun risque",
    "aucun doute n’a été exprimé",
    "deux doutes",
    "trois engagements",
    "un seul objectif",
    "deux documents",
    "deux recommandations",
    "trois points à Alger",
    "trois points faibles",
    "deux chantiers",
    "les deux chantiers",
    "ces deux membres",
    "ces deux réponses",
    "ces deux chantiers sur trois",
    "ces 2 chantiers",
    "ces vingt chantiers",
    "ces deux chantiers d’accompagnement",
    "ces quatre chantiers d’accompagnement terminés",
    "ces deux chantiers membres",
    "ces deux chantiers-membres",
    "ces deux chantiers sont terminés",
    "ces deux chantiers : insatisfaits",
    "ces deux chantiers [[décisions échues]] membres",
    "ces deux tendances ont répondu non",
    "ces deux mouvements",
    "ces deux mouvements membres ont répondu non",
    "ces dix sujets",
    "ces deux sujets ont dit non",
    "[[3 réponses]]",
    "[[52 % des membres]]",
]
NOT_SEEN = [
    "",
    "un constat",
    "ces deux chantiers",
    "Ces trois tendances.",
    "sur ces deux défis, le réseau avance",
    "une enquête",
    "en 2019",
    "les venues en 2021 ne sont pas celles de membres",
    "de 2016-2018 à 2019-2021",
    "le 12 mai 2021",
    "le 1er mai",
    "en 2019 nous avons, puis 2021 a vu",
    "2019 et 2021",
    "le 31 décembre prochain",
    "les personnes interrogées",
    "une personne",
    "trois leçons pour la suite",
    "trois priorités pour 2022",
    "trois ans après",
    "trois points à retenir",
    "deux causes",
    "aux seuls membres",
    "aucun doute",
    "toutes ces raisons",
    "un seul enjeu",
    "une deuxième piste",
    "un double enjeu",
    "un quart d’heure",
    "trois mois d’attente",
    "le dixième le plus accompagné",
    "le triennal 2019-2021 compte",
    "chaque année",
    "ce n’est pas une surprise",
    "avant tout",
    "la plupart",
    "un neveu, une dizain",
    "début 2020 plusieurs sont partis",
    "à la mi-2020 beaucoup reprennent",
    "l’année 2021 marque un tournant",
    "[[taux de recours, sur la période]]",
    "[[part du thème Genre, dernière année]]",
]


@pytest.mark.parametrize("text", SEEN)
def test_a_number_is_seen(text: str) -> None:
    (found,) = find_typed_numbers(f"Voici : {text}.")
    assert found.numbers and all(number in found.excerpt for number in found.numbers)
    assert find_typed_numbers(f"- **{text}**") and find_typed_numbers(f"Suite.\n{text}")


@pytest.mark.parametrize("text", NOT_SEEN)
def test_what_is_no_number_is_not(text: str) -> None:
    assert find_typed_numbers(f"Voici : {text}.") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("181,5 jours", ("181,5",)),
        ("une attente de 181,5 jours pour six offres", ("181,5", "six")),
        ("1\u202f829 réponses", ("1\u202f829",)),
        ("12 345,5 euros", ("12 345,5",)),
        ("Seuls 5 membres sur 47", ("5", "47")),
        ("seule 1 mairie", ("1",)),
        ("en 2021 181 réponses", ("181",)),
        ("3, 4 et 5", ("3", "4", "5")),
        ("2019,5", ("2019,5",)),
    ],
)
def test_a_number_is_one_as_it_is_written(text: str, numbers: tuple[str, ...]) -> None:
    assert [typed.numbers for typed in find_typed_numbers(text)] == [numbers]


def test_the_number_that_begins_a_line_of_a_list_is_none() -> None:
    assert find_typed_numbers("1. D’abord\n2) Puis les petites\n10. Enfin") == []
    assert find_typed_numbers("1. D’abord 12 membres") and find_typed_numbers("Soit 1. D’abord")


def test_an_excerpt_has_whole_words_and_those_near_share_one() -> None:
    around = "lorem ipsum " * 10
    (found,) = find_typed_numbers(f"{around}douze sur vingt {around}fin")
    excerpt = found.excerpt
    assert "douze sur vingt" in excerpt and excerpt.startswith("…") and excerpt.endswith("…")
    assert len(excerpt) <= len("douze sur vingt") + 2 * AROUND + 2
    assert set(excerpt.strip("…").split()) <= {"lorem", "ipsum", "douze", "sur", "vingt"}
    assert len(find_typed_numbers(f"douze {around} vingt")) == 2
