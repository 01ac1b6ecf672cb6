// Marking words inside a claim and pointing at words to edit claims: by mouse, touch and keyboard.

import { listenForKeys } from "./keys.js";
import { looksOf } from "./lines.js";
import { markTarget } from "./marks.js";
import { WordMode } from "./mode.js";
import { place, reveal } from "./place.js";
import { listenForPointer } from "./pointer.js";
import { segmentById, selectedIn } from "./segments.js";
import { spansOn } from "./spans.js";
import { Target } from "./target.js";
import { makeToolbar } from "./toolbar.js";
import { viewOf } from "./view.js";

const yes = () => true;
const nothing = () => {};
const asked = (value) => (typeof value === "function" ? value : () => Boolean(value));

/**
 * Let people mark words of the article in `zone`. All offsets are code points in the article; ids
 * of claims are strings, as in the page. `setup` holds
 * - `zone`, `variables` (all of the codebook), `roles` (`[{id, label, key}]`),
 * - `mayMark`, `mayEdit`: booleans or functions that tell,
 * - `spansOf(claimId)`: `[{variable, start, end, codes}]`, answers about spans among them,
 * - `onMark(claimId, variableId, span, codes)`: all codes of the variable on these words now,
 * - `onChange(claimId, variableId, from, to)`, `onRemove(claimId, variableId, span)`,
 * - `onSplit(claimId, at)`, `onMerge(claimId, nextId)`, `onRole(claimId, roleId)`,
 *   `onNudge(claimId, edge, at, otherId)`: `at` is where the second part begins, `edge` is `start`
 *   or `end`, `otherId` the neighbour that shares it,
 * - `announce(text)`, `currentClaim()`: the id of the selected claim,
 * - optional: `onEnter(claimId)` when the word cursor comes into another claim, `applies(claimId,
 *   variableId)` whether a span variable is asked there, `isOn()` whether keys of one character
 *   are wanted while the focus is in the text.
 *
 * Returns `{enter(claimId), leave(), isOpen(), refresh(), showSpan(claimId, span)}`. Call `refresh`
 * when labels or segments have changed otherwise than by the callbacks.
 */
export function startWords(setup) {
  const { zone } = setup;
  const page = {
    applies: yes, onEnter: nothing, isOn: yes, roles: [], currentClaim: nothing,
    ...setup,
    mayMark: asked(setup.mayMark),
    mayEdit: asked(setup.mayEdit),
  };
  const looks = looksOf(setup.variables);
  const mode = new WordMode(page, changed);
  const press = ({ act, value }) => (act === "close" ? leave() : mode[act](value));
  const bar = makeToolbar(zone.closest("[data-annotate]") ?? document.body, press);
  let view = null;
  let returnTo = null;

  function changed(focus) {
    if (!mode.isOpen) return hide();
    const { segment, from, to } = mode.target;
    const isNew = bar.element.hidden;
    view = viewOf(mode, looks);
    if (isNew && mode.by === "keys") returnTo = document.activeElement;
    bar.show(view, mode.by === "keys" ? focus : "same");
    markTarget(segment, from, to);
    reveal(zone, bar.element, wordsBox());
    return placeBar();
  }

  function hide() {
    const wasInside = bar.element.contains(document.activeElement);
    view = null;
    bar.hide();
    markTarget(null);
    const back = returnTo?.isConnected && returnTo !== document.body ? returnTo : zone;
    if (wasInside) back.focus({ preventScroll: true });
    returnTo = null;
  }

  const wordsBox = () => mode.target.segment.range(mode.target.from, mode.target.to).getBoundingClientRect();

  function placeBar() {
    if (!mode.isOpen || !mode.target.stands) return;
    const words = wordsBox();
    const around = mode.by === "keys" ? mode.target.segment.element.getBoundingClientRect() : words;
    place(zone, bar.element, words, around);
  }

  /** Put the word cursor on a claim: on the words selected in it, else on its first word. */
  function enter(claimId = page.currentClaim()) {
    const segment = claimId === undefined ? null : segmentById(zone, String(claimId));
    if (!segment || !mode.mayEnter(segment)) return false;
    const cut = selectedIn(zone, getSelection(), segment);
    const selected = cut?.segment === segment && Target.touching(segment, cut.from, cut.to);
    return mode.open(selected || Target.at(segment), "keys");
  }

  function leave() {
    mode.close();
  }

  /** Open the mode on a span, to look at it, change or remove it. */
  function showSpan(claimId, span) {
    const segment = segmentById(zone, String(claimId));
    return Boolean(segment && mode.mayEnter(segment)) && mode.open(Target.ofSpan(segment, span), "keys");
  }

  listenForKeys({ mode, zone, bar: bar.element, view: () => view, isOn: page.isOn, press, leave });
  listenForPointer({
    zone,
    onSelect({ segment, from, to }) {
      const target = mode.mayEnter(segment) && Target.touching(segment, from, to);
      if (target && !isMeant(target)) mode.select(target, "pointer");
    },
    onClick(segment, isHit, event) {
      const span = !mode.moving && segment.isClaim && page.mayMark() && spanUnder(segment, isHit);
      if (!span) return;
      event.preventDefault(); // the page may tell by it that the click was about the mark
      mode.open(Target.ofSpan(segment, span), "pointer");
    },
    onElsewhere(node) {
      if (!mode.isOpen || bar.element.contains(node)) return;
      if (!(mode.moving && zone.contains(node))) mode.close();
    },
  });

  /** Whether these words are meant already, so that a late event does not open the mode anew. */
  function isMeant({ segment, from, to }) {
    const { target } = mode;
    return mode.isOpen && target.segment === segment && target.from === from && target.to === to;
  }

  function spanUnder(segment, isHit) {
    const whole = segment.span(0, segment.text.length);
    const spans = spansOn(page.spansOf(segment.id), mode.variables, whole);
    return spans.find(({ start, end }) => isHit(segment.index(start), segment.index(end)));
  }

  document.addEventListener("copy", (event) => {
    if (!mode.isOpen || !getSelection().isCollapsed || event.target.matches?.("input, textarea")) return;
    event.clipboardData.setData("text/plain", mode.target.text.slice(mode.target.from, mode.target.to));
    event.preventDefault();
  });
  zone.addEventListener("scroll", () => requestAnimationFrame(placeBar), { passive: true });
  addEventListener("resize", () => requestAnimationFrame(placeBar), { passive: true });
  return { enter, leave, isOpen: () => mode.isOpen, refresh: () => mode.refresh(), showSpan };
}

export { startMarks } from "./marks.js";
export { nudgeTarget } from "./joints.js";
