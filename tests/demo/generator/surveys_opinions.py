"""What the people asked think, whether or not they say it: places on scales, from planted means."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from statistics import NormalDist, fmean

from tests.demo.generator.surveys_questions import (
    AFTERWARDS,
    NEEDS,
    NETWORK,
    OPINIONS,
    SKILLS,
    WAVES,
    Opinion,
)
from tests.demo.generator.surveys_respondents import Invitation

# Mean place on its scale, the same in every wave and in both versions, unless said otherwise below.
STEADY = {
    "besoin-climat": 2.9,
    "besoin-jeunesses": 2.4,
    "besoin-pouvoir-agir": 2.7,
    "besoin-interculturalite": 2.1,
    "besoin-evaluation": 2.8,
    "besoin-capitalisation": 2.6,
    "besoin-suivi-evaluation": 3.0,
    "besoin-aoc": 2.3,
    "besoin-formation": 2.9,
    "besoin-communaute": 2.5,
    "effet-equipe": 3.9,
    "effet-partenaires": 3.4,
    "satisfaction-ressources": 3.8,
}
# Without effects a need stands to what is served as every other does: the share of members that say it differs by the same for all
# themes from the share that the register accompanies, or sees at an activity on them, in three years; and by the same for all kinds
# of study from the share that it accompanies.
NEEDED_NULL = {
    "besoin-climat": 0.72,
    "besoin-genre": 0.80,
    "besoin-agroecologie": 0.58,
    "besoin-jeunesses": 0.81,
    "besoin-pouvoir-agir": 0.91,
    "besoin-interculturalite": 0.76,
    "besoin-evaluation": 0.68,
    "besoin-capitalisation": 0.55,
    "besoin-suivi-evaluation": 0.54,
    "besoin-aoc": 0.50,
    "besoin-formation": 0.60,
    "besoin-communaute": 0.75,
}
MIDDLE = 2.5  # of the scale of needs: a need of this much or more counts as one
# Mean in each wave, planted.
RISING = {"besoin-agroecologie": (2.2, 2.8, 3.5), "besoin-genre": (2.0, 2.5, 3.0)}
SKILL_OF_MEMBERS, SKILL_OF_PARTNERS = (2.4, 3.1, 3.8), 2.6
PLEASED, PLEASED_AUTHORITIES, PLEASED_NULL = 4.3, 2.5, 4.0  # with the network
# With an accompaniment: what each month past the bearable takes.
WELCOME, LOST_A_MONTH, BEARABLE = 4.5, 0.6, 3.5
WELCOME_NULL = 3.9
RECOMMENDED, RECOMMENDED_AUTHORITIES, RECOMMENDED_NULL = 7.8, 5.8, 7.5

SPREAD = {4: 0.8, 5: 0.9, 11: 1.9}
OF_ORGANISATION, OF_PERSON = 0.45, 0.40  # lasting parts of an opinion, in standard deviations
TASTE = 1.0  # what the leaning of an organisation towards a theme adds to its need
LEANINGS = {
    "besoin-climat": "CLIMAT",
    "besoin-genre": "GENRE",
    "besoin-agroecologie": "AGROECO",
    "besoin-jeunesses": "JEUNESSES",
    "besoin-pouvoir-agir": "POUVOIR_AGIR",
    "besoin-interculturalite": "INTERCULTURALITE",
}
AUTHORITY = "COLLECTIVITE"
_NEEDS, _SKILLS = ({each.id for each in questions} for questions in (NEEDS, SKILLS))


def draw_opinions(
    rng: Random, invitation: Invitation, effects: bool, needed: Mapping[str, float] = NEEDED_NULL
) -> dict[str, int]:
    """Score of one person on the scale of each question, from 1; without effects, such shares of the members say they need something."""
    wave = WAVES.index(invitation.wave)
    return {
        opinion.id: _draw_score(
            rng, invitation, planted_mean(opinion, invitation, effects, needed), 1, len(opinion.scales[wave])
        )
        for opinion in OPINIONS
    }


def draw_recommendation(rng: Random, invitation: Invitation, effects: bool) -> int:
    """From 0 to 10."""
    mean = (
        RECOMMENDED_NULL
        if not effects
        else RECOMMENDED_AUTHORITIES
        if _is_authority(invitation)
        else RECOMMENDED
    )
    return _draw_score(rng, invitation, mean, 0, 10)


def planted_mean(
    question: Opinion, invitation: Invitation, effects: bool, needed: Mapping[str, float] = NEEDED_NULL
) -> float:
    """The planted mean of a question for such people."""
    wave = WAVES.index(invitation.wave)
    if question.id in _NEEDS:
        return _need(question.id, wave, None if effects else needed[question.id]) + TASTE * (
            invitation.organisation.leanings.get(LEANINGS.get(question.id, ""), 1.0) - 1.0
        )
    if question.id in _SKILLS:
        if invitation.is_partner:
            return SKILL_OF_PARTNERS
        return SKILL_OF_MEMBERS[wave] if effects else fmean(SKILL_OF_MEMBERS)
    if question is AFTERWARDS[0]:
        return WELCOME - LOST_A_MONTH * max(0.0, invitation.delay - BEARABLE) if effects else WELCOME_NULL
    if question is NETWORK[0]:
        return PLEASED_NULL if not effects else PLEASED_AUTHORITIES if _is_authority(invitation) else PLEASED
    return STEADY[question.id] - (len(question.scales[wave]) == 4) * 0.6


@cache
def _need(question: str, wave: int, share: float | None) -> float:
    if share is not None:
        return MIDDLE + SPREAD[4] * NormalDist().inv_cdf(share)
    return RISING[question][wave] if question in RISING else STEADY[question]


def _is_authority(invitation: Invitation) -> bool:
    return invitation.organisation.family == AUTHORITY


def _draw_score(rng: Random, invitation: Invitation, mean: float, lowest: int, highest: int) -> int:
    own = 1 - OF_ORGANISATION**2 - OF_PERSON**2
    away = (
        OF_ORGANISATION * invitation.temper
        + OF_PERSON * invitation.person.temper
        + own**0.5 * rng.gauss(0, 1)
    )
    return min(highest, max(lowest, round(mean + SPREAD[highest - lowest + 1] * away)))
