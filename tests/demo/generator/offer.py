"""The invented catalogue of offers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tests.demo.generator.effects import GENRE_FUND_OPENED, YEARS


@dataclass(frozen=True)
class Offer:
    """One offer; `weight` is how often it is asked for, or how many activities a year it gives."""

    id: str
    title: str
    kind: str
    opened: date
    weight: float
    closed: date | None = None
    places: int | None = None
    families: str = ""
    note: str = ""

    def is_open(self, day: date) -> bool:
        """Whether it may be asked for that day, both ends included."""
        return self.opened <= day <= (self.closed or day)


STUDIES = (
    Offer("OFF-EVAL", "Fonds d’évaluation", "EVALUATION", date(2011, 1, 3), 36, places=10),
    Offer("OFF-PREA", "Fonds d’études préalables", "ETUDE_PREALABLE", date(2011, 1, 3), 10, places=4),
    Offer(
        "OFF-TRAN",
        "Fonds d’études transversales",
        "ETUDE_TRANSVERSALE",
        date(2011, 1, 3),
        10,
        closed=date(2017, 12, 31),
        places=3,
        note="Fermé à la fin de 2017 : peu de demandes des réseaux.",
    ),
    Offer("OFF-CAPI", "Appui à la capitalisation", "CAPITALISATION", date(2011, 1, 3), 15, places=4),
    Offer("OFF-SE", "Appui au suivi-évaluation", "SUIVI_EVALUATION", date(2012, 1, 2), 13, places=4),
    Offer("OFF-AOC", "Accompagnement des démarches AOC", "AOC", date(2014, 1, 6), 9, places=3),
    Offer("OFF-GENRE", "Fonds d’études genre", "ETUDE_GENRE", GENRE_FUND_OPENED, 0, places=4),
    Offer("OFF-POST", "Suites d’évaluation", "POST_EVALUATION", date(2015, 1, 5), 6, places=3),
)
ACTIVITIES = (
    Offer("OFF-FORM", "Formations du réseau", "FORMATION", date(2011, 1, 3), 6, places=90),
    Offer(
        "OFF-TERR",
        "Formations pour les territoires",
        "FORMATION",
        date(2018, 1, 8),
        1,
        places=15,
        families="COLLECTIVITE",
    ),
    Offer("OFF-COMM", "Communautés de pratiques", "COMMUNAUTE_PRATIQUES", date(2011, 1, 3), 0, places=150),
    Offer("OFF-ATEL", "Ateliers méthodologiques", "ATELIER", date(2011, 1, 3), 4, places=60),
    Offer("OFF-RENC", "Rencontres du réseau", "RENCONTRE", date(2011, 1, 3), 2, places=120),
    Offer("OFF-EXPE", "Expérimentations", "EXPERIMENTATION", date(2013, 2, 4), 3, places=30),
    Offer("OFF-RESS", "Chantiers de ressources", "PRODUCTION_RESSOURCE", date(2012, 1, 2), 1),
)


# Invented communities of practice: name, first year, last year.
COMMUNITIES = (
    ("Communauté Suivi et évaluation", 2013, 2021),
    ("Communauté Capitaliser ensemble", 2013, 2018),
    ("Communauté Changements", 2014, 2021),
    ("Communauté Territoires", 2016, 2021),
)
MEETINGS_A_YEAR = 3
ALWAYS = date(2011, 1, 3)
EVER = (YEARS[0], YEARS[-1])


def catalogue(effects: bool) -> tuple[Offer, ...]:
    """Every offer. Without effects none opens or closes in the years that the files tell."""
    offers = STUDIES + ACTIVITIES
    return offers if effects else tuple(replace(offer, opened=ALWAYS, closed=None) for offer in offers)


def communities(effects: bool) -> tuple[tuple[str, int, int], ...]:
    """The communities of practice, with the years in which they meet; all of them every year without effects."""
    return COMMUNITIES if effects else tuple((name, *EVER) for name, _, _ in COMMUNITIES)
