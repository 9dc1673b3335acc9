"""What the work leads to: indicators, changes, decisions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from schemas.columns import Count, Date, Number, Table, Text, column, identifier, in_order, rule


def breakdown() -> Any:
    """Declare what a value of an indicator is about."""
    return column(
        "Ventilation",
        "Famille d’acteur, région ou autre territoire ; « - » pour l’ensemble.",
        role="key",
        codelist=("actor_families", "regions"),
        open=True,
    )


def seal(title: str, what: str) -> Any:
    """Declare the mark by which the team lets a public read a text: the seal of that very text (`dse/seals.py`)."""
    return column(
        title,
        f"Sceau du texte que l’équipe laisse lire ({what}), calculé par le tableau de bord ; vide, ou d’un autre texte : non.",
        role="dimension",
        empty=True,
        str_matches=r"^[0-9a-f]{32}$",
    )


class Indicators(Table):
    """What is followed, and which way is up."""

    indicator_id: Text = identifier("Indicateur", "Identifiant stable de l’indicateur.")
    objective: Text = column("Objectif", "Objectif auquel il se rattache.", role="dimension")
    result: Text = column(
        "Résultat attendu", "Résultat que l’indicateur mesure.", role="dimension", empty=True
    )
    title: Text = column("Intitulé", "Intitulé de l’indicateur.", role="text")
    level: Text = column("Niveau", "Extrant, effet ou impact.", role="dimension", codelist="indicator_levels")
    measure: Text = column("Mesure", "Nature de la valeur.", role="dimension", codelist="indicator_measures")
    unit: Text = column("Unité", "Unité de la valeur.", role="dimension")
    direction: Text = column(
        "Sens voulu", "Sens dans lequel la valeur doit aller.", role="dimension", codelist="directions"
    )
    tolerance: Number = column(
        "Tolérance", "Écart admis quand il s’agit de maintenir.", role="measure", empty=True, ge=0
    )
    source: Text = column(
        "Source",
        "D’où vient la valeur : saisie, ou mesure d’une figure du tableau de bord.",
        role="dimension",
        codelist="indicator_sources",
        parameters=True,
    )

    class Config:
        title = "Indicateurs"
        description = "Indicateurs du cadre de suivi."


class IndicatorBaselines(Table):
    """Where an indicator started from."""

    indicator_id: Text = identifier("Indicateur", "Indicateur concerné.", references="indicators")
    breakdown: Text = breakdown()
    value: Number = column("Valeur de départ", "Valeur de départ.", role="measure")
    observed_on: Date = column("Observée le", "Date de l’observation.", role="dimension")

    class Config:
        title = "Valeurs de départ"
        description = "Situation de départ de chaque indicateur."


class IndicatorPeriods(Table):
    """Target and result of an indicator over a period."""

    indicator_id: Text = identifier("Indicateur", "Indicateur concerné.", references="indicators")
    breakdown: Text = breakdown()
    period_start: Date = column("Début", "Premier jour de la période.", role="key")
    period_end: Date = column("Fin", "Dernier jour de la période.", role="dimension")
    target: Number = column("Cible", "Valeur visée.", role="measure", empty=True)
    target_on: Date = column("Cible au", "Date de la cible.", role="dimension", empty=True)
    actual: Number = column("Réalisé", "Valeur atteinte.", role="measure", empty=True)
    actual_on: Date = column("Réalisé au", "Date de la valeur atteinte.", role="dimension", empty=True)
    comment: Text = column("Commentaire", "Explication de la valeur.", role="text", empty=True)
    evidence: Text = column(
        "Source de vérification", "Où la valeur peut être vérifiée.", role="text", empty=True
    )

    @rule("La fin ne peut pas précéder le début.")
    def ends_after_starting(frame: pd.DataFrame) -> pd.Series:
        """A period ends on or after its first day."""
        return in_order(frame, "period_start", "period_end")

    class Config:
        title = "Cibles et réalisations"
        description = "Cible et valeur atteinte de chaque indicateur, par période."


class Changes(Table):
    """An observed change, as outcome harvesting records it."""

    change_id: Text = identifier("Référence du changement", "Référence stable du changement.")
    observed_on: Date = column("Observé le", "Date de l’observation.", role="dimension")
    organisation_id: Text = identifier(
        "Identifiant", "Organisation qui l’a observé.", role="dimension", references="organisations"
    )
    social_actor: Text = column("Acteur du changement", "Qui a changé.", role="text")
    description: Text = column("Description", "Ce qui a changé.", role="text")
    change_kind: Text = column(
        "Type de changement", "Ce qui a changé de nature.", role="dimension", codelist="change_kinds"
    )
    level: Text = column(
        "Niveau", "Niveau où le changement a lieu.", role="dimension", codelist="change_levels"
    )
    expected: Text = column("Prévu", "Prévu ou imprévu.", role="dimension", codelist="change_expected")
    direction: Text = column("Sens", "Positif ou négatif.", role="dimension", codelist="change_directions")
    significance: Text = column(
        "Portée", "Importance du changement.", role="dimension", codelist="significances", empty=True
    )
    evidence: Text = column("Source de vérification", "Ce qui l’atteste.", role="text", empty=True)
    verification: Text = column(
        "Vérification", "Où en est la vérification.", role="dimension", codelist="verifications"
    )

    class Config:
        title = "Changements"
        description = "Changements observés par les membres et leurs partenaires."


class ChangeContributions(Table):
    """What contributed to a change, and how much."""

    change_id: Text = identifier("Référence du changement", "Changement concerné.", references="changes")
    subject: Text = column("Objet", "Ce qui a contribué.", role="key", codelist="subjects")
    subject_id: Text = identifier("Référence", "Référence de ce qui a contribué.", references="subject")
    contribution: Text = column(
        "Contribution", "Part prise au changement.", role="dimension", codelist="contributions"
    )

    class Config:
        title = "Contributions"
        description = "Accompagnements et activités qui ont contribué aux changements."


class Decisions(Table):
    """What was decided in front of which figure."""

    decision_id: Text = identifier("Référence de la décision", "Référence stable de la décision.")
    decided_on: Date = column("Décidée le", "Jour de la décision.", role="dimension")
    occasion: Text = column("Occasion", "Réunion ou séminaire.", role="text")
    finding: Text = column("Constat", "Ce que la figure disait.", role="text")
    figure_id: Text = identifier("Figure", "Figure regardée.", role="dimension")
    selection: Text = column("Sélection", "Filtres en place, comme dans l’adresse.", role="text")
    store_version: Count = column("Version", "Version des données regardée.", role="dimension", ge=1)
    value_then: Number = column(
        "Valeur d’alors", "Valeur de la figure ce jour-là.", role="measure", empty=True
    )
    value_unit: Text = column(
        "Unité de la valeur",
        "Unité de la valeur suivie : elle dit lequel des chiffres de la figure.",
        role="dimension",
        empty=True,
    )
    decision: Text = column("Décision", "Ce qui est décidé.", role="text")
    owner: Text = column("Responsable", "Qui s’en charge.", role="text", empty=True, personal=True)
    due_on: Date = column("Échéance", "Pour quand.", role="dimension", empty=True)
    status: Text = column("Statut", "Où elle en est.", role="dimension", codelist="decision_statuses")
    offer_id: Text = identifier(
        "Offre", "Offre concernée.", role="dimension", references="offers", empty=True
    )
    offer_change: Text = column(
        "Changement de l’offre", "Ce qui change dans l’offre.", role="text", empty=True
    )
    outcome: Text = column("Résultat", "Ce qu’elle a donné.", role="text", empty=True)
    closed_on: Date = column("Close le", "Jour où elle a été close.", role="dimension", empty=True)
    decision_seal: Text = seal("Décision lue par un public", "décision")
    outcome_seal: Text = seal("Résultat lu par un public", "résultat")

    class Config:
        title = "Décisions"
        description = "Pistes consignées et ce qu’elles sont devenues."
