"""Exports of survey tools with what each cell says, and how many say it, counted by pandas and by nothing of ours.

Layouts, by what the tools publish. LimeSurvey: application/helpers/admin/export/Writer.php (« code. text » or full headings, « [line] »,
« [Autre] », « -oth- »). KoboToolbox: formpack, src/formpack/schema/fields.py and tests/test_exports.py (a cell of names and a box an
option, blank where nothing was answered or where the version lacks the option, `or_other`). Framaforms, which is Drupal Webform 7.x-4.x:
includes/webform.report.inc, components/select.inc and grid.inc (three rows of titles, « X » in a box, the text of « Autre » in its box).
Google Forms in a sheet: a grid is « question [line] », boxes are joined by a comma and a space, « Autre » stands among them as it was
written. Sphinx: CLE, DATE_SAISIE… in capitals. Everybody is invented.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from xlsxwriter import Workbook

from dse.ingest.spelling import words

MANY = 60
BLANK = "blank"  # a cell in which nothing stands, whatever the reason
AGREED = ("Pas du tout d’accord", "Plutôt pas d’accord", "Plutôt d’accord", "Tout à fait d’accord")
QUALITY = ("Mauvais", "Moyen", "Bon", "Excellent")
OFTEN = ("Jamais", "Une fois par an", "Une fois par mois", "Une fois par semaine")
HELP = ("Conseil, à distance", "Formation", "Mise en réseau")
NAMES = ("Association Fictive Un", "Collectif Fictif", "Ville Fictive")
WATER = {"eau": "Eau potable", "sante": "Santé", "ecole": "École"}

Counts = dict[str, Counter[str]]


@dataclass(frozen=True)
class Truth:
    """A question: its columns, how it may be drafted, and what its cells say beside their own text.

    `boxes` are the options of columns that are ticked or not, where a blank `is_no` beside a tick; `join` separates options in one
    cell, `options` are those. `asked_of` is a column and the text that it has where the question is asked; it is empty where all are.
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    says: Mapping[str, str] = field(default_factory=dict)
    boxes: tuple[str, ...] = ()
    is_no: bool = False
    join: str = ""
    options: tuple[str, ...] = ()
    asked_of: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Export:
    """A file: rows of titles, cells by column, and what is asked in them. `key` tells respondents apart, `day` is when each answered."""

    name: str
    titles: tuple[tuple[str, ...], ...]
    table: pd.DataFrame
    truths: tuple[Truth, ...]
    key: str | None
    day: str | None
    delimiter: str = ","

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in the order of the file."""
        return list(self.table.columns)

    def rows(self) -> list[list[str]]:
        """Titles, then the cells of each line."""
        return [*map(list, self.titles), *self.table.to_numpy().tolist()]

    def with_cells(self, **columns: Sequence[str]) -> Export:
        """The same file with other cells in some columns."""
        return replace(
            self, table=self.table.assign(**{name: list(cells) for name, cells in columns.items()})
        )

    def with_order(self, columns: Sequence[str]) -> Export:
        """The same file with its columns in another order."""
        places = [self.columns.index(name) for name in columns]
        titles = tuple(tuple(row[place] for place in places) for row in self.titles)
        return replace(self, titles=titles, table=self.table[list(columns)])

    def of_kind(self, *kinds: str) -> list[Truth]:
        """What is asked of some kinds, each in one column."""
        return [truth for truth in self.truths if truth.kinds[0] in kinds and len(truth.columns) == 1]

    def column_titled(self, end: str) -> str | None:
        """The first column whose title ends so."""
        titles = zip(self.columns, self.titles[-1], strict=True)
        return next((column for column, title in titles if title.endswith(end)), None)


def csv_bytes(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[str]], merged: Sequence[tuple[int, int, str]] = ()) -> bytes:
    """Rows as a workbook of texts. `merged` are cells of the first row over columns, with their title."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Réponses")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell != "":
                    sheet.write_string(number, place, cell)
        for first, last, title in merged:
            sheet.merge_range(0, first, 0, last, title)
    return out.getvalue()


def count(export: Export, truth: Truth) -> Counts:
    """How many say each thing, or why nothing, option by option where several may be said; « - » where one is."""
    table = export.table
    if truth.boxes:
        ticked = pd.DataFrame({name: table[name].map(_says(truth)) for name in truth.columns})
        if truth.is_no:
            answered = (ticked == "1").any(axis=1)
            ticked = ticked.where(~(ticked.eq(BLANK).mul(answered, axis=0)), "0")
        return {
            words(box): _count_statements(ticked[name], export, truth, name)
            for box, name in zip(truth.boxes, truth.columns, strict=True)
        }
    (name,) = truth.columns
    if truth.join:
        cells = table[name].str.strip()
        chosen = cells.map(lambda text: _split(text, truth))
        statements_by_option = {
            words(option): chosen.map(
                lambda several, option=option: BLANK if several is None else str(int(option in several))
            )
            for option in truth.options
        }
    elif truth.kinds[0] == "text":
        statements_by_option = {
            "-": table[name].map(lambda text: BLANK if _says(truth)(text) == BLANK else "text")
        }
    else:
        statements_by_option = {"-": table[name].map(_says(truth))}
    return {
        option: _count_statements(statements, export, truth, name)
        for option, statements in statements_by_option.items()
    }


def _count_statements(statements: pd.Series, export: Export, truth: Truth, name: str) -> Counter[str]:
    """How many say each thing in a column, and for what reason others say nothing."""
    return Counter(statements.where(statements != BLANK, _find_reasons(export, truth, name)))


def _find_reasons(export: Export, truth: Truth, name: str) -> pd.Series:
    """Why each line would say nothing in a column: what is written there, a question that was not asked, or no answer."""
    cells = export.table[name].str.strip()
    unasked = _find_lines_not_asked(export, truth, name).map({True: "NP", False: "SR"})
    return cells.map(lambda text: _reason_of_text(export, text)).where(cells != "", unasked)


def _reason_of_text(export: Export, text: str) -> str:
    not_applicable = "NP" if export.name.startswith("limesurvey") else "NC"
    return {"N/A": not_applicable, "s.o.": "NC"}.get(text, "SR")


def _find_lines_not_asked(export: Export, truth: Truth, name: str) -> pd.Series:
    """Lines that were not asked: of a version without the question or the box, of a filter, or that stopped before."""
    table = export.table.apply(lambda column: column.str.strip())
    unasked = pd.Series(False, index=table.index)
    filled = table[list(truth.columns)].ne("")
    if version := export.column_titled("__version__"):
        has_answers = filled.any(axis=1).groupby(table[version]).transform("any")
        unasked |= ~has_answers & has_answers.any()
        unasked |= filled.any(axis=1) & ~filled[name] & bool(truth.boxes)
        has_box = filled[name].groupby(table[version]).transform("any")
        unasked |= ~has_box & has_box.any() & bool(truth.boxes)
    column, text = truth.asked_of
    if column:
        unasked |= table[column] != text
    if sent := export.column_titled("Date de soumission"):
        unasked |= (table[sent] == "") & (_find_last(export, table) < export.columns.index(truth.columns[0]))
    return unasked


def _find_last(export: Export, table: pd.DataFrame) -> pd.Series:
    """The place of the last column in which each line answers something."""
    answered = [column for truth in export.truths for column in truth.columns]
    is_said = table[answered].ne("") & table[answered].ne("N/A")
    return is_said.mul([export.columns.index(column) for column in answered]).max(axis=1)


def _split(text: str, truth: Truth) -> set[str] | None:
    """The options that a cell names, « Autre » where it says more; none where it is blank."""
    if _says(truth)(text) == BLANK:
        return None
    rest, chosen = text, set()
    for option in sorted(truth.options, key=len, reverse=True):
        if option in rest:
            chosen.add(option)
            rest = rest.replace(option, "", 1)
    return chosen | ({"Autre"} if rest.strip(f"{truth.join} ") else set())


def _says(truth: Truth) -> Callable[[str], str]:
    def says(text: str) -> str:
        plain = text.replace("\u00a0", " ").strip()
        return words(truth.says.get(plain, plain)) or BLANK

    return says


def draw(rng: random.Random, among: Sequence[str], blanks: float = 0.15) -> list[str]:
    """An answer a line, each likelier than the one before, every one given; some are blank."""
    weights = range(1, len(among) + 1)
    drawn = ["" if rng.random() < blanks else rng.choices(among, weights)[0] for _ in range(MANY)]
    drawn[: 2 * len(among)] = [*among, *among]
    return drawn


def draw_several(rng: random.Random, among: Sequence[str], join: str) -> list[str]:
    drawn = [join.join(option for option in among if rng.random() < 0.5) for _ in range(MANY)]
    drawn[: len(among)] = among
    return drawn


def draw_days(style: str) -> list[str]:
    """A moment a line, of March 2022."""
    return [style.format(day=1 + line % 28, hour=8 + line % 10, minute=line % 60) for line in range(MANY)]


def build_export(
    name: str,
    columns: Sequence[tuple[str, Sequence[str], Truth | None]],
    key: str | None,
    day: str | None,
    delimiter: str = ",",
) -> Export:
    """A file of one row of titles. What is asked in several columns stands at the first of them."""
    names = [f"c{place}" for place in range(len(columns))]
    by_title = dict(zip((title for title, _, _ in reversed(columns)), reversed(names), strict=True))
    table = pd.DataFrame(
        {column: list(cells) for column, (_, cells, _) in zip(names, columns, strict=True)}
    ).astype(str)
    truth = tuple(
        replace(
            one,
            columns=tuple(by_title[title] for title in one.columns) or (column,),
            asked_of=(by_title.get(one.asked_of[0], ""), one.asked_of[1]),
        )
        for column, (_, _, one) in zip(names, columns, strict=True)
        if one
    )
    titles = (tuple(title for title, _, _ in columns),)
    return Export(name, titles, table, truth, key and by_title[key], day and by_title[day], delimiter)


def choice(*kinds: str, says: Mapping[str, str] | None = None) -> Truth:
    return Truth((), kinds or ("likert", "single"), says or {})


_TEXT, _NUMBER = Truth((), ("text",)), Truth((), ("number",))


def draw_remarks(rng: random.Random) -> list[str]:
    return ["" if rng.random() < 0.3 else f"plus de temps, point {line}" for line in range(MANY)]


def limesurvey() -> Export:
    """« code. text » titles and full answers."""
    rng = random.Random("limesurvey")
    low, high = "0 - Pas du tout", "10 - Tout à fait"
    notes = [low, *map(str, range(1, 10)), high]
    ends = {low: "0", high: "10"}
    boxes = ("U[SQ1]. Vos usages [Sport]", "U[SQ2]. Vos usages [Culture]")
    return build_export(
        "limesurvey",
        [
            ("id. ID de la réponse", list(map(str, range(1, MANY + 1))), None),
            (
                "submitdate. Date de soumission",
                draw_days("2022-03-{day:02d} {hour:02d}:{minute:02d}:00"),
                None,
            ),
            ("startlanguage. Langue de départ", ["fr"] * MANY, None),
            ("A[SQ1]. Êtes-vous satisfait de [l’accueil]", draw(rng, notes), choice("scale", says=ends)),
            ("A[SQ2]. Êtes-vous satisfait de [la durée]", draw(rng, notes), choice("scale", says=ends)),
            ("B. L’offre vous convient-elle ?", draw(rng, AGREED), choice()),
            ("C. Votre statut", draw(rng, ["Bénévole", "Salarié", "Autre"]), choice("single")),
            (
                "C[other]. Votre statut [Autre]",
                ["volontaire" if line % 9 == 0 else "" for line in range(MANY)],
                Truth((), ("text",), asked_of=("C. Votre statut", "Autre")),
            ),
            (
                "AGE. Votre âge",
                [f"{20 + line % 40} ans" if line % 7 else "" for line in range(MANY)],
                Truth((), ("number",), {f"{age} ans": str(age) for age in range(20, 60)}),
            ),
            (
                boxes[0],
                draw(rng, ["Oui", "Non"], 0),
                Truth(boxes, ("multiple",), {"Oui": "1", "Non": "0"}, ("Sport", "Culture")),
            ),
            (boxes[1], draw(rng, ["Oui", "Non"], 0), None),
            (
                "NPS. Recommanderiez-vous le réseau ?",
                draw(rng, [str(note) for note in range(11)]),
                choice("nps"),
            ),
            ("MOTS. Que changeriez-vous ?", draw_remarks(rng), _TEXT),
        ],
        "id. ID de la réponse",
        "submitdate. Date de soumission",
        ";",
    )


def kobo() -> Export:
    """Names, groups, a cell of several answers and a box an option; the first version has no « ecole »."""
    rng = random.Random("kobo")
    ticked: list[list[str]] = [
        []
        if line % 10 == 9
        else [
            "eau",
            *(need for need in ("sante", "ecole") if rng.random() < 0.5 and (need != "ecole" or line >= 20)),
        ]
        for line in range(MANY)
    ]
    boxes = tuple(f"g/besoins/{need}" for need in WATER)

    def box(need: str, line: int) -> str:
        return "" if not ticked[line] or (need == "ecole" and line < 20) else str(int(need in ticked[line]))

    quality = ["mauvais", "moyen", "bon", "excellent"]
    return build_export(
        "kobo",
        [
            ("start", draw_days("2022-03-{day:02d}T{hour:02d}:{minute:02d}:10.000+02:00"), None),
            ("g/age", [str(18 + line % 50) for line in range(MANY)], _NUMBER),
            ("g/acces", draw(rng, quality), choice()),
            ("g/besoins", [" ".join(several) for several in ticked], None),
            *(
                (
                    title,
                    [box(need, line) for line in range(MANY)],
                    Truth(boxes, ("multiple",), {}, tuple(WATER)) if need == "eau" else None,
                )
                for title, need in zip(boxes, WATER, strict=True)
            ),
            ("g/distance", [f"{line % 12 / 2:g}" for line in range(MANY)], _NUMBER),
            ("g/remarque", draw_remarks(rng), _TEXT),
            ("__version__", ["v1"] * 20 + ["v2"] * (MANY - 20), None),
            ("_id", [str(500 + line) for line in range(MANY)], None),
            ("_uuid", [f"uuid-{line}" for line in range(MANY)], None),
            ("_submission_time", draw_days("2022-03-{day:02d}T{hour:02d}:{minute:02d}:30"), None),
            ("_validation_status", [""] * MANY, None),
            ("_index", [str(line + 1) for line in range(MANY)], None),
        ],
        "_uuid",
        "_submission_time",
        ";",
    )


def google() -> Export:
    """A grid, boxes joined by a comma one of which holds one, a linear scale, an address."""
    rng = random.Random("google")
    return build_export(
        "google",
        [
            ("Horodateur", draw_days("{day:02d}/03/2022 {hour:02d}:{minute:02d}:33"), None),
            ("Adresse e-mail", [f"p{line}.fictive@exemple.invalid" for line in range(MANY)], None),
            ("Nom de votre structure", [NAMES[line % 3] for line in range(MANY)], None),
            (
                "Quels appuis ?",
                draw_several(rng, HELP, ", "),
                Truth((), ("multiple",), join=", ", options=HELP),
            ),
            ("Votre avis [Le suivi]", draw(rng, QUALITY), choice()),
            ("Votre avis [Le lieu]", draw(rng, QUALITY), choice()),
            ("Utilité, de 1 à 5", draw(rng, ["1", "2", "3", "4", "5"]), choice("scale")),
            ("Recommanderiez-vous le réseau ?", draw(rng, [str(note) for note in range(11)]), choice("nps")),
            (
                "Combien de salariés ?",
                [f"{line % 20 + 0.5:g}".replace(".", ",") for line in range(MANY)],
                Truth((), ("number",), {f"{half},5": f"{half}.5" for half in range(20)}),
            ),
            ("Venez-vous souvent ?", draw(rng, OFTEN), choice()),
            ("Un mot encore ?", draw_remarks(rng), _TEXT),
        ],
        "Adresse e-mail",
        "Horodateur",
    )


def framaforms() -> Export:
    """Three rows of titles, crosses in boxes, a grid."""
    rng = random.Random("framaforms")
    boxes = ("b0", "b1", "b2")
    export = build_export(
        "framaforms",
        [
            ("Numéro de série", [str(line + 1) for line in range(MANY)], None),
            ("SID", [str(9000 + line) for line in range(MANY)], None),
            ("Heure de soumission", draw_days("{day:02d}/03/2022 - {hour:02d}:{minute:02d}"), None),
            ("Brouillon", ["0"] * MANY, None),
            ("Adresse IP", ["192.0.2.1"] * MANY, None),
            ("Votre structure", [NAMES[line % 3] for line in range(MANY)], None),
            *(
                (
                    box,
                    draw(rng, ["X"], 0.5),
                    Truth(boxes, ("multiple",), {"X": "1"}, HELP, is_no=True) if box == "b0" else None,
                )
                for box in boxes
            ),
            ("g0", draw(rng, QUALITY), choice()),
            ("g1", draw(rng, QUALITY), choice()),
            ("Depuis combien d’années ?", [str(line % 30) for line in range(MANY)], _NUMBER),
            ("Vos remarques", draw_remarks(rng), _TEXT),
        ],
        "Numéro de série",
        "Heure de soumission",
    )
    (below,) = export.titles
    names = {"b0": HELP[0], "b1": HELP[1], "b2": HELP[2], "g0": "Le suivi", "g1": "Le lieu"}
    over = {"b0": "Quels appuis ?", "g0": "Votre avis", "Numéro de série": "Détails de la soumission"}
    above = tuple("Enquête fictive" if place == 0 else "" for place in range(len(below)))
    titles = (
        above,
        tuple(over.get(title, "") for title in below),
        tuple(names.get(title, title) for title in below),
    )
    return replace(export, titles=titles)


def sphinx() -> Export:
    """Capitals for what Sphinx adds, several answers in one cell."""
    rng = random.Random("sphinx")
    return build_export(
        "sphinx",
        [
            ("CLE", [str(1000 + line) for line in range(MANY)], None),
            ("DATE_SAISIE", draw_days("{day:02d}/03/2022 {hour:02d}:{minute:02d}:00"), None),
            ("DATE_ENREG", draw_days("{day:02d}/03/2022 {hour:02d}:{minute:02d}:40"), None),
            (
                "Quels appuis ?",
                draw_several(rng, HELP[1:], ";"),
                Truth((), ("multiple",), join=";", options=HELP[1:]),
            ),
            ("Votre accord", draw(rng, AGREED), choice()),
            ("Votre venue", draw(rng, OFTEN), choice()),
            ("Votre note sur 20", [f"{line % 20}" for line in range(MANY)], _NUMBER),
            ("Vos attentes", draw_remarks(rng), _TEXT),
            ("PROGRESSION", ["Terminé"] * MANY, None),
        ],
        "CLE",
        "DATE_ENREG",
        ";",
    )


def plain() -> Export:
    """A table that somebody typed, one line an organisation."""
    rng = random.Random("plain")
    return build_export(
        "plain",
        [
            ("Structure", [NAMES[line % 3] for line in range(MANY)], None),
            ("Utilité de l’atelier", draw(rng, ["1", "2", "3", "4", "5"]), choice("scale")),
            ("Utilité de la visite", draw(rng, ["1", "2", "3", "4", "5"]), choice("scale")),
            ("Avis sur l’accueil", draw(rng, AGREED), choice()),
            ("Formation suivie", draw(rng, ["Oui", "Non"]), choice("single")),
            ("Participants", [str(line % 25) for line in range(MANY)], _NUMBER),
            ("Remarques", draw_remarks(rng), _TEXT),
        ],
        None,
        None,
        ";",
    )


EVERY: Mapping[str, Callable[[], Export]] = {
    make.__name__: make for make in (limesurvey, kobo, google, framaforms, sphinx, plain)
}
