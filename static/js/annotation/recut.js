// Changing how the article is cut into claims: sent at once, then the page is read anew.

import { gettext } from "../language.js";
import { freshId } from "./names.js";
import { showNotice } from "./notices.js";
import { post } from "./outbox.js";

/**
 * Returns `recut(kind, claim, more)`. What waits to be saved goes first, since it is about the
 * claims as they are. `onDone(claim)` is told which claim to show; `onBehind()` that the claims
 * are not what this page shows.
 */
export function makeRecut({ url, outbox, onDone, onBehind }) {
  let busy = false;
  return async (kind, claim, more = {}) => {
    if (busy) return;
    if (outbox.waiting.length) {
      showNotice(gettext("Some answers are not saved yet. Change the claims once they are."), { name: "recut" });
      return;
    }
    busy = true;
    try {
      const response = await post(url, { step: freshId(), kind, claim: Number(claim), ...more });
      const told = await response.json();
      if (response.ok) await onDone(told.claim === null ? String(claim) : String(told.claim));
      else await refused(told, response.status, onBehind);
    } catch {
      showNotice(gettext("The server cannot be reached. Claims can be changed when it is back."), { name: "recut", kind: "bad" });
    } finally {
      busy = false;
    }
  };
}

async function refused(told, status, onBehind) {
  const words = told.errors?.map(({ message }) => message).join(" ") || told.detail;
  if (status === 409) await onBehind();
  showNotice(words, { name: "recut", kind: "bad", actions: [{ text: gettext("All right") }] });
}
