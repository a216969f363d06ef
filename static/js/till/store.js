// What the machine remembers, in localStorage. The only module that knows the keys.
//
//   caja.device             the registered machine: {id, letters, secret}
//   caja.head.<id>          where the chain stands: {counter, hash, session, count, total}
//   caja.sale.<id>.<n>      a finished sale that the house has not acknowledged: {envelope, head}
//   caja.session.<id>       the last session and price book known, to go on without a line
//   caja.tare.<id>          the tare that this till uses
//
// A finished sale is one single write. It carries the head that follows from it, so that a power cut
// between two writes can be repaired: the highest number found anywhere is where the chain stands.

const PREFIX = "caja.";
const START = { counter: 0, hash: "", session: 0, count: 0, total: 0 };

function get(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}
const put = (name, value) => localStorage.setItem(PREFIX + name, JSON.stringify(value));

export const machine = () => get("device");

/** The head and the sales that wait, oldest first, repaired if the last stop was a sudden one. */
export function open(id) {
  let head = get(`head.${id}`) ?? START;
  const waiting = [];
  const mine = `${PREFIX}sale.${id}.`;
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i);
    if (!key.startsWith(mine)) continue;
    const sale = JSON.parse(localStorage.getItem(key));
    waiting.push({ counter: sale.head.counter, envelope: sale.envelope });
    if (sale.head.counter > head.counter) head = sale.head;
  }
  waiting.sort((a, b) => a.counter - b.counter);
  return { head, waiting };
}

/** Keep a finished sale. Throws when the machine has no room: then nothing was kept. */
export function keep(id, envelope, head) {
  put(`sale.${id}.${head.counter}`, { envelope, head });
  try {
    put(`head.${id}`, head);
  } catch {
    // The sale itself carries the head.
  }
}

export const setHead = (id, head) => put(`head.${id}`, head);

/** Forget a sale that the house has answered for. The head stays. */
export const forget = (id, counter) => localStorage.removeItem(`${PREFIX}sale.${id}.${counter}`);

export const known = (id) => get(`session.${id}`);
export const remember = (id, value) => put(`session.${id}`, value);

export const tare = (id) => get(`tare.${id}`);
export const setTare = (id, grams) => put(`tare.${id}`, grams);

/** How many sales of any machine wait in this browser. */
export function waitingHere() {
  let count = 0;
  for (let i = 0; i < localStorage.length; i++)
    if (localStorage.key(i).startsWith(`${PREFIX}sale.`)) count += 1;
  return count;
}

export const register = (device) => put("device", device);

/** What this machine says it sold in a session: for the count. Null when it knows nothing of it. */
export function manifest(session) {
  const device = machine();
  if (!device) return null;
  const { head, waiting } = open(device.id);
  const last = known(device.id);
  if (head.session === session)
    return { count: head.count, last: head.counter, total: head.total, unsent: waiting.length };
  if (last?.session?.id === session) return { count: 0, last: head.counter, total: 0, unsent: waiting.length };
  return null;
}
