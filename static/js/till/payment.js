// The payment dialog: several tenders, what is left, the change.

import { dollarsToCover, figure, read } from "./money.js";
import * as sales from "./sale.js";
import * as view from "./view.js";
import { say } from "./words.js";
import { explain } from "./reasons.js";

const $ = (id) => document.getElementById(id);
const KINDS = { F1: "cash_VES", F2: "cash_USD", F3: "card", F4: "pago_movil" };

/** `holder` lends the sale: {get(), set(sale), finish(changeIn) → Promise<boolean>}. */
export function paymentDialog(holder) {
  const dialog = $("pay");
  let kind = "cash_VES";
  let changeIn = "VES";
  let busy = false;

  function propose() {
    const rest = Math.max(sales.left(holder.get()), 0);
    const cents = kind === "cash_USD" ? dollarsToCover(rest, holder.get().book.rate) : rest;
    $("amount").value = figure(cents, 2);
    const first = kind === "pago_movil" ? $("proof").querySelector("select") : $("amount");
    first.focus();
    if (first === $("amount")) first.select();
  }

  function show() {
    view.payment(holder.get(), kind, changeIn);
    if (sales.left(holder.get()) > 0) propose();
    else $("finish").focus();
  }

  function choose(next) {
    kind = next;
    view.warn("", "pay-warned");
    show();
  }

  function proof() {
    const field = (name) => $("proof").querySelector(`[name="${name}"]`).value.trim();
    const digits = (name) => field(name).replace(/[\s.-]/g, "");
    return {
      bank: field("bank"),
      phone: digits("phone").replace(/^\+?58/, "0"),
      document: digits("document").toUpperCase(),
      reference: digits("reference"),
      paid_on: field("paid_on"),
    };
  }

  async function tender() {
    const [what, currency = "VES"] = kind.split(/_(?=VES|USD)/);
    const answer = sales.pay(holder.get(), what, currency, read($("amount").value, 2), what === "pago_movil" ? proof() : null);
    if (!answer.sale) return view.warn(explain(answer), "pay-warned");
    view.warn("", "pay-warned");
    holder.set(answer.sale);
    if (what === "pago_movil") {
      for (const name of ["phone", "document", "reference"]) $("proof").querySelector(`[name="${name}"]`).value = "";
    }
    if (sales.left(answer.sale) === 0) return finish();
    kind = "cash_VES";
    return show();
  }

  async function finish() {
    if (busy) return;
    busy = true;
    $("finish").setAttribute("aria-busy", "true");
    try {
      if (await holder.finish(changeIn)) dialog.close();
      else {
        view.payment(holder.get(), kind, changeIn);
        view.warn(say("not_kept"), "pay-warned");
      }
    } finally {
      busy = false;
      $("finish").removeAttribute("aria-busy");
    }
  }

  $("pay-form").addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    tender();
  });
  $("finish").addEventListener("click", finish);
  $("pay-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-kind],[data-change],[data-unpay]");
    if (!hit) return;
    if (hit.dataset.kind) choose(hit.dataset.kind);
    else if (hit.dataset.change) {
      changeIn = hit.dataset.change;
      show();
    } else {
      holder.set(sales.unpay(holder.get(), Number(hit.dataset.unpay)));
      show();
    }
  });
  dialog.addEventListener("keydown", (event) => {
    if (!(event.key in KINDS) || sales.left(holder.get()) <= 0) return;
    event.preventDefault();
    event.stopPropagation();
    choose(KINDS[event.key]);
  });
  dialog.addEventListener("close", holder.closed);

  return {
    open(today) {
      kind = "cash_VES";
      changeIn = "VES";
      view.warn("", "pay-warned");
      $("proof").querySelector('[name="paid_on"]').value = today;
      dialog.showModal();
      show();
    },
    get isOpen() {
      return dialog.open;
    },
  };
}
