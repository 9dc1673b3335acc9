"""Names, addresses and numbers of contacts, and the texts of notes and next steps, are in no exit but their own tables and the pages of the team."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
import uploads
from app_session import get_sent_bytes, open_page

import schemas
from dse import cli, figures, running_orders, slides
from dse.contacts import contacts, forgetting, next_steps, notes
from dse.errors import ReaderError
from dse.export import codebook, dossier, publish_dossier
from dse.export.files import delimited_text
from dse.export.templates import corrections
from dse.figures import REGISTRY, SECTIONS
from dse.ingest.forms import form_files
from dse.query import Query, Selection, open_version
from dse.store import Store
from dse.ui.frame import menu

CONFIDENTIAL = [table for table in schemas.TABLES if schemas.is_confidential(table)]
AUDIENCES = ("equipe", "projection", "diffusion")
# Where the team itself reads and corrects them.
OF_TEAM = ("membre", "membres", "donnees")
PLACES = [(page, section) for page, _ in menu.PAGES for section in SECTIONS.get(page, ("",))]
SHOWN = [
    (page, section, public)
    for page, section in [*PLACES, (menu.ORDERS, ""), (menu.MEMBER, "")]
    for public in ("", "projection", "diffusion")
    if public or page not in OF_TEAM
]
# Where the team has the next steps before it: their texts are no canaries there.
WITH_STEPS = ("vue-ensemble", "reseau", "suivi", "reinterroger")
# Who wrote the newest version, which is a note, and its message.
AUTHOR, MESSAGE = "Zoraïde Quatrefages", "Note ajoutée"


@pytest.fixture(scope="module")
def step_texts(demo_store: Store) -> list[str]:
    """All that is said of next steps."""
    return sorted({step.text[:25] for step in next_steps.read_steps(demo_store, demo_store.current())})


@pytest.fixture(scope="module")
def canaries(demo_store: Store, step_texts: list[str]) -> list[str]:
    """All that designates a person in these tables of the demo, and the texts of next steps."""
    current = demo_store.current()
    people = contacts.read_contacts(demo_store, current)
    written = demo_store.read(current, "notes")["text"].to_pylist()
    means = [each for person in people for each in (person.name, person.email, person.telephone)]
    phones = [person.telephone.replace(" ", "") for person in people if person.telephone]
    return [*filter(None, means), *phones, *(text[:40] for text in set(written)), *step_texts]


@pytest.fixture(scope="module")
def noted(demo_store: Store, canaries: list[str], tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A copy of the demo as the team's own, whose newest version is a note; with a running order."""
    store = Store(shutil.copytree(demo_store.path, tmp_path_factory.mktemp("noted") / "store"))
    organisation_id = contacts.read_contacts(store, store.current())[0].organisation_id
    notes.add(store, notes.Note(organisation_id, date(2021, 5, 4), canaries[0]), AUTHOR)
    shown = [figure for page in slides.PAGES for figure in slides.of_page(page, "projection").slides[:1]]
    running_orders.save(store, running_orders.RunningOrder("Comité", tuple(shown)))
    return store


def found_in(canaries: list[str], *contents: bytes | str) -> list[str]:
    """Which of them stand somewhere."""
    texts = [each.decode("utf-8", "replace") if isinstance(each, bytes) else each for each in contents]
    return [canary for canary in canaries if any(canary in text for text in texts)]


def render_table(store: Store, table: str) -> list[bytes]:
    dialects = (delimited_text.MACHINE, delimited_text.FRENCH)
    number = store.current().number
    return [b"".join(delimited_text.render_table_csv(store, number, table, dialect)) for dialect in dialects]


def unzipped(content: bytes) -> list[bytes]:
    """Every file of a ZIP, and of each document in it that is one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [archive.read(name) for name in archive.namelist()]
    return files + [part for each in files if each.startswith(b"PK") for part in unzipped(each)]


def test_these_tables_are_declared_for_the_team_and_their_own_files_have_the_canaries(
    demo_store: Store, canaries: list[str]
) -> None:
    assert CONFIDENTIAL == ["contacts", "notes", "next_steps"] and len(canaries) > 300
    own = [content for table in CONFIDENTIAL for content in render_table(demo_store, table)]
    assert len(found_in(canaries, *own)) > 300


def test_every_column_about_a_person_is_declared_personal() -> None:
    others = {
        "organisation_id",
        "note_id",
        "written_on",
        "step_id",
        "subject",
        "subject_id",
        "due_on",
        "done_on",
    }
    named = [column for table in CONFIDENTIAL for column in schemas.columns(table)]
    assert {column.name for column in named if not column.personal} == others


def test_no_figure_can_ask_for_them(demo_store: Store) -> None:
    query = Query(open_version(demo_store, demo_store.current().number), Selection())
    assert query("select count(*) as n from organisations")["n"][0]
    for table in CONFIDENTIAL:
        with pytest.raises(Exception, match=f"{table} does not exist"):
            query(f"select * from {table}")


def test_no_other_table_nor_the_codebook_has_them(demo_store: Store, canaries: list[str]) -> None:
    others = [table for table in schemas.TABLES if table not in CONFIDENTIAL]
    files = [content for table in others for content in render_table(demo_store, table)]
    assert found_in(canaries, *files, codebook.render_columns_csv(), codebook.render_codes_csv()) == []


def test_no_command_but_that_of_their_table_tells_them(
    demo_store: Store, canaries: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    for command in (["versions", "--json"], ["check"], ["figure", "completeness", "--format", "json"]):
        assert cli.main(["--store", str(demo_store.path), *command]) == 0
    assert found_in(canaries, *capfd.readouterr()) == []
    assert cli.main(["--store", str(demo_store.path), "table", "contacts"]) == 0
    assert found_in(canaries, capfd.readouterr().out)


@pytest.mark.long
@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_answer_of_a_figure_has_them_nor_counts_them(
    demo_store: Store, canaries: list[str], audience: str
) -> None:
    number = demo_store.current().number
    titles = [schemas.title(table) for table in CONFIDENTIAL]
    for figure in REGISTRY.values():
        answer = figures.answer(demo_store, number, figure, Selection(audience=audience))
        content = delimited_text.render_figure_csv(answer, delimited_text.MACHINE)
        assert found_in(canaries, content, answer.finding.sentence) == [], figure.id
        if "table_title" in answer.table:
            assert not set(titles) & set(answer.table["table_title"]), figure.id


@pytest.mark.long
def test_no_template_of_another_form_has_them(demo_store: Store, canaries: list[str]) -> None:
    workbooks = []
    for _, form in form_files.load_all_forms():
        if form.rows and form.rows[0].table in CONFIDENTIAL:
            continue
        try:
            workbooks.append(corrections.render_corrections(form, demo_store, demo_store.current()))
        except ReaderError:
            continue
    assert workbooks
    assert found_in(canaries, *(part for each in workbooks for part in unzipped(each))) == []


@pytest.mark.long
@pytest.mark.parametrize("audience", ["equipe", "diffusion"])
def test_no_file_of_a_dossier_has_them(
    own_demo: Store, canaries: list[str], audience: str, tmp_path: Path
) -> None:
    out = tmp_path / "dossier.zip"
    prepared = publish_dossier.prepare_dossier(
        own_demo, own_demo.current().number, dossier.Choice("2019-2021", None, audience)
    )
    publish_dossier.publish_dossier(prepared, own_demo, out, day=date(2022, 1, 1))
    files = unzipped(out.read_bytes())
    records = [path.read_bytes() for path in (own_demo.path / "exports").glob("*")]
    assert found_in(canaries, *files, *records) == []
    assert not [each for each in files if any(f'"{table}"'.encode() in each for table in CONFIDENTIAL)]


@pytest.mark.long
@pytest.mark.parametrize(("page", "section", "public"), SHOWN, ids=lambda value: value or "tout")
def test_no_page_shows_them_but_the_team_s_own(
    noted: Store,
    canaries: list[str],
    step_texts: list[str],
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    section: str,
    public: str,
) -> None:
    monkeypatch.setenv("DSE_STORE", str(noted.path))
    address = {"section": section, "public": public}
    opened = open_page(page, **{word: value for word, value in address.items() if value})
    allowed = step_texts if page in WITH_STEPS and not public else []
    hidden = [each for each in [*canaries, AUTHOR, MESSAGE] if each not in allowed]
    assert found_in(hidden, *get_sent_bytes(opened)) == []
    assert not [box.value for box in opened.error]


@pytest.mark.long
@pytest.mark.parametrize("position", range(1, len(slides.PAGES) + 1))
@pytest.mark.parametrize("public", ["", "diffusion"])
def test_no_slide_of_a_running_order_nor_of_a_page_shows_them(
    noted: Store, canaries: list[str], monkeypatch: pytest.MonkeyPatch, position: int, public: str
) -> None:
    monkeypatch.setenv("DSE_STORE", str(noted.path))
    shared = {"public": public} if public else {}
    page = list(slides.PAGES)[position - 1]
    for params in ({"deroule": "1", "diapo": str(position)}, {"page": page}):
        opened = open_page(menu.PROJECTION, **params, **shared)
        assert found_in([*canaries, AUTHOR, MESSAGE], *get_sent_bytes(opened)) == []
        assert not [box.value for box in opened.error]


@pytest.mark.long
def test_the_pages_of_the_team_have_them_where_the_team_opens_them(
    noted: Store, step_texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DSE_STORE", str(noted.path))
    (first, *_) = contacts.read_contacts(noted, noted.current())
    assert found_in([first.name], *get_sent_bytes(open_page("membre", id=first.organisation_id)))
    assert found_in(step_texts, *get_sent_bytes(open_page("vue-ensemble")))
    assert found_in([AUTHOR, MESSAGE], *get_sent_bytes(open_page("donnees", partie="Versions"))) == [
        AUTHOR,
        MESSAGE,
    ]


@pytest.mark.long
@pytest.mark.parametrize("public", ["projection", "diffusion"])
def test_the_sheet_of_a_member_shows_nothing_before_a_public(
    demo_store: Store, canaries: list[str], monkeypatch: pytest.MonkeyPatch, public: str
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    (first, *_) = contacts.read_contacts(demo_store, demo_store.current())
    opened = open_page("membre", id=first.organisation_id, public=public)
    assert found_in(canaries, *get_sent_bytes(opened)) == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("page", "subject"),
    [(menu.ACCOMPANIMENT, next_steps.ACCOMPANIMENT), (menu.ACTIVITY, next_steps.ACTIVITY)],
)
def test_the_sheet_of_what_was_done_shows_its_steps_to_the_team_alone(
    demo_store: Store, canaries: list[str], monkeypatch: pytest.MonkeyPatch, page: str, subject: str
) -> None:
    monkeypatch.setenv("DSE_STORE", str(demo_store.path))
    steps = next_steps.read_steps(demo_store, demo_store.current())
    step = next(step for step in steps if step.subject == subject and not step.done_on)
    sent = get_sent_bytes(open_page(page, id=step.subject_id))
    assert found_in([step.text.rstrip(".")], *sent)
    for public in ("projection", "diffusion"):
        sent = get_sent_bytes(open_page(page, id=step.subject_id, public=public))
        assert found_in(canaries, *sent) == []


def test_a_contact_forgotten_leaves_no_byte_in_the_folder(
    own_demo: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DSE_KEY_FILE", str(tmp_path / "key"))
    (first, *_) = contacts.read_contacts(own_demo, own_demo.current())
    contacts.correct(own_demo, first, contacts.Contact(first.organisation_id, "Zoraïde Quatrefages"), "Nadia")
    forgetting.forget(own_demo, first, "Nadia")
    gone = [first.name, first.email, first.telephone]
    everywhere = uploads.bytes_of(own_demo).values()
    rows = [
        str(own_demo.read(version, table).to_pylist())
        for version in own_demo.versions()
        for table in CONFIDENTIAL
    ]
    assert found_in(gone, *everywhere, *rows) == [] and own_demo.check() == []
    assert found_in(["Zoraïde Quatrefages"], *rows)
