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

/** Ids of the variables a rule looks at. */
export function variablesOf(rule) {
  if (rule.op === "in") return [rule.variable];
  return (rule.rules ?? [rule.rule]).flatMap(variablesOf);
}

/**
 * The variables whose rule is answered, and answered with no. A rule that waits for an answer
 * closes nothing; a closed question counts as answered with nothing and may close others.
 */
export function closedQuestions(variables, answers) {
  const closed = new Set();
  const known = { ...answers };
  const closes = ({ id, rule }) => {
    const needs = variablesOf(rule);
    return !closed.has(id) && needs.length && needs.every((one) => one in known) && !applies(rule, known);
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
