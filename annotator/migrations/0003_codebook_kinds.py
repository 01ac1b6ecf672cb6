"""Codes and attributes of codebooks published before all kinds of variables could be answered.

The same rows as publishing makes now, worked out from the document that each version keeps. A
code that a label or a decision refers to stays as it is. Some keys became commands of the annotate
page, and digits were left to presets and codes: what had one of them gets another.
"""

import re

from django.db import migrations

from annotator.codebook.assigning import CODE_KEYS, assign_shorts, variable_key

ANSWERS = (("yes", "yes", "+"), ("no", "no", "-"), ("na", "does not apply", "/"))
MAX_LABEL = 200
MAX_VARIABLE_ID = 40
COMMANDS = "jkuzi?./[]{},vm"
CODE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ANNOTATE_PAGE = ("claim", "span", "segment", "article")


def add_kinds(apps, schema_editor):
    """Bring every published version up to date; one that is so already stays as it is."""
    for version in apps.get_model("annotator", "CodebookVersion").objects.order_by("pk"):
        read = version.document.get("variables") or version.document.get("facets") or []
        specs = {spec["id"]: spec for spec in read}
        for variable in list(version.variables.order_by("position")):
            spec = specs.get(variable.identifier, {})
            _mark_missing(variable, spec.get("missing", ()))
            if variable.select == "text":
                _add_text_code(variable)
            elif variable.select == "each_yes_no_na":
                _split_items(apps, variable)
            if variable.scope == "span":
                _add_attributes(variable, spec.get("attributes") or {})
        _renumber(version)
        _free_command_keys(version)


def _mark_missing(variable, missing):
    full = [code if ":" in code else f"{variable.identifier}:{code}" for code in missing]
    variable.codes.filter(identifier__in=full, item="").update(is_missing=True)


def _add_text_code(variable):
    values = {"label": "Text", "short": "TX", "position": 0}
    variable.codes.get_or_create(identifier=f"{variable.identifier}:text", defaults=values)


def _split_items(apps, variable):
    """Three codes in the place of each; codes in use stay, after the new ones."""
    items = list(variable.codes.filter(item="").order_by("position"))
    if not items or variable.codes.exclude(item="").exists():
        return
    used = _codes_in_use(apps, items)
    variable.codes.filter(item="").exclude(pk__in=used).delete()
    stems = _stems([item.short for item in items])
    for place, (item, stem) in enumerate(zip(items, stems)):
        variable.codes.filter(pk=item.pk).update(position=3 * len(items) + place)
        for number, (answer, words, mark) in enumerate(ANSWERS):
            variable.codes.create(
                identifier=f"{item.identifier}={answer}",
                label=f"{item.label[: MAX_LABEL - len(words) - 2]}: {words}",
                short=stem + mark,
                definition=item.definition,
                example=item.example,
                rule=item.rule,
                key=str(number + 1),
                item=item.identifier,
                position=3 * place + number,
            )


def _codes_in_use(apps, codes):
    labels = apps.get_model("annotator", "Label").objects.filter(code__in=codes)
    decided = apps.get_model("annotator", "Adjudication").codes.through.objects
    return {
        *labels.values_list("code_id", flat=True),
        *decided.filter(code__in=codes).values_list("code_id", flat=True),
    }


def _stems(shorts):
    taken = {short for short in shorts if len(short) <= 3}
    stems = []
    for short in shorts:
        tried = [short[:3]]
        if len(short) > 3:
            tried += [short[:2] + sign for sign in SIGNS]
            tried += [short[:1] + first + second for first in SIGNS for second in SIGNS]
            short = next(stem for stem in tried if stem not in taken)
            taken.add(short)
        stems.append(short)
    return stems


def _add_attributes(variable, attributes):
    """A variable for each attribute; one whose id is taken or too long cannot be asked."""
    Variable = type(variable)
    for name, words in attributes.items():
        identifier = f"{variable.identifier}_{name}"
        taken = Variable.objects.filter(version_id=variable.version_id, identifier=identifier)
        if not words or len(identifier) > MAX_VARIABLE_ID or taken.exists():
            continue
        attribute = Variable.objects.create(
            version_id=variable.version_id,
            identifier=identifier,
            label=_capitalised(name.replace("_", " ")),
            scope="span",
            select="one",
            coders=variable.coders,
            attribute_of=variable,
            position=variable.position,
        )
        _add_words(attribute, words)


def _add_words(attribute, words):
    labels = [_capitalised(" ".join(word.split())) for word in words]
    shorts = assign_shorts(labels, [""] * len(labels))
    for place, (name, label, short) in enumerate(zip(_names(words), labels, shorts)):
        attribute.codes.create(
            identifier=f"{attribute.identifier}:{name}",
            label=label,
            short=short,
            key=CODE_KEYS[place] if place < len(CODE_KEYS) else "",
            position=place,
        )


def _names(words):
    taken = {word for word in words if CODE_NAME.fullmatch(word)}
    names = []
    for word in words:
        name = word
        if word not in taken:
            plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", word).strip("_.-")[:40]
            tried = [plain] * bool(plain) + [str(n) for n in range(1, len(words) + 2)]
            name = next(one for one in tried if one not in taken)
            taken.add(name)
        names.append(name)
    return names


def _capitalised(words):
    return (words[:1].upper() + words[1:])[:MAX_LABEL]


def _renumber(version):
    """Attributes right after the variable they belong to."""
    rows = list(version.variables.all())
    rows.sort(key=lambda row: (row.position, row.attribute_of_id is not None, row.pk))
    for position, row in enumerate(rows):
        if row.position != position:
            version.variables.filter(pk=row.pk).update(position=position)


def _free_command_keys(version):
    for on_page in (True, False):
        rows = [
            row
            for row in version.variables.order_by("position")
            if (row.scope in ANNOTATE_PAGE) == on_page
        ]
        taken = {row.key for row in rows} | set(COMMANDS)
        presets = list(version.presets.order_by("position")) if on_page else []
        taken |= {preset.key for preset in presets}
        for preset in presets:
            if preset.key and preset.key in COMMANDS:
                key = next((one for one in CODE_KEYS if one not in taken), "")
                _give_key(version.presets, preset, key, taken)
        for row in rows:
            if row.key and (row.key in COMMANDS or row.key in CODE_KEYS):
                _give_key(version.variables, row, variable_key(row.identifier, taken), taken)


        _free_code_keys(rows, {row.key for row in rows} | set(COMMANDS))


def _free_code_keys(variables, lost):
    for variable in variables:
        codes = list(variable.codes.order_by("position"))
        free = [key for key in CODE_KEYS if key not in {code.key for code in codes}]
        for code in codes:
            if code.key and code.key in lost:
                variable.codes.filter(pk=code.pk).update(key=free.pop(0) if free else "")


def _give_key(rows, row, key, taken):
    taken.add(key)
    row.key = key
    rows.filter(pk=row.pk).update(key=key)


class Migration(migrations.Migration):

    dependencies = [
        ("annotator", "0002_steps_and_flags"),
    ]

    operations = [
        migrations.RunPython(add_kinds, migrations.RunPython.noop),
    ]
