"""What a command says first of the team's own files: those just taken over, and those that are wrong or bear names of before."""

from __future__ import annotations

import argparse

from dse import identity, paths
from dse.process import print_message
from dse.team_files import takeover
from dse.team_files.takeover import NotTakenOver
from schemas import codelists

# The others write none of the team's files and read none.
USERS = frozenset(
    {
        "template",
        "import",
        "sync",
        "draft",
        "versions",
        "check",
        "figures",
        "figure",
        "table",
        "export",
        "plans",
        "backup",
    }
)
WRITERS = frozenset({"import", "sync"})
FORM_READERS = frozenset({"template", "import", "sync", "draft"})


def prepare(options: argparse.Namespace) -> list[str]:
    """Take over what an earlier release left in the application's folder.

    Prints and returns the sentences about what was done or is wrong.
    """
    if options.command not in USERS or _is_restoring(options):
        return []
    sentences = [*_take_over(options), *codelists.faults()]
    if options.command in FORM_READERS:
        from dse.ingest.forms import form_files  # slow to load

        sentences += form_files.describe_forms_to_correct()
    if options.command == "check":
        sentences += [*_settings_faults(), *identity.faults()]
    for sentence in sentences:
        print_message(sentence)
    return sentences


def _settings_faults() -> list[str]:
    from dse.disclosure import audiences  # the standard library is enough for most commands

    wrong = audiences.faults()
    return [
        f"{fault} D’ici là, seule la page Données s’ouvre ; vos données ne sont pas en cause."
        for fault in wrong
    ]


def _is_restoring(options: argparse.Namespace) -> bool:
    """Whether a backup is put back: its folder must stay empty until then."""
    return options.command == "backup" and options.restore


def _take_over(options: argparse.Namespace) -> list[str]:
    """What was taken over. A folder that is not there, misspelt perhaps, is made by an import only."""
    if options.command not in WRITERS and not paths.team_folder().is_dir():
        return []
    try:
        return takeover.take_over()
    except NotTakenOver as error:
        return [str(error)]
