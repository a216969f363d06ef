// A sale in the making: pure state. Every function takes a sale and answers a new one, or a reason.

import { ofWeight, toBolivares, wholeDollarsWithin } from "./money.js";

export const TIERS = ["L", "M"];
const HEAVY = 500000; // half a tonne on a till's scale is a slip of the finger
const MOST_UNITS = 999;

/** A new sale by a price book. `weighed` remembers the last weighing of each tier, also across sales. */
export const start = (book, weighed = {}) => ({ book, lines: [], tenders: [], tier: "L", weighed });

export const total = (sale) => sale.lines.reduce((sum, line) => sum + line.amount, 0);
export const paid = (sale) => sale.tenders.reduce((sum, tender) => sum + tender.ves, 0);
export const left = (sale) => total(sale) - paid(sale);
const refuse = (reason, facts = {}) => ({ reason, facts });

/** Kilos of the tier that is chosen. The scale must have moved since its last weighing. */
export function weigh(sale, gross, tare, sure = false) {
  if (gross === null) return refuse("not_a_weight");
  if (gross > HEAVY) return refuse("too_heavy", { gross });
  const net = gross - tare;
  if (net < 1) return refuse("no_net", { gross, tare });
  if (!sure && sale.weighed[sale.tier] === gross) return refuse("same_weight", { gross });
  const price = sale.book.tiers[sale.tier];
  const line = { tier: sale.tier, gross, tare, quantity: net, price, amount: ofWeight(price, net) };
  return {
    sale: {
      ...sale,
      lines: [...sale.lines, line],
      weighed: { ...sale.weighed, [sale.tier]: gross },
      tier: sale.tier === "L" ? "M" : "L", // the next basket is usually of the other tier
    },
    line,
  };
}

export const choose = (sale, tier) => ({ ...sale, tier });

/** One more (or `units` more) of a dry good; the same good stays on one line. */
export function add(sale, product, units = 1) {
  const at = sale.lines.findIndex((line) => line.product === product.id);
  const old = at < 0 ? 0 : sale.lines[at].quantity;
  return set(sale, product, old + units, at);
}

function set(sale, product, quantity, at) {
  if (product.limit !== null && quantity > product.limit)
    return refuse("over_limit", { name: product.name, n: product.limit });
  if (quantity > MOST_UNITS) return refuse("over_limit", { name: product.name, n: MOST_UNITS });
  if (quantity < 1) return { sale: remove(sale, at) };
  const line = {
    product: product.id,
    name: product.name,
    limit: product.limit,
    quantity,
    price: product.price,
    amount: product.price * quantity,
  };
  const lines = at < 0 ? [...sale.lines, line] : sale.lines.map((other, i) => (i === at ? line : other));
  return { sale: { ...sale, lines }, line };
}

export const remove = (sale, at) => ({ ...sale, lines: sale.lines.filter((_line, i) => i !== at) });

export const byCode = (book, code) => book.products.find((product) => product.code === code) ?? null;

const plain = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

/** Dry goods whose name holds every word, without accents; those that begin so come first. */
export function byName(book, text, most = 6) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = book.products.filter((product) => words.every((word) => plain(product.name).includes(word)));
  const begins = (product) => (plain(product.name).startsWith(words[0]) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b)).slice(0, most);
}

/** A payment. Only cash may be more than what is left: the rest is change. */
export function pay(sale, kind, currency, amount, proof = null) {
  const rest = left(sale);
  if (amount === null || amount < 1) return refuse("not_an_amount");
  const rate = currency === "USD" ? sale.book.rate : "1";
  const ves = currency === "USD" ? toBolivares(amount, rate) : amount;
  if (ves < 1) return refuse("not_an_amount");
  if (kind !== "cash" && ves > rest) return refuse("too_much", { rest });
  if (kind === "pago_movil") {
    if (!complete(proof)) return refuse("proof_lacks");
    const again = sale.tenders.some((t) => t.proof?.bank === proof.bank && t.proof.reference === proof.reference);
    if (again) return refuse("same_reference");
  }
  return { sale: { ...sale, tenders: [...sale.tenders, { kind, currency, amount, rate, ves, proof }] } };
}

function complete(proof) {
  return (
    /^\d{4}$/.test(proof.bank) &&
    /^\d{10,15}$/.test(proof.phone) &&
    /^[VEJGP]?\d{5,10}$/.test(proof.document) &&
    /^\d{4,20}$/.test(proof.reference) &&
    /^\d{4}-\d\d-\d\d$/.test(proof.paid_on)
  );
}

export const unpay = (sale, at) => ({ ...sale, tenders: sale.tenders.filter((_t, i) => i !== at) });

/** The change as tenders: all in bolívares, or whole dollars and the rest in bolívares. */
export function change(sale, currency) {
  const back = -left(sale);
  if (back <= 0) return [];
  const usd = currency === "USD" ? wholeDollarsWithin(back, sale.book.rate) : 0;
  const inVes = usd ? toBolivares(usd, sale.book.rate) : 0;
  const parts = [];
  if (usd) parts.push({ kind: "cash", currency: "USD", amount: -usd, rate: sale.book.rate, ves: -inVes });
  if (back > inVes) parts.push({ kind: "cash", currency: "VES", amount: inVes - back, rate: "1", ves: inVes - back });
  return parts;
}

/** The sale as it travels (see docs/till-protocol.md). */
export function toWire(sale, changeIn, { id, counter, session, at }) {
  return {
    v: 1,
    id,
    n: counter,
    s: session,
    at,
    book: sale.book.book,
    lines: sale.lines.map((line) =>
      line.product
        ? ["P", line.product, line.quantity, line.price, line.amount]
        : [line.tier, line.gross, line.tare, line.quantity, line.price, line.amount],
    ),
    tenders: [...sale.tenders, ...change(sale, changeIn)].map((tender) => {
      const wire = [tender.kind, tender.currency, tender.amount, tender.rate, tender.ves];
      return tender.proof ? [...wire, tender.proof] : wire;
    }),
    total: total(sale),
  };
}
