// Keeps what is not on the server yet in this browser, so that it survives a reload.
// One entry a key: tabs never overwrite each other's.

const PREFIX = "sourcemark-unsent";

/** The entries of an assignment, oldest first: `[key, entry]`. */
export function storedEntries(assignment) {
  const prefix = `${PREFIX} ${assignment} `;
  return keys()
    .filter((key) => key.startsWith(prefix))
    .sort()
    .map((key) => [key, parse(localStorage.getItem(key))])
    .filter(([, entry]) => entry);
}

/** How many entries wait for each assignment. */
export function storedCounts() {
  const counts = new Map();
  for (const key of keys()) {
    const [prefix, assignment] = key.split(" ");
    if (prefix === PREFIX) counts.set(assignment, (counts.get(assignment) ?? 0) + 1);
  }
  return counts;
}

let last = 0;

/** Keep an entry; returns its key, or "" where this browser keeps nothing. */
export function storeEntry(assignment, entry) {
  last = Math.max(last + 1, Date.now());
  const key = `${PREFIX} ${assignment} ${String(last).padStart(15, "0")} ${entry.name}`;
  try {
    localStorage.setItem(key, JSON.stringify(entry));
    return key;
  } catch {
    return ""; // storage is forbidden or full
  }
}

export function forgetEntry(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // storage is forbidden
  }
}

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
