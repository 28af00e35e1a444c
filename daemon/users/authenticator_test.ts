import { assertEquals } from "@std/assert";
import type { LoginAttempts } from "../../bus/elements/access.ts";
import { TemporaryFolder } from "../../tests/support/temporary.ts";
import { PASSWORD, USERS } from "../../tests/support/users.ts";
import { type LoginClock, StoreAuthenticator } from "./authenticator.ts";
import { UserStore } from "./store.ts";

/** A clock whose delays are over at once; it notes them. */
class SkippingClock implements LoginClock {
  readonly delays: number[] = [];
  #now = 0;

  monotonic(): number {
    return this.#now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    this.delays.push(milliseconds);
    this.#now += milliseconds;
    callback();
    return () => {};
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** Logs a user in; returns its name, or the kind of the refusal. */
type Login = (
  user: string,
  password: string,
  remote?: string,
  attempts?: LoginAttempts,
) => Promise<string>;

/** Registers a test of an authenticator at which no login has failed yet. */
function test(
  name: string,
  body: (login: Login, clock: SkippingClock) => Promise<void>,
): void {
  Deno.test(name, async () => {
    await using folder = await TemporaryFolder.create();
    const file = await folder.write("users.json", USERS);
    const clock = new SkippingClock();
    const store = await UserStore.open(file);
    const authenticator = new StoreAuthenticator(store, { clock });
    await body(async (user, password, remote = "10.0.0.1:1", attempts) => {
      const found = await authenticator.authenticate(
        user,
        password,
        remote,
        attempts,
      );
      return "kind" in found ? found.kind : found.name;
    }, clock);
  });
}

test(
  "each wrong password of an address for a name is refused later",
  async (login, clock) => {
    for (let port = 0; port < 10; port++) {
      // Another connection does not help.
      const outcome = await login("joe", "wrong", `10.0.0.1:${port}`);
      assertEquals(outcome, "invalidPassword");
    }
    assertEquals(
      clock.delays,
      [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000],
    );
  },
);

test(
  "neither a name alone nor an address alone is slowed down",
  async (login, clock) => {
    for (const user of ["joe", "eve", "jim", "none"]) {
      assertEquals(await login(user, "wrong"), "invalidPassword");
    }
    await login("joe", "wrong", "10.0.0.2:1");
    assertEquals(clock.delays, [250, 250, 250, 250, 250]);
  },
);

test("a connection is slowed down whatever its names", async (login, clock) => {
  const attempts = { failures: 0, ended: false };
  for (const user of ["joe", "eve", "none"]) {
    await login(user, "wrong", undefined, attempts);
  }
  assertEquals(clock.delays, [250, 500, 1000]);
  assertEquals(await login("joe", PASSWORD, undefined, attempts), "joe");
  assertEquals([clock.delays.length, attempts.failures], [3, 0]);
});

test(
  "a right password is never delayed, and clears its address and name",
  async (login, clock) => {
    await login("joe", "wrong");
    await login("joe", "wrong");
    assertEquals(await login("joe", PASSWORD), "joe");
    assertEquals(clock.delays, [250, 500]);
    await login("joe", "wrong");
    assertEquals(clock.delays, [250, 500, 250]);
  },
);

test("a failure is forgotten after a minute", async (login, clock) => {
  await login("joe", "wrong");
  clock.pass(60_000);
  await login("joe", "wrong");
  assertEquals(clock.delays, [250, 250]);
});

test("a right password passes those that wait after failures", async (login) => {
  const address = (i: number) => `10.0.1.${i}:1`;
  const attackers = Array.from({ length: 30 }, (_, i) => address(i));
  for (const remote of attackers) await login("joe", "wrong", remote);
  const done: string[] = [];
  const guesses = attackers.map(async (remote) => {
    done.push(await login("joe", "wrong", remote));
  });
  await login("joe", PASSWORD);
  assertEquals(done.length < 10, true, `${done.length}`);
  await Promise.all(guesses);
});

/** Wrong logins under a name, each from an address of its own. */
function guessesFromEverywhere(
  login: Login,
  count: number,
): Promise<string>[] {
  return Array.from(
    { length: count },
    (_, i) => login("joe", "wrong", `10.1.${i >> 8}.${i & 255}:1`),
  );
}

test("wrong passwords for a name from thousands of addresses keep out no address that has logged in, and no other name", async (login) => {
  const known = "10.2.0.1:1";
  await login("joe", PASSWORD, known);
  const guesses = guessesFromEverywhere(login, 1100);
  let done = 0;
  for (const guess of guesses) void guess.then(() => done++);
  assertEquals(await login("joe", PASSWORD, known), "joe");
  assertEquals(await login("eve", PASSWORD, "10.2.0.2:1"), "eve");
  assertEquals(done < 300, true, `${done}`);
  await Promise.all(guesses);
});

test("names that can't log in cost no hash", async (login) => {
  const guesses = Array.from(
    { length: 2000 },
    (_, i) => login(`none ${i}`, "wrong"),
  );
  assertEquals(await login("joe", PASSWORD), "joe");
  assertEquals(new Set(await Promise.all(guesses)).size, 1);
});

test("all addresses of one IPv6 network count as one", async (login, clock) => {
  const network = "2001:db8:1:2";
  const same = [`${network}::1:1`, `${network}:3:4:5:6:7`, `${network}::7:8:9`];
  for (const remote of same) await login("joe", "wrong", remote);
  assertEquals(clock.delays, [250, 500, 1000]);
  for (
    const remote of [
      "2001:db8:1:3::1:1",
      "::1:5",
      "::2:3:4",
      "::ffff:10.0.0.1:7",
    ]
  ) {
    await login("joe", "wrong", remote);
  }
  assertEquals(clock.delays.slice(3), [250, 250, 500, 250]);
  await login("joe", "wrong", "10.0.0.1:8");
  assertEquals(clock.delays.at(-1), 500);
});
