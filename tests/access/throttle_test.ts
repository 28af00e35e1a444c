import { assert, assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { speaker } from "../support/population.ts";
import { daemonWithUsers, login } from "../support/users.ts";

const test = (await daemonWithUsers()).onOneRuntime;

/** Peers that guess at the same time. */
const GUESSERS = 4;

/** Milliseconds that something takes. */
async function elapsed(what: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await what();
  return performance.now() - begin;
}

// How long the delays are, and for whom: daemon/users/authenticator_test.ts.
test(
  "failed logins at once over one connection wait for each other, and others don't",
  async (bus) => {
    const guesser = await speaker(bus, "2.x");
    const peer = await speaker(bus, "3.x");
    const guesses = elapsed(async () => {
      const ids = [];
      for (let i = 0; i < 3; i++) {
        const params = { user: "hello", password: `wrong ${i}` };
        ids.push(await guesser.request("authenticate", params));
      }
      for (const id of ids) {
        const { error } = await guesser.answer(id);
        assertEquals(asRecord(error).code, -32602);
      }
    });
    const others = await elapsed(async () => {
      await peer.do("add", { path: bus.path("s"), value: 1 });
      await peer.quiet();
    });
    // Delays of 250, 500 and 1000 ms.
    const time = await guesses;
    assert(time >= 1740, `${time}`);
    assert(others < 500, `${others}`);
  },
  { beside: true },
);

test(
  "a right password is accepted while wrong ones of its name and address wait",
  async (bus) => {
    const peer = await speaker(bus, "2.x");
    const guessers = await Promise.all(
      Array.from({ length: GUESSERS }, () => speaker(bus, "2.x")),
    );
    const params = { user: "joe", password: "wrong" };
    const guesses = guessers.map(async (guesser) => {
      const { error } = await guesser.ask("authenticate", params);
      return asRecord(error).code;
    });
    await guesses[0];
    const done: unknown[] = [];
    for (const guess of guesses) guess.then((code) => done.push(code));
    await login(peer, "joe");
    assert(done.length < GUESSERS, `${done.length}`);
    assertEquals(new Set(await Promise.all(guesses)), new Set([-32602]));
  },
  { index: 1, beside: true },
);
