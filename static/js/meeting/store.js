// What this phone keeps of a meeting: operations not yet sent, and words being typed.
// localStorage writes before it answers, so nobody reads «kept» of what is not. Each operation has a key of
// its own: two windows of one phone never write over each other. Keys carry whose words they are.

let PREFIX = "";
let last = 0;

export function open(person, meeting) {
  PREFIX = `acta.${person}.${meeting}.`;
}

/** Keep an operation. Throws when the phone has no room: then nothing was kept. */
export function keep(operation) {
  last = Math.max(Date.now(), last + 1);
  const key = `${PREFIX}op.${String(last).padStart(16, "0")}.${operation.id}`;
  localStorage.setItem(key, JSON.stringify(operation));
  return key;
}

/** Everything that waits, oldest first: `[{key, operation}]`. */
export function waiting() {
  const found = [];
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    if (key.startsWith(`${PREFIX}op.`)) found.push({ key, operation: JSON.parse(localStorage.getItem(key)) });
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

export const replace = (key, operation) => localStorage.setItem(key, JSON.stringify(operation));
export const forget = (key) => localStorage.removeItem(key);

/** Words half typed, so that a page that is closed or reloaded brings them back. */
export function draft(name, value) {
  if (value === null) localStorage.removeItem(`${PREFIX}draft.${name}`);
  else localStorage.setItem(`${PREFIX}draft.${name}`, JSON.stringify(value));
}

export function drafted(name) {
  const text = localStorage.getItem(`${PREFIX}draft.${name}`);
  return text === null ? null : JSON.parse(text);
}
