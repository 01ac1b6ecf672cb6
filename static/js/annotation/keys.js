// One key, one action. Keys are those printed on the page; none works while typing.

export const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const PLAIN = /^[!-~]$/;
const DIGIT = /^[0-9]$/;

/** The key as printed on a Latin keyboard, so that keys work under any layout. */
export function plainKey(event) {
  if (PLAIN.test(event.key)) return event.getModifierState("CapsLock") ? event.key.toLowerCase() : event.key;
  const letter = event.code.match(/^(?:Key|Digit|Numpad)([A-Z0-9])$/);
  return letter && [...event.key].length === 1 ? letter[1].toLowerCase() : event.key;
}

/** Ctrl+Z and its kin; `undo`, `redo` or undefined. */
function undoing(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const key = plainKey(event).toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : undefined;
}

/**
 * Listen for keys. `commands` maps keys to functions; `form` answers variables, codes and
 * presets; `isOn()` tells whether keys of one character are wanted.
 */
export function listenForKeys({ sheet, form, commands, isOn, onUnknownCode, before }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const isTyping = event.target.matches(TYPING);
    const turn = undoing(event);
    if (turn && !isTyping) {
      event.preventDefault();
      commands[turn]?.();
      return;
    }
    // How many keyboards write [ ] { }: with AltGr, or Option on a Mac.
    const isWritten = event.getModifierState("AltGraph") || (event.altKey && /^[[\]{}]$/.test(event.key));
    if (!isWritten && (event.ctrlKey || event.altKey || event.metaKey)) return;
    const key = plainKey(event);
    const name = event.shiftKey && key.length > 1 ? `Shift+${key}` : key;
    if (isTyping && (key.length === 1 || ["Backspace", "Delete", "Shift+Enter"].includes(name))) return;
    if (key.length === 1 && !isOn()) return;
    const action = commands[name] ?? (form && codingAction(sheet, form, key, onUnknownCode));
    if (!action) return;
    event.preventDefault();
    if (!before(name)) action();
  });
}

/** What a key does in the form as it is now; undefined for a key that does nothing. */
function codingAction(sheet, form, key, onUnknownCode) {
  if (!PLAIN.test(key)) return undefined;
  const variable = sheet.asked(sheet.selected).find((one) => one.key === key);
  if (variable) return () => form.open(variable.id);
  const preset = sheet.presets.findIndex((one) => one.key === key);
  const open = form.openVariable;
  const isCode = open?.codes.some((one) => one.key === key);
  if (preset < 0 && !isCode && !(open && DIGIT.test(key))) return undefined;
  return () => {
    const now = form.openVariable; // asked again: moving on may just have closed it
    if (!now) return form.usePreset(preset, true);
    const code = form.codeOf(now, key);
    return code ? form.choose(now, code.id, true) : onUnknownCode(now, key);
  };
}
