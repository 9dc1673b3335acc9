"""What a dossier told of amounts is repeated where few organisations stand between it and the next, and corrected where many do."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from cost_rows import LINES, even_tables, raise_costs
from counted_store import TODAY, Row, answer_figure, commit_next, commit_tables
from dossiers import of_pages, unpacked, zip_dossier

from dse import publication
from dse.errors import Refused
from dse.export import publish_dossier
from dse.export.dossier import Choice, parts
from dse.publication import CORRECT, REPEAT
from dse.store import Store

CHOICE = Choice("2013-2015", None, parts=(parts.DATA,))
DAY, FIGURE = date(2021, 11, 1), "accompaniment_costs"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return commit_tables(tmp_path / "store", TODAY, even_tables(LINES))


def publish(store: Store, folder: Path, **chosen: str) -> list[Row]:
    """Publish a dossier as advised, or as chosen; the rows of costs that its record has."""
    prepared = publish_dossier.compare_with_published(of_pages(store, ("recours",), CHOICE), store)
    publish_dossier.publish_dossier(prepared, store, folder / "dossier.zip", day=DAY, chosen=chosen)
    return store.exports()[-1]["figures"][FIGURE]


def commit_lines(store: Store, lines: str) -> None:
    tables: dict[str, list[Row]] = even_tables(lines)
    commit_next(
        store, TODAY, {name: tables[name] for name in ("accompaniments", "accompaniment_organisations")}
    )


def doubts(store: Store) -> tuple[publication.Doubt, ...]:
    return publish_dossier.compare_with_published(of_pages(store, ("recours",), CHOICE), store).doubts


def test_what_was_told_is_recorded_and_told_again_without_a_doubt(store: Store, tmp_path: Path) -> None:
    rows = publish(store, tmp_path)
    assert [row["amount_eur"] for row in rows if row["breakdown"] == "ENSEMBLE" and row["period"] == "2013-2015"] == [4500, 2250]  # fmt: skip
    assert not doubts(store)


@pytest.mark.parametrize(
    ("references", "advised"),
    [
        (("M012014",), REPEAT),
        (("M012014", "M022014"), REPEAT),
        (("M012014", "M022014", "M032014"), CORRECT),
        (("M012013", "M022014", "M032015"), REPEAT),  # one organisation a year, and years are told
    ],
)
def test_sums_between_which_too_few_stand_are_repeated(
    store: Store, tmp_path: Path, references: tuple[str, ...], advised: str
) -> None:
    before = publish(store, tmp_path)
    commit_lines(store, raise_costs(LINES, *references))
    (doubt,) = doubts(store)
    assert (doubt.series, doubt.advised) == ("2013-2015", advised)
    after = publish(store, tmp_path)
    assert (after == before) == (advised == REPEAT)
    assert store.exports()[-1]["repeated"] == (["2013-2015"] if advised == REPEAT else [])


def test_of_sums_of_one_that_makes_up_nearly_all_that_moved_the_first_is_repeated(
    store: Store, tmp_path: Path
) -> None:
    publish(store, tmp_path)
    lines = raise_costs(LINES, "M022014", "M032014").replace("2014-04-01 100 ", "2014-04-01 9100 ")
    commit_lines(store, lines)
    assert [doubt.advised for doubt in doubts(store)] == [REPEAT]


def test_a_second_change_of_others_is_compared_with_what_was_first_told(store: Store, tmp_path: Path) -> None:
    """One, then two more: three stand between the first file and the third, which the second only repeated."""
    publish(store, tmp_path)
    commit_lines(store, raise_costs(LINES, "M012014"))
    publish(store, tmp_path)
    commit_lines(store, raise_costs(LINES, "M012014", "M022014", "M032014"))
    assert [doubt.advised for doubt in doubts(store)] == [CORRECT]


def test_sums_told_of_a_version_that_is_gone_are_repeated(store: Store, tmp_path: Path) -> None:
    before = publish(store, tmp_path)
    commit_lines(store, raise_costs(LINES, "M012014", "M022014", "M032014"))
    (store.path / "manifests" / "00000001.json").unlink()
    assert [doubt.advised for doubt in doubts(store)] == [REPEAT]
    assert publish(store, tmp_path) == before


def test_the_team_may_correct_what_would_be_repeated(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path)
    commit_lines(store, raise_costs(LINES, "M012014"))
    rows = publish(store, tmp_path, **{"2013-2015": CORRECT})
    assert rows[2]["amount_eur"] == 4560 and store.exports()[-1]["corrections"]


def test_the_review_has_one_table_of_sums_or_says_why_it_has_none(store: Store, tmp_path: Path) -> None:
    choice = Choice("2013-2015", None, parts=(parts.REVIEW,))
    one = "\n".join(line for line in LINES.splitlines() if line.startswith("M01"))
    few = commit_tables(tmp_path / "few", TODAY, even_tables(one))
    texts = []
    for told_store in (store, few):
        files = unpacked(zip_dossier(of_pages(told_store, ("recours",), choice)))
        text = "\n".join(
            paragraph.text for paragraph in docx.Document(io.BytesIO(files["bilan.docx"])).paragraphs
        )
        texts.append(text)
    assert "Les accompagnements démarrés en 2013-2015 ont coûté 4\u202f500\u00a0€" in texts[0]
    assert "trop peu d’organisations les font" in texts[1] and "ont coûté" not in texts[1]


def test_a_figure_alone_is_refused_where_it_would_tell_other_sums(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path)
    publication.require_as_published(answer_figure(store, FIGURE, audience="diffusion"), store)
    commit_lines(store, raise_costs(LINES, "M012014"))
    with pytest.raises(Refused):
        publication.require_as_published(answer_figure(store, FIGURE, audience="diffusion"), store)
