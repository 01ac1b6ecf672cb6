// The keys of the word mode. They are listened for before the page's own, and only while it is open.

const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "j", "k"]);
const PASSED_ON = new Set(["u", "z", "i", "?"]); // undo, redo, guideline, key sheet: the page's

/**
 * Listen. `mode` is a WordMode, `bar` the toolbar's element, `view()` what it shows now, `isOn()`
 * whether keys of one character are wanted while the focus is outside the toolbar, `press(button)`
 * what happens when the key of a button is pressed. Returns a function that stops listening.
 */
export function listenForKeys({ mode, zone, bar, view, isOn, press, leave }) {
  const listen = (event) => {
    if (!mode.isOpen || !isForUs(event, zone, bar)) return;
    if (isNativePress(event, bar)) return event.stopPropagation(); // the button's own, not the page's
    const action = actionFor(event, { mode, bar, view, isOn, press, leave });
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    return action();
  };
  window.addEventListener("keydown", listen, true);
  return () => window.removeEventListener("keydown", listen, true);
}

function isForUs(event, zone, bar) {
  const { target } = event;
  if (event.isComposing || document.querySelector("dialog[open]")) return false;
  if (!(target instanceof Element) || target.matches(TYPING)) return false;
  const isNear = bar.contains(target) || zone.contains(target) || target === document.body;
  return isNear || event.key === "Escape" || target.matches("[data-annotate]");
}

function isNativePress(event, bar) {
  const isPress = event.key === "Enter" || event.key === " ";
  return isPress && bar.contains(event.target) && event.target.matches("button");
}

function actionFor(event, { mode, bar, view, isOn, press, leave }) {
  const names = keysOf(event);
  const isTyped = event.getModifierState("AltGraph") || "[]{}".includes(event.key); // by whatever keys
  if (event.altKey && !isTyped) return altAction(event, view(), press);
  if ((event.ctrlKey || event.metaKey) && !isTyped) return undefined;
  if (names[0] === "Escape") return () => (mode.step === "mark" ? leave() : mode.back());
  if (names[0] === "Tab") return tabAction(event, mode, bar);
  const isPlain = names[0].length === 1 && names[0] !== " ";
  if (isPlain && !isOn() && !bar.contains(event.target)) return undefined;
  if (mode.by === "pointer" && isForThePage(names)) return void leave();
  return moveAction(event, names, mode) ?? buttonAction(names, mode, view(), press);
}

/** The key as typed and, where that is another layout's, as printed on a Latin keyboard. */
function keysOf(event) {
  const typed = event.getModifierState("CapsLock") && event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const printed = event.code?.match(/^(?:Key|Digit|Numpad)([A-Z0-9])$/)?.[1].toLowerCase();
  const isForeign = [...typed].length === 1 && (!event.shiftKey || typed > "~");
  return printed && isForeign && !event.getModifierState("AltGraph") ? [typed, printed] : [typed];
}

function altAction(event, { rows }, press) {
  const letter = event.code?.match(/^Key([A-Z])$/)?.[1].toLowerCase();
  const found = letter && rows.flatMap(({ buttons }) => buttons).find(({ alt }) => alt === letter);
  return found && (() => press(found));
}

/** After a look at a mark by mouse, the next claim is wanted: j and k are the page's. */
function isForThePage(names) {
  return names.includes("j") || names.includes("k");
}

/** Arrows move by words as they are seen; with a pointer, up and down stay the page's own. */
function moveAction(event, [typed, printed], mode) {
  const key = MOVES.has(typed) ? typed : printed;
  if (!MOVES.has(key)) return undefined;
  if (key === "Home" || key === "End") return () => taken(mode).moveToEnd(key === "End" ? 1 : -1, event.shiftKey);
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const forward = mode.target.segment.isRtl ? "ArrowLeft" : "ArrowRight";
    return () => taken(mode).move(key === forward ? 1 : -1, event.shiftKey);
  }
  if (mode.by === "pointer") return undefined;
  if (mode.step !== "mark") return () => {};
  return () => mode.movePart(key === "ArrowDown" || key === "j" ? 1 : -1);
}

/** From the first arrow on, a selection made by pointer belongs to the keyboard. */
function taken(mode) {
  mode.by = "keys";
  return mode;
}

function buttonAction(names, mode, { rows, main }, press) {
  const buttons = rows.flatMap((one) => one.buttons);
  for (const name of names) {
    const found = buttons.find(({ key }) => key === name);
    if (found) return () => press(found);
  }
  if (names.includes("Enter")) return () => press(main);
  const isPlain = [...names[0]].length === 1;
  return isPlain && mode.by === "keys" && !names.some((name) => PASSED_ON.has(name)) ? () => {} : undefined;
}

/** Tab stays among the buttons: Escape is the way out, and says so. */
function tabAction(event, mode, bar) {
  const isInside = bar.contains(event.target);
  if (!isInside && event.shiftKey) return undefined;
  if (!isInside) return () => taken(mode).changed("primary");
  const stops = [...bar.querySelectorAll("button")];
  const place = stops.indexOf(document.activeElement);
  const step = event.shiftKey ? -1 : 1;
  return () => stops.at((place + step) % stops.length).focus();
}
