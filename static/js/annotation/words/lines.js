// How a mark looks: a hue by its code, a line style by variable and code, a layer where marks overlap.

const STYLES = ["solid", "double", "dotted", "wavy", "dashed"];
const HUES = 8;
/** Lines below the words; one more goes above them, and shares its place from then on. */
export const LAYERS = 4;

/** The span variables that stand for themselves: those that ask about another one's words do not. */
export function spanVariables(variables) {
  return variables.filter(({ scope, attribute_of: about }) => scope === "span" && !about);
}

/**
 * Looks of the codes of `variables` by code id: `{hue, style}`. Hue alone never tells codes apart:
 * codes that share a hue differ in style.
 */
export function looksOf(variables) {
  const looks = new Map();
  spanVariables(variables).forEach(({ codes }, place) => {
    codes.forEach(({ id }, n) => {
      looks.set(id, { hue: (n % HUES) + 1, style: STYLES[(place + n) % STYLES.length] });
    });
  });
  return looks;
}

/** Give each of `[{start, end}]` a `layer`, so that those that overlap lie in different ones. */
export function layered(lines) {
  const ends = [];
  return [...lines]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map((line) => {
      const free = ends.findIndex((end) => end <= line.start);
      const layer = free < 0 ? ends.length : free;
      ends[layer] = line.end;
      return { ...line, layer: Math.min(layer, LAYERS - 1) };
    });
}
