// The sentences that the page brought along, in its language.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
export const config = read("till-config");
const words = read("till-words");

/** `say("limit", {n: 2})` → `límite 2`. */
export const say = (key, facts = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
