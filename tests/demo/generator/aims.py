"""What invented accompaniments and activities aim at, and which themes were examined."""

from __future__ import annotations

from random import Random

from schemas import codelists
from tests.demo.generator.effects import rate

CLIMATE = ("CLIMAT_ADAPTATION", "CLIMAT_ATTENUATION")
PRINCIPAL = 0.3  # of those that aim at a theme
# Chance that a theme was examined; a theme absent here, or a later year: `USUALLY`.
USUALLY = 0.93
EXAMINED = {
    "JEUNESSES": {2013: 0.30},
    "INTERCULTURALITE": {2013: 0.30, 2014: 0.38},
    "MIGRATIONS": {2013: 0.35},
    "AGROECO": {2013: 0.36, 2014: 0.62, 2015: 0.72},
}
IN_ACTIVITIES = {
    "CLIMAT": 0.22,
    "GENRE": 0.28,
    "AGROECO": 0.15,
    "JEUNESSES": 0.30,
    "POUVOIR_AGIR": 0.45,
    "INTERCULTURALITE": 0.25,
    "ECSI": 0.28,
    "MIGRATIONS": 0.15,
}


def draw_request_scores(
    rng: Random, kind: str, year: int, leanings: dict[str, float], effects: bool
) -> dict[str, int]:
    """Score of every leaf theme, examined or not: 0 not aimed at, 1 significant, 2 principal."""
    shares = {theme: rate(theme, year, effects) * leanings[theme] for theme in IN_ACTIVITIES}
    principal = {"GENRE": rate("genre_principal", year, effects)}
    scores = _scores(rng, shares, principal)
    if kind == "ETUDE_GENRE":
        scores["GENRE"] = 2
    return scores


def draw_activity_scores(rng: Random) -> dict[str, int]:
    """The same for an activity, at shares that never move."""
    return _scores(rng, IN_ACTIVITIES, {})


def keep_examined(rng: Random, scores: dict[str, int], year: int, pending: bool = False) -> dict[str, int]:
    """The scores of the themes that were examined; those just asked for seldom were."""
    climate = rng.random() < USUALLY  # the two leaves of climate are examined together
    is_examined = {leaf: rng.random() < EXAMINED.get(leaf, {}).get(year, USUALLY) for leaf in scores}
    is_examined |= dict.fromkeys(CLIMATE, climate)
    if pending and rng.random() < 0.7:
        return {}
    return {leaf: score for leaf, score in scores.items() if is_examined[leaf]}


def _scores(rng: Random, shares: dict[str, float], principal: dict[str, float]) -> dict[str, int]:
    scores = dict.fromkeys(codelists.leaves("themes"), 0)
    for theme, share in shares.items():
        if rng.random() < share:
            score = 2 if rng.random() < principal.get(theme, PRINCIPAL) else 1
            scores.update(dict.fromkeys(_leaves(rng, theme), score))
    return scores


def _leaves(rng: Random, theme: str) -> tuple[str, ...]:
    if theme != "CLIMAT":
        return (theme,)
    adaptation, attenuation = CLIMATE
    return rng.choice(((adaptation,), (adaptation,), (attenuation,), CLIMATE))
