// Sends what waits, in order, until the house has answered for each. Sent twice is there once.

import * as store from "./store.js";

const BATCH = 50;
const PATIENCE = 15000;
const FIRST = 1000;
const LONGEST = 30000;

export class Outbox {
  /** `told(state)` hears of every change: {unsent, sending, login}. `taken()` when something was answered. */
  constructor(config, csrf, told, taken) {
    this.config = config;
    this.csrf = csrf;
    this.told = told;
    this.taken = taken;
    this.delay = FIRST;
    this.timer = 0;
    addEventListener("online", () => this.hurry());
    addEventListener("storage", () => this.tell({}));
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  tell(change) {
    this.told({ unsent: store.waiting().length, sending: false, login: false, ...change });
  }

  add(operation) {
    store.keep(operation);
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

  /** One window of this phone sends at a time. */
  async send() {
    await navigator.locks.request(`acta.${this.config.person}.${this.config.meeting}`, { ifAvailable: true }, async (alone) => {
      if (!alone) return this.after(FIRST);
      try {
        for (let batch = this.due(); batch.length; batch = this.due()) {
          this.tell({ sending: true });
          this.settle(batch, await this.ask(batch));
          await this.taken();
        }
        this.tell({});
      } catch (error) {
        this.tell({ login: error instanceof Nobody });
        this.after(this.delay * (0.75 + Math.random() / 2));
        this.delay = Math.min(this.delay * 2, LONGEST);
      }
    });
  }

  due() {
    return store
      .waiting()
      .filter((one) => !one.operation.refused)
      .slice(0, BATCH);
  }

  async ask(batch) {
    const answer = await fetch(this.config.sync, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf() },
      body: JSON.stringify({ operations: batch.map((one) => one.operation) }),
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) throw new Nobody();
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  settle(batch, { answers }) {
    if (!answers?.length) throw new Error("no answers");
    batch.forEach(({ key, operation }, place) => {
      const said = answers[place];
      if (!said || said.id !== operation.id) return;
      // What the house does not take stays here with its reason, for whoever typed it to read.
      if (said.status === "refused") store.replace(key, { ...operation, refused: said.message });
      else store.forget(key);
    });
  }
}

class Nobody extends Error {} // nobody is logged in any more, or somebody else is
