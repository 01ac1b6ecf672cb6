"""The commands of the contract."""

import io
import json
import socket

import pytest
from django.core.management import CommandError, call_command

from annotator.accounts.models import User
from annotator.annotation.models import Label
from annotator.management.demo import ANNOTATORS, CODED_ARTICLES, PASSWORD
from annotator.projects.models import Project, ProjectArticle
from articles.ingestion import documents
from articles.models import Article
from tests.articles.ingestion.making import docx, packed, paragraph

pytestmark = pytest.mark.django_db


def run(*args, **kwargs):
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=out, **kwargs)
    return out.getvalue()


def run_to_exit(*args):
    out = io.StringIO()
    with pytest.raises(SystemExit) as exit_:
        call_command(*args, stdout=out, stderr=out)
    return exit_.value.code, out.getvalue()


def test_people_and_projects(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("a-long-enough-secret\n"))
    run("create_user", "dora", "--password-stdin")
    assert User.objects.get(username="dora").check_password("a-long-enough-secret")
    book = tmp_path / "book.json"
    codes = [{"id": "tone:good", "label": "Good"}, {"id": "tone:bad", "label": "Bad"}]
    variable = {"id": "tone", "label": "Tone", "codes": codes}
    book.write_text(json.dumps({"name": "B", "version": "1", "variables": [variable]}))
    assert "tone" in run("create_project", "p", "--title", "P", "--codebook", str(book))
    run("add_member", "p", "dora", "manager")
    assert Project.objects.get(slug="p").memberships.get().role == "manager"
    key = run("create_token", "dora").strip()
    assert len(key) >= 64


def test_a_project_with_rules_of_coding(db):
    rules = ["--overlap", "2", "--reliability-share", "20", "--quota", "30", "--seed", "5"]
    run("create_project", "p", "--title", "P", *rules, "--lease-hours", "48", "--blind", "always")
    made = Project.objects.get(slug="p")
    assert (made.overlap, made.reliability_share, made.quota) == (2, 20, 30)
    assert (made.seed, made.lease_hours, made.blind) == (5, 48, "always")
    run("create_project", "plain", "--title", "P")
    made = Project.objects.get(slug="plain")
    assert (made.overlap, made.reliability_share, made.quota) == (3, 0, None)
    assert (made.seed, made.lease_hours, made.blind) == (1, 0, "until_decided")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add_member", "nope", "ana", "annotator"], "no project"),
        (["add_member", "quay", "nobody", "annotator"], "no account"),
        (["create_token", "nobody"], "no account"),
        (["create_project", "quay", "--title", "T"], "exists already"),
        (["create_project", "x", "--title", "T", "--codebook", "/nowhere.json"], "cannot be read"),
        (["create_project", "x", "--title", "T", "--variables", "zzz"], "not a variable"),
        (["create_project", "x", "--title", "T", "--reliability-share", "101"], "100"),
        (["create_user", "ANA"], "taken"),
    ],
)
def test_what_goes_wrong_is_said(cast, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_import_counts(cast, tmp_path):
    file = tmp_path / "news.jsonl"
    file.write_text('{"text": "One said so."}\n{"text": "Two said so."}\n')
    assert "2 would be created" in run("import_articles", "quay", str(file), "--dry-run")
    assert ProjectArticle.objects.count() == 1
    assert "2 created" in run("import_articles", "quay", str(file))
    assert "2 existing" in run("import_articles", "quay", str(file))
    assert ProjectArticle.objects.count() == 3


def test_a_bad_line_stops_the_import_unless_asked(cast, tmp_path):
    file = tmp_path / "news.jsonl"
    file.write_text('{"text": "One said so."}\nnonsense\n{"text": "Two said so."}\n')
    code, out = run_to_exit("import_articles", "quay", str(file))
    assert code == 1
    assert "line 2" in out
    assert "1 rejected" in out
    assert ProjectArticle.objects.count() == 1
    code, out = run_to_exit("import_articles", "quay", str(file), "--skip-rejected")
    assert (code, ProjectArticle.objects.count()) == (1, 3)


def test_a_zip_file_of_documents_and_a_table_with_other_columns(cast, tmp_path):
    path = tmp_path / "many.zip"
    table = "Headline;Body;Desk\nCranes;The crane stands still.;x\n"
    path.write_bytes(
        packed({"a/quay.docx": docx(paragraph("The quay is open.")), "table.csv": table})
    )
    code, told = run_to_exit("import_articles", "quay", str(path))
    assert code == 1
    assert "many.zip/table.csv: line 1" in told
    assert cast.project.entries.count() == 1
    columns = ["--map", "headline=title", "--map", "Body=text", "--map", "desk="]
    dry = run("import_articles", "quay", str(path), "--dry-run", *columns)
    assert "2 would be created" in dry
    assert "2 created" in run("import_articles", "quay", str(path), *columns)
    titles = cast.project.entries.order_by("pk").values_list("article__title", flat=True)
    assert list(titles)[1:] == ["", "Cranes"]


def test_each_document_is_read_once(cast, tmp_path, monkeypatch):
    real, parsed = documents.parse_confined, []

    def counted(parser, content):
        parsed.append(parser)
        return real(parser, content)

    monkeypatch.setattr(documents, "parse_confined", counted)
    path = tmp_path / "quay.docx"
    path.write_bytes(docx(paragraph("The quay is open.")))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nonsense")
    names = [str(path), str(tmp_path / "broken.pdf")]
    code, told = run_to_exit("import_articles", "quay", *names, "--skip-rejected")
    assert (code, sorted(parsed)) == (1, ["docx", "pdf"])
    assert "1 created" in told
    assert "1 rejected" in told
    assert "broken.pdf: The document is damaged" in told


@pytest.mark.parametrize("given", ["headline", "headline=nothing", "=x"])
def test_columns_that_are_no_fields_are_refused(cast, tmp_path, given):
    path = tmp_path / "a.csv"
    path.write_text("text\nx\n")
    with pytest.raises(CommandError, match="COLUMN=FIELD"):
        run("import_articles", "quay", str(path), "--map", given)


def test_text_files_in_other_encodings(cast, tmp_path):
    names = []
    text = "قال المسؤول إن الميناء سيفتح قريبا. وأضاف أن العمال عادوا إلى أماكنهم."
    for name, encoding in (("a.txt", "utf-16"), ("b.txt", "utf-8-sig"), ("c.txt", "cp1256")):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        names.append(str(path))
    out = run("import_articles", "quay", *names)
    assert "1 created" in out
    assert "2 existing" in out
    assert Article.objects.latest("pk").text == text


def test_the_demo_is_complete_and_loaded_once(settings):
    settings.DEBUG = True
    assert "Loaded" in run("load_demo")
    assert "already" in run("load_demo")
    project = Project.objects.get(slug="demo")
    assert (project.overlap, project.entries.count() >= 12) == (3, True)
    for name in (*ANNOTATORS, "reviewer", "manager"):
        assert User.objects.get(username=name).check_password(PASSWORD)
    assert User.objects.get(username="manager").has_perm("annotator.add_project")
    assert Label.objects.submitted().count() > 500
    assert project.assignments.filter(state="submitted").count() == 3 * CODED_ARTICLES
    for name in ANNOTATORS:
        theirs = Label.objects.filter(assignment__annotator__username=name)
        marks = theirs.filter(span_start__isnull=False)
        assert marks.filter(variable__identifier="part").exists()
        bias = set(marks.filter(variable__identifier="bias").values_list("claim", "span_start"))
        holders = marks.filter(variable__identifier="bias_holder")
        assert set(holders.values_list("claim", "span_start")) == bias
        assert bias


def test_the_demo_stays_off_real_sites():
    with pytest.raises(CommandError, match="known logins"):
        run("load_demo")
    with pytest.raises(CommandError, match="known logins"):
        run("load_demo", "--outside-debug")
    assert "Loaded" in run("load_demo", "--outside-debug", "--password", "chosen-by-operator-9")
    assert User.objects.get(username="manager").check_password("chosen-by-operator-9")


def test_two_servers_do_not_share_a_port(settings, monkeypatch):
    """The server itself would: it listens in a way that lets another one listen beside it."""
    monkeypatch.setattr("annotator.management.commands.start.Manager.loop", lambda _self: None)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.PORT = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {settings.PORT} cannot be used"):
            run("start")
    assert not Project.objects.exists()
