// Single keys click the visible button they are printed on: digits in the question being
// decided, j and k between claims. They can be switched off (WCAG 2.1.4), for the account.

import { preferences } from "../annotation/preferences.js";

const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";

const keySwitch = document.querySelector(".keys[data-preferences-url]");
const { get } = preferences(keySwitch);
keySwitch.hidden = false;

const findTarget = (key) => {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const row = document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-current]");
  return row?.querySelector(wanted) ?? document.querySelector(`.steps ${wanted}`);
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (!get("single_keys") || event.target.closest(TYPING)) return;
  const target = findTarget(event.key);
  if (!target) return;
  event.preventDefault();
  target.click();
});

// Only the article's own pane scrolls to the claim; the page stays where the reviewer decides.
const scroller = document.querySelector("[data-scroller]");
const here = scroller?.querySelector("[data-scroll-here]");
if (here && scroller.scrollHeight > scroller.clientHeight) {
  const distance = here.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += distance - scroller.clientHeight / 3;
}
