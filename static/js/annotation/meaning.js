// The drawer of definitions: a question, its codes, decision rules and examples.

/** Fill the drawer for a variable, with one of its codes marked if one is in hand. */
export function showMeaning(sheet, variable, codeId) {
  const asked = sheet.asked(sheet.selected);
  const shown = variable ?? sheet.open(sheet.selected)[0] ?? asked[0];
  const choice = document.querySelector("[data-meaning-choice]");
  choice.replaceChildren(...asked.map((one) => choose(one, one === shown, sheet)));
  const place = document.querySelector("[data-meaning]");
  place.replaceChildren(...describe(shown, codeId));
  requestAnimationFrame(() => place.querySelector("[data-here]")?.scrollIntoView({ block: "nearest" }));
}

function choose(variable, isShown, sheet) {
  const button = element("button", variable.label, "button small");
  button.type = "button";
  button.setAttribute("aria-pressed", String(isShown));
  button.classList.toggle("primary", isShown);
  button.addEventListener("click", () => {
    showMeaning(sheet, variable);
    document.querySelector("[data-meaning-choice] [aria-pressed=true]").focus();
  });
  return button;
}

function describe(variable, codeId) {
  const when = variable.applies_if ? [element("p", `Asked only if ${variable.applies_if}.`, "muted")] : [];
  return [
    element("h3", variable.label),
    element("p", variable.definition),
    ...when,
    ...variable.codes.map((code, place) => describeCode(code, place, code.id === codeId)),
  ];
}

function describeCode(code, place, isHere) {
  const entry = element("div", "", "code-entry");
  entry.toggleAttribute("data-here", isHere);
  const title = element("h4");
  const chip = element("span", code.short, "chip");
  chip.dataset.hue = (place % 8) + 1;
  title.append(...(code.key ? [element("kbd", code.key)] : []), chip, code.label);
  entry.append(title, element("p", code.definition));
  if (code.rule) entry.append(labelled("Decision rule", element("span", code.rule)));
  if (code.example) entry.append(labelled("Example", element("em", code.example)));
  return entry;
}

function labelled(label, content) {
  const line = element("p");
  line.append(element("strong", `${label}: `), content);
  return line;
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}
