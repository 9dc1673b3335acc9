"""Names of organisations that no one bears, for a person to say whose they are; the answers are kept as other names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dse.errors import Refused
from dse.ingest.files.cells import Sheet
from dse.ingest.issues import Issue, quoted_list
from dse.ingest.organisations.name_comparison import plain
from dse.ingest.organisations.resolution import Organisations
from dse.ingest.recognition.form_matching import RecognisedSheet, build_table_form
from dse.ingest.recognition.headers import Remarks, locate_headers

ALIASES = "organisation_aliases"
TOLD = "Noms choisis"  # in place of a file


@dataclass(frozen=True)
class UnknownName:
    """A name as first spelled, in how many cells it stands, and the organisations nearest to it, by identifier.

    `may_be_none`: it only stands where no organisation is needed.
    """

    name: str
    cells: int
    candidates: tuple[str, ...]
    may_be_none: bool = False


class UnknownChoice(Refused):
    """The organisations chosen for some `names` are no longer known."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"L’organisation choisie pour {quoted_list(names[:3], 'et')} n’est plus connue. Choisissez-en une autre."
        )
        self.names = names


def group_unknown_names(
    problems: Iterable[Issue],
    organisations: Organisations,
    survey_sheets: Collection[tuple[str | None, str | None]] = (),
) -> tuple[UnknownName, ...]:
    """Each unknown name once, whatever its case and accents, in the order of the files. Answers, in `survey_sheets`, may be of no organisation."""
    cells: dict[str, int] = {}
    first: dict[str, str] = {}
    needed = set()
    for issue in problems:
        for name in issue.names:
            first.setdefault(plain(name), name)
            cells[plain(name)] = cells.get(plain(name), 0) + 1
            if (issue.file, issue.sheet) not in survey_sheets:
                needed.add(plain(name))
    return tuple(
        UnknownName(name, cells[key], tuple(organisations.nearest(name)), key not in needed)
        for key, name in first.items()
    )


def build_choices_sheet(choices: Mapping[str, str]) -> RecognisedSheet:
    """Choices as a sheet among the others: each name, and the identifier of the organisation that bears it."""
    form = build_table_form(ALIASES)
    headers = tuple(form.headers)
    columns = tuple(zip(*choices.items(), strict=True)) or ((), ())
    sheet = Sheet(TOLD, headers=headers, columns=columns, numbers=tuple(range(2, 2 + len(choices))))
    # Like a wave, it speaks for nothing but itself, also where the files are declared complete.
    return RecognisedSheet(sheet, replace(form, semantics="vague"), locate_headers(headers, form), Remarks())


def require_organisations(choices: Mapping[str, str], organisations: Organisations) -> None:
    """UnknownChoice where a choice is no organisation."""
    missing = [name for name, organisation in choices.items() if organisation not in organisations.names]
    if missing:
        raise UnknownChoice(missing)
