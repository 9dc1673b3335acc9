"""Lines that an import refuses, written beside: a CSV a sheet, to send to whoever typed them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dse.cli import file_errors
from dse.errors import Refused
from dse.french import count
from dse.ingest.rows.rejected_lines import RejectedLines
from dse.process import print_message


def write_rejected_lines(rejected: Sequence[RejectedLines], target: Path) -> None:
    """Each sheet in `target`; where there are several, its name goes between the name and the suffix.

    Refused if a file cannot be written. Where no line is refused, nothing is written or printed.
    """
    from dse.export.import_files import rejected_lines as files

    for sheet in rejected:
        name = f"{target.stem}-{files.stem(sheet)}{target.suffix}"
        path = target if len(rejected) == 1 else target.with_name(name)
        try:
            path.write_bytes(files.render_csv(sheet))
        except OSError as error:
            raise Refused(
                f"Le fichier {path} ne s’écrit pas : {file_errors.explain_file_error(path, error)}."
            ) from error
        print_message(f"{count(len(sheet.lines), 'ligne')} à corriger dans {path}.")
