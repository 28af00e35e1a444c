/**
 * SHA-256 and SHA-512 without objects of the runtime.
 *
 * Each hash of `node:crypto` is an object of Deno's C++ heap, which lives until
 * the next full collection of garbage: the rounds of 200 SHA-crypt passwords
 * make a million of them, which are then freed in one turn of 0.5 s.
 *
 * @module
 */

/** The algorithms. */
export type Sha2 = "sha256" | "sha512";

/** Hashes bytes; what it returns is overwritten by its next call. */
export type Digest = (message: Uint8Array) => Uint8Array;

const WORD = 2 ** 32;
const PRIMES = primes(80);
// Pairs of words, the higher first: the fractions of the cube roots of the
// primes, and of the square roots of the first eight.
const CONSTANTS = Int32Array.from(PRIMES.flatMap((n) => fraction(n, 3n)));
const START = Int32Array.from(
  PRIMES.slice(0, 8).flatMap((n) => fraction(n, 2n)),
);

/** A function that hashes with an algorithm. */
export function digestOf(algorithm: Sha2): Digest {
  return algorithm === "sha256"
    ? digestBy(compress256, START.filter((_, at) => at % 2 === 0), 64)
    : digestBy(compress512, START, 128);
}

/**
 * @param compress Changes the state by a block, which is in the first words of
 * a schedule.
 */
function digestBy(
  compress: (state: Int32Array, schedule: Int32Array) => void,
  start: Int32Array,
  blockBytes: number,
): Digest {
  const state = new Int32Array(start.length);
  const schedule = new Int32Array(blockBytes === 64 ? 64 : 160);
  const digest = new Uint8Array(4 * start.length);
  const tail = new Uint8Array(2 * blockBytes);
  const take = (bytes: Uint8Array, from: number) => {
    for (let word = 0, at = from; word < blockBytes / 4; word++, at += 4) {
      schedule[word] = bytes[at] << 24 | bytes[at + 1] << 16 |
        bytes[at + 2] << 8 | bytes[at + 3];
    }
    compress(state, schedule);
  };
  return (message) => {
    state.set(start);
    const whole = message.length - message.length % blockBytes;
    for (let at = 0; at < whole; at += blockBytes) take(message, at);
    const rest = message.length - whole;
    tail.fill(0);
    for (let at = 0; at < rest; at++) tail[at] = message[whole + at];
    tail[rest] = 0x80;
    // The length in bits takes an eighth of a block; of messages below 512 MiB
    // only its last word is not 0.
    const end = rest + 1 + blockBytes / 8 <= blockBytes
      ? blockBytes
      : 2 * blockBytes;
    writeWord(tail, end - 4, message.length * 8);
    for (let at = 0; at < end; at += blockBytes) take(tail, at);
    for (let word = 0; word < state.length; word++) {
      writeWord(digest, 4 * word, state[word]);
    }
    return digest;
  };
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

function compress256(state: Int32Array, schedule: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const old = schedule[i - 15];
    const late = schedule[i - 2];
    schedule[i] = schedule[i - 16] + schedule[i - 7] +
      (rotated(old, old, 7) ^ rotated(old, old, 18) ^ old >>> 3) +
      (rotated(late, late, 17) ^ rotated(late, late, 19) ^ late >>> 10);
  }
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    const first = h + schedule[i] + CONSTANTS[2 * i] + (e & f ^ ~e & g) +
        (rotated(e, e, 6) ^ rotated(e, e, 11) ^ rotated(e, e, 25)) | 0;
    const second = (a & b ^ a & c ^ b & c) +
      (rotated(a, a, 2) ^ rotated(a, a, 13) ^ rotated(a, a, 22));
    h = g, g = f, f = e, e = d + first | 0;
    d = c, c = b, b = a, a = first + second | 0;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

/** Numbers of 64 bits are two words: of a, the higher is `a`, the lower `aLow`. */
function compress512(state: Int32Array, schedule: Int32Array): void {
  expand512(schedule);
  let a = state[0], b = state[2], c = state[4], d = state[6];
  let e = state[8], f = state[10], g = state[12], h = state[14];
  let aLow = state[1], bLow = state[3], cLow = state[5], dLow = state[7];
  let eLow = state[9], fLow = state[11], gLow = state[13], hLow = state[15];
  for (let i = 0; i < 160; i += 2) {
    const firstLow = (hLow >>> 0) + (CONSTANTS[i + 1] >>> 0) +
      (schedule[i + 1] >>> 0) + ((eLow & fLow ^ ~eLow & gLow) >>> 0) +
      ((rotated(e, eLow, 14) ^ rotated(e, eLow, 18) ^ rotated(eLow, e, 9)) >>>
        0);
    const first = h + CONSTANTS[i] + schedule[i] + (e & f ^ ~e & g) +
        (rotated(eLow, e, 14) ^ rotated(eLow, e, 18) ^ rotated(e, eLow, 9)) +
        carry(firstLow) | 0;
    const secondLow = ((aLow & bLow ^ aLow & cLow ^ bLow & cLow) >>> 0) +
      ((rotated(a, aLow, 28) ^ rotated(aLow, a, 2) ^ rotated(aLow, a, 7)) >>>
        0);
    const second = (a & b ^ a & c ^ b & c) +
      (rotated(aLow, a, 28) ^ rotated(a, aLow, 2) ^ rotated(a, aLow, 7));
    h = g, hLow = gLow, g = f, gLow = fLow, f = e, fLow = eLow;
    const nextE = (dLow >>> 0) + (firstLow % WORD);
    eLow = nextE | 0, e = d + first + carry(nextE) | 0;
    d = c, dLow = cLow, c = b, cLow = bLow, b = a, bLow = aLow;
    const nextA = (firstLow % WORD) + secondLow;
    aLow = nextA | 0, a = first + second + carry(nextA) | 0;
  }
  addTo(state, 0, a, aLow), addTo(state, 2, b, bLow);
  addTo(state, 4, c, cLow), addTo(state, 6, d, dLow);
  addTo(state, 8, e, eLow), addTo(state, 10, f, fLow);
  addTo(state, 12, g, gLow), addTo(state, 14, h, hLow);
}

function expand512(schedule: Int32Array): void {
  for (let i = 32; i < 160; i += 2) {
    const old = schedule[i - 30];
    const oldLow = schedule[i - 29];
    const late = schedule[i - 4];
    const lateLow = schedule[i - 3];
    const low = (schedule[i - 13] >>> 0) + (schedule[i - 31] >>> 0) +
      ((rotated(old, oldLow, 1) ^ rotated(old, oldLow, 8) ^
        rotated(old, oldLow, 7)) >>> 0) +
      ((rotated(late, lateLow, 19) ^ rotated(lateLow, late, 29) ^
        rotated(late, lateLow, 6)) >>> 0);
    schedule[i + 1] = low;
    schedule[i] = schedule[i - 14] + schedule[i - 32] +
      (rotated(oldLow, old, 1) ^ rotated(oldLow, old, 8) ^ old >>> 7) +
      (rotated(lateLow, late, 19) ^ rotated(late, lateLow, 29) ^ late >>> 6) +
      carry(low);
  }
}

function addTo(
  state: Int32Array,
  at: number,
  higher: number,
  lower: number,
): void {
  const sum = (state[at + 1] >>> 0) + (lower >>> 0);
  state[at] += higher + carry(sum);
  state[at + 1] = sum;
}

/** What a sum of lower words adds to the higher ones. */
function carry(sum: number): number {
  return sum / WORD | 0;
}

/** The lower word of two that are rotated to the right, by 1 to 31 bits. */
function rotated(higher: number, lower: number, bits: number): number {
  return lower >>> bits | higher << 32 - bits;
}

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0n)) found.push(n);
  }
  return found;
}

/** The first 64 bits behind the point of a root, as two words. */
function fraction(of: bigint, degree: bigint): [number, number] {
  const radicand = of << 64n * degree;
  // Newton's method, from above: those of the primes are below 2^67.
  let root = 1n << 67n;
  for (;;) {
    const next = ((degree - 1n) * root + radicand / root ** (degree - 1n)) /
      degree;
    if (next >= root) break;
    root = next;
  }
  return [
    Number(BigInt.asIntN(32, root >> 32n)),
    Number(BigInt.asIntN(32, root)),
  ];
}
