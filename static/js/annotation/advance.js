// Moving on by itself: to the next open question, and from a claim that is done to the next.

import { gettext } from "../language.js";

const PAUSE = 350; // ms: long enough to see what was chosen
const ECHO = 450; // ms in which a habitual `j` right after moving on is not a second move

export class Advance {
  /** `isOn()` tells the preference; `goTo(id)` selects an entry. */
  constructor(sheet, isOn, goTo, announce) {
    Object.assign(this, { sheet, isOn, goTo, announce });
    this.timer = undefined;
    this.movedAt = 0;
  }

  /** An answer was given: open what is open next, or move on once everything is answered. */
  after(id, { wasDone, byKey, isPreset, last, dropped, form }) {
    this.stop();
    if (!this.isOn() || !this.sheet.hasRequired(id)) return; // with nothing required, more may follow
    const open = this.sheet.open(id);
    if (open.length) {
      if (byKey) this.#openNext(open, isPreset ? undefined : last, form);
      return;
    }
    if (byKey && form.openVariable?.select === "one") form.close();
    if (wasDone || dropped.length || this.sheet.byId.get(last)?.select !== "one") return;
    this.timer = setTimeout(() => this.#move(), PAUSE);
  }

  #openNext(open, last, form) {
    const order = this.sheet.variables.map(({ id }) => id);
    const after = open.filter(({ id }) => order.indexOf(id) > order.indexOf(last));
    const select = this.sheet.byId.get(last)?.select ?? "one";
    if (select !== "one") return; // more may follow: several codes, the next question of a set, words
    if (after.length) form.open(after[0].id);
    else form.close();
  }

  #move() {
    this.stop();
    const next = this.sheet.nextOpen(this.sheet.selected);
    this.movedAt = Date.now();
    if (next) this.goTo(next);
    else this.announce(gettext("Every required answer is given. Shift and Enter submits the article."));
  }

  /** A key came: move on at once if that was due. True if the key is used up by it. */
  flush(key) {
    if (this.timer) {
      this.#move();
      return key === "j";
    }
    return key === "j" && Date.now() - this.movedAt < ECHO;
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
