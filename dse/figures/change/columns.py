"""Columns of the tables on observed changes and on what contributed to them, each declared once."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from dse.figures.columns import IS_PARTIAL, MARK, ORGANISATION, STANDING, THEME, YEAR
from dse.figures.declared import coded, column, count, number, share, stored
from dse.figures.offer.columns import SUPPORT
from dse.figures.surveys.columns import MEMBERS, POPULATION, QUESTION_ID, WHY_NOT, WORDING
from schemas import Column, codelists

CHANGE_ID = stored("changes", "change_id")
OBSERVED_ON = stored("changes", "observed_on")
OBSERVER = stored("organisations", "name", "Observé par")
ACTOR = stored("changes", "social_actor")
DESCRIPTION = stored("changes", "description")
KIND = stored("changes", "change_kind")
LEVEL = stored("changes", "level")
EXPECTED = stored("changes", "expected")
DIRECTION = stored("changes", "direction")
SIGNIFICANCE = stored("changes", "significance")
EVIDENCE = stored("changes", "evidence")
VERIFICATION = stored("changes", "verification")
CITED_TITLES = column(
    "cited_titles",
    "Ce qui y a contribué",
    "Appuis cités, du plus décisif au plus faible.",
    pa.string(),
    "text",
)

CHANGES = count("changes", "Changements", "Changements observés.")
VERIFIED, VERIFYING, UNVERIFIED = VERIFICATIONS = tuple(
    count(name, code.label, code.description)
    for name, code in zip(
        ("verified", "verifying", "unverified"), reversed(codelists.load("verifications")), strict=True
    )
)
VERIFIED_SHARE = share("verified_pct", "Part vérifiée", "Vérifiés rapportés aux changements observés.")
NEGATIVE = count("negative", "Dont négatifs", "Changements qui vont contre la vision partagée.")
UNFORESEEN = count("unforeseen", "Dont imprévus", "Changements que personne n’avait prévus.")

FORESEEN_POSITIVE = count("foreseen_positive", "Prévus, positifs", "Prévus et positifs.")
UNFORESEEN_POSITIVE = count("unforeseen_positive", "Imprévus, positifs", "Imprévus et positifs.")
FORESEEN_NEGATIVE = count("foreseen_negative", "Prévus, négatifs", "Prévus et négatifs.")
UNFORESEEN_NEGATIVE = count("unforeseen_negative", "Imprévus, négatifs", "Imprévus et négatifs.")
SORTS = (FORESEEN_POSITIVE, UNFORESEEN_POSITIVE, FORESEEN_NEGATIVE, UNFORESEEN_NEGATIVE)
UNFORESEEN_SHARE = share("unforeseen_pct", "Part imprévue", "Imprévus rapportés aux changements observés.")
NEGATIVE_SHARE = share("negative_pct", "Part négative", "Négatifs rapportés aux changements observés.")
UNFORESEEN_TENDENCY = coded(
    "unforeseen_tendency",
    "Tendance des imprévus",
    "Ce qu’on peut dire de la part imprévue sur la période.",
    "tendencies",
)
NEGATIVE_TENDENCY = coded(
    "negative_tendency",
    "Tendance des négatifs",
    "Ce qu’on peut dire de la part négative sur la période.",
    "tendencies",
)

BACKING = coded("backing", "Appui cité", "Ce que le changement cite.", "change_backings")
BACKED = replace(
    STANDING,
    title="Écart aux autres",
    description="Si la part vérifiée diffère de celle des changements qui ne citent aucun accompagnement.",
)

ENDED = count("ended", "Terminés", "Accompagnements ou activités terminés dans les années choisies.")
CITED = count("cited", "Cités", "Ceux qu’au moins un changement cite.")
CITED_SHARE = share("cited_pct", "Part citée", "Cités rapportés aux terminés.")
DECISIVE, SHARED, WEAK = STRENGTHS = tuple(
    count(name, code.label, f"Cités, et dont la plus forte contribution est celle-ci. {code.description}")
    for name, code in zip(
        ("decisive", "shared", "weak"), reversed(codelists.load("contributions")), strict=True
    )
)
NOT_CITED = count("not_cited", "Jamais cités", "Ceux qu’aucun changement ne cite.")
CITED_STANDING = replace(
    STANDING, title="Écart aux autres", description="Si ces accompagnements sont plus ou moins souvent cités."
)

LAST_WAVE = column("last_wave", "Vague d’arrivée", "Vague d’arrivée.", pa.string(), "dimension")
FIRST_WAVE = column("first_wave", "Vague de départ", "Vague de départ.", pa.string(), "dimension")
RANK_BEFORE = count("rank_before", "Degré de départ", "Place de la réponse de départ sur l’échelle.")
RANK_AFTER = count("rank_after", "Degré d’arrivée", "Place de la réponse d’arrivée sur l’échelle.")
LEVEL_BEFORE = column("level_before", "De", "Réponse de départ.", pa.string(), "dimension")
LEVEL_AFTER = column("level_after", "À", "Réponse d’arrivée.", pa.string(), "dimension")
RESPONDENTS = count("respondents", "Personnes", "Personnes passées de l’une à l’autre.")
PAIRS = count("pairs", "Mêmes répondants", "Membres, ou partenaires, qui ont répondu aux deux vagues.")
YEAR_BEFORE = replace(
    YEAR, name="year_before", title="De l’année", description="Année de la vague de départ."
)
STEPS = count("steps", "Degrés", "Degrés de l’échelle.")
SCALE = column(
    "scale", "Échelle", "Réponses de l’échelle, de la plus basse à la plus haute.", pa.string(), "dimension"
)
WAVES = column(
    "waves", "Vagues", "Années des vagues comparées, chacune à la suivante.", pa.string(), "dimension"
)


def _on_scale(name: str, title: str, description: str) -> Column:
    return number(name, title, description, "degrés", decimals=2)


MEAN_BEFORE = _on_scale(
    "mean_before", "Moyenne des départs", "Moyenne aux vagues de départ, tous passages réunis."
)
MEAN_AFTER = _on_scale(
    "mean_after", "Moyenne des arrivées", "Moyenne aux vagues d’arrivée, tous passages réunis."
)
CHANGE = _on_scale("change", "Écart", "Moyenne des arrivées moins moyenne des départs, mêmes répondants.")
CHANGE_LOW = _on_scale("change_low", "Écart, de", "Borne basse de l’intervalle à 95 % de l’écart.")
CHANGE_HIGH = _on_scale("change_high", "Écart, à", "Borne haute de l’intervalle à 95 % de l’écart.")
TENDENCY = coded("tendency", "Ce qu’on peut dire", "Ce qu’on peut dire de l’écart.", "tendencies")

__all__ = [
    "IS_PARTIAL",
    "MARK",
    "MEMBERS",
    "ORGANISATION",
    "POPULATION",
    "QUESTION_ID",
    "SUPPORT",
    "THEME",
    "WHY_NOT",
    "WORDING",
    "YEAR",
]
