import { assertEquals } from "@std/assert";
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

/** Registers a test of an authenticator at which no login has failed yet. */
function test(
  name: string,
  body: (
    login: (user: string, password: string, remote?: string) => Promise<string>,
    clock: SkippingClock,
  ) => Promise<void>,
): void {
  Deno.test(name, async () => {
    await using folder = await TemporaryFolder.create();
    const file = await folder.write("users.json", USERS);
    const clock = new SkippingClock();
    const store = await UserStore.open(file);
    const authenticator = new StoreAuthenticator(store, { clock });
    await body(async (user, password, remote = "10.0.0.1:1") => {
      const found = await authenticator.authenticate(user, password, remote);
      return "kind" in found ? found.kind : found.name;
    }, clock);
  });
}

test(
  "each failed login makes the next one wait longer",
  async (login, clock) => {
    for (let port = 0; port < 10; port++) {
      // Another connection does not help.
      const outcome = await login("joe", "wrong", `10.0.0.1:${port}`);
      assertEquals(outcome, "invalidPassword");
    }
    assertEquals(
      clock.delays,
      [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000],
    );
  },
);

test(
  "logins of several connections at once wait for each other",
  async (login, clock) => {
    const ports = [1, 2, 3, 4, 5];
    await Promise.all(
      ports.map((port) => login("joe", "wrong", `10.0.0.1:${port}`)),
    );
    assertEquals(clock.delays, [250, 500, 1000, 2000]);
  },
);

test(
  "an address and a name are slowed down each by itself",
  async (login, clock) => {
    for (const user of ["joe", "eve", "jim"]) await login(user, "wrong");
    assertEquals(clock.delays, [250, 500]);
    // The name that failed once, from elsewhere; then a name and address anew.
    await login("eve", "wrong", "10.0.0.2:1");
    assertEquals(clock.delays, [250, 500, 250]);
    assertEquals(await login("root", PASSWORD, "10.0.0.3:1"), "root");
    assertEquals(clock.delays, [250, 500, 250]);
  },
);

test(
  "a right password is accepted after its delay, and clears the name",
  async (login, clock) => {
    await login("joe", "wrong");
    await login("joe", "wrong");
    assertEquals(await login("joe", PASSWORD), "joe");
    assertEquals(clock.delays, [250, 500]);
    // From elsewhere, since the address has still failed.
    assertEquals(await login("joe", PASSWORD, "10.0.0.2:1"), "joe");
    assertEquals(clock.delays, [250, 500]);
  },
);

test("a failure is forgotten after a minute", async (login, clock) => {
  await login("joe", "wrong");
  clock.pass(60_000);
  assertEquals(await login("joe", PASSWORD), "joe");
  assertEquals(clock.delays, []);
});
