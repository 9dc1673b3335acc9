"""Texts of the team (decisions, notes, next steps) that name what an import takes away: they would speak of nothing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

import schemas
from dse.ingest.checks.context import RowContext
from dse.ingest.import_checks import cap_issues
from dse.ingest.issues import ALL_FILES, Issue, count_noun, shorten
from dse.ingest.registry import QUESTION, built, check
from dse.ingest.rows.row_building import Current
from dse.ingest.spelling import canonical

_TABLES_OF_TEXTS = ("decisions", "notes", "next_steps")
_WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_./-]*[A-Za-z0-9])?")


@check(
    "IMP-544",
    level=QUESTION,
    title="Ligne retirée que des textes nomment",
    explanation=(
        "Une ligne disparaît, et le texte d’une décision, d’une note ou d’une prochaine étape donne sa référence : il ne mènerait plus à rien."
    ),
    advice="Relisez ces textes, puis confirmez ; ou gardez la ligne.",
    trips=built(
        "Un fichier complet d’une année, sans une activité dont une note donne la référence.",
        "activity_of_a_note_taken_away",
    ),
    passes=built("Le même fichier, quand la note n’en parle pas.", "activity_of_no_note_taken_away"),
    on_rows=True,
)
def find_named_removals(context: RowContext) -> Iterator[Issue]:
    """Rows that the files take away and that a text names by their identifier."""
    yield from cap_issues(_list_named_removals(context))


def _list_named_removals(context: RowContext) -> Iterator[Issue]:
    for table, merged in context.merged.items():
        if len(schemas.key(table)) > 1 or not merged.diff.removed:
            continue
        removed = merged.detail.removed[schemas.key(table)[0]].to_pylist()
        for identifier, mentions in sorted(count_mentions(context.current, removed).items()):
            reason = f"« {shorten(identifier)} » disparaît de « {schemas.title(table)} », et un texte en donne la référence : {', '.join(mentions)}."
            yield Issue(ALL_FILES, reason, "Relisez ces textes, puis confirmez ; ou gardez la ligne.")


def count_mentions(current: Current, identifiers: Collection[str]) -> dict[str, list[str]]:
    """In how many decisions, notes and next steps a text names some identifiers; those that are named, with `2 lignes de « Notes »`."""
    mentions: dict[str, list[str]] = defaultdict(list)
    by_spelling = {
        canonical(one): one for one in identifiers if not one.isdecimal()
    }  # « le 12 mai » names nothing
    for table in _TABLES_OF_TEXTS if by_spelling else ():
        names = [column.name for column in schemas.columns(table) if column.role == "text"]
        counts: Counter[str] = Counter()
        for row in current(table).select(names).to_pylist():
            words = {word for text in row.values() if text for word in _WORD.findall(canonical(text))}
            counts.update(by_spelling[word] for word in words.intersection(by_spelling))
        for identifier, count in counts.items():
            mentions[identifier].append(f"{count_noun(count, 'ligne')} de « {schemas.title(table)} »")
    return mentions
