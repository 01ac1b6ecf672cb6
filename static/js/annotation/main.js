// The annotate page: puts the parts together. See state.js for what is known, work.js for what is
// done, outbox.js for how it reaches the server.

import { gettext, interpolate } from "../language.js";
import { Advance } from "./advance.js";
import { reveal, showArticle } from "./article.js";
import { showClaims } from "./claims.js";
import { listenForDialogs, openDialog } from "./dialogs.js";
import { tieFlags } from "./flags.js";
import { CodingForm } from "./form.js";
import { History } from "./history.js";
import { listenForKeys } from "./keys.js";
import { listMarked } from "./marked.js";
import { tieMeaning } from "./meaning.js";
import { saveNote } from "./note.js";
import { listenToServer } from "./news.js";
import { Outbox } from "./outbox.js";
import { rememberPlace } from "./place.js";
import { preferences } from "./preferences.js";
import { makeAnnounce, showSaving } from "./saving.js";
import { ARTICLE, Sheet } from "./state.js";
import { summarise } from "./summary.js";
import { describeStep, Work } from "./work.js";
import { tieWords } from "./wording.js";
import { tabZones } from "./zones.js";

const main = document.querySelector("[data-annotate]");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const ids = [...main.querySelectorAll("[data-entry]")].map((line) => line.dataset.entry);
const page = main.dataset.pageUrl;
const pageOf = (id) => `${page}?claim=${id}`;
const isWritable = main.dataset.writable === "true";
if (ids.length) start();

function start() {
  const standing = read("standing");
  const sheet = new Sheet(ids, read("codebook"), standing, main.dataset.selected);
  const outbox = new Outbox(main.dataset.channel);
  const history = new History(standing.steps);
  const work = new Work({ sheet, outbox, history, page });
  const announce = makeAnnounce();
  const { get } = preferences(main, { onFailure: announce });
  const show = tabZones((zone) => zone === "article" && revealSelected(sheet));
  const pick = (id, { stay = false } = {}) => {
    advance.stop();
    sheet.select(id);
    if (!stay) show("code");
  };
  const goTo = (id, variable) => {
    pick(id);
    if (variable) form.open(variable);
  };
  const advance = new Advance(sheet, () => get("auto_advance"), goTo, announce);
  if (isWritable) work.showWaiting();
  const form = new CodingForm(sheet, give);
  const claims = showClaims(sheet, { onPick: pick });
  claims.repaint();
  showArticle(sheet, { onPick: pick });
  showSaving(outbox, announce);
  if (isWritable) saveNote(outbox, `${page}note/`);
  rememberPlace(sheet, `${page}place/`);
  const server = listenToServer({ sheet, outbox, history, work, form, claims, page, pageOf, announce, isWritable, channel: main.dataset.channel });
  const words = tieWords({ sheet, work, server, outbox, page, isWritable, announce, pick, showArticle: () => show("article"), main, get, roles: read("roles") });
  const choosing = {
    onChoose: (variable, code) => form.choose(variable, code, true),
    onPreset: (place) => form.usePreset(place, true),
  };
  const meaning = tieMeaning(sheet, isWritable ? choosing : {});
  const openFlag = isWritable && tieFlags(sheet, { onFlag: (id, note) => work.flag(id, note) });
  listMarked(sheet, {
    isWritable,
    onShow: (line) => words.showSpan(sheet.selected, line),
    onRemove: (line) => work.moveMarks(sheet.selected, line.spans),
  });

  function give(id, wanted, { byKey, isPreset }) {
    if (!isWritable) return;
    const wasDone = sheet.status(id) === "done";
    const { names, dropped } = work.answer(id, wanted);
    const told = form.showDropped(id, dropped);
    if (told) announce(told);
    if (!names.length) return;
    advance.after(id, { wasDone, byKey, isPreset, last: names.at(-1), dropped, form });
    if (byKey && form.openVariable?.select === "one") form.open(form.openVariable.id);
  }

  const turn = (how, words_) => () => {
    advance.stop();
    // Undoing a reopening would hand the article in: with the summary first, as always.
    if (how === "undo" && history.undoable?.kind === "state") return open("submit")();
    const step = work[how]();
    if (!step) return announce(how === "undo" ? gettext("Nothing to undo.") : gettext("Nothing to redo."));
    if (sheet.places.has(step.claim) && step.claim !== sheet.selected) pick(step.claim, { stay: true });
    form.showDropped(sheet.selected, []);
    return announce(interpolate(words_, { what: describeStep(step, sheet) }));
  };
  const sameAsBefore = () => {
    const wanted = sheet.selected !== ARTICLE && sheet.answersBefore(sheet.selected);
    if (wanted) give(sheet.selected, wanted, { byKey: true, isPreset: true });
    else announce(gettext("The claim before has no answers to take."));
  };
  const step = (by) => {
    const id = sheet.ids[sheet.places.get(sheet.selected) + by];
    if (id) pick(id, { stay: true });
  };
  const commands = {
    undo: turn("undo", gettext("Undone: %(what)s")),
    redo: turn("redo", gettext("Redone: %(what)s")),
    before: sameAsBefore,
    flag: openFlag,
    words: () => sheet.selected !== ARTICLE && words.enter(sheet.selected),
  };

  sheet.addEventListener("select", ({ detail }) => {
    form.showDropped(detail.id, []);
    announce(`${interpolate(gettext("%(place)s of %(total)s"), { place: sheet.name(detail.id), total: sheet.claims.length })}, ${sheet.status(detail.id)}`);
    window.history.replaceState(null, "", pageOf(detail.id));
  });
  const showTurns = () => {
    for (const [name, one] of [["undo", history.undoable], ["redo", history.redoable]]) {
      const button = main.querySelector(`[data-command=${name}]`);
      if (button) button.disabled = !one;
    }
  };
  history.addEventListener("change", showTurns);
  showTurns();

  const prepare = {
    submit: () => summarise(sheet, outbox, goTo),
    meaning: () => meaning.prepare(form.openVariable, form.openCode),
  };
  const open = (name) => () => openDialog(name, prepare);
  listenForDialogs(prepare);
  main.addEventListener("click", (event) => onLinks(event, { step, goTo, commands: isWritable ? commands : {} }));
  listenForKeys({
    sheet,
    form: isWritable ? form : undefined,
    isOn: () => get("single_keys"),
    before: (name) => advance.flush(name),
    onUnknownCode: (variable, key) =>
      announce(interpolate(gettext("%(question)s has no code %(key)s. Escape closes the question."), { question: variable.label, key })),
    commands: {
      j: () => step(1),
      k: () => step(-1),
      i: open("meaning"),
      "/": () => {
        open("meaning")();
        meaning.search();
      },
      "?": open("keys"),
      "Shift+Enter": open("submit"),
      Escape: () => form.close(),
      ...(isWritable ? writing(form, commands, words) : reading(main)),
    },
  });
  outbox.tryNow();
  main.dataset.ready = "";
}

function writing(form, commands, words) {
  const clear = () => form.openVariable && form.clear(form.openVariable.id, true);
  return {
    ...commands,
    u: commands.undo,
    z: commands.redo,
    ",": commands.before,
    v: commands.flag,
    m: commands.words,
    F2: () => document.getElementById("note")?.focus(),
    Backspace: clear,
    Delete: clear,
    ...words.edges,
  };
}

function reading(place) {
  const reopen = () => place.querySelector("[data-command=reopen]")?.click();
  return { u: reopen, undo: reopen };
}

function onLinks(event, { step, goTo, commands }) {
  const mover = event.target.closest("[data-step]");
  const link = event.target.closest("[data-go]");
  const command = commands[event.target.closest("[data-command]")?.dataset.command];
  if (!mover && !link && !command) return;
  event.preventDefault();
  if (mover) step(Number(mover.dataset.step));
  else if (command) command();
  else goTo(link.dataset.go, link.dataset.goVariable);
}

function revealSelected(sheet) {
  const zone = document.querySelector("[data-zone-name=article]");
  reveal(zone, document.getElementById(`text-${sheet.selected}`), "instant");
}
