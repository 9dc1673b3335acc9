"""Three lines of each form, as a person would type them from the explanations of a template."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

# Three lines of each form, as a person would type them from the explanations.
FILLED = {
    "membres": [
        {"Identifiant": "M1", "Nom": "Terres vives", "Famille d’acteur": "ONG", "Champ": "ESS", "ESS": "oui", "Pays": "France", "SIREN": "123 456 782", "Adhésion": date(2015, 1, 2), "Collège": "Collège des ONG", "Autres noms": "TV | Terres"},
        {"Identifiant": "M2", "Nom": "Ville d’Ouvre", "Famille d’acteur": "Collectivité territoriale", "Champ": "Autre champ", "Région": "Bretagne", "Adhésion": date(2016, 3, 4)},
        {"Identifiant": "M3", "Nom": "Cabinet Rive", "Famille d’acteur": "Autre acteur", "Champ": "ESS"},
    ],
    "offre": [
        {"Identifiant": f"O{number}", "Intitulé": f"Offre {number}", "Type": kind, "Ouverture": date(2015, 1, 1), "Places par an": 10 * number, "Familles visées": "ONG | Fondation"}
        for number, kind in enumerate(("Évaluation", "Capitalisation", "Formation"), 1)
    ],
    "accompagnements": [
        {"Référence": f"A{number}", "Offre": "O1", "Type": "Évaluation", "Intitulé": f"Étude {number}", "Statut": "Terminé", "Porteur": "Terres vives", "Partenaires": "M2; M3", "Demande": date(2018, number, 1), "Début": date(2018, number, 20), "Coût (€)": Decimal("1200.50"), "Genre": "Objectif principal", "Migrations": "Examiné, non visé"}
        for number in (1, 2, 3)
    ],
    "activites": [
        {"Référence": f"R{number}", "Type": "Formation", "Intitulé": f"Session {number}", "Date": date(2018, 5, number), "Places": 15, "Genre": "Objectif significatif"}
        for number in (1, 2, 3)
    ],
    "presences": [
        {"Activité": f"R{number}", "Organisation": "TV", "Rôle": "Participant", "Participants": 4, "Dont femmes": 0}
        for number in (1, 2, 3)
    ],
    "indicateurs": [
        {"Indicateur": f"I{number}", "Objectif": "Adapter l’offre", "Intitulé": f"Mesure {number}", "Niveau": "Effet", "Mesure": "Pourcentage", "Unité": "%", "Sens voulu": "Hausse", "Valeur de départ": 24, "Départ observé le": date(2018, 12, 31), "Début": date(2019, 1, 1), "Fin": date(2021, 12, 31), "Cible": 40.5, "Réalisé": 31.25}
        for number in (1, 2, 3)
    ],
    "partenariats": [
        {"Référence": f"P{number}", "Partenaire": "Cabinet Rive", "Service": "Pôle Eau", "Type": "Co-production", "Profondeur": depth, "Début": date(2014 + number, 1, 1), "Fin": date(2014 + number, 12, 31)}
        for number, depth in enumerate(("Échange", "Coopération ponctuelle", "Alliance"), 1)
    ],
    "changements": [
        {"Référence": f"C{number}", "Observé le": date(2019, number, 1), "Organisation": "TV", "Acteur du changement": "Une mairie", "Description": "Publie ses comptes.", "Type": "Pratique", "Niveau": "Institution", "Prévu": "Imprévu", "Sens": "Négatif", "Vérification": "Non vérifié", "Accompagnements, contribution décisive": "A1; A2", "Activités, contribution faible": "R1"}
        for number in (1, 2, 3)
    ],
    "contacts": [
        {"Organisation": "TV", "Contact": f"Contact Fictif {letter}", "Fonction": "Direction", "Adresse électronique": f"{letter}@example.org", "Téléphone": "01 99 00 12 34", "En fonction depuis": date(2018, 9, number)}
        for number, letter in enumerate("abc", 1)
    ],
    "productions": [
        {"Référence de la production": f"D{number}", "Activité": f"R{number}", "Intitulé de la production": f"Guide {number}", "Type de production": "Guide", "Remise le": date(2018, 6, number), "Publique": "oui"}
        for number in (1, 2, 3)
    ],
    "cibles": [
        {"Référence de la cible": f"T{number}", "Offre": f"O{number}", "Année": 2018, "Mesure": "Part de satisfaits", "Cible": 60.5}
        for number in (1, 2, 3)
    ],
}  # fmt: skip
