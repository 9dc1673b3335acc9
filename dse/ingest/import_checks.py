"""Issues of an import as a whole: a file that cannot be opened, one given twice, issues too many to be listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dse.french import count, number
from dse.ingest.issues import ALL_FILES, Issue
from dse.ingest.registry import ERROR, NOTICE, QUESTION, answers, built, cells, check

MOST_LISTED = 10_000  # of one kind: those that follow are counted


@check(
    "IMP-100",
    level=ERROR,
    title="Fichier qui ne s’ouvre pas",
    explanation=(
        "Le fichier donné à la commande n’existe pas à cet endroit, ou l’ordinateur ne laisse pas le lire : un autre "
        "logiciel le tient ouvert, ou vous n’en avez pas le droit."
    ),
    advice="Vérifiez son nom et son dossier, et fermez-le s’il est ouvert ailleurs.",
    trips=built("Un nom de fichier mal tapé dans la commande.", "file_that_does_not_exist"),
    passes=cells("membres", {}, comment="Le fichier « membres.csv », qui existe."),
)
def describe_unreadable_file(name: str, path: str, why: str) -> Issue:
    """A file of the command line that cannot be opened; `why` is French."""
    reason = f"Le fichier {path} ne se lit pas : {why}."
    return Issue(name, reason, "Vérifiez son nom, et fermez-le s’il est ouvert ailleurs.")


@check(
    "IMP-143",
    level=NOTICE,
    title="Même fichier donné deux fois",
    explanation=(
        "Deux fichiers de l’import ont exactement le même contenu, souvent une copie sous un autre nom : il n’est lu "
        "qu’une fois. Deux fichiers de réponses à une enquête sont toujours lus tous les deux."
    ),
    advice="Rien à faire si c’est voulu ; sinon, retrouvez le fichier que vous vouliez donner.",
    trips=built("Le fichier des membres et une copie de ce fichier, dans le même import.", "same_file_twice"),
    passes=cells("membres", {}, comment="Le fichier « membres.csv » seul."),
)
def describe_repeated_file(name: str, other: str) -> Issue:
    """A file that has the content of another one of the import."""
    reason = f"Ce fichier est le même que « {other} » : il n’est lu qu’une fois."
    return Issue(name, reason, "Rien à faire si c’est voulu.")


@check(
    "IMP-540",
    level=QUESTION,
    title="Lignes mises de côté, et lignes qui disparaissent",
    explanation=(
        "Des lignes du fichier ont été mises de côté, et l’import fait disparaître des lignes de la base : ce sont peut-être "
        "celles dont parlent les lignes mises de côté, qui n’ont plus rien pour les garder."
    ),
    advice="Regardez les lignes retirées dans l’aperçu ; corrigez les lignes mises de côté si ce sont elles.",
    trips=built(
        "Un fichier complet des membres dont la première ligne est mise de côté.",
        "set_aside_from_complete_file",
    ),
    passes=built("Le même fichier, qui n’est pas déclaré complet.", "set_aside_from_file"),
)
def ask_about_removals(lines_set_aside: int, rows_removed: int) -> Iterator[Issue]:
    """Lines set aside, where rows go that they may speak of."""
    if lines_set_aside and rows_removed:
        lines = count(lines_set_aside, "ligne mise de côté", "lignes mises de côté")
        rows = count(rows_removed, "ligne disparaît de la base", "lignes disparaissent de la base")
        yield Issue(
            ALL_FILES,
            f"{lines} dans les fichiers, et {rows}.",
            "Regardez dans l’aperçu si ce sont les mêmes, puis confirmez.",
        )


@check(
    "IMP-123",
    level=ERROR,
    milder=QUESTION,
    title="Lignes qui ne sont pas toutes listées",
    explanation=(
        f"Plus de {number(MOST_LISTED)} lignes ont le même problème. Les premières sont listées, les autres comptées : la cause "
        "est presque toujours la même, dans toute une colonne."
    ),
    advice="Corrigez d’abord les lignes listées, puis importez de nouveau.",
    trips=built(
        f"Un fichier dont {number(MOST_LISTED + 2)} lignes ont la même erreur.", "more_issues_than_listed"
    ),
    passes=answers("camille@exemple.org;Ville Fictive;Plutôt d’accord;3;;"),
)
def describe_unlisted_issues(last: Issue, others: int) -> Issue:
    """How many issues come after the last one listed."""
    lines = (
        f"{others} autre ligne n’est pas listée"
        if others == 1
        else f"{others} autres lignes ne sont pas listées"
    )
    reason = f"{lines} ici, après les {MOST_LISTED} premières pour le même motif ({last.code})."
    advice = "Corrigez d’abord celles-ci : la cause est sans doute la même."
    return replace(last, code="", reason=reason, advice=advice, row=None, value=None)


@dataclass
class CappedIssues:
    """The first issues of a kind, and how many others there are."""

    issues: list[Issue] = field(default_factory=list)
    others: int = 0

    def add(self, issue: Issue) -> None:
        """One more."""
        if len(self.issues) < MOST_LISTED:
            self.issues.append(issue)
        else:
            self.others += 1

    def all(self) -> list[Issue]:
        """The first ones, with one that says how many others there are."""
        if not self.others:
            return self.issues
        return [*self.issues, describe_unlisted_issues(self.issues[-1], self.others)]


def cap_issues(issues: Iterable[Issue]) -> list[Issue]:
    """Issues of a kind, at most MOST_LISTED of them and one that says how many others there are."""
    capped = CappedIssues()
    for issue in issues:
        capped.add(issue)
    return capped.all()
