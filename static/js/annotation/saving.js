// Says how saving stands: the chip in the header, and a word for screen readers.

import { gettext, interpolate, ngettext } from "../language.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const TEXTS = {
  saving: () => gettext("Saving…"),
  saved: () => interpolate(gettext("Saved %(time)s"), { time: clock.format(new Date()) }),
  offline: (waiting) =>
    interpolate(ngettext("Offline, %(count)s waiting", "Offline, %(count)s waiting", waiting), { count: waiting }),
  login: (waiting) =>
    interpolate(ngettext("Logged out, %(count)s waiting", "Logged out, %(count)s waiting", waiting), { count: waiting }),
  conflict: () => gettext("Conflict"),
};

/** Keep the chip up to date with the outbox; returns `{conflict}` to show one. */
export function showSaving(outbox, announce) {
  const chip = document.querySelector("[data-save-state]");
  const paint = (state, waiting) => {
    chip.dataset.saveState = state;
    const text = TEXTS[state](waiting);
    chip.querySelector("[data-save-text]").textContent = text;
    chip.querySelector("[data-save-retry]").hidden = !["offline", "login"].includes(state);
    chip.querySelector("[data-save-login]").hidden = state !== "login";
    if (state !== "saving") announce(text);
  };
  outbox.addEventListener("state", ({ detail }) => paint(detail.state, detail.waiting));
  outbox.addEventListener("refused", () => paint("conflict", 0));
  chip.querySelector("[data-save-retry]").addEventListener("click", () => outbox.tryNow());
}

/** Speak to screen readers; what comes in quick succession is said together. */
export function makeAnnounce() {
  const place = document.querySelector("[data-announce]");
  let parts = [];
  let timer;
  return (text) => {
    parts = [...parts.filter((part) => part !== text), text];
    clearTimeout(timer);
    timer = setTimeout(() => {
      place.textContent = parts.join(", ");
      parts = [];
    }, 150);
  };
}
