// A refusal of the sale, in words.

import { bolivares, kilos } from "./money.js";
import { say } from "./words.js";

export function explain({ reason, facts }) {
  const told = { ...facts };
  for (const name of ["gross", "tare"]) if (name in told) told[name] = kilos(told[name]);
  if ("rest" in told) told.amount = bolivares(told.rest);
  return say(reason, told);
}
