// A page with words to mark and a sheet that remembers: what the annotate page does, in small.

import { nudgeTarget, startMarks, startWords } from "/static/js/annotation/words/words.js";
import * as offsets from "/static/js/annotation/words/offsets.js";
import * as segments from "/static/js/annotation/words/segments.js";
import * as units from "/static/js/annotation/words/units.js";

const query = new URLSearchParams(location.search);
const points = (text) => [...text].length;

// [role, text] by paragraph; a role other than "claim" asserts nothing.
const ARTICLES = {
  en: {
    lang: "en",
    dir: "ltr",
    paragraphs: [
      [["dateline", "PORT MERROW, Monday."], ["claim", "The harbour officials rammed through a crushing majority on Monday, said Ada Quill."], ["claim", "Rivals say the mayor 😀 took gifts to please his friends in the shipping trade."]],
      [["claim", "“Closures like this always ruin twenty-one small firms,” she said."], ["credit", "Photo: Merrow Desk"], ["claim", "Nobody was hurt."]],
    ],
  },
  ar: {
    lang: "ar",
    dir: "rtl",
    paragraphs: [
      [["dateline", "مِرو، الاثنين."], ["claim", "قال مسؤولون في الميناء 😀 إن الرصيف سيُعاد فتحه يوم الاثنين."], ["claim", "وذكرت شركة Quay & Sons أن الأغلبية كانت ساحقة."]],
      [["claim", "لم يُصب أحد بأذى."]],
    ],
  },
};

const SPAN = { scope: "span", select: "many", attribute_of: null };
const code = (id, label, short, key) => ({ id, label, short, key, definition: `What “${label}” means.` });
const BIAS = {
  ...SPAN, id: "bias", label: "Bias device", key: "x",
  codes: [
    code("bias:loaded", "Loaded word", "LW", "1"), code("bias:label", "Contested label", "CL", "2"),
    code("bias:overstate", "Overstatement", "OV", "3"), code("bias:sweeping", "Sweeping statement", "SW", "4"),
    code("bias:motive", "Imputed motive", "MO", "5"), code("bias:vague", "Vagueness", "VA", "6"),
    code("bias:alarm", "Alarm", "AL", "7"), code("bias:promote", "Promotion", "PR", "8"),
    code("bias:oneside", "Missing side", "MS", "9"),
  ],
};
const HOLDER = {
  ...SPAN, id: "bias_holder", label: "Holder", key: "", select: "one", attribute_of: "bias",
  codes: [code("bias_holder:outlet", "outlet", "OU", "1"), code("bias_holder:source", "source", "SO", "2")],
};
const PART = {
  ...SPAN, id: "part", label: "Part of the claim", key: "s", select: "one",
  codes: [code("part:source", "Source", "SR", "1"), code("part:cue", "Cue", "CU", "2"), code("part:content", "Content", "CO", "3")],
};
const SOURCE = { id: "src", scope: "claim", select: "one", label: "Source kind", key: "s", codes: [] };
const VARIABLES = { one: [SOURCE, BIAS, HOLDER], two: [SOURCE, BIAS, HOLDER, PART], none: [SOURCE] };
const variables = VARIABLES[query.get("variables") ?? "one"];
const roles = [
  { id: "claim", label: "Claim", key: "1" }, { id: "caption", label: "Caption", key: "2" },
  { id: "dateline", label: "Dateline", key: "3" }, { id: "credit", label: "Credit", key: "4" },
];

function long() {
  const line = "The harbour office said on Monday that the old quay would reopen";
  const paragraphs = Array.from({ length: 300 }, (_, n) =>
    Array.from({ length: 5 }, (_, m) => ["claim", `${line} in ${n} ${m} days.`]),
  );
  return { lang: "en", dir: "ltr", paragraphs };
}

const zone = document.querySelector("[data-zone-name=article]");
const article = query.get("article") === "long" ? long() : ARTICLES[query.get("article") ?? "en"];
const text = article.paragraphs.map((one) => one.map(([, words]) => words).join(" ")).join("\n");
let cuts = [];

/** Write the segments into the page from `cuts`: `[{id, role, start, end, paragraph}]`. */
function write() {
  const host = zone.querySelector("[data-text]");
  const all = [...text];
  Object.assign(zone.querySelector(".annotate-article"), { dir: article.dir, lang: article.lang });
  host.replaceChildren();
  let number = 0;
  for (const cut of cuts) {
    const before = host.lastElementChild;
    const paragraph = Number(before?.dataset.paragraph) === cut.paragraph ? before : document.createElement("p");
    paragraph.dataset.paragraph = cut.paragraph;
    const span = document.createElement("span");
    span.className = cut.role === "claim" ? "segment" : "segment quiet";
    span.dataset.start = cut.start;
    if (cut.role === "claim") {
      span.id = `text-${cut.id}`;
      span.dataset.claim = cut.id;
      span.dataset.number = number += 1;
    } else {
      span.dataset.segment = cut.id;
      span.dataset.label = cut.role;
    }
    span.textContent = all.slice(cut.start, cut.end).join("");
    if (paragraph.childNodes.length) paragraph.append(" ");
    paragraph.append(span);
    if (paragraph !== before) host.append(paragraph);
  }
}

function cutUp() {
  let [at, id] = [0, 10];
  article.paragraphs.forEach((stretches, paragraph) => {
    for (const [role, words] of stretches) {
      cuts.push({ id: String(id), role, start: at, end: at + points(words), paragraph });
      [at, id] = [at + points(words) + 1, id + 1];
    }
  });
}

cutUp();
write();
const log = [];
const said = [];
const claims = cuts.filter(({ role }) => role === "claim").map(({ id }) => id);
const spans = new Map(claims.map((id) => [id, []]));
const spansOf = (id) => spans.get(id) ?? [];
const sameAs = (one) => (other) => one.start === other.start && one.end === other.end;
const attributes = (id) => variables.filter((one) => one.attribute_of === id).map((one) => one.id);
const marks = startMarks({ zone, variables });

function put(id, next) {
  spans.set(id, next);
  marks.paintClaim(id, next);
}

const fake = {
  log, said, spans, offsets, segments, units, zone, text, marks, put, claims,
  current: claims[0],
  isOn: true,
  words: startWords({
    zone, variables, roles, spansOf,
    mayMark: query.get("mark") !== "no",
    mayEdit: query.get("edit") === "yes",
    isOn: () => fake.isOn,
    applies: (id, variable) => variable !== "part" || [null, id].includes(query.get("part")),
    currentClaim: () => fake.current,
    announce: (words) => {
      said.push(words);
      document.querySelector("[data-announce]").textContent = words;
    },
    onMark(id, variable, span, codes) {
      log.push(["mark", id, variable, span.start, span.end, codes]);
      const others = spansOf(id).filter((one) => one.variable !== variable || !sameAs(span)(one));
      put(id, [...others, { variable, ...span, codes }]);
    },
    onChange(id, variable, from, to) {
      log.push(["change", id, variable, from.start, from.end, to.start, to.end]);
      const moved = [variable, ...attributes(variable)];
      put(id, spansOf(id).map((one) => (moved.includes(one.variable) && sameAs(from)(one) ? { ...one, ...to } : one)));
    },
    onRemove(id, variable, span) {
      log.push(["remove", id, variable, span.start, span.end]);
      const gone = [variable, ...attributes(variable)];
      put(id, spansOf(id).filter((one) => !gone.includes(one.variable) || !sameAs(span)(one)));
    },
    onSplit: (id, at) => log.push(["split", id, at]),
    onMerge: (id, next) => log.push(["merge", id, next]),
    onNudge: (id, edge, at, other) => log.push(["nudge", id, edge, at, other]),
    onRole: (id, role) => log.push(["role", id, role]),
    onEnter: (id) => (fake.current = id),
  }),
  nudge: (id, key) => nudgeTarget(zone, id, key),
  /** Code points of the n-th time some words stand in the article. */
  find(words, from = 0) {
    const index = text.indexOf(words, from);
    return { start: points(text.slice(0, index)), end: points(text.slice(0, index + words.length)) };
  },
  mark(words, codes) {
    const span = fake.find(words);
    const cut = cuts.findLast(({ start }) => start <= span.start);
    put(cut.id, [...spansOf(cut.id), { variable: codes[0].split(":")[0], ...span, codes }]);
  },
  /** Split a claim as the server would, and write the page anew. */
  split(id, at) {
    const place = cuts.findIndex((cut) => cut.id === id);
    const [old] = cuts.splice(place, 1);
    const end = at - ([...text][at - 1] === " " ? 1 : 0);
    cuts.splice(place, 0, { ...old, id: `${id}0`, end }, { ...old, id: `${id}1`, start: at });
    write();
    fake.words.refresh();
  },
};
window.fake = fake;
document.addEventListener("keydown", (event) => {
  if (event.target.matches("textarea")) return;
  if (event.key === "m") fake.words.enter();
  else if (!["Shift", "Alt", "Control"].includes(event.key)) log.push(["page key", event.key]);
});
document.documentElement.dataset.ready = "";
