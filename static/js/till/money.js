// Figures of the till. Integers only: céntimos, grams, units. Nothing here knows the page.

const GROUP = ".";
const POINT = ",";

/** `189000` céntimos → `1.890,00`. */
export function figure(value, digits) {
  const sign = value < 0 ? "−" : "";
  const text = String(Math.abs(value)).padStart(digits + 1, "0");
  const whole = digits ? text.slice(0, -digits) : text;
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, GROUP);
  return sign + grouped + (digits ? POINT + text.slice(-digits) : "");
}

export const bolivares = (cents) => `${cents < 0 ? "−" : ""}Bs ${figure(Math.abs(cents), 2)}`;
export const dollars = (cents) => `${cents < 0 ? "−" : ""}US$ ${figure(Math.abs(cents), 2)}`;
export const kilos = (grams) => figure(grams, 3);

/**
 * What somebody typed, as an integer with `digits` decimals, or null.
 * The comma is the decimal sign. A single dot is one too when it cannot be a thousands' dot
 * (`6.5`, `0.130` typed on a number pad), unless the text has both.
 */
export function read(text, digits) {
  let plain = text.replace(/\s/g, "");
  if (!plain.includes(POINT) && /^\d+\.\d+$/.test(plain)) {
    const [whole, rest] = plain.split(".");
    const thousands = rest.length === 3 && digits !== 3 && whole !== "0";
    plain = thousands ? whole + rest : `${whole},${rest}`;
  } else if (/^\d{1,3}(\.\d{3})+(,\d*)?$/.test(plain)) {
    plain = plain.replaceAll(GROUP, "");
  }
  const match = /^(\d{1,13})(?:,(\d*))?$/.exec(plain) ?? /^()?,(\d+)$/.exec(plain);
  if (!match) return null;
  const decimals = match[2] ?? "";
  if (decimals.length > digits) return null;
  const value = Number((match[1] || "0") + decimals.padEnd(digits, "0"));
  return Number.isSafeInteger(value) ? value : null;
}

/** Half a céntimo rounds up, as the house checks it. */
function divide(value, by) {
  return Number((value * 2n + by) / (by * 2n));
}

/** Price (céntimos a kilo) times weight (grams). */
export const ofWeight = (price, grams) => divide(BigInt(price) * BigInt(grams), 1000n);

/** `"243.01"` → exact numerator and denominator. */
function ratio(rate) {
  const [whole, rest = ""] = rate.split(".");
  return [BigInt(whole + rest), 10n ** BigInt(rest.length)];
}

/** US$ céntimos in bolívares' céntimos, at the rate given as text. */
export function toBolivares(cents, rate) {
  const [over, under] = ratio(rate);
  const sign = cents < 0 ? -1 : 1;
  return sign * divide(BigInt(Math.abs(cents)) * over, under);
}

/** Bolívares' céntimos in US$ céntimos: for showing, and for asking. Rounded half up. */
export function toDollars(cents, rate) {
  const [over, under] = ratio(rate);
  const sign = cents < 0 ? -1 : 1;
  return sign * divide(BigInt(Math.abs(cents)) * under, over);
}

/** The fewest US$ céntimos that are worth at least these bolívares. */
export function dollarsToCover(cents, rate) {
  const near = toDollars(cents, rate);
  return toBolivares(near, rate) >= cents ? near : near + 1;
}

/** Whole dollars that fit into these bolívares, in US$ céntimos. */
export function wholeDollarsWithin(cents, rate) {
  let whole = Math.floor(toDollars(cents, rate) / 100) * 100;
  while (whole > 0 && toBolivares(whole, rate) > cents) whole -= 100;
  return Math.max(whole, 0);
}
