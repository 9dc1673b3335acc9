"""Faults planted in the lines and titles of a file: cut, doubled, shifted, contradicted, pointing to nothing."""

from __future__ import annotations

from random import Random

from mutants.bases import BEFORE, WAVES, Base
from mutants.operators import EVERY, Mutant, build_mutant, fault
from mutants.sheets import csv_of, text_of

_REGISTERS = tuple(BEFORE)
_SPANS = {
    "membres": ("Adhésion", "Départ"),
    "offre": ("Ouverture", "Fermeture"),
    "indicateurs": ("Début", "Fin"),
    "partenariats": ("Début", "Fin"),
    "accompagnements": ("Début", "Fin"),
    "activites": ("Date", "Fin"),
}


def _line(base: Base, random: Random) -> int:
    return random.randint(1, len(base.lines))


def _csv(base: Base, rows: list[list[str]]) -> tuple[str, bytes]:
    return f"{base.name}.csv", csv_of(rows)


@EVERY.add("ligne trop courte")
def short(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    rows[line] = rows[line][: -random.randint(1, min(3, len(base.headers) - 1))]
    return Mutant(*_csv(base, rows), (fault("107", row=line + 1),))


@EVERY.add("cellule de trop")
def long(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    rows[line].insert(random.randint(0, len(base.headers)), "en trop")
    last = next(at for at in range(len(base.headers), 0, -1) if rows[line][at - 1] or at == 1)
    if not rows[line][-1]:
        rows[line][-1] = "en trop"
    return (
        Mutant(*_csv(base, rows), (fault("106", row=line + 1, column=len(base.headers)),)) if last else None
    )


@EVERY.add("retour à la ligne dans une ligne")
def split(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    at = random.randint(1, len(base.headers) - 1)
    first, second = rows[line][:at], rows[line][at:]
    second[-1] = second[-1] or "x"
    first[0] = first[0] or "x"
    rows[line : line + 1] = [first, second]
    return Mutant(*_csv(base, rows), (fault("107", row=line + 1), fault("107", row=line + 2)))


@EVERY.add("texte coupé par un séparateur")
def cut_in_two(base: Base, random: Random) -> Mutant | None:
    rows, line = base.rows, _line(base, random)
    rows[line][-1] = rows[line][-1] or "suite"
    places = [at for at, cell in enumerate(rows[line]) if " " in cell]
    if not places:
        return None
    at = random.choice(places)
    rows[line][at : at + 1] = rows[line][at].split(" ", 1)
    return Mutant(*_csv(base, rows), (fault("106", row=line + 1, column=len(base.headers)),))


@EVERY.add("guillemet jamais fermé")
def unclosed(base: Base, random: Random) -> Mutant:
    line = _line(base, random)
    lines = text_of(base.rows).split("\n")
    cells = lines[line].split(";")
    at = random.randrange(len(cells))
    cells[at] = f'"{cells[at].strip(chr(34))}'
    lines[line] = ";".join(cells)
    return Mutant(f"{base.name}.csv", "\n".join(lines).encode(), (fault("105", "109", row=line + 1),))


@EVERY.add("guillemet au milieu d’un texte entre guillemets")
def loose_quote(base: Base, random: Random) -> Mutant:
    line = _line(base, random)
    lines = text_of(base.rows).split("\n")
    cells = lines[line].split(";")
    cells[random.randrange(len(cells))] = '"Le "bon" mot"'
    lines[line] = ";".join(cells)
    return Mutant(f"{base.name}.csv", "\n".join(lines).encode(), (fault("105", row=line + 1),))


@EVERY.add("ligne d’un autre séparateur")
def other_delimiter(base: Base, random: Random) -> Mutant:
    line = _line(base, random)
    lines = text_of(base.rows).split("\n")
    lines[line] = lines[line].replace(";", random.choice(("\t", "|", ",")))
    return Mutant(f"{base.name}.csv", "\n".join(lines).encode(), (fault("107", row=line + 1),))


@EVERY.add("fichier coupé au milieu d’une ligne")
def truncated(base: Base, random: Random) -> Mutant:
    line = random.randint(max(1, len(base.lines) - 5), len(base.lines))
    at = random.randint(1, len(base.headers) - 1)
    rows = [*base.rows[:line], base.rows[line][:at]]
    rows[-1][0] = rows[-1][0] or "x"
    return Mutant(f"{base.name}.csv", text_of(rows).rstrip("\n").encode(), (fault("107", row=line + 1),))


@EVERY.add("caractère nul")
def null_sign(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    at = random.choice(base.columns("text", "name", "id", "code", "option", "organisation"))
    rows[line][at] += "\x00"
    return Mutant(*_csv(base, rows), (fault("104", row=line + 1, column=at),))


@EVERY.add("ligne répétée")
def repeated(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    at = random.randint(line + 1, len(rows))
    rows.insert(at, list(rows[line]))
    return build_mutant(base, rows, random, fault("401", row=at + 1))


@EVERY.add(
    "identifiant répété sous une autre forme",
    ("offre", "partenariats", "accompagnements", "activites", "changements"),
)
def look_alike(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    rows.append([*rows[line]])
    respell = random.choice((str.lower, lambda text: f"{text}\u200b", lambda text: f" {text} ", str.swapcase))
    rows[-1][0] = respell(rows[line][0])
    return build_mutant(base, rows, random, fault("401", "402", row=len(rows)))


@EVERY.add("ligne qui contredit une autre", ("membres", "indicateurs"))
def contradicted(base: Base, random: Random) -> Mutant | None:
    ids = [row[0] for row in base.rows]
    lines = [line for line in range(2, len(ids)) if ids[line] in ids[1:line]]
    if not lines:
        return None
    rows, line = base.rows, random.choice(lines)
    at = rows[0].index("Nom" if base.name == "membres" else random.choice(("Intitulé", "Objectif", "Unité")))
    rows[line][at] += " bis"
    return build_mutant(base, rows, random, fault("403", row=line + 1, column=at), others=True)


@EVERY.add("fin avant le début", tuple(_SPANS))
def backwards(base: Base, random: Random) -> Mutant | None:
    first, last = (base.headers.index(each) for each in _SPANS[base.name])
    lines = [line for line, row in enumerate(base.rows) if line and row[first]]
    if not lines:
        return None
    rows, line = base.rows, random.choice(lines)
    rows[line][last] = "01/02/1903"
    return build_mutant(base, rows, random, fault("406", row=line + 1))


@EVERY.add("plus de femmes que de participants", ("presences",))
def more_women(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    rows[line][4] = str(int(rows[line][3]) + random.randint(1, 9))
    return build_mutant(base, rows, random, fault("406", row=line + 1))


@EVERY.add("activité ou accompagnement inconnu", ("presences", "changements"))
def orphan(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    at = 0 if base.name == "presences" else random.choice(base.columns("several"))
    rows[line][at] = random.choice(("ACT-1999-01", "ACC-1999-001", "XYZ"))
    return build_mutant(base, rows, random, fault("404", row=line + 1, column=at))


@EVERY.add("partenariat deux fois à la fois", ("partenariats",))
def overlapping(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    rows.append([f"{rows[line][0]}-B", *rows[line][1:]])
    return build_mutant(base, rows, random, fault("410", row=len(rows)), others=True)


@EVERY.add("SIREN de deux organisations", ("membres",))
def same_siren(base: Base, random: Random) -> Mutant:
    rows = base.rows
    at, lines = rows[0].index("SIREN"), _of_two(base, random)
    for line in lines:
        rows[line][at] = "552100554"
    return build_mutant(base, rows, random, fault("304", row=lines[1] + 1, column=at), others=True)


@EVERY.add("nom qui mène à deux organisations", ("membres",))
def same_alias(base: Base, random: Random) -> Mutant:
    rows, lines = base.rows, _of_two(base, random)
    at = rows[0].index("Autres noms")
    rows[lines[1]][at] = rows[lines[0]][1]
    return build_mutant(base, rows, random, fault("303", row=lines[1] + 1, column=at), others=True)


def _of_two(base: Base, random: Random) -> list[int]:
    """Two lines, in order, of organisations that have no other."""
    ids = [row[0] for row in base.rows]
    return sorted(random.sample([line for line, each in enumerate(ids) if line and ids.count(each) == 1], 2))


@EVERY.add("ligne de total")
def total(base: Base, random: Random) -> Mutant:
    word = random.choice(("Total", "TOTAL", "Sous-total", "Moyenne", "Total général"))
    numbers = set(base.columns("count", "amount", "real", "note"))
    rows = [
        *base.rows,
        [word if not at else "12" if at in numbers else "" for at in range(len(base.headers))],
    ]
    codes = ("407", "404", "201", "301", "217")
    return build_mutant(base, rows, random, fault(*codes, row=len(rows)))


@EVERY.add("note sous le tableau")
def footnote(base: Base, random: Random) -> Mutant:
    said = random.choice(
        ("Source : F3E, mars 2019", "* données provisoires", "Légende : x = présent", "fin du fichier")
    )
    rows = [*base.rows, [said, *[""] * (len(base.headers) - 1)]]
    return build_mutant(base, rows, random, fault("148", "213", "404", "201", "301", "407", row=len(rows)))


@EVERY.add("intertitre entre les lignes")
def subheading(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, random.randint(2, len(base.lines))
    rows.insert(
        line, [random.choice(("Année 2016", "— suite —", "Île-de-France :")), *[""] * (len(base.headers) - 1)]
    )
    return build_mutant(base, rows, random, fault("148", "407", "213", "404", "201", "301", row=line + 1))


@EVERY.add("titres répétés au milieu")
def titles_again(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, random.randint(2, len(base.lines))
    rows.insert(line, list(base.headers))
    return build_mutant(base, rows, random, fault("125", row=line + 1, asks=True))


@EVERY.add("ligne décalée d’une cellule", tuple(name for name in _REGISTERS if name != "indicateurs"))
def shifted(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    at = random.choice((0, 1))
    rows[line] = [*rows[line][:at], "", *rows[line][at:-1]] if at else ["", *rows[line][:-1]]
    return build_mutant(base, rows, random, fault("201", "205", "210", "301", "202", row=line + 1))


@EVERY.add("titre en double")
def same_title(base: Base, random: Random) -> Mutant:
    at = random.randrange(len(base.headers))
    title = random.choice((base.headers[at], base.headers[at].upper(), f" {base.headers[at]}"))
    rows = [[*row, "" if number else title] for number, row in enumerate(base.rows)]
    return build_mutant(base, rows, random, fault("108", row=1, column=len(base.headers)), others=True)


@EVERY.add("titre nécessaire absent", _REGISTERS)
def missing_title(base: Base, random: Random) -> Mutant | None:
    """Not of a form that proposes the identifiers that a file lacks."""
    keys = [column for column in _list_key_columns(base) if base.headers[column] in base.needed]
    return _drop_column(base, random, random.choice(keys)) if keys else None


def _list_key_columns(base: Base) -> list[int]:
    """Columns of its identifier; of contacts, which have none, the name."""
    return base.columns("id") or base.columns("name")


def _drop_column(base: Base, random: Random, column: int) -> Mutant:
    rows = [[*row[:column], *row[column + 1 :]] for row in base.rows]
    return build_mutant(base, rows, random, fault("111", "110", "118", "113"))


@EVERY.add("titre nécessaire mal écrit", _REGISTERS)
def misspelt_title(base: Base, random: Random) -> Mutant:
    rows, at = base.rows, random.choice(_list_key_columns(base))
    rows[0][at] = random.choice((f"{rows[0][at]}zz", f"{rows[0][at][:3]}x{rows[0][at][4:]}", "", "???"))
    return build_mutant(base, rows, random, fault("111", "110", "118", "113"))


@EVERY.add("titre facultatif mal écrit", _REGISTERS)
def misspelt_optional(base: Base, random: Random) -> Mutant | None:
    others = [
        at
        for at in base.columns("text", "name", "date", "amount", "count")
        if base.headers[at] not in base.needed
    ]
    others = [at for at in others if len(base.headers[at]) > 4]
    if not others:
        return None
    rows, at = base.rows, random.choice(others)
    rows[0][at] = f"{rows[0][at][:-1]}xe"
    codes = ("116", "111", "119", "113", "110")
    planted = fault(*codes, row=None, column=None, asks=True)
    return build_mutant(base, rows, random, planted, others=True)


@EVERY.add("titres sans lignes")
def no_lines(base: Base, random: Random) -> Mutant:
    empty = [[""] * len(base.headers)] * random.choice((0, 0, 3))
    return build_mutant(base, [list(base.headers), *empty], random, fault("112"))


@EVERY.add("fichier vide")
def empty_file(base: Base, random: Random) -> Mutant:
    content = random.choice((b"", b"\n\n", b"\xef\xbb\xbf", b"   ", b";;;\n;;;\n", b"\xff\xfe"))
    return Mutant(f"{base.name}.csv", content, (fault("101", "110", "112"),))


@EVERY.add("mauvaise vague", tuple(WAVES))
def other_wave(base: Base, random: Random) -> Mutant:
    rows, at = base.rows, base.columns("moment")[0]
    for row in rows[1:]:
        row[at] = row[at] and f"2013{row[at][4:]}"
    first = next(line for line, row in enumerate(rows) if line and row[at])
    return build_mutant(base, rows, random, fault("218", row=first + 1, column=at))


@EVERY.add("Mac ou DOS")
def old_machines(base: Base, random: Random) -> Mutant:
    encoding = random.choice(("mac_roman", "cp850"))
    content = text_of(base.rows).encode(encoding, "replace")
    codes = ("103", "110", "111", "113", "118", "115")
    return Mutant(f"{base.name}.csv", content, (fault(*codes, asks=True),), others=True)


@EVERY.add("UTF-16 sans marque")
def unmarked(base: Base, random: Random) -> Mutant:
    content = text_of(base.rows, "\t").encode(random.choice(("utf-16-le", "utf-16-be")))
    return Mutant(f"{base.name}.txt", content, (fault("103"),))


@EVERY.add("un octet étranger dans de l’UTF-8")
def foreign_byte(base: Base, random: Random) -> Mutant:
    rows, line = base.rows, _line(base, random)
    at = random.choice(base.columns("text", "name", "code", "option", "organisation"))
    rows[line][at] += "Ĳ"
    content = csv_of(rows).replace("Ĳ".encode(), random.choice((b"\xe9", b"\x81", b"\xff", b"\x92")))
    codes = ("103", "114", "115", "110", "111", "113", "118", "119")
    return Mutant(f"{base.name}.csv", content, (fault(*codes),), others=True)
