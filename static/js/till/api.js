// Talking to the house. Every call ends: with an answer, or with a reason.

const PATIENCE = 15000;

export class Unreachable extends Error {}
export class Unknown extends Error {} // the machine is not registered (any more)
export class Nobody extends Error {} // nobody is logged in at this machine (any more)

async function ask(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { ...options, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (answer.status === 401) throw new Unknown();
  return answer;
}

export function connect(config, secret) {
  const headers = { Authorization: `Device ${secret}`, Accept: "application/json" };
  return {
    async state() {
      const answer = await ask(config.state, { headers, credentials: "omit" });
      if (!answer.ok) throw new Unreachable(String(answer.status));
      return answer.json();
    },

    /** Send a batch; the answers come in its order. */
    async sync(sales, unsent) {
      const answer = await ask(config.sync, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        credentials: "omit",
        body: JSON.stringify({ unsent, sales }),
      });
      if (!answer.ok) throw new Unreachable(String(answer.status));
      return answer.json();
    },

    /** The machine shows its secret, so that its pages offer the names of the turn. */
    know: () => ask(config.know, { method: "POST", headers, credentials: "same-origin" }),

    /** The price book in force, or null when it is the one we have. Asked while nobody touched the till, it
     *  says so: what asks by itself keeps nobody logged in. */
    async prices(session, have, idle) {
      const answer = await ask(`${config.prices}?turno=${session}`, {
        headers: { ...(have ? { "If-None-Match": `"v${have}"` } : {}), ...(idle ? { "X-Idle": "1" } : {}) },
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") throw new Nobody();
      if (answer.status === 304) return null;
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Unreachable(String(answer.status));
      return answer.json();
    },
  };
}
