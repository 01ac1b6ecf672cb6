// The list of marked words under the form: what is marked, as what, with ways to change it.

import { gettext, interpolate } from "../language.js";

/** Keep the list up to date; `onShow(span)` and `onRemove(span)` are told what is asked for. */
export function listMarked(sheet, { isWritable, onShow, onRemove }) {
  const list = document.querySelector("[data-marked-list]");
  if (!list) return;
  const empty = document.querySelector("[data-marked-empty]");
  const paint = () => {
    const lines = linesOf(sheet, sheet.selected);
    list.replaceChildren(...lines.map((line) => draw(line, sheet, { isWritable, onShow, onRemove })));
    empty.hidden = lines.length > 0;
  };
  sheet.addEventListener("select", paint);
  sheet.addEventListener("load", paint);
  sheet.addEventListener("answers", ({ detail }) => detail.id === sheet.selected && paint());
  paint();
}

/** The marked stretches of a claim with every code on them, attributes last. */
export function linesOf(sheet, id) {
  const lines = new Map();
  for (const span of sheet.at(id).spans) {
    const key = `${span.start}-${span.end}`;
    if (!lines.has(key)) lines.set(key, { start: span.start, end: span.end, spans: [] });
    lines.get(key).spans.push(span);
  }
  const rank = ({ variable }) => (sheet.byId.get(variable)?.attribute_of ? 1 : 0);
  for (const line of lines.values()) line.spans.sort((first, second) => rank(first) - rank(second));
  return [...lines.values()];
}

/** The words between two code points of the article, inside one claim. */
export function wordsAt(id, { start, end }) {
  const segment = document.getElementById(`text-${id}`);
  const from = Number(segment?.dataset.start ?? 0);
  return [...(segment?.textContent ?? "")].slice(start - from, end - from).join("");
}

function draw(line, sheet, { isWritable, onShow, onRemove }) {
  const words = wordsAt(sheet.selected, line);
  const item = document.createElement("li");
  const text = document.createElement("q");
  text.dir = "auto";
  text.textContent = words;
  const chips = line.spans.flatMap(({ variable, codes }) => codes.map((code) => chip(sheet, variable, code)));
  item.append(...chips, text);
  if (!isWritable) return item;
  const change = button(gettext("Change"), interpolate(gettext("Change “%(words)s”"), { words }), () => onShow(line));
  const remove = button(gettext("Remove"), interpolate(gettext("Remove “%(words)s”"), { words }), () => onRemove(line));
  item.append(change, remove);
  return item;
}

function chip(sheet, variable, code) {
  const found = sheet.codes.get(code);
  const made = document.createElement("span");
  made.className = "chip";
  made.dataset.hue = (sheet.byId.get(variable).codes.findIndex(({ id }) => id === code) % 8) + 1;
  made.title = `${sheet.label(variable)}: ${found?.label ?? code}`;
  made.textContent = found?.label ?? code;
  return made;
}

function button(text, label, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", onClick);
  return made;
}
