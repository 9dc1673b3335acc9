"""The order that labels have of themselves, whoever chose them: families of ordered answers, spans of numbers, how often something is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from dse.ingest.spelling import canonical, words

# Each family, then its labels by place on the axis; those of one line are alternatives.
_FAMILIES = """
accord
-2 Pas du tout d’accord | Totalement en désaccord | Pas d’accord du tout | Fortement en désaccord | Strongly disagree | Muy en desacuerdo | Totalmente en desacuerdo
-1 Plutôt pas d’accord | Pas vraiment d’accord | Pas d’accord | En désaccord | Plutôt en désaccord | Peu d’accord | Disagree | En desacuerdo
0 Ni d’accord ni pas d’accord | Ni en accord ni en désaccord | Ni d’accord, ni en désaccord | Neutre | Moyennement d’accord | Partagé | Neither agree nor disagree | Neutral | Ni de acuerdo ni en desacuerdo
1 Plutôt d’accord | D’accord | Assez d’accord | Agree | De acuerdo
2 Tout à fait d’accord | Totalement d’accord | Fortement d’accord | Entièrement d’accord | Strongly agree | Muy de acuerdo | Totalmente de acuerdo
accord-court
-2 Pas d’accord
-1 Plutôt pas d’accord
0 Ni d’accord ni pas d’accord | Neutre
1 Plutôt d’accord
2 D’accord
oui-plutot
-2 Non
-1 Plutôt non
1 Plutôt oui
2 Oui
facilite
-2 Très difficile
-1 Difficile | Plutôt difficile | Assez difficile
0 Ni facile ni difficile
1 Facile | Plutôt facile | Assez facile
2 Très facile
satisfaction
-2 Pas du tout satisfait | Très insatisfait | Très peu satisfait | Very dissatisfied
-1 Plutôt pas satisfait | Peu satisfait | Pas satisfait | Insatisfait | Plutôt insatisfait | Pas vraiment satisfait | Dissatisfied
0 Ni satisfait ni insatisfait | Moyennement satisfait | Partiellement satisfait | Neutre | Neutral
1 Plutôt satisfait | Satisfait | Assez satisfait | Satisfied
2 Très satisfait | Tout à fait satisfait | Totalement satisfait | Very satisfied
frequence
-2 Jamais
-1.5 Presque jamais | Très rarement | Exceptionnellement
-1 Rarement | Peu souvent
0 Parfois | De temps en temps | Quelquefois | Occasionnellement
1 Souvent | Régulièrement | Fréquemment
1.5 Très souvent | Très fréquemment
1.75 Presque toujours
1.6 La plupart du temps
2 Toujours | Systématiquement
besoin
-2 Aucun besoin | Pas de besoin | Pas besoin | Pas du tout besoin | Besoin nul
-1 Besoin faible | Faible besoin | Peu besoin | Petit besoin
0 Besoin moyen | Besoin modéré | Besoin modere
1 Besoin fort | Fort besoin | Besoin important | Grand besoin
2 Besoin très fort | Très fort besoin | Besoin urgent | Besoin prioritaire | Besoin très important
expertise
-2 Aucune expertise | Débutant | Novice | Aucune connaissance | Aucune compétence | Non acquis
-1 Notions | Initié | Quelques notions | Élémentaire | Bases | Niveau de base | Connaissances de base | Expertise faible | En cours d’acquisition
0 Intermédiaire | Expertise moyenne | Niveau moyen | Niveau intermédiaire
1 Confirmé | Bonne connaissance | Bonnes connaissances | Avancé | Autonome | Bonne maîtrise | Niveau avancé | Expertise forte | Acquis
2 Expert | Maîtrise complète | Niveau expert | Capable de former d’autres personnes | Référent
qualite
-2 Très mal | Très mauvais | Très mauvaise | Très insuffisant | Très insuffisante | Pas du tout satisfaisant | Pas du tout satisfaisante | Très faible
-1.5 Pas satisfaisant | Pas satisfaisante
-1 Mauvais | Mauvaise | Insuffisant | Insuffisante | Médiocre | Mal | Peu satisfaisant | Peu satisfaisante | Faible
-0.5 Plutôt mauvais | Plutôt mauvaise | Plutôt mal
0 Moyen | Moyenne | Passable | Acceptable | Correct | Correcte | Moyennement satisfaisant | Moyennement satisfaisante
0.5 Assez bon | Assez bonne | Plutôt bon | Plutôt bonne | Assez bien | Plutôt bien | Assez satisfaisant | Assez satisfaisante | Plutôt satisfaisant | Plutôt satisfaisante
1 Bon | Bonne | Bien | Satisfaisant | Satisfaisante
2 Très bon | Très bonne | Très bien | Très satisfaisant | Très satisfaisante
3 Excellent | Excellente
importance
-2 Pas du tout important | Pas important | Sans importance | Négligeable | Pas nécessaire
-1 Peu important | Plutôt pas important | Secondaire
0 Moyennement important | Assez important | Souhaitable
1 Important | Plutôt important
2 Très important | Essentiel | Indispensable | Prioritaire
utilite
-2 Pas du tout utile | Inutile | Pas utile
-1 Peu utile | Pas très utile | Plutôt pas utile
0 Moyennement utile | Assez utile
1 Utile | Plutôt utile
2 Très utile | Tout à fait utile
3 Indispensable
interet
-2 Pas du tout intéressé | Aucun intérêt | Pas intéressé
-1 Peu intéressé | Plutôt pas intéressé
0 Moyennement intéressé | Assez intéressé
1 Intéressé | Plutôt intéressé
2 Très intéressé | Tout à fait intéressé
probabilite
-2 Certainement pas | Non, certainement pas | Très improbable | Pas du tout probable
-1 Probablement pas | Non, probablement pas | Improbable | Peu probable | Plutôt non
0 Peut-être | Incertain
1 Probablement | Oui, probablement | Probable | Plutôt oui
2 Certainement | Oui, certainement | Très probable
faveur
-2 Très défavorable | Tout à fait défavorable
-1 Défavorable | Plutôt défavorable
0 Ni favorable ni défavorable | Neutre
1 Favorable | Plutôt favorable
2 Très favorable | Tout à fait favorable
adaptation
-2 Pas du tout adapté | Inadapté
-1 Plutôt pas adapté | Peu adapté | Pas adapté
0 Moyennement adapté
1 Plutôt adapté | Adapté | Assez adapté
2 Tout à fait adapté | Très adapté | Bien adapté
aisance
-2 Pas du tout à l’aise
-1 Peu à l’aise | Plutôt pas à l’aise | Pas à l’aise
0 Moyennement à l’aise
1 Plutôt à l’aise | À l’aise | Assez à l’aise
2 Très à l’aise | Tout à fait à l’aise
implication
-2 Pas du tout impliqué | Pas impliqué
-1 Peu impliqué | Plutôt pas impliqué
0 Moyennement impliqué
1 Impliqué | Plutôt impliqué | Assez impliqué
2 Très impliqué | Tout à fait impliqué
atteinte
-2 Non atteint | Pas atteint | Pas du tout atteint
0 Partiellement atteint | En partie atteint
1 Atteint | Totalement atteint
2 Dépassé
attentes
-1 Inférieur à mes attentes | En dessous de mes attentes | Ne répond pas à mes attentes
0 Conforme à mes attentes | Répond à mes attentes | À la hauteur de mes attentes
1 Supérieur à mes attentes | Au-delà de mes attentes | Dépasse mes attentes
evolution
-2 En forte baisse | Forte baisse | Forte diminution | A beaucoup diminué | Beaucoup moins
-1 En légère baisse | En baisse | Baisse | Diminution | A un peu diminué | A diminué | Détérioré | Dégradé | Moins bien | Un peu moins
0 Stable | Stabilité | Est resté stable | Est restée stable | Inchangé | Sans changement | Pareil | Autant
1 En légère hausse | En hausse | Hausse | Augmentation | A un peu augmenté | A augmenté | Amélioré | Mieux | Un peu plus
2 En forte hausse | Forte hausse | Forte augmentation | A beaucoup augmenté | Beaucoup plus
en-partie
-2 Non | Pas du tout
0 En partie | Partiellement | Oui, en partie | Oui, partiellement
2 Oui | Oui, totalement | Entièrement | Totalement
intensite
-2 Pas du tout | Aucunement | Nul | Nulle | Aucun | Aucune | Non, pas du tout
-1.5 Très peu | Très faible | Très faiblement
-1 Un peu | Peu | Bas | Basse | Faible | Faiblement | Plutôt non | Pas vraiment | Plutôt pas | Non, plutôt pas | Non, pas vraiment
0 Moyennement | Modérément | Modéré | Modérée | Moyen | Moyenne | En partie
0.5 Assez | Plutôt | Plutôt oui | Oui, plutôt | Oui, en partie | Oui, un peu
1 Fort | Forte | Haut | Haute | Fortement | Beaucoup | Élevé | Élevée
1.5 Très
2 Tout à fait | Totalement | Énormément | Très fort | Très forte | Complètement | Très fortement | Très élevé | Très élevée | Oui, tout à fait | Oui, totalement
"""
# The labels that make a whole scale of four or five, where some were not chosen by anybody.
_USUAL_SCALES = {
    "accord": (
        "Pas du tout d’accord",
        "Plutôt pas d’accord",
        "Ni d’accord ni pas d’accord",
        "Plutôt d’accord",
        "Tout à fait d’accord",
    ),
    "satisfaction": (
        "Pas du tout satisfait",
        "Plutôt pas satisfait",
        "Ni satisfait ni insatisfait",
        "Plutôt satisfait",
        "Très satisfait",
    ),
    "frequence": ("Jamais", "Rarement", "Parfois", "Souvent", "Toujours"),
}
_FEWEST_LABELS = {"accord-court": 4}  # fewer may be of the usual scale
_YES_NO = frozenset({"oui", "non"})  # alone, two choices
_INCLUSIVE = re.compile(r" (?:e|es|s|ne|nes|ve|ves|trice|trices)\b")
_AGREED = re.compile(
    r"\b((?:in)?satisfait|interesse|initie|confirme|avance|debutant|expert|partage|important|refere?nt|adapte|implique|atteint|inferieur|superieur|conforme|ameliore|deteriore|degrade)(?:es|e|s)\b"
)
Rank = tuple[float, float]
_INFINITE = float("inf")
_NUMBER = r"([0-9]+(?:[  .][0-9]{3})*(?:,[0-9]+)?|un|une)"
_UNIT_DAYS = {"jour": 1, "semaine": 7, "mois": 30, "an": 365, "annee": 365, "trimestre": 91, "semestre": 182}
_UNIT = re.compile(r"\b(jour|semaine|mois|an|annee|trimestre|semestre)s?\b")
_DURATION = re.compile(
    rf"(?:(?:environ|plus|moins|a peine) ?(?:de |d'|que )?)?{_NUMBER} ?(?:jour|semaine|mois|an|annee|trimestre|semestre)s?(?: (?:ou|et) (?:plus|moins))?"
)
_BELOW = re.compile(
    rf"(?:(?:moins|-) ?(?:de|d'|que) ?|jusqu'?a |<=? ?|inferieure? a |maximum |avant (?:l'age de )?){_NUMBER}"
)
_ABOVE = re.compile(
    rf"(?:(?:plus|\+) ?(?:de|d'|que) ?|>=? ?|superieure? a |a partir de |au moins |apres |au[- ]dela de ){_NUMBER}"
)
_OR_MORE = re.compile(
    rf"{_NUMBER} ?(?:ans|an|mois|€|euros|salaries|personnes|etp|k€)? ?(?:et|ou) (?:plus|davantage|\+)|{_NUMBER} ?\+"
)
_OR_LESS = re.compile(rf"{_NUMBER} ?(?:ans|an|mois|€|euros|salaries|personnes|etp|k€)? ?(?:et|ou) moins")
_BETWEEN = re.compile(
    rf"(?:de |entre )?{_NUMBER} ?(?:ans?|mois|jours?|€|euros|k€|%)? ?(?:-|–|—|a|et|to|/) ?{_NUMBER}\b"
)
_ALONE = re.compile(rf"(?:environ )?{_NUMBER}(?! \w*[tz]aines?\b)(?: .*)?")  # « une dizaine » is not one
_SIGNS = re.compile(r"\++|[-–—−]+|=|0|\+ ?/ ?[-–—−]|[-–—−] ?/ ?\+")
_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_NONE = frozenset({"aucun", "aucune", "zero", "0", "jamais", "pas du tout"})

_PERIODS = {
    r"jour|quotidien": 365.0,
    r"semaine|hebdomadaire": 52.0,
    r"mois|mensuel": 12.0,
    r"trimestre|trimestriel": 4.0,
    r"semestre|semestriel": 2.0,
    r"ans?\b|annee|annuel": 1.0,
}
_TIMES = (
    (r"moins d'une fois|moins souvent que|moins de une fois|moins d'1 fois", 0.5),
    (r"plus d'une fois|plusieurs fois|quelques fois|plusieurs", 3.0),
    (r"deux a trois fois|2 a 3 fois|2-3 fois|2 ou 3 fois", 2.5),
    (r"(?:une|1) (?:ou deux|a deux|a 2|ou 2) fois", 1.5),
    (
        r"au moins une fois|une fois|1 fois|chaque|tous les|toutes les|quotidien|hebdo|mensuel|trimestriel|semestriel|annuel",
        1.0,
    ),
    (r"deux fois|2 fois", 2.0),
    (r"trois fois|3 fois", 3.0),
)
_VAGUE = {
    "jamais": 0.0,
    "moins souvent": 0.05,
    "exceptionnellement": 0.1,
    "rarement": 0.3,
    "plus rarement": 0.1,
    "tous les jours ou presque": 360.0,
    "presque tous les jours": 300.0,
}


def normalise_label(label: str) -> str:
    """A label without gender or number: « satisfait·e », « satisfaits » and « satisfaite » are one."""
    return _AGREED.sub(r"\1", _INCLUSIVE.sub("", words(label)))


def _read_weights() -> dict[str, dict[str, float]]:
    """The place of each label, without gender or number, in each family."""
    weights: dict[str, dict[str, float]] = {}
    for line in _FAMILIES.split("\n")[1:-1]:
        position, _, labels = line.partition(" ")
        if not labels:
            name = position
        else:
            weights.setdefault(name, {}).update(
                {normalise_label(label): float(position) for label in labels.split(" | ")}
            )
    return weights


_WEIGHTS = _read_weights()


def find_family(labels: Iterable[str]) -> str | None:
    """The family that knows every one of several labels, or what they do not share; None where there are fewer than two, or two would tie."""
    plain_labels = list(dict.fromkeys(map(normalise_label, labels)))
    if len(plain_labels) < 2 or _YES_NO.issuperset(plain_labels):
        return None
    for variants in (plain_labels, _drop_shared_words(plain_labels)):
        for name, weights in _WEIGHTS.items():
            if len(plain_labels) >= _FEWEST_LABELS.get(name, 2) and _tells_apart(weights, variants):
                return name
    return None


def _tells_apart(weights: Mapping[str, float], plain_labels: Sequence[str]) -> bool:
    places = {weights.get(label) for label in plain_labels}
    return None not in places and len(places) == len(plain_labels)


def _drop_shared_words(plain_labels: Sequence[str]) -> list[str]:
    """Labels without the words that all have: « priorité faible » and « priorité forte » are « faible » and « forte »."""
    shared = set.intersection(*(set(label.split()) for label in plain_labels))
    return [" ".join(word for word in label.split() if word not in shared) for label in plain_labels]


def find_main_labels(counts: Mapping[str, int]) -> set[str]:
    """Labels of the family that knows most of some answers; of two that tie, the one that comes most."""
    chosen_labels = ({}, *(_choose_labels(weights, counts) for weights in _WEIGHTS.values()))
    return set(
        max(chosen_labels, key=lambda labels: sum(counts[label] for label in labels.values())).values()
    )


def _choose_labels(weights: Mapping[str, float], counts: Mapping[str, int]) -> dict[float, str]:
    """The most frequent answer at each place of a family."""
    labels: dict[float, str] = {}
    for label in sorted(counts, key=counts.__getitem__):
        if (weight := weights.get(normalise_label(label))) is not None:
            labels[weight] = label
    return labels


def sort_labels(name: str, labels: Iterable[str]) -> list[str]:
    """Labels of a family from the lowest to the highest."""
    listed, weights = list(labels), _WEIGHTS[name]
    plain_labels = list(map(normalise_label, listed))
    variants = plain_labels if set(plain_labels) <= weights.keys() else _drop_shared_words(plain_labels)
    return [label for _, label in sorted(zip(map(weights.__getitem__, variants), listed, strict=True))]


def find_missing_labels(name: str, labels: Iterable[str]) -> list[str]:
    """Labels that the usual scale of the family has beside these, all of which it must have; the middle is not supposed."""
    usual_scale, plain_labels = _USUAL_SCALES.get(name, ()), set(map(normalise_label, labels))
    if not usual_scale or not plain_labels <= set(map(normalise_label, usual_scale)):
        return []
    middle = len(usual_scale) // 2
    return [
        label
        for position, label in enumerate(usual_scale)
        if position != middle and normalise_label(label) not in plain_labels
    ]


def resembles_family(labels: Iterable[str]) -> bool:
    """Whether most of several labels are of one family, which does not know the others."""
    plain_labels = set(map(normalise_label, labels))
    return any(
        len(plain_labels & set(weights)) > max(1, len(plain_labels) / 2) for weights in _WEIGHTS.values()
    )


def sort_spans(labels: Sequence[str]) -> list[str] | None:
    """Labels from the lowest span to the highest; None where one is no span, or two begin and end alike."""
    units = {unit for label in labels for unit in _UNIT.findall(_plain(label))}
    days = _UNIT_DAYS if len(units) > 1 else dict.fromkeys(_UNIT_DAYS, 1)
    return _sort_by(labels, lambda plain: _read_span(plain, days))


def is_span(text: str) -> bool:
    """Whether a text is a span of numbers, as « 1 à 5 », « + de 10 » or « 4 et plus »."""
    patterns = (_BELOW, _OR_LESS, _OR_MORE, _ABOVE, _BETWEEN)
    return any(pattern.match(_plain(text)) for pattern in patterns)


def is_in_span(value: float, text: str) -> bool:
    """Whether a number is inside a span, or at one of its ends that « plus » and « moins » do not leave out."""
    span = _read_span(_plain(text), dict.fromkeys(_UNIT_DAYS, 1))
    return span is not None and span[0] <= value <= span[1] and not _BELOW.match(_plain(text))


def is_duration(text: str) -> bool:
    """Whether a text is a time with its unit, as « 2 ans » or « moins d’un an »; « tous les jours » is none."""
    return bool(_DURATION.fullmatch(_plain(text)))


def sort_calendar(labels: Sequence[str]) -> list[str] | None:
    """Months or days of the week in their order; None where a label is neither."""
    for names in (_MONTHS, _WEEKDAYS):
        if len(labels) > 1 and all(_plain(label) in names for label in labels):
            return sorted(labels, key=lambda label: names.index(_plain(label)))
    return None


def sort_frequencies(labels: Sequence[str]) -> list[str] | None:
    """Labels from what is done least to what is done most; None where one does not tell how often."""
    return _sort_by(labels, _read_frequency)


def sort_signs(labels: Sequence[str]) -> list[str] | None:
    """Labels made of signs, as « -- » to « ++ », from the lowest to the highest; None where one is not."""
    return _sort_by(labels, _read_signs)


def is_frequency(label: str) -> bool:
    """Whether a label tells how often something is done."""
    return _read_frequency(_plain(label)) is not None


def _sort_by(labels: Sequence[str], read: Callable[[str], Rank | None]) -> list[str] | None:
    ranks = [read(_plain(label)) for label in labels]
    if len(labels) < 2 or None in ranks or len(set(ranks)) < len(ranks):
        return None
    return [label for _, label in sorted(zip(ranks, labels, strict=True))]


def _plain(label: str) -> str:
    return canonical(label).strip(" .:;")


def _read_span(plain: str, days_by_unit: Mapping[str, int]) -> Rank | None:
    """Where a span begins and ends, in days where several units of time are compared."""
    if plain in _NONE:
        return (-1.0, -1.0)
    units = _UNIT.findall(plain)
    days = days_by_unit[units[-1]] if units else 1
    for pattern, rank in (
        (_BELOW, lambda n: (-0.5, n)),
        (_OR_LESS, lambda n: (-0.5, n)),
        (_OR_MORE, lambda n: (n, _INFINITE)),
        (_ABOVE, lambda n: (n + 0.5, _INFINITE)),
    ):
        if match := pattern.match(plain):
            return rank(_to_number(next(group for group in match.groups() if group)) * days)
    if match := _BETWEEN.match(plain):
        first = days_by_unit[units[0]] if len(units) > 1 else days
        return (_to_number(match[1]) * first, _to_number(match[2]) * days)
    if (match := _ALONE.fullmatch(plain)) and not _BETWEEN.search(plain):
        number = _to_number(match[1]) * days
        return (number, number)
    return None


def _to_number(text: str) -> float:
    if text in ("un", "une"):
        return 1.0
    return float(re.sub(r"[  .](?=[0-9]{3})", "", text).replace(",", "."))


def _read_signs(plain: str) -> Rank | None:
    """How many signs more are plus than minus; none in the middle."""
    if not _SIGNS.fullmatch(plain):
        return None
    return (plain.count("+") - sum(map(plain.count, "-–—−")), 0.0)


def _read_frequency(plain: str) -> Rank | None:
    """How many times a year, about."""
    if plain in _VAGUE:
        return (_VAGUE[plain], 0.0)
    period = next((times for words_, times in _PERIODS.items() if re.search(rf"\b(?:{words_})", plain)), None)
    count = next((times for words_, times in _TIMES if re.search(words_, plain)), None)
    return None if period is None or count is None else (period * count, 0.0)
