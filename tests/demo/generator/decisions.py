"""The invented decisions: what was decided in front of a figure, and what it gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from dse.seals import seal_text

# What the figure must say of each since: a code of the codelist `period_differences`, empty where nothing is followed yet.
PLANTED = {
    "DEC-2016-01": "HAUSSE",
    "DEC-2017-01": "BAISSE",
    "DEC-2018-01": "AUCUNE",
    "DEC-2018-02": "AUCUNE",
    "DEC-2021-01": "",
}


@dataclass(frozen=True)
class Decision:
    """A line of the file; the names are those of the table."""

    decision_id: str
    decided_on: str
    occasion: str
    finding: str
    figure_id: str
    selection: str
    value_then: str
    decision: str
    owner: str
    due_on: str
    status: str
    offer_id: str = ""
    offer_change: str = ""
    outcome: str = ""
    closed_on: str = ""
    store_version: str = "1"
    value_unit: str = ""
    decision_seal: str = ""
    outcome_seal: str = ""


DECISIONS = (
    Decision(
        "DEC-2016-01",
        "2016-03-15",
        "Conseil d’administration",
        "L’attente entre la demande et le démarrage inquiète.",
        "request_delays",
        "annees=2013-2015",
        "103.0",
        "Instruire chaque demande à deux, en moins de deux mois.",
        "Pôle accompagnement",
        "2016-12-31",
        "FAITE",
        outcome="Le binôme existe, mais l’attente s’est allongée : à reprendre.",
        closed_on="2016-12-20",
    ),
    Decision(
        "DEC-2017-01",
        "2017-10-12",
        "Conseil d’administration",
        "Les études transversales sont peu demandées par les réseaux.",
        "uptake_by_year",
        "annees=2013-2016&types=ETUDE_TRANSVERSALE",
        "2.4",
        "Fermer le fonds d’études transversales.",
        "Direction",
        "2017-12-31",
        "FAITE",
        offer_id="OFF-TRAN",
        offer_change="Fermeture à la fin de 2017.",
        outcome="Fermé. Les demandes se sont reportées sur les évaluations.",
        closed_on="2017-12-31",
    ),
    Decision(
        "DEC-2018-01",
        "2018-09-07",
        "Séminaire de l’équipe et du conseil",
        "Le genre progresse dans les demandes, sans offre qui lui soit propre.",
        "themes_by_year",
        "annees=2016-2018&themes=GENRE",
        "30.6",
        "Ouvrir un fonds d’études genre.",
        "Pôle accompagnement",
        "2019-01-31",
        "FAITE",
        offer_id="OFF-GENRE",
        offer_change="Ouverture en janvier 2019.",
        outcome="Le fonds est ouvert, et sert chaque année.",
        closed_on="2019-01-15",
    ),
    Decision(
        "DEC-2018-02",
        "2018-09-07",
        "Séminaire de l’équipe et du conseil",
        "Les collectivités territoriales recourent bien moins aux accompagnements.",
        "uptake_by_year",
        "annees=2016-2018&familles=COLLECTIVITE",
        "11.4",
        "Aller voir chaque collectivité membre jamais accompagnée.",
        "Pôle vie du réseau",
        "2019-12-31",
        "EN_COURS",
        offer_id="OFF-TERR",
        offer_change="Parler des formations pour les territoires à chaque visite.",
    ),
    Decision(
        "DEC-2021-01",
        "2021-12-14",
        "Réunion d’équipe",
        "L’agroécologie est le besoin le plus loin d’être servi.",
        "gaps_by_theme",
        "annees=2019-2021&themes=AGROECO",
        "51.5",
        "Proposer un accompagnement propre à l’agroécologie.",
        "Pôle accompagnement",
        "2022-06-30",
        "A_FAIRE",
        value_unit="points",
    ),
)

# Followed where nothing is planted: the share of a theme, uptake as a whole, the need of a theme.
_CHOICES_WITHOUT_EFFECT = {
    "themes_by_year": "annees=2016-2018&themes=CLIMAT",
    "uptake_by_year": "annees=2016-2018",
    "gaps_by_theme": "annees=2016-2018&themes=JEUNESSES",
}
_WITHOUT_EFFECTS = tuple(
    Decision(
        f"DEC-2018-1{number}",
        "2018-12-11",
        "Réunion d’équipe",
        "Rien ne change, pour autant qu’on le voie.",
        figure,
        choice,
        "",
        "Regarder de nouveau dans trois ans.",
        "Direction",
        "2021-12-31",
        "EN_COURS",
    )
    for number, (figure, choice) in enumerate(_CHOICES_WITHOUT_EFFECT.items())
)


# Those that a public may read, with what they gave.
PUBLIC = {"DEC-2016-01", "DEC-2018-01"}


def generate_rows(effects: bool = True) -> Iterator[dict[str, str]]:
    """Lines of the file, oldest first."""
    return (asdict(_mark(decision)) for decision in DECISIONS + (() if effects else _WITHOUT_EFFECTS))


def _mark(decision: Decision) -> Decision:
    if decision.decision_id not in PUBLIC:
        return decision
    return replace(
        decision, decision_seal=seal_text(decision.decision), outcome_seal=seal_text(decision.outcome)
    )
