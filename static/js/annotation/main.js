// The annotate page: puts the parts together. See state.js for what is known, save.js for saving.

import { showArticle, reveal } from "./article.js";
import { showClaims } from "./claims.js";
import { Advance } from "./advance.js";
import { listenForDialogs, openDialog, summarise } from "./dialogs.js";
import { CodingForm } from "./form.js";
import { listenForKeys } from "./keys.js";
import { showMeaning } from "./meaning.js";
import { saveNote } from "./note.js";
import { preference } from "./preferences.js";
import { SaveQueue } from "./save.js";
import { makeAnnounce, showSaving } from "./saving.js";
import { ARTICLE, Sheet } from "./state.js";
import { keepInStep } from "./tabs.js";
import { tabZones } from "./zones.js";

const main = document.querySelector("[data-annotate]");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const ids = [...main.querySelectorAll("[data-entry]")].map((line) => line.dataset.entry);
const pageOf = (id) => `${main.dataset.pageUrl}?claim=${id}`;
if (ids.length) start();

function start() {
  const isWritable = main.dataset.writable === "true";
  const sheet = new Sheet(ids, read("codebook"), read("standing"), main.dataset.selected);
  const queue = new SaveQueue();
  const announce = makeAnnounce();
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
  const advance = new Advance(sheet, preference("[data-advance]", "advance"), goTo, announce);
  const form = new CodingForm(sheet, (id, wanted, how) => give(id, wanted, how));
  const claims = showClaims(sheet, { onPick: pick });
  showArticle(sheet, { onPick: pick });
  showSaving(queue, announce);
  const tellTabs = keepInStep(main.dataset.channel, takeFromTab, refresh);
  if (isWritable) saveNote(queue, main.dataset.noteUrl);

  function give(id, wanted, { byKey, isPreset }) {
    if (!isWritable) return;
    const wasDone = sheet.status(id) === "done";
    const { changes, dropped } = sheet.give(id, wanted);
    const told = form.showDropped(id, dropped);
    if (told) announce(told);
    const names = Object.keys(changes);
    if (!names.length) return;
    const claim = id === ARTICLE ? null : Number(id);
    const body = JSON.stringify({ claim, answers: changes });
    queue.push({ url: main.dataset.answersUrl, body, type: "application/json", id, names });
    advance.after(id, { wasDone, byKey, isPreset, last: names.at(-1), dropped, form });
    if (byKey && form.openVariable?.select === "one") form.open(form.openVariable.id);
  }

  function takeFromTab(id, answers) {
    if (ids.includes(id)) sheet.settle(id, answers, queue.namesWaiting(id));
  }

  async function refresh() {
    if (queue.waiting.length) return;
    try {
      const response = await fetch(main.dataset.answersUrl, { headers: { Accept: "application/json" } });
      if (!response.ok || queue.waiting.length) return;
      const standing = await response.json();
      sheet.take(standing);
      claims.repaint();
      ids.forEach((id) => sheet.tell("answers", id));
      if (isWritable && !["open", "returned"].includes(standing.state)) location.assign(pageOf(sheet.selected));
    } catch {
      // no network: the next save says so
    }
  }

  queue.addEventListener("saved", ({ detail: { save, answer } }) => {
    if (!save.id) return;
    sheet.settle(save.id, answer.answers, queue.namesWaiting(save.id));
    tellTabs(save.id, answer.answers);
  });
  queue.addEventListener("refused", ({ detail }) => {
    showRefusal(detail.message, pageOf(sheet.selected));
    refresh();
  });
  sheet.addEventListener("select", ({ detail }) => {
    form.showDropped(detail.id, []);
    announce(`${sheet.name(detail.id)} of ${sheet.claims.length}, ${sheet.status(detail.id)}`);
    history.replaceState(null, "", pageOf(detail.id));
  });

  const step = (by) => {
    const id = ids[ids.indexOf(sheet.selected) + by];
    if (id) pick(id, { stay: true });
  };
  const prepare = {
    submit: () => summarise(sheet, queue, goTo),
    meaning: () => showMeaning(sheet, form.openVariable, form.openCode),
  };
  const open = (name) => () => openDialog(name, prepare);
  listenForDialogs(prepare);
  main.addEventListener("click", (event) => onLinks(event, step, goTo));
  listenForKeys({
    sheet,
    form: isWritable ? form : undefined,
    isOn: preference("[data-keys-on]", "keys"),
    before: (name) => advance.flush(name),
    onUnknownCode: (variable, key) => announce(`${variable.label} has no code ${key}. Escape closes the question.`),
    commands: {
      j: () => step(1),
      k: () => step(-1),
      i: open("meaning"),
      "?": open("keys"),
      F2: () => document.getElementById("note")?.focus(),
      "Shift+Enter": open("submit"),
      Escape: () => form.close(),
      Backspace: () => form.openVariable && form.clear(form.openVariable.id, true),
      Delete: () => form.openVariable && form.clear(form.openVariable.id, true),
    },
  });
  main.dataset.ready = "";
}

function onLinks(event, step, goTo) {
  const mover = event.target.closest("[data-step]");
  const link = event.target.closest("[data-go]");
  if (!mover && !link) return;
  event.preventDefault();
  if (mover) step(Number(mover.dataset.step));
  else goTo(link.dataset.go, link.dataset.goVariable);
}

function revealSelected(sheet) {
  const zone = document.querySelector("[data-zone-name=article]");
  reveal(zone, document.getElementById(`text-${sheet.selected}`), "instant");
}

/** Show in words why the server did not take an answer, with a way to see things as they are. */
function showRefusal(message, page) {
  const place = document.querySelector(".annotate-notices");
  const notice = document.createElement("div");
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  const text = document.createElement("p");
  const reload = document.createElement("a");
  reload.href = page;
  reload.textContent = "Reload the page";
  text.append(`${message} The form shows what is saved. `, reload);
  notice.append(text);
  place.querySelector("[role=alert]")?.remove();
  place.append(notice);
}
