// Words of the interface in the person's language: Django's catalogue where the page has loaded
// it (`/language.js`), plain English where not.

const catalogue = globalThis;

/** A text in the person's language. */
export function gettext(text) {
  return catalogue.django?.gettext?.(text) ?? text;
}

/** The singular or the plural of a text. */
export function ngettext(singular, plural, count) {
  return catalogue.django?.ngettext?.(singular, plural, count) ?? (count === 1 ? singular : plural);
}

/** Fill in `%(name)s`. */
export function interpolate(text, values) {
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
