// A set of yes/no questions: one line an item, answered by digits one after the other.

export class SetQuestion {
  constructor(field) {
    this.items = [...field.querySelectorAll("[data-item]")];
  }

  /** Where the focus goes when the set is opened: the first item without an answer. */
  first() {
    const item = this.items.find((one) => !one.querySelector(":checked")) ?? this.items[0];
    return focusable(item);
  }

  /** The id of the item that holds the focus. */
  current() {
    return document.activeElement?.closest("[data-item]")?.dataset.item ?? this.items[0].dataset.item;
  }

  /** After an item was answered: on to the next one, or `done` after the last. */
  next(item, done) {
    const place = this.items.findIndex((one) => one.dataset.item === item) + 1;
    if (place >= this.items.length) return done();
    focusable(this.items[place]).focus({ focusVisible: true });
    return this.items[place].scrollIntoView({ block: "nearest" });
  }

  /** Up and down move between items, left and right between the answers of one. */
  move(event) {
    const vertical = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest("[data-item]");
    if (vertical) {
      focusable(this.items.at((this.items.indexOf(here) + vertical) % this.items.length)).focus();
      return true;
    }
    const inputs = [...here.querySelectorAll(".code input")];
    const step = event.key === "ArrowRight" ? 1 : -1;
    inputs.at((inputs.indexOf(event.target) + step) % inputs.length).focus();
    return true;
  }
}

function focusable(item) {
  return item.querySelector(":checked") ?? item.querySelector(".code input");
}
