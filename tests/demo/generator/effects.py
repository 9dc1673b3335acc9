"""What is planted in the demonstration, and the rates that plant it.

With the effects off, the same generator runs on the mean of each rate, so a figure that finds
something there finds it by chance.
"""

from __future__ import annotations

from datetime import date

YEARS = range(2013, 2022)
LAST_DAY = date(2021, 12, 31)  # the files are as the team would have had them that evening

# Value in the first year and in the last; a straight line between them. Themes: share of the
# requests that aim at the theme, as a significant or a principal objective.
SLOPES = {
    "CLIMAT": (0.12, 0.64),
    "GENRE": (0.18, 0.46),
    "AGROECO": (0.12, 0.40),
    "JEUNESSES": (0.35, 0.35),
    "POUVOIR_AGIR": (0.45, 0.45),
    "INTERCULTURALITE": (0.22, 0.22),
    "ECSI": (0.24, 0.24),
    "MIGRATIONS": (0.18, 0.18),
    "delay_months": (3.0, 6.0),
    "newcomers": (0.03, 0.30),
}
# Value before 2019 and from then on.
STEPS = {"genre_studies": (0.0, 0.12), "genre_principal": (0.20, 0.50)}
GENRE_FUND_OPENED = date(2019, 1, 1)

STARTED_SHARE = 0.70  # of the requests, whatever their theme
AGROECO_DELIVERED = 0.16  # share of what starts, kept flat while requests rise
AUTHORITY_FACTOR = 0.5  # on the requests of local authorities; those never reached add to it
NEVER_REACHED = {"COLLECTIVITE": 6, "ONG": 4}  # members at the end that nothing has reached
MOST_TRAINING_PLACES = 10  # trainings are small, and full
WOMEN = 0.62  # among the people who come to an activity

EFFECTS = (
    ("climat", "Le climat monte fortement parmi les accompagnements commencés."),
    ("genre", "Le genre monte, moins que le climat, et davantage en objectif principal depuis 2019."),
    ("agroecologie", "L’agroécologie est de plus en plus demandée sans être davantage réalisée."),
    ("temoins", "Les autres thèmes restent stables."),
    ("collectivites", "Les collectivités recourent trois fois moins aux accompagnements que les ONG."),
    ("jamais_touches", "Dix membres n’ont jamais été touchés, surtout des collectivités et de petites ONG."),
    ("delai", "Le délai entre la demande et le démarrage passe de trois à six mois."),
    ("ouverture", "La participation des non-membres monte, par l’ESS et la solidarité au Nord."),
    ("formations_pleines", "Les formations ont peu de places, et sont pleines."),
    ("femmes_collectivites", "Les collectivités envoient moins de femmes que les autres."),
)


def rate(name: str, year: int, effects: bool) -> float:
    """Rate of that year, or its mean over the years when nothing is planted."""
    if name in STEPS:
        before, after = STEPS[name]
        mean = (6 * before + 3 * after) / 9
        return mean if not effects else after if year >= GENRE_FUND_OPENED.year else before
    first, last = SLOPES[name]
    if not effects:
        return (first + last) / 2
    return first + (last - first) * (year - YEARS[0]) / (len(YEARS) - 1)


def women_of_authorities(effects: bool) -> float:
    """Share of women among the people whom local authorities send."""
    return 0.35 if effects else WOMEN


def start_chance(agroecology: bool, year: int, effects: bool) -> float:
    """Chance that a request leads to an accompaniment.

    With effects it falls for agroecology as requests for it rise, so that its share of what starts
    stays at `AGROECO_DELIVERED` (Bayes), as long as the other requests can fill the rest.
    """
    if not effects:
        return STARTED_SHARE
    asked = rate("AGROECO", year, effects)
    if agroecology:
        return min(0.97, AGROECO_DELIVERED * STARTED_SHARE / asked)
    return min(0.97, (1 - AGROECO_DELIVERED) * STARTED_SHARE / (1 - asked))
