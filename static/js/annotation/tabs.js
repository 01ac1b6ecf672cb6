// Two tabs on one assignment: what one saves, the other shows; coming back asks the server.

/** Keep tabs in step. `onNews(news)` hears the others; `refresh()` asks the server. */
export function keepInStep(name, onNews, refresh) {
  const channel = new BroadcastChannel(`sourcemark-${name}`);
  channel.addEventListener("message", ({ data }) => onNews(data));
  let away = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) away = Date.now();
    else if (Date.now() - away > 1000) refresh();
  });
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
  return (news) => channel.postMessage(news);
}
