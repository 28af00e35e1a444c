/**
 * Strangers who guess passwords, so that others can't log in.
 *
 * @module
 */
import { HELLO, PASSWORD } from "../../support/users.ts";
import type { Attack } from "../attack.ts";
import { frames, many } from "../bytes.ts";
import { done } from "../members.ts";
import type { Stage } from "../stage.ts";

/** Seconds in which the right password has to be answered. */
const MAX_LOGIN_S = 5;

/** A user whose password is hashed as the daemon does. */
const MODERN = { user: "modern", password: PASSWORD };

/** Logs in rightly after a while; notes if that is not answered. */
async function logInRightly(
  stage: Stage,
  from: string,
  params = { user: "hello", password: HELLO },
): Promise<void> {
  await stage.pause(1500);
  using user = (await stage.tcp(from)).converse();
  try {
    const answer = await user.ask("authenticate", params, MAX_LOGIN_S);
    stage.expect("result" in answer, "the right password is refused");
  } catch (error) {
    stage.fail(`the right password: ${error}`);
  }
}

/** Wrong logins, as bytes. */
function wrongLogins(count: number, user: (id: number) => string): Uint8Array {
  return frames(many(count, (id) => ({
    id,
    method: "authenticate",
    params: { user: user(id), password: `wrong ${id}` },
  })));
}

export const LOGINS: readonly Attack[] = [
  {
    name: "logins-one-name",
    about: "wrong logins from 40 addresses under one name",
    daemon: "users",
    seconds: 10,
    async run(stage) {
      const bytes = wrongLogins(50, () => "hello");
      await Promise.all([
        stage.each(
          40,
          (index) => stage.tcp(`127.0.2.${index + 1}`),
          async (stranger) => {
            await stranger.drain().send(bytes);
            await stage.pause(7000);
          },
        ),
        logInRightly(stage, "127.0.3.1"),
      ]);
    },
  },
  {
    name: "logins-other-names",
    about: "wrong logins under many names from the address of others",
    daemon: "users",
    seconds: 10,
    async run(stage) {
      await Promise.all([
        stage.each(10, () => stage.tcp(), async (stranger, index) => {
          const bytes = wrongLogins(100, (id) => `name ${index} ${id}`);
          await stranger.drain().send(bytes);
          await stage.pause(7000);
        }),
        logInRightly(stage, "127.0.0.1"),
      ]);
    },
  },
  {
    name: "logins-of-newcomers",
    about: "one wrong login of each of very many addresses, under one name",
    daemon: "users",
    seconds: 12,
    async run(stage) {
      using before = (await stage.tcp("127.0.3.1")).converse();
      await done(before, "authenticate", MODERN);
      const right = logInRightly(stage, "127.0.3.1", MODERN);
      await Promise.race([logInAgain(stage), right]);
      await right;
    },
  },
];

/** Connections at a time that log in wrongly once, and come again. */
const NEWCOMERS = 1500;

/** An address of its own for each. */
function addressOf(serial: number): string {
  return `127.1.${serial >> 8 & 255}.${serial & 255}`;
}

/** Logs in wrongly by one connection after the other. */
async function logInAgain(
  stage: Stage,
): Promise<void> {
  let serial = 0;
  await Promise.all(many(NEWCOMERS, async () => {
    while (stage.goesOn) {
      const opened = stage.tcp(addressOf(serial++));
      const stranger = await opened.catch(() => undefined);
      if (stranger === undefined) return;
      const params = { ...MODERN, password: "wrong" };
      stranger.converse();
      await stranger.ask("authenticate", params, 7).catch(() => {});
      stranger[Symbol.dispose]();
    }
  }));
}
