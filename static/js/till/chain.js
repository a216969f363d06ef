// A sale's identity and its place in the machine's chain.

/** UUIDv7: 48 bits of time, the rest by chance. Made here, unique in the house. */
export function uuid7(at = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = at;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** SHA-256 of the previous sale's hash followed by this sale's exact text. */
export async function chainHash(previous, body) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(previous + body));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** WebCrypto exists only where the page came by https, or from this very machine. */
export const canSeal = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);

/** A finished sale as it travels: its text, sealed to the sale before it. */
export async function seal(sale, previous) {
  const body = JSON.stringify(sale);
  return { prev: previous, hash: await chainHash(previous, body), body };
}
