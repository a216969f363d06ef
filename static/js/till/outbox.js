// The sales that wait to be sent. Each stays on the machine until the house has answered for it.

import { Unknown } from "./api.js";
import * as store from "./store.js";

const BATCH = 50;
const FIRST = 1000;
const LONGEST = 60000;

export class Outbox {
  /** `told(state)` hears of every change: {unsent, online, since, review, unknown, drift}. */
  constructor(device, api, waiting, told) {
    this.device = device;
    this.api = api;
    this.waiting = waiting;
    this.told = told;
    this.state = { unsent: waiting.length, online: navigator.onLine, since: Date.now(), review: 0, unknown: false, drift: 0 };
    this.delay = FIRST;
    this.timer = 0;
    this.sending = false;
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.tell({ online: false }));
  }

  tell(change) {
    if ("online" in change && change.online !== this.state.online) change.since = Date.now();
    this.state = { ...this.state, ...change, unsent: this.waiting.length };
    this.told(this.state);
  }

  add(counter, envelope) {
    this.waiting.push({ counter, envelope });
    this.tell({});
    this.hurry();
  }

  hurry() {
    this.delay = FIRST;
    this.after(0);
  }

  after(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }

  /** Send until nothing waits; with nothing to send it is a sign of life. */
  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      do {
        const batch = this.waiting.slice(0, BATCH);
        const before = Date.now();
        const answer = await this.api.sync(
          batch.map((sale) => sale.envelope),
          this.waiting.length - batch.length,
        );
        this.settle(batch, answer, (before + Date.now()) / 2);
      } while (this.waiting.length);
      this.delay = FIRST;
    } catch (error) {
      this.tell({ online: false, unknown: error instanceof Unknown });
      // A little chance, so that three hundred tills do not come back in the same second.
      this.after(this.delay * (0.75 + Math.random() / 2));
      this.delay = Math.min(this.delay * 2, LONGEST);
    } finally {
      this.sending = false;
    }
  }

  settle(batch, answer, middle) {
    let review = 0;
    batch.forEach((sale, place) => {
      const status = answer.sales[place]?.status;
      if (!status) return;
      if (status === "quarantined" || status === "conflict") review += 1;
      store.forget(this.device, sale.counter);
      this.waiting = this.waiting.filter((other) => other !== sale);
    });
    if (batch.length && !answer.sales.length) throw new Error("no answers");
    const drift = Math.round((middle - Date.parse(answer.server_time)) / 60000);
    this.tell({ online: true, unknown: false, review: this.state.review + review, drift });
  }
}
