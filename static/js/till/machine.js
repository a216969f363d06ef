// This browser becomes a till: it keeps its secret. A till with sales to send is never overwritten.

import * as store from "./store.js";

const $ = (id) => document.getElementById(id);
const data = $("machine");
if (data) {
  const made = JSON.parse(data.textContent);
  let kept = false;
  try {
    if (store.machine()?.id === made.id || store.waitingHere() === 0) {
      store.register(made);
      kept = store.machine()?.secret === made.secret;
    }
  } catch {
    kept = false;
  }
  $("kept-here").hidden = !kept;
  $("not-kept-here").hidden = kept;
  if (kept) navigator.storage?.persist?.();
} else if (store.waitingHere() > 0) {
  $("busy-here").hidden = false;
  for (const button of document.querySelectorAll("form .btn-primary")) button.disabled = true;
}
