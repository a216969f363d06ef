// The screen follows by itself. It asks every few seconds, and is answered only when something changed.

const screen = document.getElementById("screen");
const EVERY = 3000;
let etag = "";

async function look() {
  try {
    const answer = await fetch(screen.dataset.part, {
      headers: etag ? { "If-None-Match": etag } : {},
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(10000),
    });
    if (answer.status === 200) {
      etag = answer.headers.get("ETag") ?? "";
      screen.innerHTML = await answer.text();
    }
  } catch {
    // No line: the last words stay on the wall.
  }
}
setInterval(look, EVERY);
look();
navigator.wakeLock?.request("screen").catch(() => {});
