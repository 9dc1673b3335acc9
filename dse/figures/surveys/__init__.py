"""Surveys: who answers, what they say wave after wave, and how far it speaks for all members."""

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

FIGURES = (
    response.RATE_FIGURE,
    response.FAMILY_FIGURE,
    satisfaction.FIGURE,
    recommendation.FIGURE,
    *(
        figures[each]
        for each in answers_told.QUESTIONS
        for figures in (answers_told.FIGURES, waves_told.FIGURES)
    ),
    *by_family.FIGURES.values(),
    weighted.FIGURE,
    choices.MULTIPLE_FIGURE,
    choices.SINGLE_FIGURE,
    numbers.FIGURE,
    response.SIZE_FIGURE,
    response.REGION_FIGURE,
    not_answered.FIGURE,
    verbatims.FIGURE,
)
