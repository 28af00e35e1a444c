/**
 * Strangers who guess passwords, so that others can't log in.
 *
 * @module
 */
import { HELLO } from "../../support/users.ts";
import type { Attack } from "../attack.ts";
import { frames, many } from "../bytes.ts";
import type { Stage } from "../stage.ts";

/** Seconds in which the right password has to be answered. */
const MAX_LOGIN_S = 5;

/** Logs in rightly after a while; notes if that is not answered. */
async function logInRightly(stage: Stage, from: string): Promise<void> {
  await stage.pause(1500);
  using user = (await stage.tcp(from)).converse();
  const params = { user: "hello", password: HELLO };
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
];
