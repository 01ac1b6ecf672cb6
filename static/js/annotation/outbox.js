// Sends what was done, one after the other and in order, and keeps trying: through lost
// connections, server restarts, ended logins and reloads. A step sent twice is done once.

import { token } from "../csrf.js";
import { gettext } from "../language.js";
import { freshId } from "./names.js";
import { forgetEntry, storedEntries, storeEntry } from "./storing.js";

const WAITS = [1000, 2000, 4000, 8000, 15000];
const MAX_KEPT_ALIVE = 60000; // bytes that a request may carry while the page is being left

/** POST JSON (or, with a `type`, a body as it is) as the page's scripts do. */
export function post(url, body, type = "application/json") {
  const sent = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { Accept: "application/json", "X-CSRFToken": token(), "Content-Type": type };
  const keepalive = sent.length < MAX_KEPT_ALIVE;
  return fetch(url, { method: "POST", body: sent, headers, redirect: "manual", keepalive });
}

/** What an answer of the server means for what was sent. */
function outcome(response) {
  if (response.ok) return "done";
  // 404: the login is now that of somebody whose work this is not.
  if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) return "login";
  if (response.status === 429 || response.status >= 500) return "offline";
  return "refused";
}

async function problemOf(response) {
  const found = await response.json().catch(() => ({}));
  const words = found.errors?.map(({ message }) => message).join(" ") || found.detail;
  const codes = new Set(found.errors?.map(({ code }) => code));
  return { message: words || gettext("The server did not take it."), codes, status: response.status };
}

/**
 * The queue of one assignment. An entry is `{url, body, type?, id, kind, ...}`; `id` names the
 * claim it is about. Fires `state` ({state, waiting}) with state saving, saved, offline or login;
 * `saved` ({entry, answer}); `refused` ({entry, problem}).
 */
export class Outbox extends EventTarget {
  constructor(assignment) {
    super();
    this.assignment = assignment;
    this.waiting = storedEntries(assignment).map(([key, entry]) => ({ ...entry, key }));
    this.tries = 0;
    this.sending = false;
    this.timer = undefined;
    window.addEventListener("online", () => this.tryNow());
    window.addEventListener("offline", () => this.waiting.length && this.#later("offline"));
    window.addEventListener("focus", () => this.waiting.length && this.tryNow());
    window.addEventListener("beforeunload", (event) => this.#unkept() && event.preventDefault());
  }

  push(entry) {
    const named = { name: freshId(), ...entry };
    this.waiting.push({ ...named, key: storeEntry(this.assignment, named) });
    if (this.timer) this.#tell("state", { state: this.trouble, waiting: this.waiting.length });
    else this.#next();
  }

  tryNow() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.#next();
  }

  /** Whether something about a claim is still to be sent. */
  isWaitingFor(id) {
    return this.waiting.some((entry) => entry.id === id);
  }

  /** Whether something would be lost if the page were left: where nothing can be stored. */
  #unkept() {
    return this.waiting.some((entry) => !entry.key);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async #next() {
    if (this.sending || !this.waiting.length) return;
    this.sending = true;
    if (!this.tries) this.#tell("state", { state: "saving", waiting: this.waiting.length });
    const entry = this.waiting[0];
    try {
      await this.#settle(entry, await post(entry.url, entry.body, entry.type));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#later("offline"); // no network, or the server is down
    } finally {
      this.sending = false;
    }
    if (!this.timer) this.#next();
  }

  async #settle(entry, response) {
    const meaning = outcome(response);
    if (meaning === "offline") return this.#later("offline", response.headers.get("Retry-After"));
    if (meaning === "login") return this.#later("login");
    const answer = meaning === "done" ? await response.json() : await problemOf(response);
    this.tries = 0;
    this.waiting.shift();
    forgetEntry(entry.key);
    if (meaning === "done") this.#tell("saved", { entry, answer });
    else this.#tell("refused", { entry, problem: answer });
    if (!this.waiting.length && meaning === "done") this.#tell("state", { state: "saved", waiting: 0 });
    return undefined;
  }

  #later(state, seconds) {
    const wait = Number(seconds) * 1000 || WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.trouble = state;
    this.#tell("state", { state, waiting: this.waiting.length });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tryNow(), wait);
  }
}
