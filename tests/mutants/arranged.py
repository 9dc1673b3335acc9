"""Harmless operators on a CSV file as a whole: its encoding, its signs between cells, its titles, its empty places."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from random import Random

from dse import paths
from dse.ingest.recognition import form_matching
from mutants.bases import SURVEY, WAVES, Base
from mutants.operators import EVERY, Mutant, build_mutant
from mutants.sheets import csv_of, file_of, text_of

_ENCODINGS = {"UTF-8 avec marque": "utf-8-sig", "UTF-16 avec marque": "utf-16", "cp1252": "cp1252"}


def _encoded(name: str, encoding: str) -> None:
    @EVERY.add(name)
    def make(base: Base, random: Random) -> Mutant:
        delimiter = "\t" if encoding == "utf-16" else random.choice(";,")
        newline = random.choice(("\n", "\r\n"))
        return Mutant(f"{base.name}.csv", csv_of(base.rows, encoding, delimiter=delimiter, newline=newline))


for _name, _encoding in _ENCODINGS.items():
    _encoded(_name, _encoding)


@EVERY.add("UTF-16 gros-boutiste avec marque")
def big_endian(base: Base, _: Random) -> Mutant:
    return Mutant(f"{base.name}.txt", b"\xfe\xff" + text_of(base.rows, delimiter="\t").encode("utf-16-be"))


def _delimited(name: str, delimiter: str) -> None:
    @EVERY.add(name)
    def make(base: Base, random: Random) -> Mutant:
        quoting = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        return Mutant(f"{base.name}.csv", csv_of(base.rows, delimiter=delimiter, quoting=quoting))


for _name, _sign in {"virgules": ",", "tabulations": "\t", "barres": "|"}.items():
    _delimited(_name, _sign)


@EVERY.add("ligne sep=")
def declared(base: Base, random: Random) -> Mutant:
    sign = random.choice(";,\t|")
    first = random.choice((f"sep={sign}", f'"sep={sign}"', f"SEP={sign}"))
    return Mutant(f"{base.name}.csv", f"{first}\r\n{text_of(base.rows, sign)}".encode("utf-8-sig"))


@EVERY.add("fins de ligne")
def line_ends(base: Base, random: Random) -> Mutant:
    if random.random() < 0.5:
        return Mutant(f"{base.name}.csv", csv_of(base.rows, newline=random.choice(("\r\n", "\r"))))
    lines = text_of(base.rows).split("\n")[:-1]
    mixed = "".join(line + random.choice(("\n", "\r\n")) for line in lines)
    return Mutant(f"{base.name}.csv", mixed.encode("utf-8"))


@EVERY.add("fin sans retour à la ligne, ou avec beaucoup")
def ending(base: Base, random: Random) -> Mutant:
    text = text_of(base.rows).rstrip("\n") + random.choice(("", "\n\n\n", "\n   \n", "\n\u00a0"))
    return Mutant(f"{base.name}.csv", text.encode("utf-8"))


@EVERY.add("lignes vides à la fin")
def trailing_rows(base: Base, random: Random) -> Mutant:
    empty = [""] * len(base.headers)
    return Mutant(f"{base.name}.csv", csv_of([*base.rows, *[empty] * random.choice((1, 50, 900))]))


@EVERY.add("lignes vides au milieu")
def blank_rows(base: Base, random: Random) -> Mutant:
    rows = base.rows
    for _ in range(random.randint(1, 4)):
        rows.insert(
            random.randint(1, len(rows)), random.choice(([""] * len(base.headers), [" "] * len(base.headers)))
        )
    return build_mutant(base, rows, random)


@EVERY.add("séparateur de trop à chaque ligne")
def trailing_signs(base: Base, random: Random) -> Mutant:
    extra = [""] * random.randint(1, 3)
    with_titles = random.random() < 0.5
    rows = [row + extra if number or with_titles else row for number, row in enumerate(base.rows)]
    return Mutant(f"{base.name}.csv", csv_of(rows))


@EVERY.add("tout entre guillemets")
def quoted(base: Base, random: Random) -> Mutant:
    newline = random.choice(("\n", "\r\n"))
    return Mutant(f"{base.name}.csv", csv_of(base.rows, quoting=csv.QUOTE_ALL, newline=newline))


@EVERY.add("colonnes dans un autre ordre")
def shuffled(base: Base, random: Random) -> Mutant:
    order = random.sample(range(len(base.headers)), len(base.headers))
    return build_mutant(base, [[row[at] for at in order] for row in base.rows], random, reorders=True)


@EVERY.add("colonne inconnue en plus")
def extra_column(base: Base, random: Random) -> Mutant:
    at, title = random.randint(0, len(base.headers)), random.choice(("Zone libre 1", "Ne pas remplir", "Xyz"))
    rows = [
        [*row[:at], f"vu {number}" if number else title, *row[at:]] for number, row in enumerate(base.rows)
    ]
    return build_mutant(base, rows, random, may_ask=True)


@EVERY.add("colonne vide sans titre")
def empty_column(base: Base, random: Random) -> Mutant:
    at = random.randint(0, len(base.headers))
    return build_mutant(base, [[*row[:at], random.choice(("", " ")), *row[at:]] for row in base.rows], random)


def _titled(name: str, respell: Callable[[str, Random], str]) -> None:
    @EVERY.add(name)
    def make(base: Base, random: Random) -> Mutant | None:
        rows = base.rows
        rows[0] = [respell(title, random) for title in rows[0]]
        return build_mutant(base, rows, random) if rows[0] != list(base.headers) else None


def _odd_spaces(title: str, random: Random) -> str:
    spaced = title.replace(" ", random.choice(("\u00a0", "  ", "\n", "\u202f")))
    return random.choice((f" {spaced}", f"{spaced}\u00a0", f"{spaced}\u200b", f"\ufeff{spaced}"))


_titled("titres avec espaces et signes invisibles", _odd_spaces)
_titled(
    "titres en capitales ou minuscules", lambda title, random: random.choice((title.upper(), title.lower()))
)
_titled("titres en accents décomposés", lambda title, _: unicodedata.normalize("NFD", title))
_titled("titres aux apostrophes droites", lambda title, random: title.replace("’", random.choice("'´`")))
_titled(
    "titres sans accents",
    lambda title, _: "".join(
        each for each in unicodedata.normalize("NFD", title) if not unicodedata.combining(each)
    ),
)


@EVERY.add("titres sous un autre nom connu")
def known_titles(base: Base, random: Random) -> Mutant | None:
    rows = base.rows
    name = SURVEY if base.name in WAVES else base.name
    headers = next(each for each in form_matching.load_known_forms(paths.FORMS) if each.name == name).headers
    spellings = [(title, headers[title].aliases if title in headers else ()) for title in rows[0]]
    rows[0] = [
        random.choice(aliases) if aliases and random.random() < 0.4 else title for title, aliases in spellings
    ]
    return (
        build_mutant(base, rows, random)
        if rows[0] != list(base.headers) and len({*rows[0]}) == len(rows[0])
        else None
    )


@EVERY.add("titres au-dessus du tableau")
def heading(base: Base, random: Random) -> Mutant:
    above = [["Réseau fictif"], [], ["Extraction du 12/03/2019", "", "page 1"]][: random.randint(1, 3)]
    width = len(base.headers)
    rows = [[*row, *[""] * (width - len(row))] for row in above] + base.rows
    return Mutant(*file_of(base, rows, random, above=len(above)))
