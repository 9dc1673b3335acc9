"""Columns of any survey that are no question: who answered, when, from where, and what nobody needs."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from dse.ingest.files.cells import Sheet
from dse.ingest.forms.survey_definitions import Spellings
from dse.ingest.spelling import canonical, words
from dse.ingest.surveys import tools
from dse.ingest.surveys.tools.survey_tool import LineMark, Structure, SurveyTool, titles


def _find_tools() -> Iterator[SurveyTool]:
    """Each `TOOL` of a module of this room."""
    for module in pkgutil.iter_modules(tools.__path__, f"{tools.__name__}."):
        if module.name != __name__:
            tool = getattr(importlib.import_module(module.name), "TOOL", None)
            if tool is not None:
                yield tool


TOOLS = tuple(sorted(_find_tools(), key=lambda tool: (tool.rank, tool.name)))
PLAIN_TABLE = SurveyTool(name="")
UNDATED = frozenset(tool.undated for tool in TOOLS if tool.undated)
_REPEAT_TITLES = frozenset(title for tool in TOOLS for title in tool.repeat_titles)


def _of_all_tools(by_tool: Iterable[Spellings], common: str = "") -> Spellings:
    return (*(titles(common) if common else ()), *chain.from_iterable(by_tool))


RESPONSE_KEYS = _of_all_tools(tool.response_keys for tool in TOOLS)
SUBMITTED = _of_all_tools(tool.submitted for tool in TOOLS)
ADDRESSES = _of_all_tools(
    (tool.addresses for tool in TOOLS),
    "email | e-mail | mail | Adresse e-mail | Adresse mail | Adresse électronique | "
    "Adresse de messagerie | Courriel | Votre e-mail | Votre adresse e-mail",
)
ORGANISATIONS = _of_all_tools(
    (tool.organisations for tool in TOOLS),
    "organisation | structure | nom structure | nom organisation | Nom de l’organisation | "
    "Nom de votre organisation | Votre organisation | Nom de votre structure | Votre structure | "
    "Nom de la structure | Association | Votre association | Nom de l’association | Collectivité | "
    "Votre collectivité | Nom de la collectivité | Organisme | Nom de l’organisme",
)
# In a table that no tool wrote, when somebody answered; the last ones may be asked as well.
ANSWER_DAYS = titles(
    "Date de réponse | Date de la réponse | Date de votre réponse | Date de saisie | Date d’envoi | Répondu le | Saisi le | "
    "Envoyé le | Rempli le"
)
POSSIBLE_ANSWER_DAYS = titles("Date | Jour | Date et heure | Date de l’enquête | Date du questionnaire")
_IDENTITY = re.compile(
    r"\b(?:(?:votre |le )?(?:nom|prenom)s?(?: et (?:nom|prenom)s?)?(?: de famille| de naissance| du repondant| complet)?"
    r"|nom prenom|nom d usage|first ?name|last ?name|full name|name|telephone|tel|portable|mobile|phone ?number|phone"
    r"|adresse(?: postale)?|signature|date de naissance|contact)\b"
)
_WHO = re.compile(
    r"\b(?:noms?|prenoms?|names?|identite|coordonnees|contacter|signataire|enquet(?:eur|rice)s?|repondant(?:e|s|es)?)\b"
)
_BODY = "(?:organisation|structure|association|collectivite|organisme|ong)"
_ORGANISATION = re.compile(
    rf"(?:(?:nom (?:complet |exact )?)?(?:de |d )?(?:votre |vos |la |l )?)?{_BODY}(?: (?:ou |et )?(?:de |d )?(?:votre |la |l )?{_BODY})*(?: d appartenance| de rattachement| membre)?"
    rf"|(?:pour |dans |au nom de |de |a )?quelle? {_BODY} (?:repondez|travaillez|etes|representez|appartenez)(?: vous)?"
    r"|(?:(?:full )?name of )?(?:your |the )?(?:organi[sz]ation|association|structure|institution)(?: s)?(?: name)?"
)
_ADDRESS = re.compile(
    r"(?:adresse )?(?:e mail|email|mail|courriel|electronique|de messagerie)(?: professionnelle?| de contact| personnelle?)?"
)
_KIND = re.compile(
    r"(?:une? |les |des )?(?:autres? )?(?:(?:petites? |grandes? )?associations?(?: (?:locales?|nationales?|de migrants|de solidarite internationale|loi 1901))?"
    r"|ongs?|osc|osi|osim|asi|collectifs?|collectivites?(?: (?:territoriales?|locales?))?|communes?|mairies?|villes?|departements?|regions?"
    r"|intercommunalites?|entreprises?(?: privees?)?|societes?|fondations?|fonds de dotation|syndicats?|cooperatives?|mutuelles?"
    r"|(?:acteurs? )?(?:de l )?ess|etablissements? publics?|services? publics?|administrations?|etat|ministeres?|universites?|ecoles?"
    r"|centres? de recherche|organismes? de formation|bureaux? d etudes?|cabinets?(?: de conseil)?|consultante?s?|reseaux?|federations?"
    r"|plateformes?|bailleurs?(?: de fonds)?|medias?|particuliere?s?|hopita(?:l|ux)|secteur (?:public|prive|associatif)"
    r"|organisations? (?:de la societe civile|non gouvernementales?|internationales?|syndicales?)|structures? (?:publiques?|privees?))"
)
_ASKS = re.compile(r"^(?:quel(?:le)?s? (?:est|sont) )?(?:votre |vos |le |la |les |l )?")
_OTHERS = frozenset(canonical(title) for tool in TOOLS for title in tool.others)
_ADDED = _OTHERS | {
    canonical(title)
    for tool in TOOLS
    for title in (*tool.response_keys, *tool.submitted, *tool.organisations)
}
_CODED_TITLE = re.compile(r"([A-Za-z]\w*)\. \S.*")
_FILE_NAMES = re.compile("|".join(tool.file_name for tool in TOOLS if tool.file_name), re.IGNORECASE)
_OTHER_PATTERNS = re.compile("|".join(pattern for tool in TOOLS for pattern in tool.other_patterns))


def identify_tool(headers: Spellings) -> SurveyTool:
    """The tool that wrote these titles: by one that only it writes, else by two that it writes, or that have the form of its codes."""
    plain = {
        canonical(strip_groups(header) if _CODED_TITLE.fullmatch(header) else header) for header in headers
    }
    for tool in TOOLS:
        if plain & {canonical(title) for title in tool.signatures}:
            return tool
    for tool in TOOLS:
        if len(plain & {canonical(title) for title in tool.pair}) > 1:
            return tool
        if tool.codes and sum(bool(re.fullmatch(tool.codes, header)) for header in headers) > 1:
            return tool
    return PLAIN_TABLE


def strip_file_name(title: str) -> str:
    """The name of a file without what tools write in it by themselves."""
    return _FILE_NAMES.sub("", title).strip()


def is_repeated_sheet(headers: Sequence[str]) -> bool:
    """Whether a sheet holds what each respondent answered several times."""
    return not _REPEAT_TITLES.isdisjoint(headers)


def read_structure(content: bytes) -> Structure:
    """What a tool's own file of a questionnaire declares. ReaderError if none can read it."""
    (read,) = (tool.read_structure for tool in TOOLS if tool.read_structure)
    return read(content)


def strip_groups(header: str) -> str:
    """A title without the groups that are written before it; of a code and a title, the code where a tool adds it."""
    if coded := _CODED_TITLE.fullmatch(header):
        return coded[1] if canonical(coded[1]) in _ADDED else header
    header = header.rpartition("::")[2]
    return header.rpartition("/")[2] if "/" in header and " " not in header else header


def is_one_of(header: str, spellings: Spellings) -> bool:
    """Whether a title is one of these, whatever its case, accents, punctuation and group."""
    return words(strip_groups(header)) in {words(spelling) for spelling in spellings}


def find_marked_lines(sheet: Sheet, mark: LineMark | None) -> dict[int, str]:
    """Lines of which a tool says, in a column of its own, what a mark means, and its words; none without a mark."""
    if mark is None:
        return {}
    meant = {words(text) for text in mark.texts}
    return {
        line: text.strip()
        for header, column in zip(sheet.headers, sheet.columns, strict=True)
        if header and is_one_of(header, mark.titles)
        for line, text in enumerate(column)
        if words(text) in meant
    }


def is_organisation(header: str) -> bool:
    """Whether a title, with or without a code, asks which organisation somebody answers for, and nothing else."""
    coded = _CODED_TITLE.fullmatch(header)
    plain = words(header.partition(". ")[2] if coded else strip_groups(header))
    return bool(_ORGANISATION.fullmatch(plain) or _ORGANISATION.fullmatch(_ASKS.sub("", plain)))


def is_address(header: str) -> bool:
    """Whether a title, with or without a code, asks for an e-mail address, and nothing else."""
    title = header.partition(". ")[2] if _CODED_TITLE.fullmatch(header) else strip_groups(header)
    return bool(_ADDRESS.fullmatch(_ASKS.sub("", words(title)))) or is_one_of(header, ADDRESSES)


def is_kind_of_organisation(text: str) -> bool:
    """Whether a text is a kind of organisation, as « Association » or « Collectivités territoriales », and no name."""
    return bool(_KIND.fullmatch(words(text)))


def is_technical(header: str) -> bool:
    """Whether a tool adds this column of itself, in a group or not."""
    plain = canonical(strip_groups(header) if _CODED_TITLE.fullmatch(header) else header)
    return (
        plain in _OTHERS
        or bool(_OTHER_PATTERNS.fullmatch(plain))
        or (plain.rpartition("/")[2] in _OTHERS and plain.rpartition("/")[2][:1] == "_")
    )


def may_ask_who(header: str) -> bool:
    """Whether a title may ask for the name of a person, among other things."""
    return _WHO.search(words(header)) is not None


def is_identity(header: str) -> bool:
    """Whether a title asks for a person's name, telephone or address, and for nothing else."""
    plain = words(strip_groups(header))
    without_verb = _ASKS.sub("", plain)
    return bool(_IDENTITY.fullmatch(plain) or _IDENTITY.fullmatch(without_verb)) or is_address(header)
