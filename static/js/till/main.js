// The till: puts its modules together. See docs/till-protocol.md for what leaves this machine.

import { connect, Nobody, Unknown } from "./api.js";
import { canSeal, seal, uuid7 } from "./chain.js";
import { bolivares, figure, kilos, read } from "./money.js";
import { Outbox } from "./outbox.js";
import { paymentDialog } from "./payment.js";
import { explain } from "./reasons.js";
import * as sales from "./sale.js";
import * as store from "./store.js";
import * as view from "./view.js";
import { config, say } from "./words.js";

const $ = (id) => document.getElementById(id);
const MINUTE = 60000;
const BARCODE = /^\d{7,}$/;

const machine = store.machine();
let api, outbox, head, session, book, sale, device;
let tare = config.tare;
let sure = ""; // what was typed when the till asked «the same weight?»
let hits = [];
let chosen = 0;
let touched = true; // since the house was last asked
let nobody = false;

// --- one till a machine ------------------------------------------------------------------------------
async function begin() {
  if (!machine) return view.gate(say("no_machine"), { text: say("register"), href: config.machines });
  if (!canSeal() || !navigator.locks) return view.gate(say("no_crypto"));
  view.gate(say("starting"));
  const got = await new Promise((resolve) => {
    navigator.locks.request("caja", { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : null; // held for as long as this page lives
    });
  });
  if (!got) {
    view.gate(say("two_tabs"));
    navigator.locks.request("caja", () => location.reload());
    return undefined;
  }
  api = connect(config, machine.secret);
  api.know().catch(() => {}); // without a line it is known already, or will be next time
  const kept = store.open(machine.id);
  head = kept.head;
  tare = store.tare(machine.id) ?? config.tare;
  outbox = new Outbox(machine.id, api, kept.waiting, view.line);
  view.line(outbox.state);
  const known = store.known(machine.id);
  if (known) ({ session, book, device } = known);
  await refresh();
  setInterval(refresh, MINUTE);
  return undefined;
}

/** Once a minute, and at the start: the session, the prices, a sign of life. */
async function refresh() {
  try {
    const state = await api.state();
    device = state.device;
    if (device.last_counter > head.counter) {
      // This browser's memory is older than what the house has: go on from there.
      head = { ...head, counter: device.last_counter, hash: device.last_hash };
      store.setHead(machine.id, head);
    }
    const before = session?.id;
    session = state.session;
    nobody = false;
    if (session?.state === "open") await newPrices(before === session.id ? book : null);
    store.remember(machine.id, { session, book, device });
    outbox.hurry();
  } catch (error) {
    if (error instanceof Nobody) {
      nobody = true;
      outbox.hurry(); // what was sold is sent, whoever is there
      return show();
    }
    outbox.tell({ online: false, unknown: error instanceof Unknown });
    outbox.hurry();
    if (!session) return view.gate(error instanceof Unknown ? say("refused_machine") : say("no_line_start"));
  }
  return show();
}

async function newPrices(have) {
  const idle = !touched;
  touched = false;
  const got = await api.prices(session.id, have?.book, idle);
  if (got === undefined) book = null;
  else if (got) {
    book = got;
    if (have && sale?.lines.length) view.announce(say("new_prices_next"));
    else if (have) view.announce(say("new_prices", { n: got.version }));
  }
}

function show() {
  view.title(device, head.counter);
  const busy = sale?.lines.length > 0;
  if (nobody && !busy) return view.gate(say("nobody"), { text: say("come_in"), href: config.pin });
  if (nobody) view.warn(say("nobody_busy"));
  if (session?.state !== "open" && !busy) {
    $("close-till").hidden = true;
    sale = null;
    const to = (address) => address.replace("/0/", `/${session?.id}/`);
    if (!session) return view.gate(say("no_session"), { text: say("open"), href: `${config.open}?maquina=${machine.id}` });
    if (session.state === "opening") return view.gate(say("opening"), { text: say("confirm"), href: to(config.confirm) });
    return view.gate(say("counting"), { text: say("sign"), href: to(config.sign) });
  }
  if (session?.state !== "open") view.warn(say("session_over"));
  if (!book) return view.gate(say("no_prices"));
  if (session) {
    $("close-till").hidden = false;
    $("close-till").href = config.count.replace("/0/", `/${session.id}/`);
    view.turn(session.opened_at);
  }
  const first = $("desk").hidden;
  view.desk();
  if (!sale || (!busy && sale.book.book !== book.book)) fresh();
  else view.sale(sale);
  if (first) {
    $("tare").value = kilos(tare);
    $("entry").focus();
    typed();
  }
  return undefined;
}

function fresh() {
  sale = sales.start(book, sale?.weighed);
  view.sale(sale);
}

// --- weighing and adding -----------------------------------------------------------------------------
const typed = () => view.display(BARCODE.test($("entry").value) ? null : read($("entry").value, 3), tare);

function take(answer, quantity) {
  if (!answer.sale) {
    view.warn(explain(answer));
    return false;
  }
  view.warn("");
  view.forgetDone();
  sale = answer.sale;
  view.sale(sale);
  if (answer.line) {
    const facts = { name: view.lineName(answer.line), quantity, amount: bolivares(answer.line.amount) };
    view.announce(say("added", facts));
  }
  return true;
}

function enter() {
  const text = $("entry").value.trim();
  if (!text) {
    if (sale.lines.length) pay();
    return;
  }
  if (BARCODE.test(text)) {
    clear();
    scan(text);
    return;
  }
  const again = sure === sale.tier + text;
  const answer = sales.weigh(sale, read(text, 3), tare, again);
  sure = answer.reason === "same_weight" ? sale.tier + text : "";
  if (take(answer, answer.line && say("kg", { n: kilos(answer.line.quantity) }))) clear();
}

function clear() {
  $("entry").value = "";
  sure = "";
  typed();
  $("entry").focus();
}

function scan(code) {
  const product = sales.byCode(sale.book, code);
  if (product) addProduct(product);
  else view.warn(say("unknown_code", { code }));
}

function addProduct(product) {
  const answer = sales.add(sale, product);
  take(answer, answer.line && say("units", { n: answer.line.quantity }));
}

function pay() {
  if (!sale.lines.length) return;
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  dialog.open(day);
}

/** The sale is on this machine before anybody reads that it is done. */
async function finish(changeIn) {
  const counter = head.counter + 1;
  const at = Date.now();
  const parts = sales.change(sale, changeIn);
  const wire = sales.toWire(sale, changeIn, { id: uuid7(at), counter, session: session?.id ?? head.session, at });
  const envelope = await seal(wire, head.hash);
  const same = head.session === wire.s;
  const next = {
    counter,
    hash: envelope.hash,
    session: wire.s,
    count: (same ? head.count : 0) + 1,
    total: (same ? head.total : 0) + wire.total,
  };
  try {
    store.keep(machine.id, envelope, next);
  } catch {
    return false;
  }
  head = next;
  outbox.add(counter, envelope);
  view.done(sale, parts, device, counter, at);
  view.title(device, head.counter);
  sale = null;
  if (session?.state === "open") fresh();
  return true;
}

const dialog = paymentDialog({
  get: () => sale,
  set: (next) => {
    sale = next;
  },
  finish,
  closed: () => {
    if (sale) view.sale(sale);
    show();
    $("entry").focus();
  },
});

// --- hands -------------------------------------------------------------------------------------------
function key(name) {
  view.warn("");
  const entry = $("entry");
  if (name === "enter") return enter();
  if (name === "back") entry.value = entry.value.slice(0, -1);
  else if (entry.value.length < 14) entry.value += name;
  return typed();
}

function search() {
  hits = sales.byName(sale.book, $("find").value);
  chosen = 0;
  view.found(hits, chosen);
}

function pick(at) {
  const product = hits[at];
  $("find").value = "";
  search();
  if (product) addProduct(product);
  $("entry").focus();
}

$("entry").addEventListener("input", () => {
  view.warn("");
  // A letter is the beginning of a name.
  if (/\p{L}/u.test($("entry").value)) {
    $("find").value = $("entry").value;
    $("entry").value = "";
    $("find").focus();
    search();
  }
  typed();
});
$("entry").addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    enter();
  } else if (event.key === ".") {
    event.preventDefault();
    key(","); // the number pad's dot is a comma here
  }
});
$("find").addEventListener("input", search);
$("find").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % Math.max(hits.length, 1);
    view.found(hits, chosen);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const text = $("find").value.trim();
    if (BARCODE.test(text)) {
      $("find").value = "";
      search();
      scan(text);
      $("entry").focus();
    } else if (hits.length) pick(chosen);
    else if (text) view.warn(say("nothing_found", { text }));
  } else if (event.key === "Escape") {
    $("find").value = "";
    search();
    $("entry").focus();
  }
});
$("found").addEventListener("click", (event) => {
  const hit = event.target.closest("[data-hit]");
  if (hit) pick(Number(hit.dataset.hit));
});
$("tare").addEventListener("change", () => {
  const grams = read($("tare").value, 3);
  if (grams !== null && grams < 100000) {
    tare = grams;
    store.setTare(machine.id, grams);
  } else view.warn(say("not_a_weight"));
  $("tare").value = figure(tare, 3);
  typed();
});
$("tare").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  $("entry").focus();
});
$("pay-open").addEventListener("click", pay);
$("print").addEventListener("click", () => print());
$("desk").addEventListener("click", (event) => {
  const hit = event.target.closest("[data-tier],[data-key],[data-out],[data-less],[data-more]");
  if (!hit) return;
  const { tier, key: name, out, less, more } = hit.dataset;
  if (tier) tierChosen(tier);
  else if (name) key(name);
  else if (out) {
    view.announce(say("removed", { name: view.lineName(sale.lines[out]) }));
    take({ sale: sales.remove(sale, Number(out)) });
    $("entry").focus();
  } else {
    const line = sale.lines[less ?? more];
    const product = sale.book.products.find((one) => one.id === line.product);
    const answer = sales.add(sale, product, less ? -1 : 1);
    take(answer, answer.line && say("units", { n: answer.line.quantity }));
    document.querySelector(less ? `[data-less="${less}"]` : `[data-more="${more}"]`)?.focus();
  }
});

function tierChosen(tier) {
  sale = sales.choose(sale, tier);
  view.warn("");
  view.sale(sale);
  $("entry").focus();
}

const KEYS = {
  F1: () => tierChosen("L"),
  F2: () => tierChosen("M"),
  F3: () => $("find").focus(),
  F4: () => $("tare").select(),
};
document.addEventListener("keydown", (event) => {
  if (!sale || $("desk").hidden || dialog.isOpen) return;
  if (event.key in KEYS) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (event.target === document.body && /^[\d,]$/.test(event.key)) {
    event.preventDefault();
    $("entry").focus();
    key(event.key);
  }
});
for (const touch of ["pointerdown", "keydown"])
  addEventListener(touch, () => (touched = true), { capture: true, passive: true });
addEventListener("beforeunload", (event) => {
  if (sale?.lines.length) event.preventDefault();
});

begin();
