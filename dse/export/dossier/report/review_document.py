"""The review of a triennial in Word: what its plan keeps, to be sent as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from docx.document import Document as Report
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from dse import french
from dse.export.dossier import outline, parts, shared_sentences
from dse.export.dossier.contents import Contents, Entry
from dse.export.dossier.outline import Heading
from dse.export.dossier.printed_chapters import list_chapters, list_findings
from dse.export.dossier.printed_comments import list_cited, list_inserted, make_reader
from dse.export.dossier.report import paragraphs, row_decimals, table_xml, word_parts, word_tables
from dse.export.dossier.report.comments import write_comment, write_legend
from dse.export.dossier.report.figure_table import Table
from dse.export.dossier.report.indicator_table import write_indicators
from dse.export.dossier.report.printed_grid import Grid
from dse.export.dossier.report.sources_page import SOURCES, write_sources
from dse.export.dossier.report.styles import ALERT, FINDING, METHOD, WIDTH, create_report
from dse.export.dossier.report.word_tables import PrintedTable
from dse.export.files import titled_chart
from dse.export.files.figure_drawing import FigurePictures, Picture
from dse.figures import REGISTRY, Answer, Figure
from dse.figures.columns import BEFORE
from dse.identity import read_identity
from dse.review import SUMMARY_ANCHOR, Comment, Plan, figure_anchor
from dse.review.commentary import insertion
from dse.review.commentary.numbers import Reader
from dse.store import describe_day
from schemas import Column

INDICATORS = "indicators_progress"
# A chart is as wide as the page; of a higher one the table is given, which may go on to the next page.
HIGHEST_CHART = Cm(15)
MOST_ROWS, MOST_CARDS = 16, 6
SHORT_TEXT = 180  # letters, two lines: with less under it, a title at the foot of a page looks alone
SHARES = ("%", "points")  # units of whole numbers, in tables as in sentences and charts
FINDINGS = "Les constats les plus nets"
_FINDINGS = Heading(2, FINDINGS, "_Bilan_constats")
ABRIDGED = "Les premières lignes seulement"
ELSEWHERE = {parts.ANNEX: "l’annexe statistique", parts.WORKBOOK: "le classeur"}


@dataclass(frozen=True)
class _Chapter:
    heading: Heading
    anchor: str
    entries: Sequence[Entry]

    @property
    def is_summary(self) -> bool:
        return self.anchor == SUMMARY_ANCHOR

    def list_figures(self) -> list[tuple[Entry, Heading]]:
        """The figures, each with its heading, numbered in the bookmark alone."""
        return [
            (entry, Heading(2, entry.figure.question, f"{self.heading.anchor}_{rank}"))
            for rank, entry in enumerate(self.entries, 1)
        ]


@dataclass(frozen=True)
class _CommentWriter:
    """Writes the comments of a plan, whose numbers are those of the document, without author nor day."""

    document: Report
    comments: Mapping[str, Comment]
    read: Reader

    def has(self, anchor: str) -> bool:
        """Whether there is a comment under an anchor."""
        return anchor in self.comments

    def write(self, anchor: str) -> list[Paragraph]:
        """Write the comment under an anchor, where there is one."""
        if not self.has(anchor):
            return []
        return write_comment(self.document, insertion.fill(self.comments[anchor].text, self.read))


def render_review(contents: Contents, plan: Plan, pictures: Mapping[str, FigurePictures | None]) -> bytes:
    """The review as DOCX. `pictures`: by figure id."""
    document, contents = create_report(), replace(contents, plan=plan)
    chapters = _list_chapters(contents)
    comments = _CommentWriter(document, plan.comments, make_reader(contents))
    _write_title_page(document, contents)
    _write_contents(document, contents, chapters)
    if any(comments.has(anchor) for anchor in _list_anchors(chapters)):
        write_legend(document)
    for chapter in chapters:
        _write_chapter_heading(document, chapter, begins_page=chapter is chapters[0])
        introduction = comments.write(chapter.anchor)
        if chapter.is_summary:
            _write_summary(document, contents)
        elif chapter.entries:
            _begin_together(introduction)
        for entry, heading in chapter.list_figures():
            paragraphs.write_heading(document, heading)
            last = _write_figure(document, contents, entry, pictures.get(entry.figure.id))
            comment = comments.write(figure_anchor(entry.figure.id))
            if comment and _is_short(comment):
                last.paragraph_format.keep_with_next = True
            for line in comment[-2:-1]:  # no point of a list alone at the head of a page
                line.paragraph_format.keep_with_next = True
    _write_sources(document, contents, chapters, _list_texts_of_charts(chapters, pictures))
    _write_corrections(document, contents)
    paragraphs.write_header(document, contents)
    paragraphs.write_footer(document, contents, _title(contents))
    return paragraphs.save(document, contents, _title(contents), _period(contents))


def _write_chapter_heading(document: Report, chapter: _Chapter, *, begins_page: bool) -> None:
    """The first of the document begins a page; the others follow one another."""
    heading = paragraphs.write_heading(document, chapter.heading)
    if not begins_page:
        paragraphs.follow_on(heading)


def _is_short(lines: Sequence[Paragraph]) -> bool:
    """Whether a text stays with its figure, or with the first one of its chapter; a longer one may end a page, or begin it."""
    return sum(len(paragraph.text) for paragraph in lines) < SHORT_TEXT


def _begin_together(lines: Sequence[Paragraph]) -> None:
    """Keep what is at the beginning of a text on the page of its title: as much as does not look alone there, or all with what follows."""
    written = 0
    for paragraph in lines:
        written += len(paragraph.text)
        paragraph.paragraph_format.keep_with_next = written < SHORT_TEXT or None


def _keep_with_next(lines: Sequence[Paragraph]) -> None:
    for paragraph in lines:
        paragraph.paragraph_format.keep_with_next = True


def _list_anchors(chapters: Sequence[_Chapter]) -> Iterator[str]:
    """Under what a comment may stand."""
    for chapter in chapters:
        yield chapter.anchor
        yield from (figure_anchor(entry.figure.id) for entry in chapter.entries)


def _list_chapters(contents: Contents) -> list[_Chapter]:
    """The chapters printed, with the headings of the document."""
    return [
        _Chapter(
            Heading(1, printed.title, f"_Bilan_{printed.number}"), printed.chapter.anchor, printed.entries
        )
        for printed in list_chapters(contents)
    ]


def _list_inserted(contents: Contents) -> list[Answer]:
    """The answers of which comments take numbers, those that a public does not see included."""
    inserted = list_inserted(contents)
    answers = [entry.answer for entry in contents.entries()]
    answers += [absent.answer for absent in contents.left_out() if absent.is_hidden]
    return [answer for answer in answers if answer.figure_id in inserted]


def _title(contents: Contents) -> str:
    return f"Bilan du {shared_sentences.lower_first(shared_sentences.title(contents))}"


def _period(contents: Contents) -> str:
    period = contents.choice.period
    return f"Du {french.day(period.starts_on)} au {french.day(period.ends_on)}"


def _write_title_page(document: Report, contents: Contents) -> None:
    paragraphs.write_identity(document, read_identity())
    paragraphs.write(document, _title(contents), "Title").paragraph_format.space_before = Cm(7)
    paragraphs.write(document, _period(contents), "Subtitle")
    for line in _describe_compared(contents):
        paragraphs.write(document, line)
    if day := _describe_day(contents):
        paragraphs.write(document, day)
    paragraphs.write(document, f"{shared_sentences.recorded(contents)}.")
    paragraphs.write_secrecy(document, contents)
    if contents.is_fictional:
        paragraphs.write(document, shared_sentences.FICTIONAL, ALERT)


def _describe_compared(contents: Contents) -> Iterator[str]:
    """The triennial compared with, and another one that some of the figures shown have beside their own."""
    if compared := contents.choice.compared:
        yield f"Comparé au {shared_sentences.lower_first(compared.label)}."
    befores = [
        set(entry.answer.table[BEFORE.name].dropna()) - {contents.choice.against}
        for chapter in list_chapters(contents)
        for entry in chapter.entries
        if BEFORE.name in entry.answer.table
    ]
    if others := sorted(set().union(*befores)):
        is_one = sum(map(bool, befores)) == 1
        some = "Une figure est comparée" if is_one else "Quelques figures sont comparées"
        to_what = "au triennal" if len(others) == 1 else "aux triennaux"
        yield f"{some} {'aussi ' if compared else ''}{to_what} {french.listed(others)}."


def _describe_day(contents: Contents) -> str:
    """The day that the team said for the data; where it said none, that of their last event, unless it comes after the triennial."""
    if stated := describe_day(contents.version):
        return f"{stated.capitalize()}."
    days = [entry.answer.as_of for entry in contents.entries() if entry.answer.as_of]
    is_within = bool(days) and max(days) <= contents.choice.period.ends_on
    return f"Dernière donnée datée du {french.day(max(days))}." if is_within else ""


def _write_contents(document: Report, contents: Contents, chapters: Sequence[_Chapter]) -> None:
    """The chapters, each with the questions that it answers, on a page of their own."""
    paragraphs.write(document, "Sommaire", "Subtitle").paragraph_format.page_break_before = True
    headings = [heading for chapter in chapters for heading in _list_headings(contents, chapter)]
    headings.append(outline.unnumbered_heading(SOURCES))
    if contents.corrections:
        headings.append(outline.unnumbered_heading(outline.CORRECTED))
    word_parts.contents(
        document, [(heading.level, french.typeset(heading.text), heading.anchor) for heading in headings]
    )


def _list_headings(contents: Contents, chapter: _Chapter) -> list[Heading]:
    findings = [_FINDINGS] if chapter.is_summary and list_findings(contents) else []
    return [chapter.heading, *findings, *(heading for _, heading in chapter.list_figures())]


def _write_summary(document: Report, contents: Contents) -> None:
    """What the data do not reach, then the strongest findings."""
    for notice in contents.notices:
        paragraphs.write(document, notice)
    if findings := list_findings(contents):
        paragraphs.write_heading(document, _FINDINGS)
        paragraphs.write_list(document, findings)


def _write_figure(
    document: Report, contents: Contents, entry: Entry, pictures: FigurePictures | None
) -> Paragraph:
    """Write what stands under the heading of a figure, on one page with it; the last paragraph."""
    finding = paragraphs.write(document, shared_sentences.finding(entry.answer), FINDING)
    notes = [shared_sentences.describe_annotations(entry.answer)]
    if entry.figure.id == INDICATORS:
        write_indicators(document, entry)
    elif picture := _find_picture(pictures):
        paragraphs.add_picture(finding, entry, picture)
    else:
        notes.append(_write_table(document, contents, entry))
    written = paragraphs.write_notes(document, [*notes, shared_sentences.basis(contents, entry)])
    written[0].paragraph_format.space_before = Pt(8)
    if entry.before is not None:
        before = paragraphs.write(document, paragraphs.describe_before(contents, entry.before), METHOD)
        before.paragraph_format.space_before = Pt(6)
        written.append(before)
    _keep_with_next(written[:-1])
    return written[-1]


def _find_picture(pictures: FigurePictures | None) -> Picture | None:
    """The chart of a figure, unless it is too high."""
    page = pictures and pictures.page
    return page if page and page.ratio * WIDTH <= HIGHEST_CHART else None


def _write_table(document: Report, contents: Contents, entry: Entry) -> str:
    """The first rows of the table of a figure; what its signs mean."""
    shown = choose_table(contents, entry)
    word_tables.write_table(document, entry, shown)
    return describe_table(contents, shown)


def choose_table(contents: Contents, entry: Entry) -> PrintedTable:
    """The first rows of the table of a figure, as they are printed: with percentages as sentences and charts say them."""
    columns = tuple(_choose_decimals(column, entry.figure) for column in entry.figure.columns)
    printed = replace(
        entry,
        figure=replace(entry.figure, columns=columns),
        answer=row_decimals.round_rows(entry.figure, entry.answer),
        before=entry.before and row_decimals.round_rows(entry.figure, entry.before),
    )
    return _shorten(word_tables.choose_table(contents, printed))


def _choose_decimals(column: Column, figure: Figure) -> Column:
    """A column of percentages has none; one of numbers of several units has those of each number."""
    if column.unit in SHARES:
        return replace(column, decimals=0)
    has_several = row_decimals.has_row_units(figure) and column.role == "measure" and not column.unit
    return replace(column, decimals=None) if has_several else column


def describe_table(contents: Contents, table: PrintedTable) -> str:
    """What the signs of a table mean, and that it is cut where it is."""
    if table.grid is None and not table.cards:
        return _describe_cut(contents)
    signs = list(word_tables.describe_signs(table)) if table.grid else []
    return " ".join([*signs, _describe_cut(contents)] if table.rows_left else signs)


def _describe_cut(contents: Contents) -> str:
    """That a table is cut, and which other part of the dossier has all of it."""
    others = [where for part, where in ELSEWHERE.items() if part in contents.choice.parts]
    return f"{ABRIDGED} ; voir {french.listed(others)}." if others else f"{ABRIDGED}."


def _shorten(printed: PrintedTable) -> PrintedTable:
    grid = None if printed.grid is None else _shorten_grid(printed.grid)
    return replace(printed, table=_drop_affirmed(printed.table), grid=grid, cards=printed.cards[:MOST_CARDS])


def _drop_affirmed(table: Table) -> Table:
    """Without the columns that say « oui » of all rows: that all is as it should be takes no line."""
    roles = table.roles
    everywhere = tuple(index for index in roles.everywhere if table.all_rows()[0][index] is not True)
    return replace(table, roles=replace(roles, everywhere=everywhere))


def _shorten_grid(grid: Grid) -> Grid:
    """The first rows of a table, with the notes under the last ones; it does not end on the title of others."""
    heads = sum(row.is_head for row in grid.rows)
    rows = grid.rows[: heads + MOST_ROWS]
    while rows[-1].is_band:
        rows = rows[:-1]
    rows = table_xml.keep_together(rows)
    return replace(grid, rows=rows, rows_left=grid.rows_left + len(grid.rows) - len(rows))


def _list_texts_of_charts(
    chapters: Sequence[_Chapter], pictures: Mapping[str, FigurePictures | None]
) -> Iterator[str]:
    """What is written in each chart that is printed."""
    for chapter in chapters:
        for entry in chapter.entries:
            drawn = pictures.get(entry.figure.id)
            if drawn and entry.figure.id != INDICATORS and _find_picture(drawn):
                yield from titled_chart.list_texts(drawn.svg.decode("utf-8"))


def _write_sources(
    document: Report, contents: Contents, chapters: Sequence[_Chapter], texts_of_charts: Iterable[str]
) -> None:
    shown = [(chapter.heading.text, [entry.figure for entry in chapter.entries]) for chapter in chapters]
    shown_ids = {figure.id for _, figures in shown for figure in figures}
    cited = list_cited(contents, shown_ids)
    read = [answer for answer in _list_inserted(contents) if answer.figure_id not in shown_ids]
    answers = [*(entry.answer for chapter in chapters for entry in chapter.entries), *read]
    write_sources(
        document,
        contents,
        shown,
        [REGISTRY[answer.figure_id] for answer in read if answer.figure_id in cited],
        answers,
        " ".join([*word_parts.list_texts(document), *texts_of_charts]),
    )


def _write_corrections(document: Report, contents: Contents) -> None:
    if contents.corrections:
        paragraphs.follow_on(
            paragraphs.write_heading(document, outline.unnumbered_heading(outline.CORRECTED))
        )
        paragraphs.write_list(document, list(contents.corrections))
