// “My work” tells what still waits in this browser to be sent, and where.

import { gettext, interpolate, ngettext } from "../language.js";
import { storedCounts } from "./storing.js";

const notice = document.querySelector("[data-unsent]");
const counts = storedCounts();
for (const line of notice ? document.querySelectorAll("[data-assignment]") : []) {
  const count = counts.get(line.dataset.assignment);
  if (count) notice.append(told(line.querySelector("a"), line, count));
}
if (notice) notice.hidden = !notice.childElementCount;

function told(link, line, count) {
  const text = document.createElement("p");
  const words = ngettext(
    "%(count)s answer waits in this browser to be saved: open ",
    "%(count)s answers wait in this browser to be saved: open ",
    count,
  );
  const open = document.createElement("a");
  open.href = link.href;
  open.textContent = (line.querySelector("h3") ?? link).textContent.trim() || gettext("the article");
  text.append(interpolate(words, { count }), open, ".");
  return text;
}
