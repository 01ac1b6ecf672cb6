// Draws spans on the article's text with the CSS Custom Highlight API: nothing is added to the
// page, so selecting and copying stay as they are. Browsers without it show no lines.

import { LAYERS, layered, looksOf } from "./lines.js";
import { segmentById } from "./segments.js";

const TARGET = "words-target";
/** Whether this browser can draw marks. */
export const canDraw = typeof Highlight === "function" && Boolean(globalThis.CSS?.highlights);

/**
 * Draw the spans of the article in `zone`. `variables` are the codebook's; those that ask about
 * another one's words (`attribute_of`) are not drawn. Returns
 * - `paint(spans)`: all spans of the article, `[{claim, variable, codes, start, end}]`,
 * - `paintClaim(claimId, spans)`: the spans of one claim; the others are left alone.
 */
export function startMarks({ zone, variables }) {
  const looks = looksOf(variables);
  const drawn = new Map(); // claim id -> [{highlight, range}]

  function paint(spans) {
    const byClaim = grouped(spans);
    for (const claim of new Set([...drawn.keys(), ...byClaim.keys()])) {
      paintClaim(claim, byClaim.get(claim) ?? []);
    }
  }

  function paintClaim(claimId, spans) {
    const id = String(claimId);
    drawn.get(id)?.forEach(({ highlight, range }) => highlight.delete(range));
    drawn.delete(id);
    const segment = canDraw && spans.length ? segmentById(zone, id) : null;
    if (!segment?.node) return;
    drawn.set(id, layered(linesOf(spans, looks)).map((line) => draw(segment, line)));
  }

  return { paint, paintClaim };
}

/** One line for each code of each span. */
function linesOf(spans, looks) {
  return spans.flatMap(({ start, end, codes }) =>
    codes.filter((code) => looks.has(code)).map((code) => ({ start, end, ...looks.get(code) })),
  );
}

function draw(segment, { start, end, ...look }) {
  const highlight = highlightFor(look);
  const range = new StaticRange(segment.ends(segment.index(start), segment.index(end)));
  highlight.add(range);
  return { highlight, range };
}

/** Show which words are meant now; null for none. */
export function markTarget(segment, from, to) {
  if (!canDraw) return selectNatively(segment, from, to);
  if (!segment?.node) return CSS.highlights.delete(TARGET);
  const highlight = new Highlight(new StaticRange(segment.ends(from, to)));
  highlight.priority = 1;
  return CSS.highlights.set(TARGET, highlight);
}

function selectNatively(segment, from, to) {
  const selection = getSelection();
  if (!segment?.node) return selection.removeAllRanges();
  const { startContainer, startOffset, endContainer, endOffset } = segment.ends(from, to);
  return selection.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
}

// The rules for lines are written when a look is first needed: there are 160 of them, and a page
// shows a dozen. They use the tokens only, and a sheet made by script needs no hole in the CSP.
let sheet;

function highlightFor({ hue, style, layer }) {
  const name = `mark-${style}-${hue}-${layer}`;
  if (!CSS.highlights.has(name)) {
    CSS.highlights.set(name, new Highlight());
    addRule(`::highlight(${name}) { ${declarations(hue, style, layer)} }`);
  }
  return CSS.highlights.get(name);
}

function declarations(hue, style, layer) {
  const isAbove = layer === LAYERS - 1;
  return [
    `text-decoration: ${isAbove ? "overline" : "underline"} ${style} var(--hue-${hue})`,
    `text-decoration-thickness: var(--mark-${style})`,
    `text-underline-offset: calc(var(--mark-first) + ${layer} * var(--mark-pitch))`,
    "text-decoration-skip-ink: none",
    `background-color: color-mix(in srgb, var(--hue-${hue}) var(--mark-tint), transparent)`,
  ].join("; ");
}

function addRule(rule) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  sheet.insertRule(rule);
}

function grouped(spans) {
  const byClaim = new Map();
  for (const span of spans) {
    const id = String(span.claim);
    if (!byClaim.has(id)) byClaim.set(id, []);
    byClaim.get(id).push(span);
  }
  return byClaim;
}
