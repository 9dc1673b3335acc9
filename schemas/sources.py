"""Codes that take parameters: `themes_by_year:share_pct?theme=GENRE`, read, checked and written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas import codelists, renamed
from schemas.retired import RETIRED_FIGURES

TYPED = "typed"
# The parameters of a measure, and the codelist of each.
PARAMETERS = {
    "family": ("actor_families",),
    "region": ("regions",),
    "kind": ("accompaniment_kinds",),
    "theme": ("themes",),
}


@dataclass(frozen=True)
class Measured:
    """A code and its parameters, in the order written."""

    code: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        told = "&".join(f"{name}={value}" for name, value in self.parameters)
        return f"{self.code}?{told}" if told else self.code


def read(text: str) -> Measured:
    """A code, by its name of today, and its parameters. Nothing is checked: see `fault`."""
    code, _, told = text.partition("?")
    pairs = [pair.partition("=") for pair in told.split("&") if pair]
    return Measured(renamed.measure(code), tuple((name, value) for name, _, value in pairs))


def is_retired(code: str) -> bool:
    """Whether a measure is one of a figure taken away: what names it is read, and says that it has no value any more."""
    return renamed.measure(code).partition(":")[0] in RETIRED_FIGURES


def fault(text: str, lists: Sequence[str]) -> str | None:
    """What is wrong with a code and its parameters, in one French sentence; None if nothing is."""
    found = read(text)
    if is_retired(found.code):
        return None
    taken = {code: names for each in lists for code, names in codelists.parameters(each).items()}
    if found.code not in taken:
        return "Cette mesure n’existe pas."
    required = {code: names for each in lists for code, names in codelists.required_parameters(each).items()}
    names = [name for name, _ in found.parameters]
    if len(set(names)) < len(names):
        return "Un paramètre de cette mesure est donné deux fois."
    for name, value in found.parameters:
        if name not in taken[found.code]:
            return f"Cette mesure ne prend pas le paramètre « {name} »."
        if value not in {code for each in PARAMETERS[name] for code in codelists.codes(each)}:
            return f"« {value} » n’est pas un code pour « {name} »."
    for name in required.get(found.code, ()):
        if name not in names:
            return f"Cette mesure demande le paramètre « {name} »."
    return None
