// Sends saves one after the other, in order, and keeps trying: nothing given is lost while the
// tab is open.

const WAITS = [1000, 2000, 4000, 8000, 15000];

/** The CSRF token of now: the cookie's, since logging in again in another tab changes it. */
function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function send({ url, body, type }) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  if (type) headers["Content-Type"] = type;
  return fetch(url, { method: "POST", body, headers, redirect: "manual", keepalive: body.length < 60000 });
}

/** What an answer of the server means for the queue. */
function outcome(response) {
  if (response.ok) return "done";
  if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return "login";
  if (response.status === 429 || response.status >= 500) return "retry";
  return "refused";
}

async function words(response) {
  try {
    const problem = await response.json();
    return problem.errors?.map(({ message }) => message).join(" ") || problem.detail;
  } catch {
    return `The server answered ${response.status}.`;
  }
}

/**
 * A queue of saves `{url, body, type, id, names}`. Fires `state` ({state, waiting}) with state
 * saving, saved, retrying or login; `saved` ({save, answer}); `refused` ({save, message, status}).
 */
export class SaveQueue extends EventTarget {
  constructor() {
    super();
    this.waiting = [];
    this.tries = 0;
    this.sending = false;
    this.timer = undefined;
    window.addEventListener("online", () => this.tryNow());
    window.addEventListener("focus", () => this.waiting.length && this.tryNow());
    window.addEventListener("beforeunload", (event) => this.waiting.length && event.preventDefault());
  }

  push(save) {
    this.waiting.push(save);
    if (!this.timer) this.#next();
  }

  tryNow() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.#next();
  }

  /** The variables of an entry with a save that is not through yet. */
  namesWaiting(id) {
    return new Set(this.waiting.filter((save) => save.id === id).flatMap((save) => save.names ?? []));
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async #next() {
    if (this.sending || !this.waiting.length) return;
    this.sending = true;
    if (!this.tries) this.#tell("state", { state: "saving", waiting: this.waiting.length });
    const save = this.waiting[0];
    try {
      await this.#settle(save, await send(save));
    } catch {
      this.#later("retrying"); // no network, or the server is down
    }
    this.sending = false;
    if (!this.timer) this.#next();
  }

  async #settle(save, response) {
    const meaning = outcome(response);
    if (meaning === "retry") return this.#later("retrying", response.headers.get("Retry-After"));
    if (meaning === "login") return this.#later("login");
    const answer = meaning === "done" ? await response.json() : await words(response);
    this.tries = 0;
    this.waiting.shift();
    if (meaning === "done") this.#tell("saved", { save, answer });
    else this.#tell("refused", { save, message: answer, status: response.status });
    if (!this.waiting.length && meaning === "done") this.#tell("state", { state: "saved", waiting: 0 });
    return undefined;
  }

  #later(state, seconds) {
    const wait = Number(seconds) * 1000 || WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.#tell("state", { state, waiting: this.waiting.length });
    this.timer = setTimeout(() => this.tryNow(), wait);
  }
}
