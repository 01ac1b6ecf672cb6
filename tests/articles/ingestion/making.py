"""Small documents made by hand, so that every byte that a test is about is in the test."""

from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

HEIGHT = 792
LEADING = 14
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
STYLES = (
    f"<w:styles {W}>"
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>'
    "</w:styles>"
)


class At(NamedTuple):
    """A printed line: its text, and where it stands in points from the upper left."""

    text: str
    top: float
    left: float = 72
    size: float = 11


def pdf(*pages: list[At], extra: str = "") -> bytes:
    """A PDF in Helvetica, one list of lines a page; `extra` goes into its trailer."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for page in pages:
        drawn = "".join(
            f"BT /F1 {one.size} Tf {one.left} {HEIGHT - one.top} Td ({_escaped(one.text)}) Tj ET\n"
            for one in page
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 {HEIGHT}] /Contents {len(objects)} "
            "0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
            "/BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>"
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>"
    return _file(objects, extra)


def locked_pdf() -> bytes:
    """One that wants a password which nobody gives."""
    secret = "<" + "ab" * 32 + ">"
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {secret} /U {secret} /P -4 >>"
    return pdf([At("Nobody reads this line.", 100)], extra=f"{encrypt} /ID [<00> <00>]")


def lines(*texts: str, top: float = 100, **where: float) -> list[At]:
    """Lines under each other."""
    return [At(text, top + LEADING * number, **where) for number, text in enumerate(texts)]


def docx(body: str, **parts: str) -> bytes:
    """A Word document: the XML in its body, and other parts by name (`header1`)."""
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": document,
            "word/styles.xml": STYLES,
            **{f"word/{name}.xml": xml for name, xml in parts.items()},
        }
    )


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def packed(files: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: list[str], extra: str) -> bytes:
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out.encode("cp1252")))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out.encode("cp1252"))
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF"
    return out.encode("cp1252")
