"""What the network offers and does: offers, accompaniments, activities, and their marks."""

from __future__ import annotations

import pandas as pd

from schemas.columns import (
    WITHOUT_ORGANISATION,
    Amount,
    Count,
    Date,
    Flag,
    Number,
    Table,
    Text,
    column,
    identifier,
    in_order,
    rule,
)


class Offers(Table):
    """What members may ask for, from opening to closing."""

    offer_id: Text = identifier("Identifiant de l’offre", "Identifiant stable de l’offre.")
    title: Text = column("Intitulé", "Intitulé de l’offre.", role="text")
    kind: Text = column(
        "Type",
        "Type d’accompagnement ou d’activité proposé.",
        role="dimension",
        codelist=("accompaniment_kinds", "activity_kinds"),
    )
    for_families: Text = column(
        "Familles visées",
        "Familles d’acteurs à qui l’offre s’adresse, séparées par « | » ; vide : toutes.",
        role="text",
        empty=True,
    )
    opened_on: Date = column("Ouverture", "Premier jour de l’offre.", role="dimension")
    closed_on: Date = column("Fermeture", "Dernier jour de l’offre.", role="dimension", empty=True)
    places_per_year: Count = column(
        "Places par an",
        "Nombre de places prévues chaque année.",
        role="measure",
        unit="places",
        empty=True,
        ge=0,
    )
    note: Text = column("Note", "Remarque sur l’offre.", role="text", empty=True)

    @rule("La fermeture ne peut pas précéder l’ouverture.")
    def closes_after_opening(frame: pd.DataFrame) -> pd.Series:
        """An offer closes on or after the day it opened."""
        return in_order(frame, "opened_on", "closed_on")

    class Config:
        title = "Offre"
        description = "Offres d’accompagnement et d’activités, avec leurs dates."


class Accompaniments(Table):
    """One row a study accompanied, or asked for."""

    accompaniment_id: Text = identifier("Référence", "Référence stable de l’accompagnement.")
    offer_id: Text = identifier(
        "Offre", "Offre dont relève l’accompagnement.", role="dimension", references="offers", empty=True
    )
    kind: Text = column("Type", "Type d’étude accompagnée.", role="dimension", codelist="accompaniment_kinds")
    title: Text = column("Intitulé", "Intitulé de l’accompagnement.", role="text")
    status: Text = column("Statut", "Étape atteinte.", role="dimension", codelist="accompaniment_statuses")
    requested_on: Date = column("Demande", "Date de la demande.", role="dimension")
    decided_on: Date = column("Décision", "Date de la décision.", role="dimension", empty=True)
    started_on: Date = column("Début", "Date de démarrage.", role="dimension", empty=True)
    ended_on: Date = column("Fin", "Date de fin.", role="dimension", empty=True)
    cost_eur: Amount = column("Coût", "Coût total.", role="measure", unit="€", empty=True, ge=0)
    cofinancing_eur: Amount = column(
        "Cofinancement", "Part cofinancée par le F3E.", role="measure", unit="€", empty=True, ge=0
    )
    country: Text = column("Pays", "Pays concerné.", role="dimension", codelist="countries", empty=True)
    sector: Text = column("Secteur", "Secteur du CAD.", role="dimension", codelist="sectors", empty=True)

    @rule("La fin ne peut pas précéder le début.")
    def ends_after_starting(frame: pd.DataFrame) -> pd.Series:
        """An accompaniment ends on or after the day it started."""
        return in_order(frame, "started_on", "ended_on")

    class Config:
        title = "Accompagnements"
        description = "Accompagnements d’études demandés et réalisés."


class AccompanimentOrganisations(Table):
    """Who takes part in an accompaniment, and as what."""

    accompaniment_id: Text = identifier("Référence", "Accompagnement concerné.", references="accompaniments")
    organisation_id: Text = identifier(
        "Identifiant", "Organisation qui y prend part.", references="organisations"
    )
    role: Text = column("Rôle", "Rôle de l’organisation.", role="key", codelist="accompaniment_roles")

    class Config:
        title = "Organisations des accompagnements"
        description = "Rôle de chaque organisation dans chaque accompagnement."


class Activities(Table):
    """One row a training, a meeting of a community, a workshop…"""

    activity_id: Text = identifier("Référence de l’activité", "Référence stable de l’activité.")
    offer_id: Text = identifier(
        "Offre", "Offre dont relève l’activité.", role="dimension", references="offers", empty=True
    )
    kind: Text = column("Type", "Type d’activité.", role="dimension", codelist="activity_kinds")
    series: Text = column(
        "Série", "Communauté ou cycle dont c’est une rencontre.", role="dimension", empty=True
    )
    title: Text = column("Intitulé", "Intitulé de l’activité.", role="text")
    held_on: Date = column("Date", "Premier jour.", role="dimension")
    ended_on: Date = column("Fin", "Dernier jour.", role="dimension", empty=True)
    format: Text = column(
        "Format",
        "En présence, à distance ou les deux.",
        role="dimension",
        codelist="activity_formats",
        empty=True,
    )
    places: Count = column(
        "Places", "Nombre de places ouvertes.", role="measure", unit="places", empty=True, ge=0
    )

    @rule("La fin ne peut pas précéder la date.")
    def ends_after_starting(frame: pd.DataFrame) -> pd.Series:
        """An activity ends on or after its first day."""
        return in_order(frame, "held_on", "ended_on")

    class Config:
        title = "Activités"
        description = "Formations, communautés de pratiques, ateliers, rencontres, expérimentations."


class Participations(Table):
    """How many people of an organisation came to an activity, and as what."""

    activity_id: Text = identifier("Référence de l’activité", "Activité suivie.", references="activities")
    organisation_id: Text = identifier(
        "Identifiant",
        "Organisation des participant·es, ou SANS_ORGANISATION.",
        references="organisations",
        also_allowed=(WITHOUT_ORGANISATION,),
    )
    role: Text = column("Rôle", "Rôle dans l’activité.", role="key", codelist="participation_roles")
    participants: Count = column(
        "Participant·es", "Nombre de personnes venues.", role="measure", unit="personnes", ge=0
    )
    women: Count = column(
        "Dont femmes", "Nombre de femmes parmi elles.", role="measure", unit="personnes", empty=True, ge=0
    )

    @rule("Il ne peut pas y avoir plus de femmes que de participant·es.")
    def women_are_participants(frame: pd.DataFrame) -> pd.Series:
        """Women are counted among the participants."""
        return (frame["women"] <= frame["participants"]).fillna(True).astype(bool)

    class Config:
        title = "Participations"
        description = "Participation des organisations aux activités."


class Outputs(Table):
    """What an accompaniment or an activity left: a report, a guide, a video…"""

    output_id: Text = identifier("Référence de la production", "Référence stable de la production.")
    accompaniment_id: Text = identifier(
        "Accompagnement",
        "Accompagnement qui l’a produite.",
        role="dimension",
        references="accompaniments",
        empty=True,
    )
    activity_id: Text = identifier(
        "Activité", "Activité qui l’a produite.", role="dimension", references="activities", empty=True
    )
    title: Text = column("Intitulé", "Intitulé de la production.", role="text")
    kind: Text = column("Type", "Ce que c’est.", role="dimension", codelist="output_kinds")
    delivered_on: Date = column("Remise le", "Jour où elle a été remise ou publiée.", role="dimension")
    is_public: Flag = column("Publique", "Si chacun peut la lire.", role="dimension", empty=True)
    address: Text = column(
        "Adresse", "Où elle se trouve : une adresse de page ou un dossier.", role="text", empty=True
    )

    @rule("Une production vient d’un accompagnement ou d’une activité, pas des deux.")
    def has_one_origin(frame: pd.DataFrame) -> pd.Series:
        """An accompaniment or an activity produced it."""
        return frame["accompaniment_id"].isna() != frame["activity_id"].isna()

    class Config:
        title = "Productions"
        description = "Ce que les accompagnements et les activités ont produit."


class ServiceTargets(Table):
    """What the network wants of an offer, or of a kind of service, in a year."""

    target_id: Text = identifier("Référence de la cible", "Référence stable de la cible.")
    offer_id: Text = identifier(
        "Offre", "Offre dont c’est la cible.", role="dimension", references="offers", empty=True
    )
    kind: Text = column(
        "Type",
        "Type d’accompagnement ou d’activité dont c’est la cible.",
        role="dimension",
        codelist=("accompaniment_kinds", "activity_kinds"),
        empty=True,
    )
    year: Count = column("Année", "Année de la cible.", role="dimension", ge=1900)
    measure: Text = column("Mesure", "Ce qui est compté.", role="dimension", codelist="target_measures")
    target: Number = column(
        "Cible", "Valeur visée : un nombre, ou un pourcentage pour une part.", role="measure", ge=0
    )
    comment: Text = column("Commentaire", "Remarque sur la cible.", role="text", empty=True)

    @rule("Une cible est celle d’une offre ou d’un type : ni des deux, ni d’aucun.")
    def has_one_scope(frame: pd.DataFrame) -> pd.Series:
        """It is of an offer or of a kind."""
        return frame["offer_id"].isna() != frame["kind"].isna()

    @rule("Une part visée, de femmes ou de satisfaits, va jusqu’à 100 %.")
    def is_no_more_than_all(frame: pd.DataFrame) -> pd.Series:
        """A share has nothing beyond all."""
        return ~frame["measure"].isin(["FEMMES", "SATISFACTION"]) | (frame["target"] <= 100)

    @rule("Une offre ou un type n’a qu’une cible d’une mesure par année.")
    def is_the_only_one(frame: pd.DataFrame) -> pd.Series:
        """One target of a measure in a year."""
        return ~frame.duplicated(["offer_id", "kind", "year", "measure"], keep=False)

    class Config:
        title = "Cibles de l’offre"
        description = (
            "Ce que le réseau vise chaque année pour une offre ou un type d’accompagnement ou d’activité."
        )


class ThemeMarks(Table):
    """How much a subject aims at a theme. No row means not examined, which is never 0."""

    subject: Text = column("Objet", "Ce qui est marqué.", role="key", codelist="subjects")
    subject_id: Text = identifier("Référence", "Référence de l’objet marqué.", references="subject")
    theme: Text = column("Thème", "Thème, ou celui qui en regroupe d’autres.", role="key", codelist="themes")
    score: Count = column(
        "Marque",
        "0 examiné et non visé, 1 objectif significatif, 2 objectif principal.",
        role="dimension",
        isin=[0, 1, 2],
    )
    justification: Text = column("Justification", "Raison de la marque.", role="text", empty=True)

    class Config:
        title = "Marques thématiques"
        description = "Importance de chaque thème dans ce qui a été examiné."


class Partnerships(Table):
    """A partnership at one depth; a change of depth closes the row and opens another."""

    partnership_id: Text = identifier("Référence du partenariat", "Référence stable de la période.")
    organisation_id: Text = identifier(
        "Partenaire", "Organisation partenaire.", role="dimension", references="organisations"
    )
    department: Text = column("Service", "Service ou division du partenaire.", role="dimension", empty=True)
    kind: Text = column("Type", "Nature du partenariat.", role="dimension", codelist="partnership_kinds")
    depth: Text = column(
        "Profondeur", "De l’échange (1) à l’alliance (4).", role="dimension", codelist="partnership_depths"
    )
    started_on: Date = column("Début", "Premier jour à cette profondeur.", role="dimension")
    ended_on: Date = column("Fin", "Dernier jour à cette profondeur.", role="dimension", empty=True)

    @rule("La fin ne peut pas précéder le début.")
    def ends_after_starting(frame: pd.DataFrame) -> pd.Series:
        """A partnership ends on or after the day it started."""
        return in_order(frame, "started_on", "ended_on")

    class Config:
        title = "Partenariats"
        description = "Partenariats du réseau, leur nature et leur profondeur dans le temps."
