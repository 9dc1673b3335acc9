"""Names people write, to organisations: identifier, SIREN, or a name known to be one; never a guess."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from itertools import chain, count
from typing import Any

import pyarrow as pa

from dse.ingest.issues import CellIssue, quoted_list
from dse.ingest.organisations import name_comparison
from dse.ingest.organisations.name_comparison import plain
from dse.ingest.registry import ERROR, QUESTION, cells, check, lines
from dse.ingest.spelling import canonical, words
from dse.ingest.values.business_numbers import check_lost_end
from dse.ingest.values.parsing import Parser, ParseResult
from schemas.columns import WITHOUT_ORGANISATION

# Values of some columns of a table, in every version.
PastValues = Callable[[str, tuple[str, ...]], Set[tuple[Any, ...]]]
_SIREN = re.compile(r"[0-9]{9}")
_LONGEST_ID = 60
_ADD_THEM = "ajoutez-les au fichier des organisations (modèle « Membres », adhésion vide si elles ne sont pas membres)."
_LIKELY_SAME = 0.75  # resemblance from which two names may be spellings of one
MOST_COMPARED = 500  # names for which the nearest organisations are looked for: it takes time


@check(
    "IMP-301",
    level=ERROR,
    title="Organisation inconnue",
    explanation=(
        "Aucune organisation connue ne porte ce nom, cette graphie ou cet identifiant. Rien n’est deviné : une présence "
        "attribuée à une organisation voisine fausserait le recours des deux."
    ),
    advice=(
        "Choisissez l’organisation sur la page Données, écrivez le nom ou l’identifiant connu, ou ajoutez-la au fichier "
        "des organisations."
    ),
    trips=cells("presences", {"Organisation": "Ville de Montclair"}),
    passes=cells("presences", {"Organisation": "VILLE DE LYSÉE"}),
)
def describe_unknown_organisation(name: str, near: Sequence[str]) -> CellIssue:
    """A name that leads to no organisation; `near` are names of those it resembles."""
    other = "ajoutez-la au fichier des organisations (modèle « Membres », adhésion vide si elle n’est pas membre)."
    advice = (
        f"Écrivez {quoted_list(near)} si c’est elle, sinon {other}"
        if near
        else f"{other[:1].upper()}{other[1:]}"
    )
    return CellIssue(
        "Cette organisation n’est pas connue.",
        advice,
        names=(name,),
        of_several=("Ces organisations ne sont pas connues.", f"Écrivez leur nom connu, ou {_ADD_THEM}"),
    )


@check(
    "IMP-302",
    level=ERROR,
    title="Nom porté par plusieurs organisations",
    explanation=(
        "Plusieurs organisations connues portent ce nom ou ce SIREN : on ne peut pas savoir laquelle est désignée, et en "
        "choisir une au hasard fausserait les deux."
    ),
    advice="Écrivez l’identifiant de l’organisation à la place de son nom.",
    trips=cells(
        "presences",
        {"Organisation": "Ville de Lysée"},
        before=(
            lines("membres", {"Identifiant": "M009", "Nom": "Ville de Lysée", "Autres noms": ""}, line=2),
        ),
        comment="Une présence de « Ville de Lysée », quand deux organisations portent ce nom.",
    ),
    passes=cells(
        "presences",
        {"Organisation": "M002"},
        before=(
            lines("membres", {"Identifiant": "M009", "Nom": "Ville de Lysée", "Autres noms": ""}, line=2),
        ),
        comment="La même présence, désignée par l’identifiant M002.",
    ),
)
def describe_ambiguous_name(organisations: Iterable[str]) -> CellIssue:
    """A name of several organisations, each given as it is shown."""
    reason = f"Plusieurs organisations portent ce nom : {quoted_list(organisations)}."
    return CellIssue(reason, "Écrivez l’identifiant.")


@check(
    "IMP-305",
    level=QUESTION,
    title="Nom suivi d’un point d’interrogation",
    explanation=(
        "Le nom est celui d’une organisation connue, suivi d’un point d’interrogation : la personne qui l’a écrit n’en "
        "était peut-être pas sûre."
    ),
    advice="Vérifiez de quelle organisation il s’agit ; retirez le point d’interrogation, ou confirmez.",
    trips=cells("presences", {"Organisation": "Ville de Lysée ?"}),
    passes=cells("presences", {"Organisation": "Ville de Lysée"}),
)
def describe_doubted_name(name: str) -> CellIssue:
    """A name that whoever wrote it put a question mark after."""
    reason = f"Le point d’interrogation dit-il un doute sur {quoted_list([name])} ?"
    return CellIssue(reason, "Retirez-le, ou confirmez.")


class Organisations:
    """Every organisation known so far: the current version's, this import's, and those it creates.

    `names_of_none` are names that a person said to be of no organisation. `created` maps the identifiers made here to the first spelling seen; `spellings` holds the others.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.names_of_none: set[str] = set()
        self.created: dict[str, str] = {}
        self.spellings: dict[str, str] = {}
        self._by_id: dict[str, str] = {}
        self._by_siren: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._spelled: list[tuple[str, str]] = []
        self._name_index: name_comparison.NameIndex | None = None
        self._near: dict[str, list[str]] = {}
        self._list_past: PastValues = lambda _table, _columns: set()
        self._past_names: dict[str, set[str]] | None = None

    @classmethod
    def from_tables(
        cls, read: Callable[[str], pa.Table], list_past: PastValues | None = None
    ) -> Organisations:
        """Those of a version, whose tables `read` gives; `list_past` gives those of all versions."""
        rows, alias_rows = read("organisations"), read("organisation_aliases")
        organisations = cls()
        organisations._list_past = list_past or organisations._list_past
        organisations.learn(*(rows[name].to_pylist() for name in ("organisation_id", "name", "siren")))
        organisations.learn_aliases(*(alias_rows[name].to_pylist() for name in ("alias", "organisation_id")))
        return organisations

    def learn(
        self, ids: Iterable[str | None], names: Iterable[str | None], sirens: Iterable[str | None]
    ) -> None:
        """Take in organisations; a name that changes keeps leading to its organisation."""
        for identifier, name, siren in zip(ids, names, sirens, strict=True):
            if identifier is None:
                continue
            self.names[identifier] = name or self.names.get(identifier, identifier)
            self._by_id.setdefault(canonical(identifier), identifier)
            self._spell(identifier, identifier)
            if siren:
                self._by_siren[siren].add(identifier)
            if name:
                self._by_name[plain(name)].add(identifier)
                self._spell(name, identifier)

    def learn_aliases(self, aliases: Iterable[str | None], ids: Iterable[str | None]) -> None:
        """Take in other names."""
        for alias, identifier in zip(aliases, ids, strict=True):
            if alias and identifier:
                self._by_name[plain(alias)].add(identifier)
                self._spell(alias, identifier)

    def learn_names_of_none(self, names: Iterable[str]) -> None:
        """Take in names of no organisation: a column that may be without any takes them so."""
        self.names_of_none |= set(map(plain, names))

    def nearest(self, text: str) -> list[str]:
        """Identifiers of the five organisations whose names a text resembles most, best first; none past many texts."""
        if self._name_index is None:
            self._name_index, self._near = name_comparison.index_names(self._spelled), {}
        if text not in self._near and len(self._near) < MOST_COMPARED:
            self._near[text] = name_comparison.nearest(text, self._name_index)
        return self._near.get(text, [])

    def find_resembling(self, text: str) -> list[str]:
        """Identifiers of the organisations that a name resembles so much that it may be a spelling of theirs."""
        if self._name_index is None:
            self._name_index, self._near = name_comparison.index_names(self._spelled), {}
        return name_comparison.nearest(text, self._name_index, least=_LIKELY_SAME)

    def find_by_siren(self, siren: str | None) -> set[str]:
        """Identifiers of the organisations of a SIREN."""
        return set(self._by_siren.get(siren or "", ()))

    def find_by_name(self, name: str) -> list[str]:
        """Identifiers of the organisations that bear a name."""
        return sorted(self._by_name.get(plain(name), ()))

    def knows(self, text: str) -> bool:
        """Whether a text is the name, the identifier or the SIREN of an organisation."""
        return bool(self._matches(text))

    def has_other_siren(self, identifier: str, siren: str | None) -> bool:
        """Whether an organisation has a SIREN, and this is another."""
        sirens = {own for own, owners in self._by_siren.items() if identifier in owners}
        return bool(siren and sirens) and siren not in sirens

    def add(self, name: str, siren: str | None) -> str:
        """Take in a new organisation; its identifier, made of the words of its name."""
        identifier = self._free_id(words(name))
        self.learn([identifier], [name], [siren])
        return identifier

    def _spell(self, text: str, identifier: str) -> None:
        self._spelled.append((text, identifier))
        self._name_index = None

    def finder(self, also_allowed: tuple[str, ...]) -> Parser:
        """Parser of a name to the identifier of a known organisation."""
        alone = {words(WITHOUT_ORGANISATION)} if WITHOUT_ORGANISATION in also_allowed else set()

        def find(text: str) -> ParseResult:
            if words(text) in alone or (alone and plain(text) in self.names_of_none):
                return WITHOUT_ORGANISATION, None
            matches = self._matches(text)
            return (
                (matches[0], self._wondered(text, matches[0]))
                if len(matches) == 1
                else (None, self._fault(text, matches))
            )

        return find

    def _wondered(self, text: str, identifier: str) -> CellIssue | None:
        """A doubt where whoever wrote a name put a question mark after it."""
        if not text.rstrip().endswith("?") or self.names[identifier].rstrip().endswith("?"):
            return None
        return describe_doubted_name(self.names[identifier])

    def creator(self) -> Parser:
        """Parser of a name to an organisation, made at its first spelling if it is not known."""

        def find_or_create(text: str) -> ParseResult:
            matches = self._matches(text)
            if len(matches) > 1:
                return None, self._fault(text, matches)
            identifier = matches[0] if matches else self._create(text)
            is_own_identifier = text == identifier and identifier not in self.created
            if text != self.names[identifier] and not is_own_identifier:
                self.spellings[text] = identifier
            return identifier, check_lost_end(text)

        return find_or_create

    def _matches(self, text: str) -> list[str]:
        if (exact := self._by_id.get(canonical(text))) is not None:
            return [exact]
        digits = re.sub(r"\s", "", text)
        if _SIREN.fullmatch(digits) and self._by_siren.get(digits):
            return sorted(self._by_siren[digits])
        return sorted(self._by_name.get(plain(text), ()))

    def _create(self, name: str) -> str:
        identifier = self._free_id(words(name))
        self.created[identifier] = name
        self.learn([identifier], [name], [None])
        return identifier

    def _free_id(self, plain: str) -> str:
        """Identifier made of the words of a name, the same on every machine."""
        slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST_ID].strip("-").upper()
        signs = hashlib.sha256(plain.encode("utf-8")).hexdigest()[:8]
        stem = f"{slug or 'ORG'}-{signs}"
        candidates = chain([slug, stem], (f"{stem}-{number}" for number in count(2)))
        return next(name for name in candidates if name and self._is_free(name, plain))

    def _is_free(self, identifier: str, name_words: str) -> bool:
        """Whether nothing else has or had an identifier: what comes back under a name that it had gets its own again."""
        if canonical(identifier) in self._by_id:
            return False
        if self._past_names is None:
            self._past_names = defaultdict(set)
            for past_id, name in self._list_past("organisations", ("organisation_id", "name")):
                self._past_names[canonical(past_id)].add(words(name or ""))
        past_names = self._past_names.get(canonical(identifier))
        return past_names is None or name_words in past_names

    def _fault(self, text: str, matches: list[str]) -> CellIssue:
        if matches:
            return describe_ambiguous_name(
                f"{self.names[identifier]} ({identifier})" for identifier in matches[:3]
            )
        near = [self.names[identifier] for identifier in self.nearest(text)[:3]]
        return describe_unknown_organisation(text, near)
