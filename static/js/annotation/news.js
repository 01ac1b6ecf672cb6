// What the server and other tabs say: saved, refused, overtaken, claims changed.

import { gettext, interpolate } from "../language.js";
import { freshen } from "./fresh.js";
import { clearNotice, showNotice } from "./notices.js";
import { ARTICLE } from "./state.js";
import { keepInStep } from "./tabs.js";

/** Returns `{refresh, reload}`: ask the server what stands; read the page anew at a claim. */
export function listenToServer(parts) {
  const { sheet, outbox, history, claims, page, pageOf, isWritable, channel } = parts;
  const tellTabs = keepInStep(channel, (news) => hear(news), () => refresh({ isBack: true }));
  const reload = (id) => freshen(sheet, history, pageOf(id)).catch(() => undefined);

  function settle(told) {
    for (const [id, standing] of Object.entries(told.claims ?? {})) {
      if (!outbox.isWaitingFor(id)) sheet.settle(id, standing);
    }
    for (const [id, note] of Object.entries(told.flags ?? {})) {
      if (!outbox.isWaitingFor(id)) sheet.setFlag(id, note);
    }
  }

  /** Another tab of this browser did something. */
  function hear({ told, step, turned }) {
    settle(told);
    if (step) history.push(step);
    if (turned) history.turn(turned.id, turned.undone);
    if (told.reload) reload(sheet.selected);
    showNotice(gettext("Another tab of yours changed this article; it is shown here too."), { name: "behind" });
    setTimeout(() => clearNotice("behind"), 6000);
  }

  async function refresh({ isBack = false } = {}) {
    if (outbox.waiting.length) return;
    try {
      const response = await fetch(`${page}answers/`, { headers: { Accept: "application/json" } });
      if (!response.ok || outbox.waiting.length) return;
      take(await response.json(), isBack);
    } catch {
      // no network: the next save says so
    }
  }

  function take(standing, isBack) {
    const isWork = ["open", "returned"].includes(standing.state);
    if (isWork !== isWritable) return location.assign(pageOf(sheet.selected));
    const before = fingerprint(sheet);
    if (standing.cut !== sheet.cut) reload(sheet.selected);
    sheet.take(standing);
    history.take(standing.steps);
    claims.repaint();
    sheet.ids.forEach((id) => sheet.tell("answers", id));
    if (isBack && before !== fingerprint(sheet)) {
      showNotice(gettext("This page was behind: it was worked on elsewhere. It shows now what stands."), {
        name: "behind",
        actions: [{ text: gettext("All right") }],
      });
    }
    return undefined;
  }

  outbox.addEventListener("saved", ({ detail: { entry, answer } }) => {
    if (entry.kind === "note") return;
    settle(answer);
    const others = (answer.dropped ?? []).filter(([id]) => id !== entry.id && id !== ARTICLE);
    if (others.length) tellDropped(others, sheet);
    if (entry.kind !== "turn" && !answer.step && !answer.reload) dropEmptyStep(sheet, history, entry, answer);
    if (answer.reload) reload(sheet.selected);
    const { step, id, kind } = entry;
    tellTabs({
      told: answer,
      step: kind === "turn" ? undefined : { id: step, kind, claim: id },
      turned: kind === "turn" ? { id: step, undone: entry.undone } : undefined,
    });
  });
  outbox.addEventListener("refused", ({ detail: { entry, problem } }) => {
    const what = entry.kind === "answers" ? describe(entry, sheet) : ""; // as it was called then
    const tell = () => refuse(entry, problem, what, parts);
    if (problem.codes.has("retired")) reload(sheet.selected).then(tell);
    else {
      tell();
      refresh();
    }
  });
  return { refresh, reload };
}

/** A save that changed nothing on the server is nothing to undo, unless it was sent twice. */
function dropEmptyStep(sheet, history, entry, answer) {
  const stands = entry.id in (answer.claims ?? {});
  if (stands && JSON.stringify(entry.before) === JSON.stringify(sheet.at(entry.id))) history.forget(entry.step);
}

function fingerprint(sheet) {
  const claims = [...sheet.standing].sort(([first], [second]) => first.localeCompare(second));
  return JSON.stringify([claims, [...sheet.flags].sort(), sheet.cut]);
}

function tellDropped(dropped, sheet) {
  const places = [...new Set(dropped.map(([id]) => sheet.name(id)))].join(", ");
  const words = gettext("Your answer about the article closed questions on %(places)s; their answers were cleared. Undo brings them back.");
  showNotice(interpolate(words, { places }), { name: "dropped", actions: [{ text: gettext("All right") }] });
}

/** Say why something was not taken, what it was, and offer what can be done. */
function refuse(entry, problem, what, { history, work }) {
  if (entry.kind === "turn") history.passOver(entry.step);
  else if (entry.step) history.forget(entry.step);
  const actions = [{ text: gettext("All right") }];
  if (problem.codes.has("stale")) {
    actions.unshift({ text: gettext("Use my answer"), onClick: () => work.insist(entry) });
  }
  showNotice([problem.message, what].filter(Boolean).join(" "), { name: `refused-${entry.step ?? entry.kind}`, kind: "bad", actions });
}

function describe(entry, sheet) {
  const { answers } = JSON.parse(entry.body);
  const list = answers.map(({ variable, codes, text }) => {
    const value = text ?? codes.map((code) => sheet.codeLabel(code)).join(", ");
    return `${sheet.label(variable)} = ${value || gettext("nothing")}`;
  });
  return interpolate(gettext("Not saved, on %(place)s: %(list)s."), { place: sheet.name(entry.id), list: list.join("; ") });
}
