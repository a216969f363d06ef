// Sums while one counts, and the machine's own word of what it sold. What is expected is nowhere here.

import { figure } from "./money.js";
import * as store from "./store.js";

const form = document.getElementById("cash");

function sum() {
  const sums = {};
  for (const box of form.querySelectorAll("[data-worth]")) {
    const pieces = /^\d{1,6}$/.test(box.value.trim()) ? Number(box.value) : 0;
    const worth = pieces * Number(box.dataset.worth);
    form.querySelector(`[data-line="${box.name}"]`).textContent = worth ? figure(worth, 2) : "";
    sums[box.dataset.currency] = (sums[box.dataset.currency] ?? 0) + worth;
  }
  for (const out of form.querySelectorAll("[data-sum]"))
    out.textContent = `${out.dataset.sign} ${figure(sums[out.dataset.sum] ?? 0, 2)}`;
}

if (form) {
  form.addEventListener("input", sum);
  // Enter goes to the next box, as on an adding machine; the last one leads to the button.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-worth]")) return;
    event.preventDefault();
    const boxes = [...form.querySelectorAll("[data-worth]"), form.querySelector(".btn-primary")];
    boxes[boxes.indexOf(event.target) + 1].focus();
  });
  sum();
  const session = Number(form.dataset.session);
  const said = session ? store.manifest(session) : null;
  if (said) {
    form.elements.manifest_count.value = said.count;
    form.elements.manifest_last.value = said.last;
    form.elements.manifest_total.value = said.total;
    document.getElementById("unsent-count").textContent = String(said.unsent);
    document.getElementById("unsent-here").hidden = !said.unsent;
  }
}
