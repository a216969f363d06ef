// What a page does beyond showing: everything here sharpens what already works without it.

// The state of the line, always visible.
const line = document.getElementById("line");
function tellLine() {
  if (!line) return;
  const online = navigator.onLine;
  line.classList.toggle("pill-good", online);
  line.classList.toggle("pill-wait", !online);
  line.querySelector(".line-word").textContent = online ? line.dataset.online : line.dataset.offline;
}
addEventListener("online", tellLine);
addEventListener("offline", tellLine);
if (!navigator.onLine) tellLine();

// Words to paste elsewhere.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.querySelector("span").textContent = button.dataset.copied;
  });
}

// Sheets close when one looks elsewhere.
const open = () => document.querySelectorAll("details[data-close][open]");
document.addEventListener("click", (event) => {
  for (const sheet of open()) if (!sheet.contains(event.target)) sheet.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of open()) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;

  // Light and dark change at once; the server remembers through the cookie.
  if (form.matches("[data-theme-switch]") && button) {
    event.preventDefault();
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `theme=${button.value};path=/;max-age=31536000;samesite=lax${secure}`;
    document.documentElement.dataset.bsTheme = button.value;
    document.querySelector('meta[name="color-scheme"]').content =
      button.value === "auto" ? "light dark" : button.value;
    for (const other of document.querySelectorAll('[data-theme-switch] button[name="theme"]'))
      other.setAttribute("aria-pressed", String(other.value === button.value));
    return;
  }

  // What cannot be undone asks once.
  if (button?.dataset.confirm && !confirm(button.dataset.confirm)) {
    event.preventDefault();
    return;
  }

  // A form on its way is not sent twice by an impatient thumb.
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    button?.setAttribute("aria-busy", "true");
  }
});
// Back from the browser's memory: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
});

// After a form comes back, the reader starts at its errors.
document.querySelector("[data-focus]")?.focus();

// The page one stands on is in sight in its row.
document.querySelector('.row-nav [aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "center" });

// Paper that one holds: what a page shows once, such as a code to log in.
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// The code of a printed picture stands behind the #, where no server and no log sees it.
const coded = document.querySelector("[data-code-behind-hash] [name=code]");
if (coded && /^#[\dA-Z]{8,20}$/.test(location.hash)) {
  coded.value = location.hash.slice(1).replace(/.{4}(?=.)/g, "$&-");
  history.replaceState(null, "", location.pathname);
}

// The one page that is kept for when there is no line goes with whoever logs out.
if (!document.body.classList.contains("inside")) globalThis.caches?.delete("reunion");
document.addEventListener("submit", (event) => {
  if (event.target.action?.endsWith("/salir/")) globalThis.caches?.delete("reunion");
});
