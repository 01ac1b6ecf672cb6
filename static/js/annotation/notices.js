// Notices at the top of the page: what the server refused, what another tab changed.

/**
 * Show a notice; `actions` are `[{text, onClick}]`, each takes the notice away. `name` replaces an
 * earlier notice of that name.
 */
export function showNotice(text, { name, kind = "warn", actions = [] }) {
  const place = document.querySelector("[data-notices]");
  const notice = document.createElement("div");
  notice.className = `notice ${kind}`;
  notice.dataset.notice = name;
  notice.setAttribute("role", kind === "bad" ? "alert" : "status");
  const words = document.createElement("p");
  words.append(text, " ", ...actions.map((action) => button(action, notice)));
  notice.append(words);
  clearNotice(name);
  place.append(notice);
}

export function clearNotice(name) {
  document.querySelector(`[data-notice="${name}"]`)?.remove();
}

function button({ text, onClick }, notice) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small";
  made.textContent = text;
  made.addEventListener("click", () => {
    notice.remove();
    onClick?.();
  });
  return made;
}
