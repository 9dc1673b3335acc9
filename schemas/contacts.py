"""Whom the team calls at an organisation, what it wrote down of it, and what it has to do next. Persons may be in every row: the team's alone."""

from __future__ import annotations

import pandas as pd

from schemas.columns import Date, Table, Text, column, identifier, in_order, rule

_FILLED = {"min_value": 1}


class Contacts(Table):
    """One row a person at an organisation."""

    organisation_id: Text = identifier(
        "Identifiant", "Organisation où joindre ce contact.", references="organisations"
    )
    name: Text = column(
        "Contact", "Prénom et nom de la personne.", role="key", personal=True, str_length=_FILLED
    )
    role: Text = column(
        "Fonction", "Ce que la personne fait dans l’organisation.", role="text", empty=True, personal=True
    )
    email: Text = column(
        "Adresse électronique",
        "Adresse où lui écrire.",
        role="text",
        empty=True,
        personal=True,
        str_matches=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    )
    telephone: Text = column("Téléphone", "Numéro où la joindre.", role="text", empty=True, personal=True)
    since: Date = column(
        "En fonction depuis", "Premier jour dans cette fonction.", role="dimension", empty=True, personal=True
    )
    until: Date = column(
        "En fonction jusqu’au",
        "Dernier jour dans cette fonction.",
        role="dimension",
        empty=True,
        personal=True,
    )

    @rule("En fonction jusqu’au ne peut pas précéder En fonction depuis.")
    def ends_after_starting(frame: pd.DataFrame) -> pd.Series:
        """A contact leaves on or after the day it came."""
        return in_order(frame, "since", "until")

    class Config:
        title = "Contacts"
        description = "Personnes à joindre dans chaque organisation, pour l’équipe seule."
        is_confidential = True


class Notes(Table):
    """One row a note of the team on an organisation."""

    note_id: Text = identifier("Référence de la note", "Référence stable de la note.")
    organisation_id: Text = identifier(
        "Identifiant", "Organisation dont parle la note.", role="dimension", references="organisations"
    )
    written_on: Date = column("Jour", "Jour de l’échange ou de la note.", role="dimension")
    author: Text = column("Auteur·e", "Qui l’a écrite.", role="text", empty=True, personal=True)
    text: Text = column("Note", "Ce qui est noté.", role="text", personal=True, str_length=_FILLED)

    class Config:
        title = "Notes"
        description = "Ce que l’équipe a noté de ses échanges avec chaque organisation, pour elle seule."
        is_confidential = True


class NextSteps(Table):
    """One row a thing to do about a row of another table."""

    step_id: Text = identifier("Référence de l’étape", "Référence stable de l’étape.")
    subject: Text = column("Objet", "Ce dont il s’agit.", role="dimension", codelist="step_subjects")
    subject_id: Text = identifier(
        "Référence", "Référence de ce dont il s’agit.", role="dimension", references="subject"
    )
    text: Text = column("Étape", "Ce qui est à faire.", role="text", personal=True, str_length=_FILLED)
    owner: Text = column(
        "Responsable", "Qui s’en charge : une fonction ou un pôle.", role="text", empty=True, personal=True
    )
    due_on: Date = column("Échéance", "Pour quand.", role="dimension")
    done_on: Date = column("Faite le", "Jour où elle a été faite.", role="dimension", empty=True)

    class Config:
        title = "Prochaines étapes"
        description = "Ce que l’équipe a à faire avec une organisation, un partenariat, un accompagnement ou une activité, pour elle seule."
        is_confidential = True
