// What this person prefers in this browser: kept in localStorage, on unless switched off.

/** Tie a checkbox to a preference; returns a function that tells its value. */
export function preference(selector, name) {
  const box = document.querySelector(selector);
  const key = `sourcemark-${name}`;
  if (!box) return () => true;
  try {
    box.checked = localStorage.getItem(key) !== "off";
    box.addEventListener("change", () => localStorage.setItem(key, box.checked ? "on" : "off"));
  } catch {
    // storage is forbidden here: the choice holds until the page is left
  }
  return () => box.checked;
}
