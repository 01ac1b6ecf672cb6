// The adjudication desk: single keys click the visible button they are printed on. They can be
// switched off (WCAG 2.1.4), for the account.

import { listenForDialogs } from "../annotation/dialogs.js";
import { plainKey, TYPING } from "../annotation/keys.js";
import { preferences } from "../annotation/preferences.js";
import { currentRow, makeCurrent, neighbour, openOwn } from "./rows.js";

const ACTING = "a, button, summary, select, textarea, input, [contenteditable]";

const keySwitch = document.querySelector(".keys[data-preferences-url]");
const { get } = preferences(keySwitch);
keySwitch.hidden = false;
for (const one of document.querySelectorAll("[data-with-script]")) one.hidden = false;
listenForDialogs({});

/** What a key clicks: a button of the question at hand, else one of the page. */
function targetOf(key) {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  return currentRow()?.querySelector(wanted) ?? document.querySelector(`.steps ${wanted}`);
}

function move(event) {
  if (event.target.matches("input[type=radio]") || event.target.closest("[data-scroller]")) return false;
  const row = neighbour(event.key === "ArrowDown" ? 1 : -1);
  if (row) makeCurrent(row);
  return Boolean(row);
}

/** Enter on nothing in particular takes the majority's answer; where all is decided, it goes on. */
function enter(event) {
  if (event.target.closest(ACTING)) return false;
  const onward = document.querySelector("#steps [autofocus]"); // not focused behind a fragment
  const button = currentRow()?.querySelector(".majority") ?? onward;
  button?.click();
  return Boolean(button);
}

function press(key) {
  const target = targetOf(key);
  const details = target?.closest("details");
  if (target?.matches("summary")) openOwn(details);
  else target?.click();
  return Boolean(target);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (event.target.matches(TYPING) || document.querySelector("dialog[open]")) return;
  const key = plainKey(event);
  if (key.length === 1 && !get("single_keys")) return;
  const acts = { ArrowDown: move, ArrowUp: move, Enter: enter };
  if ((acts[key] ?? (() => press(key)))(event)) event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-gap]");
  if (!button) return;
  const own = button.closest("[data-row]").querySelector("[data-own]");
  openOwn(own);
  own.querySelector("[data-reason]").value = "gap";
  if (!own.querySelector("input:checked")) {
    for (const one of own.querySelectorAll("[data-majority]")) one.checked = true;
  }
  own.querySelector("[data-note]").focus();
});

document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("[data-row]");
  if (row) makeCurrent(row, { focus: false });
});

// Keys act on the question at hand: where no button of it has the focus, the question itself has.
// The browser gives autofocus some time after this runs, and not at all once something else has it.
const first = currentRow();
const awaited = document.querySelector("[data-row] [autofocus]");
if (awaited && document.activeElement === document.body) awaited.focus();
if (first && !first.contains(document.activeElement) && !location.hash.startsWith("#steps")) makeCurrent(first);

// Only the article's own pane scrolls to the claim; the page stays where the reviewer decides.
const scroller = document.querySelector("[data-scroller]");
const here = scroller?.querySelector("[data-scroll-here]");
if (here && scroller.scrollHeight > scroller.clientHeight) {
  const distance = here.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += distance - scroller.clientHeight / 3;
}
