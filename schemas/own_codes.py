"""What the team's own lines add to our lists, or change in them. Each function raises WrongLines, which names the line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from schemas.codes import Break, Code, Triennial
from schemas.own_lines import Line, Stamp, read

# Lists that the team owns. The others are words that the code itself computes or acts upon: a code more in them would mean
# nothing to it, or break what it counts.
EXTENDABLE = frozenset(
    [
        "accompaniment_kinds",
        "accompaniment_roles",
        "activity_formats",
        "activity_kinds",
        "actor_families",
        "change_kinds",
        "change_levels",
        "colleges",
        "countries",
        "fields",
        "legal_categories",
        "output_kinds",
        "participation_roles",
        "partnership_kinds",
        "regions",
        "sectors",
        "size_bands",
        "themes",
    ]
)
NO_SUCH_LIST = "il n’y a pas de liste de ce nom. Renommez-le comme une des nôtres, ou retirez-le."
NOT_EXTENDABLE = (
    "cette liste appartient au logiciel, qui n’en connaît pas d’autre valeur. Retirez ce fichier."
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_CODE_ADVICE = "Un code est fait de lettres sans accent, de chiffres et de tirets, sans espace."
_CODE_TITLES = ("code", "label_fr", "description", "source", "parent", "rank", "valid_from", "valid_to")
_TRIENNIAL_TITLES = ("code", "label_fr", "starts_on", "ends_on")
_BREAK_TITLES = ("what", "from_date", "reason")


def codes(file: Stamp, ours: Sequence[Code], elsewhere: Collection[str]) -> list[Code]:
    """Codes added to ours, and ours with another label or other dates; `elsewhere` are codes of a list read together with this one."""
    known = {code.code: code for code in ours}
    last = max((code.rank for code in ours), default=0)
    found: dict[str, Code] = {}
    lines = read(file, ("code", "label_fr"), _CODE_TITLES)
    for line in lines:
        name = _new_code(line, found)
        if name in elsewhere:
            raise line.wrong(
                f"« {name} » est déjà un code d’une liste lue avec celle-ci", "Donnez un autre code."
            )
        found[name] = _changed(line, known[name]) if name in known else _added(line, last + len(found) + 1)
    _require_parents(lines, known, found)
    _require_labels(lines, known | found)
    return list(found.values())


def _new_code(line: Line, before: Collection[str]) -> str:
    name = line["code"]
    if not _CODE.fullmatch(name):
        raise line.wrong(f"« {name} » n’est pas un code", _CODE_ADVICE)
    if name in before:
        raise line.wrong(f"le code « {name} » est donné deux fois", "Gardez une seule de ces lignes.")
    return name


def _added(line: Line, rank: int) -> Code:
    if not line["label_fr"]:
        raise line.wrong(f"« {line['code']} » n’a pas de libellé", "Donnez-lui un libellé dans « label_fr ».")
    empty = Code(line["code"], "", "", "Liste de l’équipe", line["parent"] or None, rank, None, None)
    return _changed(line, empty)


def _changed(line: Line, code: Code) -> Code:
    """A code as a line tells it; an empty cell leaves what it was."""
    if line["parent"] not in ("", code.parent):
        raise line.wrong(f"« {code.code} » change de parent", "Laissez « parent » tel qu’il était.")
    if not re.fullmatch(r"-?\d{0,6}", line["rank"]) or line["rank"] == "-":
        raise line.wrong(f"le rang « {line['rank']} » n’est pas un nombre entier", "Corrigez-le ou videz-le.")
    changed = replace(
        code,
        label=line["label_fr"] or code.label,
        description=line["description"] or code.description,
        source=line["source"] or code.source,
        rank=int(line["rank"] or code.rank),
        valid_from=line.day("valid_from") or code.valid_from,
        valid_to=line.day("valid_to") or code.valid_to,
    )
    if changed.valid_from and changed.valid_to and changed.valid_to < changed.valid_from:
        raise line.wrong("« valid_to » est avant « valid_from »", "Corrigez l’une de ces dates.")
    return changed


def _require_parents(lines: Iterable[Line], known: dict[str, Code], found: dict[str, Code]) -> None:
    """A parent gathers codes: it is at the top, and not one of ours that rows already name by itself."""
    gathering = {code.parent for code in known.values()} | (found.keys() - known.keys())
    merged = known | found
    for line in lines:
        parent = merged[line["code"]].parent
        if line["code"] in known or parent is None:
            continue
        if parent not in merged:
            raise line.wrong(
                f"le parent « {parent} » n’existe pas", "Corrigez-le, ou ajoutez-le à ce fichier."
            )
        if parent not in gathering or merged[parent].parent is not None or parent == line["code"]:
            advice = "Laissez « parent » vide, ou nommez un code qui en regroupe déjà d’autres."
            raise line.wrong(f"« {parent} » s’emploie seul et ne peut pas devenir un parent", advice)


def _require_labels(lines: Iterable[Line], merged: dict[str, Code]) -> None:
    """A file may say a label instead of a code: two codes of one label could not be told apart."""
    for line in lines:
        label = merged[line["code"]].label
        same = [code.code for code in merged.values() if code.label.casefold() == label.casefold()]
        if len(same) > 1:
            raise line.wrong(f"le libellé « {label} » est aussi celui d’un autre code", "Donnez-en un autre.")


def triennials(file: Stamp, ours: Sequence[Triennial]) -> list[Triennial]:
    """Triennials added to ours, and ours with another label or other dates."""
    known = {each.code: each for each in ours}
    found: dict[str, Triennial] = {}
    lines = read(file, ("code",), _TRIENNIAL_TITLES)
    for line in lines:
        name = _new_code(line, found)
        before = known.get(name)
        label = line["label_fr"] or (before.label if before else f"Triennal {name}")
        starts = line.day("starts_on") or (before.starts_on if before else None)
        ends = line.day("ends_on") or (before.ends_on if before else None)
        if starts is None or ends is None or ends <= starts:
            raise line.wrong(
                "le début ou la fin manque, ou la fin vient avant", "Corrigez « starts_on » et « ends_on »."
            )
        found[name] = Triennial(name, label, starts, ends)
    _require_apart(lines, known | found)
    return list(found.values())


def _require_apart(lines: Iterable[Line], merged: dict[str, Triennial]) -> None:
    for line in lines:
        one = merged[line["code"]]
        for other in merged.values():
            if other is not one and one.starts_on <= other.ends_on and other.starts_on <= one.ends_on:
                raise line.wrong(
                    f"« {one.code} » et « {other.code} » ont des jours communs", "Corrigez leurs dates."
                )


def breaks(file: Stamp, themes: Collection[str]) -> list[Break]:
    """Breaks added to ours."""
    found = []
    for line in read(file, ("what", "from_date"), _BREAK_TITLES):
        kind, _, code = line["what"].partition(":")
        if kind != "theme" or code not in themes:
            raise line.wrong(f"« {line['what']} » n’est pas un thème", "Écrivez par exemple « theme:GENRE ».")
        day = line.day("from_date")
        if day is None:
            raise line.wrong("la date manque", "Donnez-la dans « from_date », comme 2024-12-31.")
        found.append(Break(line["what"], day, line["reason"]))
    return found
