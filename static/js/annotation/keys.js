// One key, one action. Keys are those printed on the page; none works while typing.

const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const PLAIN = /^[!-~]$/;
const DIGIT = /^[0-9]$/;

/** The key as printed on a Latin keyboard, so that keys work under any layout. */
function plainKey(event) {
  if (PLAIN.test(event.key)) return event.getModifierState("CapsLock") ? event.key.toLowerCase() : event.key;
  const letter = event.code.match(/^(?:Key|Digit|Numpad)([A-Z0-9])$/);
  return letter && [...event.key].length === 1 ? letter[1].toLowerCase() : event.key;
}

/**
 * Listen for keys. `commands` maps keys to functions; `form` answers variables, codes and
 * presets; `isOn()` tells whether keys of one character are wanted.
 */
export function listenForKeys({ sheet, form, commands, isOn, onUnknownCode, before }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const key = plainKey(event);
    const name = event.shiftKey && key.length > 1 ? `Shift+${key}` : key;
    if (event.target.matches(TYPING) && key.length === 1) return;
    if (event.target.matches(TYPING) && ["Backspace", "Delete"].includes(key)) return;
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
  const isCode = form.openVariable?.codes.some((one) => one.key === key);
  if (preset < 0 && !isCode && !(form.openVariable && DIGIT.test(key))) return undefined;
  return () => {
    const open = form.openVariable; // asked again: moving on may just have closed it
    if (!open) return form.usePreset(preset, true);
    const code = open.codes.find((one) => one.key === key);
    return code ? form.choose(open, code.id, true) : onUnknownCode(open, key);
  };
}
