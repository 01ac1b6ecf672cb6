// The toolbar of the word mode: one element, filled anew from a view.

import { gettext } from "../../language.js";

/**
 * Make the toolbar in `host`; `press({act, value})` is called for a button that is clicked. Its
 * main button stays the same element throughout, so that screen readers do not read it anew
 * whenever the word cursor moves.
 */
export function makeToolbar(host, press) {
  const head = makeHead();
  const body = node("div", "words-body", {});
  const hint = node("p", "words-hint", { id: "words-hint" });
  const bar = node("div", "words-bar", { role: "toolbar", hidden: "" }, head.element, body, hint);
  bar.setAttribute("aria-label", gettext("Words"));
  ["pointerdown", "mousedown"].forEach((name) => bar.addEventListener(name, keepSelection));
  bar.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-act]");
    if (pressed) press({ act: pressed.dataset.act, value: pressed.dataset.value });
  });
  host.append(bar);
  return {
    element: bar,
    /** Fill it; `focus` is `primary`, `same` (only if the focus is in it) or `none`. */
    show(view, focus) {
      const held = bar.contains(document.activeElement) ? keyOf(document.activeElement) : null;
      const [first, ...rows] = view.rows;
      head.show(view, first.buttons);
      body.replaceChildren(...rows.map((one) => rowNode(one, view)));
      hint.textContent = view.hint;
      Object.assign(bar.dataset, { step: view.step, by: view.by });
      bar.hidden = false;
      giveFocus(bar, focus, held, head.main);
    },
    hide() {
      bar.hidden = true;
      body.replaceChildren();
    },
  };
}

/** A press must not clear what is selected, nor take the focus from the text. */
function keepSelection(event) {
  event.preventDefault();
}

const keyOf = ({ dataset }) => `${dataset.act} ${dataset.value}`;

function giveFocus(bar, focus, held, main) {
  if (focus === "none" || (focus === "same" && held === null)) return;
  const buttons = [...bar.querySelectorAll("[data-act]")];
  const same = focus === "same" && buttons.find((one) => keyOf(one) === held);
  (same || main).focus({ preventScroll: true });
}

/** The first row: the words, the main button, what goes with it, and the way out. */
function makeHead() {
  const words = node("bdi", "words-quote", {});
  const count = node("span", "words-count", {});
  const main = node("button", "", { type: "button", "aria-describedby": "words-hint" });
  const more = node("span", "words-more", {});
  const element = node("div", "words-row words-head", {}, words, count, main, more);
  return {
    element,
    main,
    show(view, [first, ...others]) {
      words.dir = view.dir;
      words.textContent = view.words;
      count.textContent = view.count;
      fillButton(main, first);
      main.classList.add("words-main");
      more.replaceChildren(...others.map(buttonNode), buttonNode(view.close));
    },
  };
}

function rowNode({ kind, label, buttons, text, chips = [], attributes = [], isCurrent, isQuiet }, view) {
  const row = node("div", `words-row words-${kind}`, { role: "group", "aria-label": label });
  if (kind === "span") row.append(...chips.map(chipNode), node("bdi", "words-quote", { dir: view.dir }, text));
  else if (!isQuiet) row.append(node("span", "words-label", { "aria-hidden": "true" }, label));
  row.append(...attributes.map((name) => node("span", "words-attribute", {}, name)));
  row.append(...buttons.map(buttonNode));
  if (isCurrent) row.dataset.current = "";
  return row;
}

function buttonNode(one) {
  return fillButton(node("button", "", { type: "button" }), one);
}

/** Make a button say and be what the view says, whatever it was before. */
function fillButton(made, { act, value, label, short, key, keyLabel, title, pressed, hue, style, alt }) {
  const shortcuts = [key === " " ? "Space" : key, alt && `Alt+${alt.toUpperCase()}`].filter(Boolean);
  made.className = `words-button words-${act}`;
  Object.assign(made.dataset, { act, value });
  setOrDrop(made, {
    "data-hue": hue,
    "data-line": style,
    title,
    "aria-pressed": pressed,
    "aria-keyshortcuts": shortcuts.join(" ") || undefined,
  });
  made.replaceChildren(
    ...(short ? [node("span", "short", { "aria-hidden": "true" }, short)] : []),
    node("span", "words-name", {}, label),
    ...(keyLabel ? [node("kbd", "", { "aria-hidden": "true" }, keyLabel)] : []),
  );
  return made;
}

function setOrDrop(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === "") element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}

function chipNode({ short, label, hue, style }) {
  const chip = node("span", "chip words-chip", { title: label });
  if (hue) chip.dataset.hue = hue;
  if (style) chip.dataset.line = style;
  chip.append(node("span", "short", { "aria-hidden": "true" }, short ?? ""), node("span", "words-name", {}, label));
  return chip;
}

function node(name, className, attributes, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
