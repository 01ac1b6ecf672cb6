"""The configuration that brat shows and edits the files with."""

from annotator.export.writers.brat.names import ARTICLE, CLAIM, ROLE, SEGMENT, Names
from articles.segmentation import Role

RELATIONS = {"source": "SourceOf", "content": "ContentOf"}
"""By the code of marked words: what they are to the cue of their claim."""
ANY = "Arg1:<ENTITY>, Arg2:<ENTITY>"


def annotation_conf(names: Names) -> str:
    """What may be annotated: types of stretches, relations, attributes with their values."""
    lines = ["[entities]", CLAIM, SEGMENT, ARTICLE, *names.types.values(), "", "[relations]"]
    lines += [f"{name}\t{ANY}" for name in RELATIONS.values()]
    lines += [f"<OVERLAP>\t{ANY}, <OVL-TYPE>:<ANY>", "", "[events]", "", "[attributes]"]
    lines.append(_attribute(ROLE, [role.value for role in Role]))
    lines += [_attribute(name, values) for name, values in names.values.items()]
    return "\n".join(lines) + "\n"


def _attribute(name: str, values: list[str]) -> str:
    return f"{name}\tArg:<ENTITY>" + (f", Value:{'|'.join(values)}" if values else "")


def visual_conf(names: Names) -> str:
    """What people read for each name: the codebook's labels."""
    lines = ["[labels]"]
    lines += [f"{name} | {' '.join(label.split())}" for name, label in _plain(names).items()]
    return "\n".join([*lines, "", "[drawing]", f"{CLAIM}\tbgColor:#e8eef4", ""])


def _plain(names: Names) -> dict[str, str]:
    """Labels without the sign that ends one."""
    return {name: label.replace("|", "/") for name, label in names.labels.items()}
