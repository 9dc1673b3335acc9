"""Columns of the tables that question the offer, each declared once."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from dse.figures.columns import (
    FAMILY,
    IS_PARTIAL,
    KIND,
    MARK,
    ORGANISATION,
    REGION,
    STANDING,
    THEME,
    YEAR,
)
from dse.figures.declared import column, count, number, stored
from dse.figures.surveys.columns import (
    BASE_ANSWERS,
    FAVOURABLE,
    MEMBERS,
    OTHERS,
    QUESTION_ID,
    WAVE,
    WAVE_ID,
)
from schemas import Column, codelists

SUPPORT = replace(
    KIND,
    name="support",
    title="Forme d’appui",
    description="Type d’accompagnement ou d’activité dont parle la question.",
    codelists=("accompaniment_kinds", "activity_kinds"),
)
NEED = number("need_pct", "Besoin", "Membres qui disent ce besoin, rapportés à ceux qui ont répondu.", "%")
NEED_LOW = number("need_low_pct", "Besoin, de", "Borne basse de l’intervalle à 95 % du besoin.", "%")
NEED_HIGH = number("need_high_pct", "Besoin, à", "Borne haute de l’intervalle à 95 % du besoin.", "%")
ASKED_BY = count("asked_by", "Ont demandé", "Membres qui l’ont demandé dans les trois années.")
ASKED = number("asked_pct", "Demandé", "Membres qui l’ont demandé, rapportés à tous les membres.", "%")
MET = count("met", "Servis", "Membres servis dans les trois années.")
MET_SHARE = number("met_pct", "Servi", "Membres servis, rapportés à tous les membres.", "%")
SATISFIED_BASE = count(
    "satisfied_base", "Servis qui ont répondu", "Membres servis dont on sait la satisfaction."
)
SATISFIED = number(
    "satisfied_pct", "Satisfaction", "Part de réponses favorables parmi les membres servis.", "%"
)
SATISFIED_LOW = number(
    "satisfied_low_pct", "Satisfaction, de", "Borne basse de l’intervalle à 95 % de la satisfaction.", "%"
)
SATISFIED_HIGH = number(
    "satisfied_high_pct", "Satisfaction, à", "Borne haute de l’intervalle à 95 % de la satisfaction.", "%"
)
GAP = number("gap_points", "Écart", "Besoin moins part des membres servis.", "points")
GAP_LOW = number("gap_low_points", "Écart, de", "Borne basse de l’intervalle à 95 % de l’écart.", "points")
GAP_HIGH = number("gap_high_points", "Écart, à", "Borne haute de l’intervalle à 95 % de l’écart.", "points")
GAP_RANK = count(
    "gap_rank", "Rang de l’écart", "Place parmi tous les écarts de même sorte, 1 pour le plus grand."
)
AWAY = replace(
    STANDING,
    name="away",
    title="Écart aux autres",
    description="Ce qu’on peut dire de cet écart, comparé à la moyenne des autres.",
)

NEEDING = count(
    "needing", "Disent ce besoin", "Membres dont au moins la moitié des réponses disent ce besoin."
)
OUTCOMES = tuple(
    count(code.code.lower(), code.label, code.description) for code in codelists.load("need_outcomes")
)
UNSERVED = number("unserved_pct", "Non servis", "Membres qui disent ce besoin et n’ont pas été servis.", "%")
OUTCOME = column(
    "outcome",
    "Suite",
    "Ce qu’est devenu ce besoin.",
    pa.string(),
    "dimension",
    codelists=("need_outcomes",),
)
LAST_REQUEST = stored("accompaniments", "requested_on", "Dernière demande")
STATUS = stored("accompaniments", "status", "Statut aujourd’hui")
DAYS_SINCE = count("days_since", "Depuis", "Jours écoulés depuis la dernière demande.", unit="jours")


def _mean_place(name: str, title: str, what: str) -> tuple[Column, Column, Column]:
    """A mean place on a scale and the ends of its interval."""
    return (
        number(name, title, f"Place moyenne {what}, de −1 à 1, 0 au milieu de l’échelle.", decimals=2),
        number(f"{name}_low", f"{title}, de", "Borne basse de l’intervalle à 95 %.", decimals=2),
        number(f"{name}_high", f"{title}, à", "Borne haute de l’intervalle à 95 %.", decimals=2),
    )


IMPORTANCE, IMPORTANCE_LOW, IMPORTANCE_HIGH = _mean_place("importance", "Importance", "du besoin")
PERFORMANCE, PERFORMANCE_LOW, PERFORMANCE_HIGH = _mean_place(
    "performance", "Satisfaction moyenne", "de la satisfaction"
)
QUADRANT = column("quadrant", "Cadran", "Où il se place.", pa.string(), "dimension", codelists=("quadrants",))

OFFER = stored("offers", "title", "Offre")
SUPPORT_KIND = stored("offers", "kind")
OPENED = stored("offers", "opened_on")
CLOSED = stored("offers", "closed_on")
PLACES = stored("offers", "places_per_year")
FOR_WHOM = column("for_whom", "Pour qui", "Familles visées.", pa.string(), "text")
COULD = count("could", "Pourraient", "Membres de la période dont la famille est visée.")
OFFER_USERS = count("users", "S’en servent", "Membres visés qui s’en sont servis.")
OFFER_USERS_SHARE = number("users_pct", "Part qui s’en sert", "Rapportés à ceux qui le pourraient.", "%")
USES = count("uses", "Usages", "Accompagnements démarrés, ou organisations venues à une activité.")
FILLED = number("filled_pct", "Remplissage", "Places prises rapportées aux places prévues.", "%")
OPEN_YEARS = count("open_years", "Années d’ouverture", "Années entières où elle était ouverte.", unit="ans")
IS_OPEN_NOW = column(
    "is_open_now", "Encore ouverte", "Vrai si elle n’est pas fermée.", pa.bool_(), "dimension"
)
AIMED_AT = column("aimed_at", "Thèmes", "Thèmes les plus marqués.", pa.string(), "text")
IS_OPEN = column(
    "is_open", "Ouverte", "Vrai si l’offre était ouverte un jour de l’année.", pa.bool_(), "dimension"
)

DECISION_ID = stored("decisions", "decision_id")
QUESTION = column("question", "Figure", "Question de la figure regardée.", pa.string(), "text")
CHOICE = column("choice", "Choix", "Années et filtres en place.", pa.string(), "text")
FINDING = stored("decisions", "finding")
VALUE_THEN = replace(stored("decisions", "value_then"), decimals=1)
VALUE_AGAIN = number(
    "value_again", "Valeur d’alors, données d’aujourd’hui", "Le même chiffre, recalculé sur les mêmes années."
)
VALUE_SINCE = number("value_since", "Valeur depuis", "Le même chiffre sur les années qui suivent.")
SINCE_YEARS = column("since_years", "Années qui suivent", "Années entières qui suivent.", pa.string(), "text")
SINCE_MEMBERS = count("since_members", "Membres concernés", "Membres derrière la valeur depuis.")
WHY_NOT_SINCE = column("why_not", "Non suivi", "Pourquoi le chiffre n’est pas suivi.", pa.string(), "text")
OFFER_CHANGE = stored("decisions", "offer_change")
OFFER_MOVED = column(
    "offer_moved",
    "Ce qu’a fait l’offre",
    "Ouverture, fermeture ou changement depuis la décision.",
    pa.string(),
    "text",
)
OWNER = stored("decisions", "owner")
OUTCOME_TEXT = stored("decisions", "outcome", "Ce que cela a donné")
CLOSED_DECISION = stored("decisions", "closed_on", "Close le")

CUT = column("cut", "Découpage", "Comment les membres sont découpés.", pa.string(), "dimension")
SEGMENT_NAME = column("segment_name", "Segment", "Segment de membres.", pa.string(), "dimension")
SEGMENT_MEMBERS = count("segment_members", "Membres", "Membres du segment, au moins une année.")
MEMBERS_PART = number("members_part_pct", "Part des adhésions", "Années d’adhésion rapportées à toutes.", "%")
SERVED_PART = number("served_part_pct", "Part des servis", "Années servies rapportées à toutes.", "%")
OTHERS_RATE = number("others_pct", "Taux annuel des autres", "Même taux pour les autres membres.", "%")
STANDARDISED = number(
    "standardised", "Différence standardisée", "Écart aux autres, en écarts types.", decimals=2
)

__all__ = [
    "BASE_ANSWERS",
    "FAMILY",
    "FAVOURABLE",
    "IS_PARTIAL",
    "MARK",
    "MEMBERS",
    "ORGANISATION",
    "OTHERS",
    "QUESTION_ID",
    "REGION",
    "THEME",
    "WAVE",
    "WAVE_ID",
    "YEAR",
]
