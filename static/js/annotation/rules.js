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

/** Required variables of a scope that apply, or may still apply, and have no answer. */
export function openQuestions(variables, scope, answers) {
  const closed = closedQuestions(variables, answers);
  return variables.filter(
    ({ id, required, scope: own }) => own === scope && required && !closed.has(id) && !answers[id]?.length,
  );
}

/** Leave out variables with no codes: an empty answer is no answer. */
export function answered(answers) {
  return Object.fromEntries(Object.entries(answers).filter(([, codes]) => codes.length));
}
