// Ties the word mode to the sheet: marking words, and cutting claims anew.

import { gettext } from "../language.js";
import { makeRecut } from "./recut.js";
import { nudgeTarget } from "./words/joints.js";
import { startMarks } from "./words/marks.js";

/** Returns `{enter, showSpan, edges}`; `edges` are the commands of the keys `[ ] { }`. */
export function tieWords({ sheet, work, server, outbox, page, isWritable, announce, pick, showArticle, main, get, roles }) {
  const zone = document.querySelector("[data-zone-name=article]");
  const spanVariables = sheet.variables.filter(({ scope }) => scope === "span");
  const mayEdit = isWritable && main.dataset.mayEditClaims === "true";
  const marks = startMarks({ zone, variables: spanVariables });
  const paintAll = () => marks.paint(sheet.ids.flatMap((id) => sheet.at(id).spans.map((span) => ({ claim: id, ...span }))));
  const recut = makeRecut({
    url: `${page}claims/`,
    outbox,
    onDone: (claim) => server.reload(claim),
    onBehind: () => server.reload(sheet.selected),
  });
  const words = whenNeeded(main, {
    zone,
    variables: spanVariables,
    roles,
    mayMark: isWritable && spanVariables.length > 0,
    mayEdit,
    isOn: () => get("single_keys"),
    applies: (id, variable) => !sheet.closed(String(id)).has(variable),
    currentClaim: () => sheet.selected,
    spansOf: (id) => sheet.at(String(id)).spans,
    announce,
    onEnter: (id) => sheet.places.has(String(id)) && pick(String(id), { stay: true }),
    onMark: (id, variable, span, given) => work.mark(String(id), variable, span, given),
    onChange: (id, variable, from, to) => work.moveMarks(String(id), family(sheet, String(id), variable, from), to),
    onRemove: (id, variable, span) => work.moveMarks(String(id), family(sheet, String(id), variable, span)),
    onSplit: (id, at) => recut("split", id, { at }),
    onMerge: (id, neighbour) => recut("merge", id, { neighbour: Number(neighbour) }),
    onNudge: (id, edge, at, neighbour) => recut("move", id, { edge, at, neighbour: Number(neighbour) }),
    onRole: (id, role) => recut("role", id, { role }),
  });
  sheet.addEventListener("answers", ({ detail }) => {
    marks.paintClaim(detail.id, sheet.at(detail.id).spans);
    words.now()?.refresh();
  });
  sheet.addEventListener("load", () => {
    paintAll();
    words.now()?.refresh();
  });
  paintAll();
  const nudge = (key) => () => {
    const target = nudgeTarget(zone, sheet.selected, key);
    if (!target) return announce(gettext("There is no word to move over this edge."));
    const { edge, at, other } = target;
    return recut("move", sheet.selected, { edge, at, neighbour: Number(other) });
  };
  const edges = mayEdit ? Object.fromEntries(["[", "]", "{", "}"].map((key) => [key, nudge(key)])) : {};
  return {
    edges,
    enter: async (id) => {
      showArticle();
      const entered = await words.withKeys((mode) => mode.enter(id)).catch(() => undefined);
      if (entered === false) announce(gettext("Words are not marked in this project."));
    },
    showSpan: async (id, span) => {
      showArticle();
      await words.withKeys((mode) => mode.showSpan(id, span)).catch(() => undefined);
    },
  };
}

const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "keydown", "focusin"];

/** The word mode is large: it is fetched once somebody does something, not while the page loads. */
function whenNeeded(main, setup) {
  let started;
  let words;
  const ready = () => (started ??= fetchMode());
  const fetchMode = async () => {
    const { startWords } = await import("./words/words.js").catch((error) => {
      started = undefined; // no connection: tried again when it is needed
      setup.announce(gettext("Marking words could not be loaded. It works again when the server is back."));
      throw error;
    });
    words = startWords(setup);
    main.dataset.wordsReady = "";
    return words;
  };
  const prepare = () => ready().catch(() => undefined);
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, prepare, { once: true, capture: true, passive: true });
  /** Do something with the mode; keys pressed while it is still being fetched come after. */
  const withKeys = async (act) => {
    if (words) return act(words);
    const held = [];
    const hold = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      held.push(new KeyboardEvent("keydown", event));
    };
    addEventListener("keydown", hold, true);
    try {
      return act(await ready());
    } finally {
      removeEventListener("keydown", hold, true);
      for (const event of held) (document.activeElement ?? document.body).dispatchEvent(event);
    }
  };
  return { ready, withKeys, now: () => words };
}

/** The marks of a variable on some words, with those of the variables that ask more about them. */
function family(sheet, id, variable, { start, end }) {
  const names = [variable, ...sheet.variables.filter((one) => one.attribute_of === variable).map((one) => one.id)];
  return sheet.at(id).spans.filter((one) => names.includes(one.variable) && one.start === start && one.end === end);
}
