// The questions on the desk: one of them is at hand.

const rows = () => [...document.querySelectorAll("[data-row]")];

export const currentRow = () => document.querySelector("[data-current]");

/** The question above (-1) or below (1) the one at hand; the first where none is. */
export function neighbour(step) {
  const all = rows();
  const place = all.indexOf(currentRow());
  return place < 0 ? all[0] : all[place + step];
}

/** Take a question in hand: Enter then takes the majority's answer to it. */
export function makeCurrent(row, { focus = true } = {}) {
  for (const one of rows()) one.toggleAttribute("data-current", one === row);
  if (!focus) return;
  (row.querySelector(".majority") ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** Open the form for an own answer, at what is chosen. */
export function openOwn(details) {
  details.open = true;
  (details.querySelector("input:checked") ?? details.querySelector("input:not([type=hidden]), select")).focus();
}
