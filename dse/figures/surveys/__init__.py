"""Surveys: who answers, what they say wave after wave, and how far it speaks for all members."""

from __future__ import annotations

from dse.figures.figure import Figure
from dse.figures.section import Section
from dse.figures.surveys import (
    answers_told,
    by_family,
    choices,
    not_answered,
    numbers,
    recommendation,
    response,
    satisfaction,
    verbatims,
    waves_told,
    weighted,
)


def _asked(dimension: str) -> tuple[Figure, Figure]:
    """What was answered to the questions of a dimension, then wave after wave."""
    return answers_told.FIGURES[dimension], waves_told.FIGURES[dimension]


# Their words stand in the address bar.
SECTIONS = {
    "participation": Section(
        "Participation",
        "Qui répond, et qui manque ?",
        (response.RATE_FIGURE, response.FAMILY_FIGURE, not_answered.FIGURE),
    ),
    "besoins": Section(
        "Besoins",
        "De quel appui les membres ont-ils besoin, et qui a besoin de quoi ?",
        (*_asked("need"), by_family.FIGURES["need"]),
    ),
    "attentes": Section("Attentes", "Qu’attendent les membres du réseau ?", _asked("expectation")),
    "satisfaction": Section(
        "Satisfaction",
        "De quoi les membres sont-ils satisfaits, et nous recommanderaient-ils ?",
        (satisfaction.FIGURE, recommendation.FIGURE, answers_told.FIGURES["satisfaction"]),
    ),
    "ecarts-satisfaction": Section(
        "Écarts de satisfaction",
        "La satisfaction change-t-elle d’une vague à l’autre, d’une famille d’acteurs à l’autre ?",
        (waves_told.FIGURES["satisfaction"], by_family.FIGURES["satisfaction"]),
    ),
    "effets": Section(
        "Effets et expertise",
        "Que change notre appui, et que savent faire les membres ?",
        (*_asked("effect"), *_asked("expertise")),
    ),
    "autres": Section(
        "Autres réponses",
        "Que choisissent les membres, et que disent-ils avec leurs mots ?",
        (choices.MULTIPLE_FIGURE, choices.SINGLE_FIGURE, numbers.FIGURE, verbatims.FIGURE),
    ),
    "representativite": Section(
        "Représentativité",
        "Ceux qui répondent ressemblent-ils à l’ensemble des membres ?",
        (weighted.FIGURE, response.SIZE_FIGURE, response.REGION_FIGURE),
    ),
}
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
# The figures whose findings may be among those to remember: they compare, the others describe.
COMPARING = (*waves_told.FIGURES.values(), *by_family.FIGURES.values())
