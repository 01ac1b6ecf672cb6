// Two tabs on one assignment: what one saves, the other shows; coming back asks the server.

/** Keep tabs in step. `onAnswers(id, answers)` hears the others; `refresh()` asks the server. */
export function keepInStep(name, onAnswers, refresh) {
  const channel = new BroadcastChannel(`sourcemark-${name}`);
  channel.addEventListener("message", ({ data }) => onAnswers(data.id, data.answers));
  let away = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) away = Date.now();
    else if (Date.now() - away > 1000) refresh();
  });
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
  return (id, answers) => channel.postMessage({ id, answers });
}
