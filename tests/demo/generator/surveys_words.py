"""Invented answers to the open question; each begins with one of the wishes, and some go on."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_WISHES = """
Un appui plus long sur l’agroécologie, du diagnostic jusqu’au suivi avec les familles paysannes.
Nous voudrions relier nos projets de maraîchage à une vraie réflexion sur les marchés locaux.
Des repères simples pour parler d’agroécologie avec des bailleurs qui raisonnent en rendements.
Aidez-nous à mesurer ce que l’agroécologie change dans l’alimentation des ménages.
Une formation au genre pensée pour les équipes de terrain, et pas seulement pour les chargé·es de projets.
Comment intégrer le genre sans en faire une case à cocher ? C’est la question que nous nous posons toutes et tous.
Un accompagnement sur le genre qui parle aussi de notre propre organisation.
Des exemples concrets d’évaluations qui ont réellement tenu compte du genre.
Travailler le lien entre climat et droits, nos partenaires nous le demandent.
Un outil léger pour estimer l’empreinte de nos missions, sans y passer des semaines.
Des échanges avec des structures qui ont déjà revu leurs projets à cause de la sécheresse.
Une communauté de pratiques sur le suivi-évaluation, avec un petit groupe qui dure.
Un appui pour restituer les résultats d’une évaluation aux habitant·es, pas seulement au siège.
Apprendre à capitaliser au fil de l’eau et non au moment où tout le monde s’en va.
Des formats de capitalisation plus vivants que le rapport : récits, sons, dessins.
Un suivi un an après l’évaluation, pour voir ce que sont devenues les recommandations.
Nous aimerions apprendre à observer des changements que nous n’avions pas prévus.
Un accompagnement sur les approches orientées changement, mais avec nos partenaires dès le début.
Une méthode pour parler de pouvoir d’agir sans perdre les équipes dans le vocabulaire.
Donner une vraie place aux jeunes dans nos instances : comment font les autres ?
Des outils d’animation pour que les jeunes évaluent elles-mêmes et eux-mêmes les projets.
Mieux préparer nos volontaires aux malentendus interculturels.
"""
_ALONE = """
Des rencontres en région : tout se passe encore trop loin de chez nous.
Des créneaux en visioconférence le soir, car nos bénévoles travaillent en journée.
Plus de rencontres entre pairs, moins d’exposés.
Que l’on nous mette en lien avec des organisations qui ont le même problème que nous.
Un mode d’emploi plus court pour demander un accompagnement.
Réduire le temps entre la demande et le démarrage : le projet avance sans nous attendre.
Savoir plus tôt si notre demande est retenue.
Une relecture rapide de nos termes de référence, même sans cofinancement.
Une liste commentée de consultant·es qui connaissent nos métiers.
Continuer : la formation de l’an dernier nous a fait gagner beaucoup de temps.
Rien de particulier, nous sommes content·es de ce qui existe.
Nous connaissons encore mal ce que le réseau propose.
Un bilan régulier de ce que le réseau apprend de ses accompagnements.
Des ressources en plusieurs langues, à commencer par l’espagnol et l’anglais.
Que les formations soient ouvertes à nos partenaires, sur place et à distance.
Rester un lieu où l’on peut dire ce qui n’a pas marché.
"""
_OF_AUTHORITIES = """
Retrouver d’autres collectivités autour de la table, nous nous sentons un peu seul·es.
Un interlocuteur ou une interlocutrice qui connaisse les contraintes d’une collectivité.
Des dispositifs adaptés à notre calendrier budgétaire, qui n’est pas celui des associations.
Des arguments pour convaincre nos élu·es que l’évaluation n’est pas un contrôle.
Une formation pour les agent·es qui découvrent la coopération décentralisée.
"""
_ENDINGS = """
C’est urgent pour nous.
Nous en parlons depuis deux ans sans avancer.
Notre équipe est petite, il faut que cela reste simple.
À discuter lors d’une prochaine rencontre.
Nous pouvons partager ce que nous avons déjà essayé.
Nos partenaires sont prêt·es à s’y mettre aussi.
Merci pour le travail accompli.
"""
WISHES, ALONE, OF_AUTHORITIES, ENDINGS = (
    tuple(block.strip().splitlines()) for block in (_WISHES, _ALONE, _OF_AUTHORITIES, _ENDINGS)
)


def sentences(rng: Random, of_authority: Sequence[bool]) -> list[str]:
    """One answer each, none twice in the lot; those of local authorities first speak as such."""
    longer = [f"{wish} {ending}" for wish in WISHES for ending in ENDINGS]
    shorter = [*WISHES, *ALONE]
    own = list(OF_AUTHORITIES)
    for pool in (longer, shorter, own):
        rng.shuffle(pool)
    return [
        own.pop() if authority and own else _next(shorter, longer, rng.random() < 0.4)
        for authority in of_authority
    ]


def _next(shorter: list[str], longer: list[str], short: bool) -> str:
    return shorter.pop() if short and shorter else longer.pop()
