"""The questions of the invented survey, in their order, with the titles that the survey tool gives their columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NEED = ("Aucun besoin", "Besoin faible", "Besoin moyen", "Besoin fort")
SATISFIED = (
    "Pas du tout satisfait·e",
    "Plutôt pas satisfait·e",
    "Ni satisfait·e ni insatisfait·e",
    "Plutôt satisfait·e",
    "Très satisfait·e",
)
SATISFIED_BEFORE = (SATISFIED[0], SATISFIED[1], SATISFIED[3], SATISFIED[4])  # without a middle
AGREED = (
    "Pas du tout d’accord",
    "Plutôt pas d’accord",
    "Ni d’accord ni pas d’accord",
    "Plutôt d’accord",
    "Tout à fait d’accord",
)
SKILLED = ("Débutant·e", "Quelques notions", "Intermédiaire", "Confirmé·e", "Expert·e")
UNKNOWN, NOT_CONCERNED = "Ne sait pas", "Non concerné·e"
YES, NO = "Oui", "Non"
MEMBER, PARTNER = "Membre du réseau", "Partenaire d’un membre"

KEY, STRUCTURE, STANDING = "Code d’accès", "Structure", "Vous répondez en tant que"
FUNCTION = "Quelle est votre fonction ?"
FUNCTIONS = (
    "Direction",
    "Chargé·e de projets",
    "Chargé·e de suivi-évaluation",
    "Bénévole ou élu·e",
    "Autre fonction",
)
TEAM = (
    "Combien d’équivalents temps plein, dans votre structure, travaillent sur la solidarité internationale ?"
)
RECEIVED = "Votre structure a-t-elle commencé un accompagnement du réseau dans les trois dernières années ?"
JOINING = "À quoi souhaitez-vous prendre part dans les trois prochaines années ?"
JOINED = {
    "Une expérimentation méthodologique": 0.35,
    "Une communauté de pratiques": 0.45,
    "Une formation": 0.55,
    "Un groupe de travail du réseau": 0.2,
    "Un partage de votre expérience avec d’autres": 0.3,
}
RECOMMENDING = "De 0 à 10, recommanderiez-vous le réseau à une autre organisation ?"
SUGGESTION = "Qu’attendez-vous d’abord du réseau pour la suite ?"

_THEMES = "Dans les trois prochaines années, quel sera votre besoin d’appui sur chacun de ces thèmes ?"
_SUPPORTS = "Et quel sera votre besoin de chacune de ces formes d’appui ?"
_SKILLS = "Aujourd’hui, comment situez-vous votre propre maîtrise de ces méthodes ?"


@dataclass(frozen=True)
class Wave:
    """A run of the survey; `hidden` is what its export writes where a question was not shown."""

    year: int
    opened: date
    closed: date
    hidden: str

    @property
    def id(self) -> str:
        """Its identifier in the form."""
        return f"membres-{self.year}"

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"enquete_membres_{self.year}.csv"


WAVES = (
    Wave(2015, date(2015, 11, 9), date(2015, 12, 11), ""),  # an older survey tool
    Wave(2018, date(2018, 5, 14), date(2018, 6, 15), "N/A"),
    Wave(2021, date(2021, 11, 8), date(2021, 12, 10), "N/A"),
)


@dataclass(frozen=True)
class Opinion:
    """A question answered on a scale. `titles` and `scales` are those of each wave, a title empty where not asked."""

    id: str
    titles: tuple[str, str, str]
    scales: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    after: bool = False  # asked of those that began an accompaniment lately
    has_not_concerned: bool = False  # offers « non concerné·e »


def _always(
    id_: str, title: str, scale: tuple[str, ...], after: bool = False, has_not_concerned: bool = False
) -> Opinion:
    return Opinion(id_, (title, title, title), (scale, scale, scale), after, has_not_concerned)


NEEDS = (
    _always("besoin-climat", f"{_THEMES} [Climat]", NEED, has_not_concerned=True),
    _always("besoin-genre", f"{_THEMES} [Genre]", NEED, has_not_concerned=True),
    _always("besoin-agroecologie", f"{_THEMES} [Agroécologie]", NEED, has_not_concerned=True),
    _always("besoin-jeunesses", f"{_THEMES} [Jeunesses]", NEED, has_not_concerned=True),
    _always("besoin-pouvoir-agir", f"{_THEMES} [Pouvoir d’agir]", NEED, has_not_concerned=True),
    Opinion(
        "besoin-interculturalite",
        ("", f"{_THEMES} [Interculturalité]", f"{_THEMES} [Interculturalité]"),
        (NEED, NEED, NEED),
        has_not_concerned=True,
    ),
    _always("besoin-evaluation", f"{_SUPPORTS} [Évaluation]", NEED),
    _always("besoin-capitalisation", f"{_SUPPORTS} [Capitalisation]", NEED),
    _always("besoin-suivi-evaluation", f"{_SUPPORTS} [Suivi-évaluation]", NEED),
    _always("besoin-aoc", f"{_SUPPORTS} [Approches orientées changement]", NEED),
    _always("besoin-formation", f"{_SUPPORTS} [Formation]", NEED),
    _always("besoin-communaute", f"{_SUPPORTS} [Communauté de pratiques]", NEED),
)
AFTERWARDS = (
    _always(
        "satisfaction-accompagnement",
        "Globalement, êtes-vous satisfait·e de l’accompagnement reçu ?",
        SATISFIED,
        after=True,
    ),
    Opinion(
        "effet-equipe",
        (
            "Cet accompagnement a été utile à votre équipe.",
            "Cet accompagnement a été utile à votre équipe.",
            "Cet accompagnement a changé durablement les pratiques de votre équipe.",
        ),
        (AGREED, AGREED, AGREED),
        after=True,
    ),
    _always("effet-partenaires", "Cet accompagnement a aussi servi à vos partenaires.", AGREED, after=True),
)
NETWORK = (
    _always(
        "satisfaction-reseau",
        "Globalement, êtes-vous satisfait·e de ce que le réseau vous apporte ?",
        SATISFIED,
    ),
    Opinion(
        "satisfaction-ressources",
        ("Êtes-vous satisfait·e des guides et des outils que le réseau publie ?",) * 3,
        (SATISFIED_BEFORE, SATISFIED_BEFORE, SATISFIED),
    ),
)
SKILLS = (
    _always("expertise-evaluation", f"{_SKILLS} [Commander et piloter une évaluation]", SKILLED),
    _always("expertise-capitalisation", f"{_SKILLS} [Capitaliser une expérience]", SKILLED),
    _always("expertise-changement", f"{_SKILLS} [Observer et analyser les changements]", SKILLED),
)
OPINIONS = (*NEEDS, *AFTERWARDS, *NETWORK, *SKILLS)
