"""Lines of the team's own CSV files, one file a list: where they lie, and their cells. What they mean: `own_codes`."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas import spreadsheets

Stamp = tuple[
    str, int, int
]  # of a file: its path, the time of its last change in nanoseconds, its size in bytes


class WrongLines(ValueError):
    """A file of lines that cannot be used; the message is what is wrong and what helps, in French."""


@dataclass(frozen=True)
class Line:
    """Cells of a line by title, without blanks around them; `number` counts the file's lines from 1."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, title: str) -> str:
        return self.cells.get(title, "")

    def wrong(self, reason: str, advice: str) -> WrongLines:
        """The error of this line."""
        return WrongLines(f"ligne {self.number}, {reason}. {advice}")

    def day(self, title: str) -> date | None:
        """A date written 2024-12-31, or 31/12/2024 as a spreadsheet shows it; None where the cell is empty."""
        text = spreadsheets.iso(self[title])
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise self.wrong(
                f"« {self[title]} » n’est pas une date", "Écrivez-la comme 2024-12-31."
            ) from None


def _nowhere() -> Path | None:
    return None


_folder: Callable[[], Path | None] = _nowhere


def look_in(folder: Callable[[], Path | None]) -> None:
    """Say where the files lie, for the whole process: the folder is asked for at every use."""
    global _folder  # this package imports nothing of ours: it has to be told
    _folder = folder


# Stamps that were taken while a piece of work goes on, which is to see lists that do not change.
_stamps: ContextVar[dict[str, Stamp | None] | None] = ContextVar("stamps", default=None)


@contextmanager
def steady() -> Iterator[None]:
    """While this lasts, each file is looked at once: whoever asks thousands of times sees the lists as they were at first."""
    if _stamps.get() is not None:
        yield
        return
    before = _stamps.set({})
    try:
        yield
    finally:
        _stamps.reset(before)


def stamp(name: str) -> Stamp | None:
    """What tells a file of lines from what it was before; None where there is none."""
    stamps = _stamps.get()
    if stamps is None:
        return _stamp_now(name)
    if name not in stamps:
        stamps[name] = _stamp_now(name)
    return stamps[name]


def _stamp_now(name: str) -> Stamp | None:
    folder = _folder()
    return None if folder is None else stamp_of(os.path.join(folder, f"{name}.csv"))  # noqa: PTH118  asked very often


def stamp_of(path: str) -> Stamp | None:
    """The same of a file that lies elsewhere."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return path, status.st_mtime_ns, status.st_size


def names() -> list[str]:
    """Names of the files of lines, in alphabetical order."""
    folder = _folder()
    try:
        return sorted(path.stem for path in folder.iterdir() if path.suffix == ".csv") if folder else []
    except OSError:
        return []


def read(file: Stamp, needed: Collection[str], allowed: Collection[str]) -> list[Line]:
    """Lines of a file that are not empty. WrongLines unless it has the titles that are needed, and none but those allowed."""
    reader = spreadsheets.rows(_text(Path(file[0])))
    try:
        titles = [title.strip() for title in reader.fieldnames or ()]
        _require_titles(titles, needed, allowed)
        reader.fieldnames = titles
        found = [_line(reader.line_num, cells) for cells in reader]
    except csv.Error:
        raise WrongLines("il ne se lit pas comme un CSV. Enregistrez-le en « CSV UTF-8 ».") from None
    return [line for line in found if any(line.cells.values())]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise WrongLines("il n’est pas en UTF-8. Enregistrez-le en « CSV UTF-8 ».") from None
    except OSError:
        raise WrongLines("il ne se lit pas. Vérifiez vos droits sur ce fichier.") from None


def _require_titles(titles: list[str], needed: Collection[str], allowed: Collection[str]) -> None:
    for title in needed:
        if title not in titles:
            raise WrongLines(f"il lui manque la colonne « {title} ». Ajoutez-la à la première ligne.")
    for title in titles:
        if title not in allowed or titles.count(title) > 1:
            advice = f"Gardez une fois chacune de celles-ci : {', '.join(allowed)}."
            raise WrongLines(f"sa colonne « {title} » est en trop. {advice}")


def _line(number: int, cells: dict[str | None, str | None]) -> Line:
    line = Line(number, {title: (cell or "").strip() for title, cell in cells.items() if title is not None})
    if None in cells:
        raise line.wrong(
            "elle a plus de cellules que de titres", "Mettez entre guillemets un texte à virgule."
        )
    return line
