// What can be undone and redone. The server keeps the steps; this is the page's view of them.

/** Fires `change`. A step is `{id, kind, claim, undone, before?, after?}`, oldest first. */
export class History extends EventTarget {
  constructor(steps) {
    super();
    this.stuck = new Set(); // what the server would not take back: passed over
    this.steps = steps;
  }

  /** Show the server's list; what this page knows of a step (its snapshots) is kept. */
  take(steps) {
    const known = new Map(this.steps.map((step) => [step.id, step]));
    const turnable = steps.filter(({ id }) => !this.stuck.has(id));
    this.steps = turnable.map((step) => ({ ...known.get(step.id), ...step }));
    this.#tell();
  }

  /** A new step: what had been undone before it cannot be redone any more. */
  push(step) {
    if (this.steps.some(({ id }) => id === step.id)) return;
    this.steps = [...this.steps.slice(0, this.#end), { undone: false, ...step }];
    this.#tell();
  }

  turn(id, undone) {
    const step = this.steps.find((one) => one.id === id);
    if (step) step.undone = undone;
    this.#tell();
  }

  forget(id) {
    this.steps = this.steps.filter((step) => step.id !== id);
    this.#tell();
  }

  /** Pass over a step that cannot be turned, so that those before it can. */
  passOver(id) {
    this.stuck.add(id);
    this.forget(id);
  }

  get undoable() {
    return this.steps[this.#end - 1];
  }

  get redoable() {
    return this.steps[this.#end];
  }

  /** One past the last step that stands. */
  get #end() {
    return this.steps.findLastIndex((step) => !step.undone) + 1;
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
