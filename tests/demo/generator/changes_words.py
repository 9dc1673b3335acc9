"""Words of the invented changes: who changed, what is done differently, what attests it. Nobody is meant."""

from __future__ import annotations

ACTORS = {
    "INDIVIDU": (
        "Une animatrice de terrain",
        "Un chargé de projets",
        "Une élue locale",
        "Un enseignant",
    ),
    "GROUPE": (
        "Un groupement de maraîchères",
        "Un comité d’usagers de l’eau",
        "Un groupe de jeunes",
        "Une équipe de bénévoles",
    ),
    "COMMUNAUTE": ("Une commune rurale", "Un quartier périphérique", "Un village de pêcheurs"),
    "ORGANISATION": (
        "Une organisation partenaire",
        "Une fédération paysanne",
        "L’équipe de l’association",
        "Le siège de l’association",
    ),
    "INSTITUTION": ("Une mairie", "Un service régional de l’agriculture", "Un conseil départemental"),
}
FAVOURABLE = {
    "COMPORTEMENT": (
        "Prend la parole en réunion et défend ses propositions.",
        "Répond aux critiques devant tout le monde.",
        "Consulte les femmes avant de fixer le calendrier des travaux.",
        "Dit ce qui n’a pas marché au lieu de le taire.",
    ),
    "RELATION": (
        "Travaille avec des voisins qui étaient jusque-là des concurrents.",
        "Rencontre chaque trimestre les services de l’État.",
        "S’appuie sur un réseau d’organisations du même métier.",
        "Associe ses partenaires au choix des indicateurs.",
    ),
    "ACTION": (
        "Organise une première assemblée publique sur l’usage de l’eau.",
        "Interpelle les élu·es sur la sécheresse.",
        "Remet en culture une parcelle abandonnée.",
        "Publie un premier bilan de ses échecs.",
    ),
    "ACTIVITE": (
        "Tient chaque mois une séance d’échange entre pairs.",
        "Forme des relais dans les villages voisins.",
        "Anime un atelier de réparation ouvert à toutes et à tous.",
        "Suit les effets de ses actions une fois par an.",
    ),
    "POLITIQUE": (
        "Inscrit l’égalité des genres dans sa stratégie.",
        "Adopte une charte d’achats sobres.",
        "Vote un budget pour les associations de quartier.",
        "Exige une clause sociale dans ses marchés.",
    ),
    "PRATIQUE": (
        "Remplace le rapport annuel par un suivi des changements.",
        "Prépare ses évaluations avec les personnes concernées.",
        "Tient un journal de bord partagé.",
        "Choisit ses consultant·es avec ses partenaires.",
    ),
}
UNFAVOURABLE = {
    "COMPORTEMENT": (
        "N’ose plus donner son avis depuis l’arrivée du nouveau cadre de suivi.",
        "Laisse à nouveau les décisions à quelques-uns.",
    ),
    "RELATION": (
        "Ne parle plus à ses voisins, qui se sentent exclus du projet.",
        "Se méfie de ses partenaires depuis le contrôle des comptes.",
    ),
    "ACTION": ("Annule la consultation publique promise.", "Quitte la plateforme commune."),
    "ACTIVITE": (
        "Abandonne les visites de terrain, faute de temps.",
        "Réserve ses formations à qui peut payer.",
    ),
    "POLITIQUE": (
        "Revient sur la place faite aux femmes dans ses instances.",
        "Supprime le budget participatif.",
    ),
    "PRATIQUE": (
        "Multiplie les tableaux à remplir, au détriment de l’écoute.",
        "Recopie les indicateurs du bailleur sans les discuter.",
    ),
}
EVIDENCE = (
    "Compte rendu de réunion et visite de suivi",
    "Délibération publiée",
    "Entretiens menés par l’équipe d’évaluation",
    "Témoignages recueillis sur place",
    "Rapport d’évaluation externe",
    "Statuts modifiés",
)
