// Says how saving stands: the chip in the header, and a word for screen readers.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const TEXTS = {
  saving: () => "Saving…",
  saved: () => `Saved ${clock.format(new Date())}`,
  retrying: (waiting) => `Not saved, retrying (${waiting} waiting)`,
  login: (waiting) => `You are logged out: ${waiting} waiting`,
  refused: () => "Not accepted",
};

/** Keep the chip up to date with the queue. */
export function showSaving(queue, announce) {
  const chip = document.querySelector("[data-save-state]");
  const paint = (state, waiting) => {
    chip.dataset.saveState = state;
    chip.querySelector("[data-save-text]").textContent = TEXTS[state](waiting);
    chip.querySelector("[data-save-retry]").hidden = !["retrying", "login"].includes(state);
    chip.querySelector("[data-save-login]").hidden = state !== "login";
    if (state !== "saving") announce(TEXTS[state](waiting));
  };
  queue.addEventListener("state", ({ detail }) => paint(detail.state, detail.waiting));
  queue.addEventListener("refused", () => paint("refused", 0));
  chip.querySelector("[data-save-retry]").addEventListener("click", () => queue.tryNow());
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
