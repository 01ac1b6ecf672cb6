"""Saved mails: subject, sender, time and body of the message that was meant."""

import sys
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingestion import confined
from articles.ingestion.drafts import ArticleDraft, DraftRejected
from articles.ingestion.dropped import Dropped
from articles.ingestion.files import read_file
from articles.ingestion.parsers import mail as parser
from articles.ingestion.parsers.__main__ import told

TEXT = "The port authority said on Monday that the cranes stand still.\n\nNobody was hurt.\n"


def mail(text=TEXT, **headers):
    message = EmailMessage()
    given = {"Subject": "Cranes stand still", "From": "Lena Ortiz <lena@arvel.example>"}
    for name, value in {**given, "Date": "Mon, 06 May 2024 09:30:00 +0200", **headers}.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    return message


def read(message):
    content = message if isinstance(message, bytes) else bytes(message)
    (found,) = read_file("a.eml", content)
    return found


def test_headers_and_text():
    draft = read(mail())
    assert isinstance(draft, ArticleDraft)
    assert (draft.title, draft.byline, draft.publisher) == ("Cranes stand still", "Lena Ortiz", "")
    assert draft.published_at is not None
    assert draft.published_at.isoformat() == "2024-05-06T09:30:00+02:00"
    assert draft.text == TEXT.strip()


def test_the_sender_of_a_newsletter_is_its_publisher():
    draft = read(mail(From="Arvel Observer <news@arvel.example>", List_Id="<news.arvel.example>"))
    assert (draft.byline, draft.publisher) == ("", "Arvel Observer")


def test_html_is_preferred_and_attachments_are_told():
    message = mail()
    message.add_alternative("<h1>Cranes</h1><p>They stand still.</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    draft = read(message)
    assert draft.text == "Cranes\n\nThey stand still."
    assert draft.dropped == (Dropped("attachment", "plan.pdf"),)


def test_one_that_was_sent_on_is_that_of_its_first_sender():
    text = (
        "---------- Forwarded message ---------\nFrom: Ben Karda <ben@telvane.example>\n"
        f"Date: Tue, 7 May 2024 at 10:00\nSubject: Basin closed\nTo: <me@arvel.example>\n\n{TEXT}"
    )
    draft = read(mail(text, Subject="Fwd: Basin closed"))
    assert (draft.title, draft.byline) == ("Basin closed", "Ben Karda")
    assert draft.text == TEXT.strip()
    assert [one.kind for one in draft.dropped] == ["mail_header"]


def test_a_signature_is_left_out_and_told():
    draft = read(mail(TEXT + "\n-- \nLena Ortiz\nArvel\n"))
    assert draft.text == TEXT.strip()
    assert draft.dropped == (Dropped("signature", "Lena Ortiz Arvel"),)


def test_lines_broken_for_sending_are_joined():
    message = mail(None)
    message.set_content("The cranes stand \nstill, they said.\n\nNobody was hurt.\n")
    message.set_param("format", "flowed")
    assert read(message).text == "The cranes stand still, they said.\n\nNobody was hurt."


def test_an_encoded_subject_and_another_charset():
    content = (
        b"Subject: =?utf-8?b?0J/QvtGA0YI=?=\nFrom: a@b.example\n"
        b"Content-Type: text/plain; charset=windows-1251\n\n" + "Порт закрыт.".encode("cp1251")
    )
    draft = read(content)
    assert (draft.title, draft.text) == ("Порт", "Порт закрыт.")


def test_a_time_that_cannot_be_is_no_time():
    assert read(mail(Date="Mon, 06 May 2999 09:30:00 +0200")).published_at is None


@pytest.mark.parametrize("content", [b"no headers here", b"\n\nonly a body", b"\0" * 50])
def test_what_is_no_mail_is_refused(content):
    found = read(content)
    assert isinstance(found, DraftRejected)


def test_parts_without_end_are_no_harm():
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)
    )
    assert isinstance(read(b"Subject: x\n" + nested), ArticleDraft | DraftRejected)


@given(st.binary(max_size=300))
def test_any_bytes_are_told_or_refused(content):
    found = told("mail", b"From: a@b.example\n" + content)
    assert set(found) in (
        {"error"},
        {"headers", "is_list", "html", "plain", "attachments"},
    )


@settings(max_examples=10)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_draft_or_a_reason(content):
    assert isinstance(read(b"From: a@b.example\n" + content), ArticleDraft | DraftRejected)


def test_the_library_takes_no_mail_apart_but_in_a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(parser, "message_from_bytes", None)
    draft = read(mail())
    assert isinstance(draft, ArticleDraft)
    assert draft.title == "Cranes stand still"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os.kill(os.getpid(), 9)", "too_slow"),
        ("bytearray(2_000_000_000)", "stopped"),
        ("print('no JSON')", "stopped"),
    ],
)
def test_a_mail_that_breaks_its_reader_is_told(monkeypatch, code, said):
    real = confined.subprocess.Popen
    limits = "from articles.ingestion.parsers.__main__ import confine; confine(1)\n"

    def popen(_command, **kwargs):
        return real([sys.executable, "-c", limits + code], **kwargs)

    monkeypatch.setattr(confined.subprocess, "Popen", popen)
    assert [error.code for error in read(mail()).errors] == [said]


def test_attachments_are_told_wherever_they_stand():
    inner = mail("The cranes stand still.", Subject="Plans")
    inner.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    message = mail("See the mail below.")
    message.add_attachment(inner)
    message.add_attachment(b"\0" * 9, maintype="image", subtype="png", filename="quay.png")
    draft = read(message)
    assert draft.text == "See the mail below."
    assert [one.words for one in draft.dropped] == ["plan.pdf", "quay.png"]


def test_one_that_only_carries_another_is_that_one():
    inner = mail(Subject="Basin closed", From="Ben Karda <ben@telvane.example>")
    message = mail(" \n", Subject="Fwd: Basin closed")
    message.add_attachment(inner)
    draft = read(message)
    assert (draft.title, draft.byline) == ("Basin closed", "Ben Karda")
    assert draft.text == TEXT.strip()


def test_a_sender_that_cannot_be_taken_apart_is_no_sender():
    text = f"-- Forwarded message --\nFrom: {'(' * 50_000}\nSubject: Basin\n\n{TEXT}"
    draft = read(mail(text))
    assert (draft.title, draft.byline) == ("Basin", "")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize(
    "headers",
    [
        [b"Content-Type: text/plain; " + b"a*0*=b; " * 50_000],
        [b"content-type: text/plain;", *[b" a*0*=b;"] * 50_000],
        [b"From: " + b"a@b.example, " * 50_000],
        [b"Content-Type: multipart/mixed; boundary=x", b"", b"--x"] * 20_000,
    ],
    ids=["long", "folded", "senders", "parts"],
)
def test_headers_that_would_take_minutes_are_refused_before_they_are_read(
    headers, end, monkeypatch
):
    content = end.join([b"Subject: Cranes", *headers, b"", b"The cranes stand still."])
    refused = read(content)
    assert isinstance(refused, DraftRejected)
    assert [error.code for error in refused.errors] == ["headers_too_large"]
    monkeypatch.setattr(parser, "message_from_bytes", None)
    assert told("mail", content) == {"error": "headers_too_large"}


def test_many_receivers_and_a_long_text_below_are_no_matter():
    text = "From: the quay\n" + "The cranes stand still. " * 500
    draft = read(mail(text, To=", ".join(f"reader{n}@arvel.example" for n in range(500))))
    assert isinstance(draft, ArticleDraft)
    assert "cranes stand still" in draft.text
