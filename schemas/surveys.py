"""What members say: waves, respondents, questions, items, options, answers."""

from __future__ import annotations

import pandas as pd

from schemas.columns import Count, Date, Flag, Number, Table, Text, column, identifier, in_order, rule


class SurveyWaves(Table):
    """One run of a survey."""

    wave_id: Text = identifier("Vague", "Identifiant stable de la vague.")
    series: Text = column("Enquête", "Enquête dont c’est une vague.", role="dimension")
    title: Text = column("Intitulé", "Intitulé de la vague.", role="text")
    opened_on: Date = column("Ouverture", "Premier jour de réponse.", role="dimension")
    closed_on: Date = column("Clôture", "Dernier jour de réponse.", role="dimension")
    unit: Text = column(
        "Unité", "Qui répond : une organisation ou une personne.", role="dimension", codelist="survey_units"
    )
    is_anonymous: Flag = column(
        "Anonyme", "Vrai si les réponses ne sont rattachées à aucune organisation.", role="dimension"
    )

    @rule("La clôture ne peut pas précéder l’ouverture.")
    def closes_after_opening(frame: pd.DataFrame) -> pd.Series:
        """A wave closes on or after the day it opened."""
        return in_order(frame, "opened_on", "closed_on")

    class Config:
        title = "Vagues d’enquête"
        description = "Enquêtes menées auprès des membres et de leurs partenaires."


class SurveyRespondents(Table):
    """One row an invited respondent, under a pseudonym."""

    wave_id: Text = identifier("Vague", "Vague concernée.", references="survey_waves")
    respondent_id: Text = identifier("Répondant·e", "Pseudonyme du ou de la répondant·e.", personal=True)
    organisation_id: Text = identifier(
        "Identifiant",
        "Organisation du ou de la répondant·e.",
        role="dimension",
        references="organisations",
        empty=True,
    )
    status: Text = column("Statut", "Où en est la réponse.", role="dimension", codelist="respondent_statuses")
    submitted_on: Date = column("Réponse le", "Jour de l’envoi.", role="dimension", empty=True, personal=True)
    actor_family: Text = column(
        "Famille d’acteur",
        "Famille déclarée dans une vague anonyme.",
        role="dimension",
        codelist="actor_families",
        empty=True,
    )
    is_partner: Flag = column(
        "Partenaire", "Vrai pour un partenaire d’un membre.", role="dimension", empty=True
    )
    about: Text = column(
        "Objet",
        "Accompagnement ou activité sur lequel porte la réponse.",
        role="dimension",
        codelist="subjects",
        empty=True,
    )
    about_id: Text = identifier(
        "Référence de l’objet", "Référence de cet objet.", role="dimension", empty=True
    )

    class Config:
        title = "Répondant·es"
        description = "Personnes ou organisations invitées à répondre, sous pseudonyme."


class SurveyQuestions(Table):
    """A question, stable over waves."""

    question_id: Text = identifier("Question", "Identifiant stable de la question.")
    dimension: Text = column(
        "Dimension", "Ce que la question mesure.", role="dimension", codelist="dimensions"
    )
    theme: Text = column(
        "Thème", "Thème sur lequel elle porte.", role="dimension", codelist="themes", empty=True
    )
    kind_asked_about: Text = column(
        "Type visé",
        "Type d’accompagnement ou d’activité sur lequel elle porte.",
        role="dimension",
        codelist=("accompaniment_kinds", "activity_kinds"),
        empty=True,
    )

    class Config:
        title = "Questions"
        description = "Questions posées, identifiées de vague en vague."


class SurveyItems(Table):
    """How a question was asked in a wave."""

    wave_id: Text = identifier("Vague", "Vague concernée.", references="survey_waves")
    question_id: Text = identifier("Question", "Question posée.", references="survey_questions")
    wording: Text = column("Libellé", "Question telle qu’elle a été posée.", role="text")
    kind: Text = column("Forme", "Forme de la réponse.", role="dimension", codelist="item_kinds")
    scale_id: Text = identifier("Échelle", "Échelle de réponse.", role="dimension", empty=True)
    position: Count = column("Position", "Rang dans le questionnaire.", role="measure", ge=0)
    favourable_from: Number = column(
        "Favorable dès", "Note à partir de laquelle une réponse est favorable.", role="measure", empty=True
    )
    most_choices: Count = column(
        "Choix permis",
        "Nombre de réponses qu’une personne peut choisir, ou de rangs comptés.",
        role="measure",
        empty=True,
        ge=1,
    )
    horizon_years: Count = column(
        "Années visées",
        "Années dont parle la question : 3 pour les trois à venir, -3 pour les trois d’avant, 0 pour maintenant.",
        role="dimension",
        unit="années",
        empty=True,
    )

    class Config:
        title = "Questions par vague"
        description = "Libellé, forme et échelle de chaque question dans chaque vague."


class SurveyOptions(Table):
    """The answers offered by a scale."""

    scale_id: Text = identifier("Échelle", "Échelle de réponse.")
    option: Text = column("Option", "Code de la réponse.", role="key")
    label: Text = column("Libellé", "Texte de la réponse.", role="text")
    rank: Count = column("Rang", "Ordre sur l’échelle.", role="measure", empty=True)
    missing: Text = column(
        "Absence", "Sorte d’absence de réponse.", role="dimension", codelist="missing_reasons", empty=True
    )
    theme: Text = column(
        "Thème", "Thème dont parle la réponse.", role="dimension", codelist="themes", empty=True
    )
    kind_asked_about: Text = column(
        "Type visé",
        "Type d’accompagnement ou d’activité dont parle la réponse.",
        role="dimension",
        codelist=("accompaniment_kinds", "activity_kinds"),
        empty=True,
    )

    class Config:
        title = "Échelles"
        description = "Réponses proposées, avec leur ordre."


class SurveyAnswers(Table):
    """One answer; a multiple-choice question has one row 0/1 for each option offered."""

    wave_id: Text = identifier("Vague", "Vague concernée.", references="survey_waves")
    respondent_id: Text = identifier("Répondant·e", "Pseudonyme.", personal=True)
    question_id: Text = identifier("Question", "Question répondue.", references="survey_questions")
    option: Text = column("Option", "Option d’un choix multiple, sinon « - ».", role="key")
    value: Number = column(
        "Valeur", "Réponse chiffrée ou rang sur l’échelle.", role="measure", empty=True, personal=True
    )
    text: Text = column("Texte", "Réponse libre.", role="text", empty=True, personal=True)
    missing: Text = column(
        "Absence", "Sorte d’absence de réponse.", role="dimension", codelist="missing_reasons", empty=True
    )

    class Config:
        title = "Réponses"
        description = "Réponses données, sous pseudonyme."
