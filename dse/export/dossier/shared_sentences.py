"""Sentences shared by the files of a dossier: title, version, basis of a figure, how to read numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dse import disclosure, french
from dse.demo import signature
from dse.export.dossier.contents import Contents, Entry, LeftOut
from dse.figures import Answer, Figure
from dse.figures.basis import list_basis
from dse.figures.columns import TARGET_MEASURE
from dse.figures.framework.results_of_offer import SATISFACTION
from dse.figures.readable import describe_records
from dse.identity import read_identity
from dse.query import Selection
from dse.store import describe_day

_FROM_SURVEYS = (
    ", enquêtes"  # the end of the sources of targets, of which that of satisfaction comes from it alone
)
_ON_CHANCE = (
    "Une fourchette entre parenthèses est un intervalle de confiance à 95 %. « En hausse », « nettement » ne sont dits que si l’écart "
    "dépasse ce que le hasard donnerait ; « ne monte ni ne baisse nettement » ne veut pas dire que rien n’a changé. Un écart est "
    "celui des deux nombres tels qu’ils sont affichés."
)
_ON_MERGED = (
    "« Autres (… réponses) » réunit les groupes ou les réponses trop peu nombreux pour être montrés à part, et dit leur nombre ; ses lignes "
    "peuvent être masquées à leur tour."
)
_REST_ON_FEW = "reposer sur peu de personnes ou de réponses"
_ON_OFFER = "À savoir pour lire cette figure : l’offre a changé pendant ces années."
# What a source says beside what it is: the dates by which it counts.
_HOW_DATED = re.compile(" ; .*|, (?:à la date|de l’adhésion) .*")
TRIENNIAL = "Triennal"  # title of the column that says of which triennial a row is
FICTIONAL = "Données de démonstration, fictives : rien ici ne parle d’organisations réelles."
DRAFT = "Essai, à ne pas diffuser"
FOR_TEAM = "Pour l’équipe : ce document donne des chiffres et peut donner des noms qui ne sont pas publics. Ne le diffusez pas tel quel."
FOOT_FOR_TEAM = "pour l’équipe"
# Characters that XML refuses.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def remove_control_characters(text: str) -> str:
    """A text without the characters that XML refuses."""
    return _UNFIT.sub("", text)


def print_text(text: str) -> str:
    """A text with French typography, safe for XML."""
    return remove_control_characters(french.typeset(text))


def title(contents: Contents) -> str:
    """`Triennal 2019-2021`."""
    return contents.choice.period.label


def version(contents: Contents) -> str:
    """`version 3 « Bilan 2016-2018 », du 4 mai 2019, données arrêtées au 31 décembre 2018`; days in UTC, the same on every machine."""
    heading = f"{_name_version(contents)}, du {_recorded_on(contents)}"
    return ", ".join(filter(None, [heading, describe_day(contents.version)]))


def recorded(contents: Contents) -> str:
    """`Données enregistrées le 4 mai 2019`."""
    return f"Données enregistrées le {_recorded_on(contents)}"


def _name_version(contents: Contents) -> str:
    name = f" « {contents.version_name} »" if contents.version_name else ""
    return f"version {contents.version.number}{name}"


def _recorded_on(contents: Contents) -> str:
    return french.day(contents.version.created.date())


def audience(contents: Contents) -> str:
    """The label of the audience: `diffusion`."""
    return disclosure.audience(contents.choice.audience).label.lower()


def about(contents: Contents) -> str:
    """What the dossier is, in one or two sentences."""
    compared = contents.choice.compared
    against = f", comparé au {lower_first(compared.label)}" if compared else ""
    fictional = f" {FICTIONAL}" if contents.is_fictional else ""
    draft = f"{DRAFT}. " if contents.choice.is_draft else ""
    return f"{draft}{title(contents)}{against}. Public : {audience(contents)}. Données : {version(contents)}.{fictional}"


def describe_tool() -> str:
    """With what a document was made, where its first page has the name of the network; empty where it has that of the tool."""
    identity = read_identity()
    return f"Document établi avec l’outil « {identity.tool} »." if identity.network else ""


def lower_first(label: str) -> str:
    """A label with a small first letter, for use inside a sentence."""
    return label[:1].lower() + label[1:]


def answers(contents: Contents, entry: Entry) -> Iterator[tuple[str, Answer]]:
    """The answers of a figure by code of triennial."""
    yield contents.choice.triennial, entry.answer
    if entry.before is not None:
        yield contents.choice.against, entry.before


def finding(answer: Answer) -> str:
    """The finding of an answer. Of an empty one, without the advice that the page gives its users."""
    return _without_advice(answer.finding.sentence) if answer.table.empty else answer.finding.sentence


def _without_advice(sentence: str) -> str:
    reason, advice, _ = french.typeset(sentence).partition(f"{french.NO_BREAK}: ")
    return f"{reason}." if advice else sentence


def foot(contents: Contents, entry: Entry) -> str:
    """The basis of a figure: size, source, date, version, what is hidden, what is recorded."""
    fictional = [signature.FICTIONAL] if contents.is_fictional else []
    version = [f"version {contents.version.number}"]
    records = describe_records(entry.answer.table, entry.figure.columns)
    return " · ".join([*_counted(contents, entry), *version, *_hidden(entry), *records, *fictional])


def basis(contents: Contents, entry: Entry) -> str:
    """The same for whoever is sent the document, which says its version, its day and what each source dates by once: `48 membres sur 88.
    Source : enquête auprès des membres. 2 résultats ne sont pas montrés (réponses trop peu nombreuses ou trop semblables).`"""
    answer = entry.answer
    last_day = max((other.answer.as_of for other in contents.entries() if other.answer.as_of), default=None)
    sentences = [
        _describe_size(contents, entry),
        f"{answer.left_out[:1].upper()}{answer.left_out[1:]}",
        _describe_sources_of_rows(entry),
        f"Données au {french.day(answer.as_of)}" if answer.as_of and answer.as_of != last_day else "",
        "Les enquêtes des deux triennaux sont montrées" if _is_of_both(contents, answer) else "",
        _describe_masked(answer),
        disclosure.words.told(hidden for hidden in answer.hidden if hidden.kind == "amounts"),
        _describe_reserved(answer),
    ]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def _describe_size(contents: Contents, entry: Entry) -> str:
    """The size of an answer; of both triennials where the table has the rows of both."""
    sizes = {code: answer.size for code, answer in answers(contents, entry)}
    if entry.before is None or entry.figure.chart is not None or not all(sizes.values()):
        return entry.answer.size
    code, against = sizes
    return f"En {code}, {sizes[code]} ; en {against}, {sizes[against]}"


def describe_sources(figure: Figure) -> str:
    """`Source : demandes` or `Sources : adhésions, profils`, without what each dates by."""
    source = lower_first(_HOW_DATED.sub("", figure.source))
    return f"{'Sources' if re.search(', | et ', source) else 'Source'} : {source}"


def _describe_sources_of_rows(entry: Entry) -> str:
    """The sources of a figure; of targets, without surveys where none of those printed comes from them."""
    figure, table = entry.figure, entry.answer.table
    if figure.rule and figure.rule.form == "reserved" and SATISFACTION not in set(table[TARGET_MEASURE.name]):
        figure = replace(figure, source=figure.source.removesuffix(_FROM_SURVEYS))
    return describe_sources(figure)


def _describe_masked(answer: Answer) -> str:
    rows = _count_hidden(answer, "masked")
    verb = "n’est pas montré" if french.is_singular(rows) else "ne sont pas montrés"
    why = f" (réponses {disclosure.words.FEW_OR_ALIKE})"
    return f"{french.count(rows, 'résultat')} {verb}{why}" if rows else ""


def _describe_reserved(answer: Answer) -> str:
    """Which targets only the team has, and why."""
    rows = _count_hidden(answer, "reserved")
    if rows == 1:
        return f"La cible en pourcentage est réservée à l’équipe : elle peut {_REST_ON_FEW}"
    if rows:
        return f"Les {rows} cibles en pourcentage sont réservées à l’équipe : elles peuvent {_REST_ON_FEW}"
    return ""


def _count_hidden(answer: Answer, kind: str) -> int:
    """How many rows of an answer are hidden in a way, as results."""
    return sum(int(hidden.what) for hidden in answer.hidden if hidden.kind == kind)


def _counted(contents: Contents, entry: Entry) -> list[str]:
    parts = list_basis(entry.answer)
    if _is_of_both(contents, entry.answer):
        parts.append("enquêtes de {} à {}".format(*_years(entry.answer.selection)))
    return parts


def _hidden(entry: Entry) -> list[str]:
    """What is hidden of a figure."""
    suppressions = entry.answer.hidden
    return [f"pour ce public : {disclosure.words.told(suppressions)}"] if suppressions else []


def _is_of_both(contents: Contents, answer: Answer) -> bool:
    """Whether an answer is over the years of both triennials."""
    return _years(answer.selection) != _years(contents.choice.selection)


def _years(selection: Selection) -> tuple[int, int]:
    return selection.first_year, selection.last_year


def group_left_out(contents: Contents) -> list[tuple[str, list[LeftOut]]]:
    """Figures left out, by reason, those hidden from this audience first.

    The advice that the page gives its users is cut from the reason.
    """
    reasons: dict[str, list[LeftOut]] = {}
    for item in sorted(contents.left_out(), key=lambda item: not item.is_hidden):
        reasons.setdefault(item.why if item.is_hidden else _without_advice(item.why), []).append(item)
    return list(reasons.items())


def explain_figures() -> list[str]:
    """Sentences on what stands under each figure of the annex, and in its tables."""
    return [
        "Sous chaque figure, la méthode dit ce qui est compté et comment le lire. Le détail statistique, en plus petit, donne à qui veut refaire "
        "le calcul les définitions, les tests et les sources ; ce qu’une autre figure en a déjà dit n’est pas répété.",
        "La ligne sous chaque figure dit d’abord combien de réponses, de membres ou de lignes y sont comptés. Une case vide : la valeur "
        "n’est pas connue, ce n’est pas un zéro.",
    ]


def explain_reading(contents: Contents) -> list[str]:
    """Sentences on how to read the numbers, for this audience."""
    audience_rules = disclosure.audience(contents.choice.audience)
    if not audience_rules.is_public:
        return [
            _ON_CHANCE,
            "Ce dossier est celui de l’équipe : il nomme des organisations et montre tout. Ne le diffusez pas tel quel.",
        ]
    percent, to_words = audience_rules.thresholds.extreme_pct, disclosure.marks.to_words
    return [
        _ON_CHANCE,
        f"« {to_words(disclosure.marks.fewer(audience_rules.thresholds.cell))} » : trop peu de réponses pour être montrées, ou une valeur qui laisserait "
        f"retrouver celles d’une autre case par différence. Un nombre plus grand que {audience_rules.thresholds.cell} : la question entière a "
        "reçu trop peu de réponses pour une répartition, un taux ou une médiane. "
        f"« au moins {french.percent(percent)} », « ≥ {percent} % » dans un tableau, « {to_words(disclosure.marks.at_least(percent))} » en remarque, ou un "
        "autre pourcentage : presque toutes les réponses sont celle-là ; « au plus », « ≤ » : presque aucune. Le nombre exact ferait "
        f"reconnaître les rares qui répondent autrement. « {to_words(disclosure.marks.HIDDEN)} » : le compte d’une telle ligne, et ce qu’on en tirerait.",
        _ON_MERGED,
    ]


def describe_annotations(answer: Answer) -> str:
    """What opened and closed in the offer over the years of an answer; empty if nothing did."""
    text = " ; ".join(f"{lower_first(what)} ({french.day(day)})" for day, what in answer.annotations)
    return f"{_ON_OFFER} {text[0].upper()}{text[1:]}." if text else ""
