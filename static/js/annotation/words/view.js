// What the toolbar shows, as plain objects: rows of buttons, each with the key that presses it.
// Keys are read from here, so that what is printed is what works.

import { gettext, interpolate } from "../../language.js";
import { spanKey } from "./mode.js";
import { codesOn, labelsOf } from "./spans.js";
import { shortPlaceOf } from "./speech.js";

/**
 * The view of an open mode: `{step, by, words, count, dir, rows, main, close, hint}`. A row is `{kind, label, text,
 * buttons}`, a button `{act, value, label, key, keyLabel, ...}`; `main` is the button that Enter
 * presses and where the focus rests.
 */
export function viewOf(mode, looks) {
  const { target } = mode;
  const rows = freeOfClashes(ROWS[mode.step](mode, looks).filter(({ buttons }) => buttons.length));
  return {
    step: mode.step,
    by: mode.by,
    words: target.words,
    count: shortPlaceOf(target),
    dir: target.segment.isRtl ? "rtl" : "ltr",
    close: button("close", gettext("Close"), { key: "Escape", keyLabel: KEY_NAMES.Escape() }),
    main: rows[0]?.buttons[0],
    rows,
    hint: HINTS[mode.step](mode),
  };
}

const ROWS = { mark: markRows, ask: askRows, roles: roleRows, move: moveRows };

const HINTS = {
  mark: () => gettext("Arrows: word. Shift: extend. Up, down: part. Tab: buttons."),
  ask: () => gettext("Enter leaves it open."),
  roles: () => gettext("Choose what this part of the article is."),
  move: () => gettext("Arrows move the end, or select other words. Enter keeps them."),
};

function button(act, label, more = {}) {
  return { act, value: "", label, key: "", ...more };
}

function row(kind, label, buttons, text = "") {
  return { kind, label, buttons, text };
}

// -- Marking -----------------------------------------------------------------------------------

function markRows(mode, looks) {
  const hold = button("hold", gettext("Extend"), { key: " ", pressed: mode.isHeld });
  return [
    row("words", gettext("Words"), [hold]),
    questionsRow(mode),
    ...(mode.offered.length ? [codesRow(mode, mode.variable, looks)] : []),
    ...spanRows(mode, looks),
    ...(mode.page.mayEdit() ? [editRow(mode), edgeRow(mode)] : []),
  ];
}

/** Which span variable the codes below belong to, where there are several. */
function questionsRow({ offered, variable }) {
  const buttons = offered.map(({ id, label, key }) => button("question", label, { value: id, key, pressed: variable.id === id }));
  return { ...row("questions", gettext("Questions"), buttons.length > 1 ? buttons : []), isQuiet: true };
}

function codesRow(mode, variable, looks) {
  const given = codesOn(mode.spans, variable, mode.target.span);
  const buttons = variable.codes.map(({ id, label, short, key, definition }, place) =>
    button("code", label, {
      value: id,
      short,
      key: key ?? "",
      title: definition,
      pressed: given.includes(id),
      ...(looks.get(id) ?? { hue: (place % 8) + 1 }),
    }),
  );
  const isNamed = mode.step === "mark" && mode.offered.length > 1; // by the pressed button above
  return { ...row("codes", variable.label, buttons), isQuiet: isNamed };
}

/** A row for each span on the words: its codes, what is said about it, and what can be done. */
function spanRows(mode, looks) {
  const { here, current, subject } = mode;
  if (!mode.page.mayMark()) return [];
  const next = here.length > 1 || !current ? here[(here.indexOf(current) + 1) % here.length] : null;
  return here.map((span) => {
    const variable = mode.variableOf(span);
    const { segment } = mode.target;
    const words = segment.text.slice(segment.index(span.start), segment.index(span.end));
    const keys = { isSubject: span === subject, isNext: span === next };
    return {
      ...row("span", interpolate(gettext("Mark on “%(words)s”"), { words }), spanButtons(mode, span, keys), words),
      isCurrent: span === current,
      chips: span.codes.map((id) => chip(variable, id, looks)),
      attributes: span === current ? [] : attributeTexts(mode, span),
    };
  });
}

function chip({ codes }, id, looks) {
  const { short, label } = codes.find((code) => code.id === id) ?? { label: id };
  return { short, label, ...looks.get(id) };
}

function spanButtons(mode, span, { isSubject, isNext }) {
  const value = spanKey(span);
  const choose = button("span", gettext("Choose"), { value, key: isNext ? "." : "" });
  if (!isSubject) return [choose];
  return [
    ...(span === mode.current ? attributeButtons(mode, span) : [choose]),
    button("change", gettext("Change words"), { value, key: "w", alt: "w" }),
    button("remove", gettext("Remove"), { value, key: "Delete" }),
  ];
}

function attributeButtons(mode, span) {
  return mode.attributesOf(span.variable).map((variable, place) => {
    const given = labelsOf(variable, codesOn(mode.spans, variable, span)).join(", ");
    const label = `${variable.label}: ${given || gettext("open")}`;
    return button("ask", label, { value: variable.id, key: variable.key || (place ? "" : "a") });
  });
}

function attributeTexts(mode, span) {
  return mode.attributesOf(span.variable).flatMap((variable) => labelsOf(variable, codesOn(mode.spans, variable, span)));
}

function editRow(mode) {
  const isClaim = mode.target.segment.isClaim;
  const buttons = [
    button("split", gettext("Split before this word"), { key: "s", alt: "s" }),
    button("merge", gettext("Merge with the next"), { key: "g", alt: "g" }),
    button("roles", isClaim ? gettext("Not a claim / role…") : gettext("Role…"), { key: "n", alt: "n" }),
  ];
  return { ...row("edit", gettext("Claim"), buttons), isQuiet: true };
}

function edgeRow() {
  return row("edges", gettext("Edges"), [
    edge("[", gettext("+ word before"), gettext("Take the last word of the part before")),
    edge("]", gettext("− first word"), gettext("Give the first word to the part before")),
    edge("{", gettext("− last word"), gettext("Give the last word to the next part")),
    edge("}", gettext("+ word after"), gettext("Take the first word of the next part")),
  ]);
}

function edge(key, label, title) {
  return button("nudge", label, { value: key, key, title });
}

// -- The other steps ---------------------------------------------------------------------------

function askRows(mode, looks) {
  const label = mode.asking.select === "many" ? gettext("Done") : gettext("Leave open");
  return [row("words", gettext("Words"), [button("back", label, { key: "Enter" })]), codesRow(mode, mode.asking, looks)];
}

function roleRows(mode) {
  const buttons = mode.page.roles.map(({ id, label, key }) => button("role", label, { value: id, key: key ?? "" }));
  return [row("words", gettext("Words"), [button("back", gettext("Back"), { key: "Enter" })]), row("roles", gettext("Role"), buttons)];
}

function moveRows(mode) {
  const keep = button("keep", gettext("Keep these words"), { key: "Enter" });
  const cancel = button("back", gettext("Keep the old words"), { key: "Escape" });
  return [
    row("words", gettext("Words"), [keep, cancel]),
    row("edges", gettext("Edges"), [
      edge("[", gettext("+ word before"), gettext("Start one word earlier")),
      edge("]", gettext("− first word"), gettext("Start one word later")),
      edge("{", gettext("− last word"), gettext("End one word earlier")),
      edge("}", gettext("+ word after"), gettext("End one word later")),
    ]),
  ];
}

/** A key belongs to the first button that has it; a command that loses it keeps its Alt key. */
function freeOfClashes(rows) {
  const taken = new Set();
  const own = (one) => {
    const isFree = one.key && !taken.has(one.key);
    if (isFree) taken.add(one.key);
    const shown = isFree ? one.key : "";
    return { ...one, key: shown, keyLabel: keyLabel(one, shown) };
  };
  const order = ["words", "codes", "questions", "span", "roles", "edit", "edges"];
  const ordered = [...rows].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const kept = new Map(ordered.map((one) => [one, { ...one, buttons: one.buttons.map(own) }]));
  return rows.map((one) => kept.get(one));
}

const KEY_NAMES = {
  " ": () => gettext("Space"),
  Enter: () => gettext("Enter"),
  Escape: () => gettext("Esc"),
  Delete: () => gettext("Del"),
};

function keyLabel({ alt }, shown) {
  if (shown) return KEY_NAMES[shown]?.() ?? shown;
  return alt ? `Alt+${alt.toUpperCase()}` : "";
}
