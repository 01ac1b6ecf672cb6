// Single keys click the visible button they are printed on: digits in the question being
// decided, j and k between claims. They can be switched off (WCAG 2.1.4).
const STORE = "sourcemark.review.keys";
const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";

const keysAreOn = () => {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
};

const findTarget = (key) => {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const row = document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-current]");
  return row?.querySelector(wanted) ?? document.querySelector(`.steps ${wanted}`);
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (!keysAreOn() || event.target.closest(TYPING)) return;
  const target = findTarget(event.key);
  if (!target) return;
  event.preventDefault();
  target.click();
});

const keySwitch = document.querySelector("[data-keys-switch]");
if (keySwitch) {
  const box = keySwitch.querySelector("input");
  box.checked = keysAreOn();
  keySwitch.hidden = false;
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, box.checked ? "on" : "off");
    } catch {
      // Without storage the choice holds for no longer than the page: keys stay on.
    }
  });
}

// Only the article's own pane scrolls to the claim; the page stays where the reviewer decides.
const scroller = document.querySelector("[data-scroller]");
const here = scroller?.querySelector("[data-scroll-here]");
if (here && scroller.scrollHeight > scroller.clientHeight) {
  const distance = here.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += distance - scroller.clientHeight / 3;
}
