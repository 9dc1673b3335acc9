"""Texts of a dossier that probably name a person: listed and confirmed before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dse import french
from dse.export.dossier.contents import Contents
from dse.figures import REGISTRY
from dse.figures import columns as c
from dse.ingest.values import personal_data


@dataclass(frozen=True)
class NamedPerson:
    """A text that probably names a person, the figure and the column in which it stands, and by what: French kinds."""

    question: str
    column: str
    text: str
    kinds: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Where it stands, what it says, and what was seen in it."""
        return f"{self.question} {self.column} : « {self.text} » ({french.listed(list(self.kinds))})"


def find_named_persons(contents: Contents, organisations: Sequence[str]) -> tuple[NamedPerson, ...]:
    """The texts, each once a figure and column. `organisations` are names that are no person's."""
    cells = list(dict.fromkeys(_list_texts(contents)))
    kinds_of_texts = personal_data.find_in_texts([text for _, _, text in cells], organisations)
    return tuple(
        NamedPerson(*cell, tuple(kinds)) for cell, kinds in zip(cells, kinds_of_texts, strict=True) if kinds
    )


def _list_texts(contents: Contents) -> Iterator[tuple[str, str, str]]:
    """Question, title of the column and text of every cell in which anything may be written."""
    for entry in contents.entries():
        for answer in entry.answers():
            figure = REGISTRY[answer.figure_id]
            for column in figure.columns:
                if column.is_free_text and column != c.MARK:
                    texts = answer.table[column.name].dropna().unique()
                    yield from ((figure.question, column.title, text) for text in texts)
