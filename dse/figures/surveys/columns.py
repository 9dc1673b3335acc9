"""Columns of the surveys' tables, each declared once."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from dse.figures.columns import BASE, MARK, YEAR
from dse.figures.declared import coded, column, count, number, stored
from schemas import Column


def _bounds(name: str, title: str, of: str, unit: str = "%") -> tuple[Column, Column]:
    """The lower and the upper end of the interval of `of`."""
    return (
        number(
            f"{name}low_{_SUFFIX[unit]}", f"{title}de", f"Borne basse de l’intervalle à 95 % de {of}.", unit
        ),
        number(
            f"{name}high_{_SUFFIX[unit]}", f"{title}à", f"Borne haute de l’intervalle à 95 % de {of}.", unit
        ),
    )


_SUFFIX = {"%": "pct", "points": "points"}

WAVE_ID = stored("survey_waves", "wave_id", "Référence de la vague")
WAVE = replace(stored("survey_waves", "title", "Vague"), name="wave")
CLOSED_ON = stored("survey_waves", "closed_on", "Close le")
QUESTION_ID = stored("survey_questions", "question_id", "Référence de la question")
WORDING = stored("survey_items", "wording", "Question")
POPULATION = coded("population", "Qui répond", "De qui sont les réponses.", "survey_populations")

ANSWER = column(
    "answer", "Réponse", "Réponse proposée, de la moins à la plus favorable.", pa.string(), "dimension"
)
PLACE = number(
    "place", "Place", "Place sur l’échelle, de −1, le moins favorable, à 1, le plus favorable.", decimals=2
)
OPTION = column("answer", "Réponse", "Réponse proposée.", pa.string(), "dimension")
VOICES = number(
    "voices",
    "Ont choisi",
    "Organisations qui ont donné cette réponse ; celle de plusieurs répondant·es compte pour des parts d’une.",
)
FAVOURABLE = replace(
    VOICES,
    name="favourable",
    title="Favorables",
    description="Organisations aux deux réponses les plus favorables.",
)
OTHERS = replace(
    VOICES, name="others", title="Autres réponses", description="Organisations aux autres réponses."
)
BASE_ANSWERS = replace(
    BASE, title="Ont répondu", description="Organisations qui ont donné une réponse exploitable."
)
MEMBERS = count("members", "Membres", "Membres qui pouvaient répondre, le jour où la vague s’est close.")
ANSWERED = count("answered", "Ont répondu", "Membres qui ont répondu, en tout ou en partie.")
INVITED = count("invited", "Invités", "Membres à qui la vague a été proposée, ceux qui ont répondu compris.")
PARTIAL = count("partial", "Dont en partie", "Membres dont aucune réponse n’est complète.")
RESPONSE_RATE = number("rate_pct", "Taux de réponse", "Membres qui ont répondu rapportés aux membres.", "%")

DONT_KNOW = count("dont_know", "Ne savent pas", "Organisations qui ont dit ne pas savoir.")
NOT_CONCERNED = count("not_concerned", "Non concernées", "Organisations qui ont dit ne pas être concernées.")
NO_ANSWER = count("no_answer", "Sans réponse", "Organisations qui ont laissé la question sans réponse.")
NOT_ASKED = count("not_asked", "Non posée", "Organisations à qui la question n’a pas été posée.")
MISSING = (DONT_KNOW, NOT_CONCERNED, NO_ANSWER, NOT_ASKED)

SHARE = number(
    "share_pct", "Part", "Organisations qui ont donné cette réponse rapportées à celles qui ont répondu.", "%"
)
SHARE_LOW, SHARE_HIGH = _bounds("", "Part, ", "la part")
TOP = number(
    "top_two_pct",
    "Part favorable",
    "Organisations aux deux réponses les plus favorables rapportées à celles qui ont répondu.",
    "%",
)
TOP_LOW, TOP_HIGH = _bounds("top_two_", "Part favorable, ", "la part favorable")

SEGMENT = count(
    "segment", "Segment", "Nombre de fois où le libellé ou l’échelle ont changé jusqu’à cette vague."
)
WAVE_BEFORE = column(
    "wave_before",
    "Référence de la vague précédente",
    "La vague d’avant où la question est posée.",
    pa.string(),
    "dimension",
)
CHANGE = number(
    "change_points",
    "Écart",
    "Part favorable moins celle de la vague précédente, sur tous les répondants.",
    "points",
)
CHANGE_LOW, CHANGE_HIGH = _bounds("change_", "Écart, ", "l’écart", "points")
TENDENCY = coded(
    "tendency", "Ce qu’on peut dire", "Ce qu’on peut dire de l’écart sur tous les répondants.", "tendencies"
)
PAIRS = count("pairs", "Mêmes répondants", "Organisations qui ont répondu à cette vague et à la précédente.")
PAIRED = number(
    "paired_points",
    "Écart, mêmes répondants",
    "Écart entre les deux vagues sur les mêmes organisations.",
    "points",
)
PAIRED_LOW, PAIRED_HIGH = _bounds(
    "paired_", "Mêmes répondants, ", "l’écart sur les mêmes organisations", "points"
)
PAIRED_TENDENCY = coded(
    "paired_tendency",
    "Mêmes répondants, ce qu’on peut dire",
    "Ce qu’on peut dire de l’écart sur les mêmes organisations.",
    "tendencies",
)
WHY_NOT = column("why_not", "Non comparé", "Pourquoi deux vagues ne sont pas comparées.", pa.string(), "text")

WEIGHTED = number(
    "weighted_pct",
    "Part redressée",
    "Part favorable après calage sur les familles et les tailles du registre.",
    "%",
)
WEIGHTED_LOW, WEIGHTED_HIGH = _bounds("weighted_", "Part redressée, ", "la part redressée")
EFFECTIVE = number(
    "effective_n", "Effectif efficace", "Réponses d’égal poids qui seraient aussi précises.", decimals=0
)
SHIFT = number("shift_points", "Redressée moins brute", "Part redressée moins part brute.", "points")

MEDIAN = number("median", "Médiane", "La moitié des organisations donnent moins.")
QUARTILE_LOW = number("lower_quartile", "Premier quartile", "Un quart des organisations donnent moins.")
QUARTILE_HIGH = number("upper_quartile", "Troisième quartile", "Un quart des organisations donnent plus.")
MEAN = number("mean", "Moyenne", "Moyenne des organisations.")
MEAN_LOW = number("mean_low", "Moyenne, de", "Borne basse de l’intervalle à 95 % de la moyenne.")
MEAN_HIGH = number("mean_high", "Moyenne, à", "Borne haute de l’intervalle à 95 % de la moyenne.")
LOWEST = number("lowest", "Plus bas", "La plus petite valeur donnée.")
HIGHEST = number("highest", "Plus haut", "La plus grande valeur donnée.")

PROMOTERS = replace(VOICES, name="promoters", title="Promoteurs", description="Organisations à 9 ou 10.")
PASSIVES = replace(VOICES, name="passives", title="Passifs", description="Organisations à 7 ou 8.")
DETRACTORS = replace(VOICES, name="detractors", title="Détracteurs", description="Organisations de 0 à 6.")
SCORE = number("score_points", "Score", "Promoteurs moins détracteurs, de −100 à 100.", "points")
SCORE_LOW, SCORE_HIGH = _bounds("score_", "Score, ", "le score", "points")

TEXT = stored("survey_answers", "text", "Réponse libre")

__all__ = ["BASE", "MARK", "YEAR"]

# What a row is about, where it is about a question of one wave.
ASKED = (WAVE_ID, WAVE, POPULATION, QUESTION_ID, WORDING)
