// When a question is asked, and what is still open: the same arithmetic as the server's.

/** Whether an applies-if rule holds for `answers` (variable id -> code ids). */
export function applies(rule, answers) {
  switch (rule.op) {
    case "in":
      return (answers[rule.variable] ?? []).some((code) => rule.codes.includes(code));
    case "not":
      return !applies(rule.rule, answers);
    case "or":
      return rule.rules.some((inner) => applies(inner, answers));
    default:
      return rule.rules.every((inner) => applies(inner, answers));
  }
}

/** The tests of a rule: `{variable, codes}`. */
function testsOf(rule) {
  return rule.op === "in" ? [rule] : (rule.rules ?? [rule.rule]).flatMap(testsOf);
}

/** Ids of the variables a rule looks at. */
export function variablesOf(rule) {
  return testsOf(rule).map(({ variable }) => variable);
}

const itemOf = (code) => code.slice(0, Math.max(code.lastIndexOf("="), 0)); // of a set

/** Whether what a rule asks is answered; of a set, the item that it asks for. */
function isKnown({ variable, codes }, known) {
  const given = known[variable];
  if (!given?.length) return given !== undefined;
  const answered = new Set(given.map(itemOf));
  return codes.every((code) => !itemOf(code) || answered.has(itemOf(code)));
}

/**
 * The variables whose rule is answered, and answered with no. A rule that waits for an answer
 * closes nothing; a closed question counts as answered with nothing and may close others.
 */
export function closedQuestions(variables, answers) {
  const closed = new Set();
  const known = { ...answers };
  const closes = ({ id, rule }) => {
    const tests = testsOf(rule);
    return !closed.has(id) && tests.length && tests.every((test) => isKnown(test, known)) && !applies(rule, known);
  };
  for (let more = variables.filter(closes); more.length; more = variables.filter(closes)) {
    for (const { id } of more) {
      closed.add(id);
      known[id] = [];
    }
  }
  return closed;
}

/** Whether codes answer a question: every item of a set has to be answered. */
export function isAnswered(variable, codes = []) {
  if (variable.select !== "each_yes_no_na") return codes.length > 0;
  const items = new Set(variable.codes.map(({ item }) => item));
  for (const { id, item } of variable.codes) if (codes.includes(id)) items.delete(item);
  return items.size === 0;
}

/** Required variables of some scopes that apply, or may still apply, and have no answer. */
export function openQuestions(variables, scopes, answers) {
  const closed = closedQuestions(variables, answers);
  return variables.filter(
    (one) => scopes.includes(one.scope) && one.required && !closed.has(one.id) && !isAnswered(one, answers[one.id]),
  );
}
