// Reading the spans of a claim: which lie on some words, and what is answered about them.

const length = ({ start, end }) => end - start;

export const sameWords = (one, other) => one.start === other.start && one.end === other.end;

/** The spans that overlap `words`, smallest first, without the answers about other spans. */
export function spansOn(spans, variables, words) {
  const own = new Set(variables.map(({ id }) => id));
  return spans
    .filter((span) => own.has(span.variable) && span.codes.length)
    .filter((span) => span.start < words.end && words.start < span.end)
    .sort((a, b) => length(a) - length(b) || a.start - b.start);
}

/** The codes of a variable on exactly these words. */
export function codesOn(spans, variable, words) {
  return spans.find((span) => span.variable === variable.id && sameWords(span, words))?.codes ?? [];
}

/** The answer after a code was chosen: toggled, or put in the place of the other. */
export function chosen({ select }, codes, code) {
  if (codes.includes(code)) return codes.filter((one) => one !== code);
  return select === "many" ? [...codes, code] : [code];
}

/** What the codes of an answer are called. */
export function labelsOf({ codes }, given) {
  return given.map((id) => codes.find((code) => code.id === id)?.label ?? id);
}
