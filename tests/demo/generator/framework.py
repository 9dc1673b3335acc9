"""The invented framework: objectives, indicators and targets, with successes and misses among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SECOND, THIRD = ("01/01/2016", "31/12/2018"), ("01/01/2019", "31/12/2021")
RUNNING = ("01/01/2021", "31/12/2023")  # not over on the last day of the demonstration
LAST_DAY = "31/12/2021"

# What the figure must find of each indicator as a whole, in its latest period.
PLANTED = {
    "IND-01": "ATTEINTE",
    "IND-02": "NON_ATTEINTE",
    "IND-03": "NON_ATTEINTE",
    "IND-04": "NON_ATTEINTE",
    "IND-05": "NON_ATTEINTE",
    "IND-06": "NON_ATTEINTE",
    "IND-07": "NON_ATTEINTE",
    "IND-08": "ATTEINTE",
    "IND-09": "EN_BONNE_VOIE",
    "IND-10": "EN_RETARD",
    "IND-11": "ATTEINTE",
    "IND-12": "NON_CALCULABLE",
    "IND-13": "ATTEINTE",
    "IND-14": "NON_CALCULABLE",
}

OFFER = "Adapter l’offre aux enjeux des membres"
MEMBERS = "Servir tous les membres"
NETWORK = "Ouvrir le réseau et apprendre ensemble"
PARTNERS = "Renforcer les partenariats"
THEMES = "Les questions transversales sont travaillées dans les accompagnements"
PACE = "Les demandes aboutissent, sans attendre"
ALL_SERVED = "Aucun type de membre n’est laissé de côté"
TOGETHER = "Les praticien·nes apprennent ensemble, au-delà des membres"
ALLIANCES = "Les partenariats du réseau s’approfondissent"
SHARE = "Part d’un thème, dernière année?theme="


@dataclass(frozen=True)
class Target:
    """A target of a period, and what was done where it is typed."""

    period: tuple[str, str]
    value: str
    done: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Indicator:
    """An indicator; `starts` are its baselines and `targets` its targets, by breakdown, empty for the whole."""

    id: str
    objective: str
    result: str
    title: str
    measure: str
    unit: str
    direction: str
    starts: dict[str, str]
    targets: dict[str, tuple[Target, ...]]
    level: str = "Effet"
    source: str = "Saisie"
    tolerance: str = ""
    started_on: str = "31/12/2015"


def theme_indicator(number: str, theme: str, title: str, start: str, second: str, third: str) -> Indicator:
    """An indicator on the share of a theme among what starts, computed."""
    targets = (Target(SECOND, second), Target(THIRD, third))
    return Indicator(
        number,
        OFFER,
        THEMES,
        title,
        "Pourcentage",
        "%",
        "Hausse",
        {"": start},
        {"": targets},
        source=SHARE + theme,
    )


INDICATORS = (
    theme_indicator("IND-01", "Climat", "Part des accompagnements qui visent le climat", "25", "30", "50"),
    theme_indicator("IND-02", "Genre", "Part des accompagnements qui visent le genre", "24", "35", "60"),
    theme_indicator("IND-03", "Agroécologie", "Part des accompagnements qui visent l’agroécologie", "8", "15", "30"),
    Indicator(
        "IND-04", OFFER, PACE, "Délai médian entre la demande et le démarrage", "Unité", "jours", "Baisse",
        {"": "104"}, {"": (Target(SECOND, "100"), Target(THIRD, "90"))},
        level="Extrant", source="Délai médian, dernière année",
    ),
    Indicator(
        "IND-05", OFFER, PACE, "Part des demandes qui aboutissent", "Pourcentage", "%", "Maintien",
        {"": "70"}, {"": (Target(SECOND, "70"), Target(THIRD, "70"))},
        level="Extrant", source="Part des demandes qui aboutissent", tolerance="5",
    ),
    Indicator(
        "IND-06", MEMBERS, ALL_SERVED, "Taux de recours aux accompagnements sur le triennal", "Pourcentage", "%", "Hausse",
        {"": "41", "ONG": "43,8", "Collectivité territoriale": "15,8"},
        {
            "": (Target(SECOND, "43"), Target(THIRD, "45")),
            "ONG": (Target(SECOND, "44"), Target(THIRD, "45")),
            "Collectivité territoriale": (Target(SECOND, "25"), Target(THIRD, "30")),
        },
        source="Taux de recours, sur la période",
    ),
    Indicator(
        "IND-07", MEMBERS, ALL_SERVED, "Membres que nous n’avons jamais touchés", "Unité", "membres", "Baisse",
        {"": "15"}, {"": (Target(THIRD, "5"),)}, source="Membres jamais touchés", started_on="31/12/2018",
    ),
    Indicator(
        "IND-08", MEMBERS, ALL_SERVED, "Organisations membres en fin d’année", "Unité", "membres", "Maintien",
        {"": "85"}, {"": (Target(THIRD, "85", "88"),)}, level="Extrant", tolerance="5", started_on="31/12/2018",
    ),
    Indicator(
        "IND-09", NETWORK, TOGETHER, "Praticien·nes inscrit·es à nos listes d’échange, membres ou non", "Unité", "personnes", "Hausse",
        {"": "12"}, {"": (Target(RUNNING, "40", "27"),)}, started_on="31/12/2020",
    ),
    Indicator(
        "IND-10", NETWORK, TOGETHER, "Communautés de pratiques animées par des membres", "Unité", "communautés", "Hausse",
        {"": "1"}, {"": (Target(RUNNING, "5", "1", "Deux animations reportées."),)}, started_on="31/12/2020",
    ),
    Indicator(
        "IND-11", NETWORK, TOGETHER, "Expérimentations documentées", "Unité", "expérimentations", "Hausse",
        {}, {"": (Target(THIRD, "6", "7"),)}, level="Extrant",
    ),
    Indicator(
        "IND-12", PARTNERS, ALLIANCES, "Conventions pluriannuelles avec un bailleur", "Unité", "conventions", "Hausse",
        {"": "1"}, {"": (Target(RUNNING, "3"),)}, started_on="31/12/2020",
    ),
    Indicator(
        "IND-13", PARTNERS, ALLIANCES, "Part des partenariats sans convention écrite", "Pourcentage", "%", "Baisse",
        {"": "20"}, {"": (Target(THIRD, "25", "22", "La cible a été fixée au-dessus du départ."),)},
        level="Extrant", started_on="31/12/2018",
    ),
    Indicator(
        "IND-14", PARTNERS, ALLIANCES, "Place du réseau dans les débats du secteur", "Qualitatif", "appréciation", "Hausse",
        {}, {"": (Target(THIRD, "", "", "Deux auditions, un groupe de travail animé."),)},
    ),
)  # fmt: skip


def generate_rows() -> Iterator[dict[str, str]]:
    """One row an indicator, breakdown and period, as the form « Indicateurs » reads them."""
    for indicator in INDICATORS:
        for breakdown, targets in indicator.targets.items():
            for target in targets:
                yield _row(indicator, breakdown, target)


def _row(indicator: Indicator, breakdown: str, target: Target) -> dict[str, str]:
    start = indicator.starts.get(breakdown, "")
    return {
        "Indicateur": indicator.id,
        "Objectif": indicator.objective,
        "Résultat attendu": indicator.result,
        "Intitulé": indicator.title,
        "Niveau": indicator.level,
        "Mesure": indicator.measure,
        "Unité": indicator.unit,
        "Sens voulu": indicator.direction,
        "Tolérance": indicator.tolerance,
        "Source": indicator.source,
        "Ventilation": breakdown,
        "Valeur de départ": start,
        "Départ observé le": indicator.started_on if start else "",
        "Début": target.period[0],
        "Fin": target.period[1],
        "Cible": target.value,
        "Cible au": "",
        "Réalisé": target.done,
        "Réalisé au": LAST_DAY if target.done else "",
        "Commentaire": target.comment,
        "Source de vérification": "",
    }
