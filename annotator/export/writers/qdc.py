"""REFI-QDA codebook: the questions that a project asks, for programs of qualitative analysis."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from lxml import etree

from annotator.codebook.reading import read_codebook
from annotator.export.study import Study
from annotator.export.writers.formats import MANY, Format
from annotator.export.writers.refi.codes import CodeTree
from annotator.export.writers.refi.guids import Guids

SPACE = "urn:QDA-XML:codebook:1.0"


def write(study: Study) -> Iterator[bytes]:
    """Yield the file. A project that asks nothing yet has its whole codebook."""
    header = study.header
    tree, guids = CodeTree(read_codebook(header.codebook)), Guids(header)
    root = etree.Element(f"{{{SPACE}}}CodeBook", {"origin": "Sourcemark"}, nsmap={None: SPACE})
    codes = etree.SubElement(root, f"{{{SPACE}}}Codes")
    for node in tree.asked(header.variable_ids) or tree.questions + tree.role_nodes:
        codes.append(tree.element(node, SPACE, guids))
    yield etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


FORMAT = Format(
    name="qdc",
    title=_("REFI-QDA codebook (.qdc), for ATLAS.ti, MAXQDA, NVivo, QualCoder"),
    media_type="application/xml",
    extension="qdc",
    carries=_(
        "The questions of the project and their codes, with definitions, rules and examples."
    ),
    loses=_(
        "All labels and texts; which answers rule each other out, scales, keys and presets. A name "
        "that occurs several times in the codebook is followed by its id."
    ),
    write=write,
    streams_up_to=MANY,
)
