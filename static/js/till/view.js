// What the till shows. Text only ever through textContent.

import { bolivares, dollars, figure, kilos, toDollars } from "./money.js";
import * as sales from "./sale.js";
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);
export const number = (letters, counter) => `${letters}-${String(counter).padStart(6, "0")}`;
export const tierName = (tier) => say(tier === "L" ? "large" : "mini");
export const lineName = (line) => (line.tier ? tierName(line.tier) : line.name);
const hours = (at) => new Date(at).toLocaleTimeString("es-VE", { hour: "numeric", minute: "2-digit", hour12: false });

function element(tag, text = "", className = "") {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function button(text, label, data) {
  const made = element("button", text, "btn till-small");
  made.type = "button";
  made.setAttribute("aria-label", label);
  Object.assign(made.dataset, data);
  return made;
}

export const announce = (text) => ($("said").textContent = text);

export function warn(text, id = "warned") {
  $(id).textContent = text;
  $(id).hidden = !text;
}

/** Instead of the till: what is missing, and the one thing to do. */
export function gate(text, link = null) {
  $("desk").hidden = true;
  $("gate").hidden = false;
  $("gate-text").textContent = text;
  $("gate-link").hidden = !link;
  if (link) {
    $("gate-link").textContent = link.text;
    $("gate-link").href = link.href;
  }
}

export function desk() {
  $("gate").hidden = true;
  $("desk").hidden = false;
}

export function title(device, counter) {
  $("till-name").textContent = say("till", { number: device.till ?? "—", fair: device.fair });
  $("till-number").textContent = number(device.letters, counter);
}

export function turn(openedAt) {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(openedAt)) / 60000));
  $("turn-time").textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
}

export function line(state) {
  const word = $("line-word");
  word.textContent = state.online ? say("online") : say("offline", { time: hours(state.since) });
  word.classList.toggle("pill-good", state.online);
  word.classList.toggle("pill-wait", !state.online);
  const unsent = $("unsent-word");
  unsent.hidden = false;
  unsent.textContent = state.unsent ? say("unsent", { n: state.unsent }) : say("all_sent");
  unsent.classList.toggle("pill-wait", state.unsent > 0);
  unsent.classList.toggle("pill-good", !state.unsent);
  $("review-word").hidden = !state.review;
  $("review-word").textContent = say("to_review", { n: state.review });
  let note = "";
  if (state.unknown) note = say("refused_machine");
  else if (Math.abs(state.drift) >= 10) note = say("clock", { n: Math.abs(state.drift) });
  else if (state.unsent && !state.online) note = say("kept");
  $("note").textContent = note;
  $("note").classList.toggle("till-note-harm", state.unknown || Math.abs(state.drift) >= 10);
}

export function sale(state) {
  const body = $("lines");
  body.replaceChildren(...state.lines.map((one, at) => row(one, at)));
  $("lines-empty").textContent = say("empty");
  $("lines-empty").hidden = state.lines.length > 0 || !$("done").hidden;
  const total = sales.total(state);
  $("total").textContent = bolivares(total);
  $("total-usd").textContent = say("dollars", {
    amount: dollars(toDollars(total, state.book.rate)),
    rate: state.book.rate.replace(".", ","),
  });
  $("pay-open").disabled = !state.lines.length;
  for (const chip of document.querySelectorAll("[data-tier]")) {
    const on = chip.dataset.tier === state.tier;
    chip.setAttribute("aria-pressed", String(on));
    chip.classList.toggle("btn-primary", on);
  }
  $("entry-label").textContent = say("net", { tier: tierName(state.tier) });
  body.lastElementChild?.scrollIntoView({ block: "nearest" });
}

function row(one, at) {
  const made = element("tr");
  const name = element("th", lineName(one));
  name.scope = "row";
  if (one.limit) name.append(" ", element("span", say("limit", { n: one.limit }), "pill pill-info"));
  if (one.tier) name.append(element("span", say("weighed", { gross: kilos(one.gross), tare: kilos(one.tare) }), "under"));
  const quantity = element("td", "", "num");
  if (one.product) {
    quantity.append(
      button("−", say("less", { name: one.name }), { less: at }),
      element("span", figure(one.quantity, 0), "till-units"),
      button("+", say("more", { name: one.name }), { more: at }),
    );
  } else quantity.textContent = kilos(one.quantity);
  const out = element("td", "", "num");
  out.append(button("×", say("take_out", { name: lineName(one) }), { out: at }));
  made.append(name, quantity, element("td", figure(one.price, 2), "num"), element("td", figure(one.amount, 2), "num"), out);
  return made;
}

export function display(gross, tare) {
  const net = gross === null ? 0 : Math.max(gross - tare, 0);
  $("net").textContent = kilos(net);
  $("weighed").textContent = say("weighed", { gross: kilos(gross ?? 0), tare: kilos(tare) });
}

export function found(products, chosen) {
  const list = $("found");
  list.replaceChildren(
    ...products.map((product, at) => {
      const made = element("li", "", "till-hit");
      made.id = `hit-${at}`;
      made.role = "option";
      made.dataset.hit = String(at);
      made.setAttribute("aria-selected", String(at === chosen));
      made.append(element("span", product.name), element("span", figure(product.price, 2), "num soft"));
      return made;
    }),
  );
  list.hidden = !products.length;
  $("find").setAttribute("aria-expanded", String(products.length > 0));
  if (products.length) $("find").setAttribute("aria-activedescendant", `hit-${chosen}`);
  else $("find").removeAttribute("aria-activedescendant");
}

// --- the payment -----------------------------------------------------------------------------------

export function payment(state, kind, changeIn) {
  const left = sales.left(state);
  $("pay-total").textContent = bolivares(sales.total(state));
  $("pay-left-word").textContent = say(left > 0 ? "remaining" : left < 0 ? "change" : "paid");
  $("pay-left").textContent = bolivares(Math.abs(left));
  $("pay-left-usd").textContent = dollars(Math.abs(toDollars(left, state.book.rate)));
  $("tenders").replaceChildren(
    ...state.tenders.map((tender, at) => {
      const made = element("li", "", "line");
      const name = tenderName(tender);
      made.append(element("span", name), element("span", tenderAmount(tender), "num"), button("×", say("take_out", { name }), { unpay: at }));
      return made;
    }),
  );
  for (const chip of document.querySelectorAll("[data-kind]")) {
    const on = chip.dataset.kind === kind;
    chip.setAttribute("aria-pressed", String(on));
    chip.classList.toggle("till-on", on);
  }
  $("pay-form").hidden = left <= 0;
  $("proof").hidden = kind !== "pago_movil";
  $("amount-label").textContent = say(kind);
  $("change").hidden = left > 0;
  for (const chip of document.querySelectorAll("[data-change]")) {
    const parts = sales.change(state, chip.dataset.change);
    const usd = parts.find((part) => part.currency === "USD");
    const ves = parts.find((part) => part.currency === "VES");
    chip.hidden = left >= 0 || (chip.dataset.change === "USD" && !usd);
    chip.textContent = usd
      ? say("change_usd", { usd: dollars(-usd.amount), ves: bolivares(ves ? -ves.amount : 0) })
      : say("change_ves", { amount: bolivares(ves ? -ves.amount : 0) });
    const on = chip.dataset.change === changeIn;
    chip.setAttribute("aria-pressed", String(on));
    chip.classList.toggle("till-on", on);
  }
}

const tenderName = (tender) => say(tender.kind === "cash" ? `cash_${tender.currency}` : tender.kind);
const tenderAmount = (tender) =>
  tender.currency === "USD" ? `${dollars(tender.amount)} = ${bolivares(tender.ves)}` : bolivares(tender.amount);

export const changeWords = (parts) =>
  parts.map((part) => (part.currency === "USD" ? dollars(-part.amount) : bolivares(-part.amount))).join(" + ");

/** After a sale: its number, its change, and the paper that may be printed. */
export function done(state, parts, device, counter, at) {
  const name = number(device.letters, counter);
  $("done").hidden = false;
  $("done-text").textContent = say("done", { number: name });
  $("done-change").hidden = !parts.length;
  $("done-change").textContent = parts.length ? `${say("change")}: ${changeWords(parts)}` : "";
  announce(parts.length ? say("done_change", { number: name, change: changeWords(parts) }) : say("done", { number: name }));
  const paper = $("paper");
  const table = element("table", "", "receipt-lines");
  for (const one of state.lines) {
    const made = element("tr");
    const quantity = one.product ? say("units", { n: one.quantity }) : say("kg", { n: kilos(one.quantity) });
    made.append(element("td", lineName(one)), element("td", `${quantity} × ${figure(one.price, 2)}`, "num"), element("td", figure(one.amount, 2), "num"));
    table.append(made);
  }
  const total = sales.total(state);
  paper.replaceChildren(
    element("p", "Cecosesola", "receipt-house"),
    element("p", say("till", { number: device.till, fair: device.fair })),
    element("p", `${name} · ${new Date(at).toLocaleString("es-VE", { hour12: false })}`),
    table,
    element("p", `${bolivares(total)} · ${dollars(toDollars(total, state.book.rate))}`, "receipt-total"),
    ...[...state.tenders, ...parts].map((tender) =>
      element("p", `${tender.amount < 0 ? say("change") : tenderName(tender)}: ${tenderAmount({ ...tender, amount: Math.abs(tender.amount), ves: Math.abs(tender.ves) })}`),
    ),
    element("p", say("receipt"), "receipt-foot"),
  );
}

export function forgetDone() {
  $("done").hidden = true;
}
