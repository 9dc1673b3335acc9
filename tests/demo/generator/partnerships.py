"""The invented partnerships: with whom, through which service, and how deep from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.demo.generator.stays import day_in

EFFECTS = (
    (
        "partenariat_approfondi",
        "Le partenariat avec la coordination va de l’échange à l’alliance, palier par palier.",
    ),
    (
        "nouveaux_services",
        "Avec l’agence, le partenariat dépasse le seul service qui finance : deux autres s’ouvrent.",
    ),
)
AGENCY, COORDINATION = "Agence fictive de développement", "Coordination Fictive des Solidarités de Lyse"
FUNDING_DESK = "Division des initiatives associatives"


@dataclass(frozen=True)
class Partnership:
    """A partner, its service (empty for all of it) and kind; `depths` holds year and depth, 0 where it ends."""

    partner: str
    service: str
    kind: str
    depths: tuple[tuple[int, int], ...]


PARTNERSHIPS = (
    Partnership(AGENCY, FUNDING_DESK, "FINANCEMENT", ((2010, 3),)),
    Partnership(AGENCY, "Département Climat et territoires", "CO_PRODUCTION", ((2017, 1), (2019, 2), (2021, 3))),
    Partnership(AGENCY, "Direction de l’évaluation", "ECHANGE", ((2018, 1), (2020, 2))),
    Partnership(COORDINATION, "", "CO_ORGANISATION", ((2013, 1), (2015, 2), (2018, 3), (2020, 4))),
    Partnership(COORDINATION, "", "PLAIDOYER", ((2019, 2),)),
    Partnership("Réseau Palabres", "", "ECHANGE", ((2012, 1), (2019, 2))),
    Partnership("Fonds imaginaire pour la solidarité", "", "FINANCEMENT", ((2011, 2),)),
    Partnership("Office fictif de la coopération d’Orvaine", "", "FINANCEMENT", ((2012, 2), (2017, 0))),
    Partnership("Agence imaginaire Grand Cairn", "Pôle Jeunesses", "CONVENTION", ((2015, 3), (2019, 0))),
    Partnership("Université fictive de Lysemont", "", "CO_PRODUCTION", ((2014, 2),)),
    Partnership("Coopérative La Bonne Trempe", "", "ECHANGE", ((2018, 1), (2020, 2))),
    Partnership("Université populaire des Trois-Ombelles", "", "CO_ORGANISATION", ((2019, 1), (2021, 2))),
    Partnership("Ligue imaginaire des communs", "", "PLAIDOYER", ((2020, 1),)),
)  # fmt: skip
BEGUN = (2009, 2012)  # years in which all begin when nothing is planted


@dataclass(frozen=True)
class Spell:
    """A partnership at one depth, from its first day to its last."""

    id: str
    partnership: Partnership
    depth: int
    started: date
    ended: date | None


def generate_spells(seed: int, effects: bool) -> Iterator[Spell]:
    """One a depth, partner by partner. Without effects each partnership keeps the depth that it began with."""
    rng = Random(f"{seed}-partenariats")
    number = 0
    for partnership in PARTNERSHIPS:
        steps = partnership.depths if effects else ((rng.randint(*BEGUN), partnership.depths[0][1]),)
        days = [day_in(rng, year, 1, 10) for year, _ in steps]
        ends = [*(day - timedelta(days=1) for day in days[1:]), None]
        for (_, depth), start, end in zip(steps, days, ends, strict=True):
            if depth:
                number += 1
                yield Spell(f"PAR-{number:02d}", partnership, depth, start, end)
