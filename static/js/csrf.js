// What a script sends along so that the server takes its POST.

/** The CSRF token of now: the cookie's, since logging in again in another tab changes it. */
export function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
