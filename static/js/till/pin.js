// In by PIN: large keys under the thumb, and a machine that has forgotten its cookie shows its secret again.

import * as store from "./store.js";

const form = document.querySelector("[data-pin]");
if (form) {
  const field = form.elements.pin;
  const pad = form.querySelector(".pin-keys");
  pad.hidden = false;
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]")?.dataset.key;
    if (!key) return;
    field.value = key === "back" ? field.value.slice(0, -1) : (field.value + key).slice(0, 6);
  });
}

const unknown = document.querySelector("[data-know]");
const machine = store.machine();
const TRIED = "caja.known";
if (unknown && machine && !sessionStorage.getItem(TRIED)) {
  sessionStorage.setItem(TRIED, "1"); // once: a machine that was revoked is not asked for ever
  const answer = await fetch(unknown.dataset.know, {
    method: "POST",
    headers: { Authorization: `Device ${machine.secret}` },
  }).catch(() => null);
  if (answer?.ok) location.reload();
} else if (!unknown) {
  sessionStorage.removeItem(TRIED);
}
