// The page where minutes are written. Everything typed is kept on this phone first and sent after.

import { Outbox } from "./outbox.js";
import * as store from "./store.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const config = read("meeting-config");
const words = read("meeting-words");
const say = (key, facts = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
const $ = (id) => document.getElementById(id);
const EVERY = 5000;

store.open(config.person, config.meeting);
const minutes = $("minutes");
const moving = () => minutes.querySelector(".moving");
const outbox = new Outbox(config, () => moving()?.dataset.csrf ?? "", tell, refresh);

// --- how it stands ---------------------------------------------------------------------------------
function tell({ unsent, sending, login }) {
  const pill = $("outbox-pill");
  $("outbox").hidden = false;
  pill.className = `pill ${unsent ? "pill-wait" : "pill-good"}`;
  $("outbox-word").textContent = sending ? say("sending") : unsent ? say("waiting", { n: unsent }) : say("allSent");
  $("outbox-note").textContent = login ? say("login") : "";
  show();
}

const el = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

function status(operation) {
  const pill = el("span", `pill ${operation.refused ? "pill-harm" : "pill-wait"}`);
  pill.append(el("span", "dot"), operation.refused ? say("refused") : say("kept"));
  return pill;
}

function about({ key, operation }, into) {
  into.append(status(operation));
  if (!operation.refused) return;
  into.append(el("p", "soft small", operation.refused));
  const again = el("button", "btn", say("again"));
  again.type = "button";
  again.addEventListener("click", () => {
    const { refused, ...clean } = operation;
    store.replace(key, clean);
    outbox.hurry();
  });
  const drop = el("button", "btn", say("drop"));
  drop.type = "button";
  drop.addEventListener("click", () => {
    if (!confirm(say("sureDrop"))) return;
    store.forget(key);
    outbox.tell({});
  });
  into.append(again, " ", drop);
}

/** What waits, where it belongs: new pieces in their list, other wordings under the piece. */
function show() {
  const list = $("pending");
  list?.replaceChildren();
  for (const old of minutes.querySelectorAll(".kept-here")) old.remove();
  for (const one of store.waiting()) {
    const { operation } = one;
    const block = operation.do === "revise" && find(operation.block);
    const place = el(block ? "div" : "li", block ? "kept-here" : "block");
    const kind = operation.do === "write" ? $(`kind-${operation.kind}`)?.labels[0].textContent.trim() : say(operation.do);
    place.append(el("b", "", kind ?? ""), el("p", "note", operation.text ?? ""));
    if (operation.do === "revise" && !operation.text) place.querySelector(".note").textContent = say("takenOut");
    about(one, place);
    if (block) {
      block.append(place);
      // The next wording of this piece is written over the one that waits.
      const form = block.querySelector("form[data-op=revise]");
      if (form && !operation.refused && !form.dataset.dirty) field(form, "bases").value = operation.id;
    } else list?.append(place);
  }
}

// By name: `form.elements.item` is a method of the collection, not our field.
const field = (form, name) => form.elements.namedItem(name);
const find = (client) => minutes.querySelector(`[data-block="${CSS.escape(client ?? "")}"]`);

// --- writing ----------------------------------------------------------------------------------------
const number = (value) => (/^\d+$/.test(value ?? "") ? Number(value) : null);

function operationOf(form) {
  const given = new FormData(form);
  const operation = { id: crypto.randomUUID(), do: form.dataset.op, at: Date.now() };
  for (const name of ["kind", "outcome", "block", "until"]) if (given.has(name)) operation[name] = given.get(name);
  for (const name of ["item", "person", "pen"]) if (given.has(name)) operation[name] = number(given.get(name));
  if (given.has("text")) operation.text = given.get("text").trim();
  if (given.has("bases")) operation.bases = given.get("bases").split(",").filter(Boolean);
  return operation;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.op) return;
    event.preventDefault();
    event.stopPropagation();
    if (!form.reportValidity()) return;
    try {
      outbox.add(operationOf(form));
    } catch {
      $("outbox").hidden = false;
      $("outbox-note").textContent = say("full");
      return; // the words stay in their box
    }
    store.draft(nameOf(form), null);
    delete form.dataset.dirty;
    if (form.id === "compose") {
      for (const name of ["text", "until", "person"]) field(form, name).value = "";
      follow();
      field(form, "text").focus();
    } else {
      form.closest("details")?.removeAttribute("open");
    }
    show();
  },
  true,
);

// Words half typed outlive the page: with the texts over which they are written.
const nameOf = (form) => (form.dataset.op === "write" ? "write" : `revise.${field(form, "block")?.value}`);

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.op || !field(form, "text")) return;
  form.dataset.dirty = "1";
  const values = {};
  for (const name of ["kind", "text", "item", "person", "until", "bases"])
    if (field(form, name)) values[name] = field(form, name).value;
  try {
    store.draft(nameOf(form), values);
  } catch {
    $("outbox-note").textContent = say("full");
  }
});

function restore(form) {
  const values = store.drafted(nameOf(form));
  if (!values?.text) return;
  for (const [name, value] of Object.entries(values)) if (field(form, name)) field(form, name).value = value;
  form.dataset.dirty = "1";
  form.closest("details")?.setAttribute("open", "");
}

/** Words are about the topic that is treated, unless somebody is in the middle of others. */
function follow() {
  const form = $("compose");
  if (!form || form.dataset.dirty) return;
  const { current, pen } = moving().dataset;
  field(form, "pen").value = pen;
  if (!current) return;
  const item = field(form, "item");
  if (![...item.options].some((option) => option.value === current)) {
    const title = minutes.querySelector("#now-title")?.textContent ?? "";
    item.prepend(new Option(title, current));
  }
  item.value = current;
}

// --- following ------------------------------------------------------------------------------------
let etag = "";
const busy = () => minutes.querySelector("form[data-dirty], details.edit[open]");

function put(html) {
  const held = minutes.contains(document.activeElement) ? document.activeElement.closest("[data-block]")?.dataset.block : null;
  minutes.innerHTML = html;
  for (const form of minutes.querySelectorAll("form[data-op=revise]")) restore(form);
  if (held) find(held)?.querySelector("summary, a")?.focus();
  follow();
  show();
}

async function refresh() {
  const answer = await fetch(config.part, {
    headers: etag ? { "If-None-Match": etag } : {},
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(15000),
  });
  if (answer.status !== 200 || busy()) return;
  etag = answer.headers.get("ETag") ?? "";
  const copy = answer.clone();
  put(await answer.text());
  const cache = await globalThis.caches?.open("reunion");
  await cache?.put(config.part, copy);
}

const lookAround = () => document.hidden || !navigator.onLine || refresh().catch(() => {});
setInterval(lookAround, EVERY);
addEventListener("online", lookAround);

// --- opening --------------------------------------------------------------------------------------
for (const form of document.querySelectorAll("form[data-op=write], form[data-op=revise]"))
  if (form.id === "compose" || form.dataset.op === "revise") restore(form);
follow();
outbox.tell({});
outbox.hurry();
navigator.storage?.persist?.().catch(() => {});

async function openWithoutLine() {
  if (!("serviceWorker" in navigator)) return;
  if (!navigator.onLine) {
    const kept = await caches.match(config.part);
    if (kept && !busy()) put(await kept.text());
    $("outbox-note").textContent = say("from");
    return;
  }
  const cache = await caches.open("reunion");
  const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const still = used.filter((url) => url.origin === location.origin && !url.pathname.startsWith("/reuniones/"));
  const pictures = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => new URL(one.href || one.src));
  await cache.addAll([...new Set([...still, ...pictures].map((url) => url.pathname))]);
  // Only the page of the meeting one is at is kept.
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (/^\/reuniones\/\d+\//.test(path) && !path.startsWith(location.pathname)) await cache.delete(request);
  }
  await cache.add(location.pathname);
  await navigator.serviceWorker.register(config.worker, { scope: "/reuniones/" });
  document.documentElement.dataset.opensWithoutLine = "1";
}
openWithoutLine().catch(() => {});
