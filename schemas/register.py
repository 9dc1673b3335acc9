"""Who the organisations are: register, names, profiles over time, memberships."""

from __future__ import annotations

import pandas as pd

from schemas.columns import Date, Flag, Table, Text, column, identifier, in_order, rule


class Organisations(Table):
    """One row an organisation, member or not."""

    organisation_id: Text = identifier("Identifiant", "Identifiant stable de l’organisation dans la base.")
    name: Text = column(
        "Nom", "Nom usuel de l’organisation.", role="text", names_persons=True, str_length={"min_value": 1}
    )
    siren: Text = column(
        "SIREN", "Numéro SIREN à neuf chiffres.", role="dimension", empty=True, str_matches=r"^\d{9}$"
    )
    country: Text = column(
        "Pays du siège",
        "Pays du siège, code ISO à deux lettres.",
        role="dimension",
        codelist="countries",
        empty=True,
    )
    successor_id: Text = identifier(
        "Successeur",
        "Organisation qui a repris celle-ci, après une fusion par exemple.",
        role="dimension",
        references="organisations",
        empty=True,
    )

    class Config:
        title = "Organisations"
        description = "Organisations connues du réseau, membres ou non."


class OrganisationAliases(Table):
    """Other spellings under which an organisation is found in files."""

    alias: Text = column(
        "Autre nom", "Nom ou sigle rencontré dans les fichiers.", role="key", names_persons=True
    )
    organisation_id: Text = identifier(
        "Identifiant", "Organisation que ce nom désigne.", role="dimension", references="organisations"
    )

    class Config:
        title = "Autres noms"
        description = "Sigles et orthographes sous lesquels les organisations apparaissent."


class OrganisationProfiles(Table):
    """What an organisation was from a date on, until its next profile."""

    organisation_id: Text = identifier("Identifiant", "Organisation décrite.", references="organisations")
    valid_from: Date = column("Situation depuis le", "Premier jour où ce profil est vrai.", role="key")
    actor_family: Text = column(
        "Famille d’acteur", "Famille d’acteur au sens du F3E.", role="dimension", codelist="actor_families"
    )
    field: Text = column("Champ", "Champ d’action principal.", role="dimension", codelist="fields")
    legal_category: Text = column(
        "Catégorie juridique",
        "Catégorie juridique de l’INSEE.",
        role="dimension",
        codelist="legal_categories",
        empty=True,
    )
    is_ess: Flag = column(
        "ESS", "Appartenance déclarée à l’économie sociale et solidaire.", role="dimension", empty=True
    )
    region: Text = column(
        "Région", "Région du siège en France.", role="dimension", codelist="regions", empty=True
    )
    size_band: Text = column(
        "Taille", "Tranche d’effectif salarié.", role="dimension", codelist="size_bands", empty=True
    )

    class Config:
        title = "Profils"
        description = "Famille, champ, région et taille de chaque organisation, datés."


class Memberships(Table):
    """One row a stay in the network; an organisation may leave and come back."""

    organisation_id: Text = identifier("Identifiant", "Organisation membre.", references="organisations")
    joined_on: Date = column("Adhésion", "Date d’adhésion au réseau.", role="key")
    left_on: Date = column("Départ", "Date de départ du réseau.", role="dimension", empty=True)
    college: Text = column(
        "Collège", "Collège de l’assemblée générale.", role="dimension", codelist="colleges", empty=True
    )

    @rule("Le départ ne peut pas précéder l’adhésion.")
    def leaves_after_joining(frame: pd.DataFrame) -> pd.Series:
        """A stay ends on or after the day it began."""
        return in_order(frame, "joined_on", "left_on")

    class Config:
        title = "Adhésions"
        description = "Périodes d’adhésion au réseau."
