/**
 * Strangers who take, see or keep what is not theirs. These attacks are few
 * messages: what matters is how they are answered.
 *
 * @module
 */
import { GunClient } from "../../support/gun_client.ts";
import { header } from "../../support/stream_client.ts";
import { basic } from "../../support/upgrade.ts";
import { HELLO, PASSWORD } from "../../support/users.ts";
import { asRecord } from "../../support/client.ts";
import type { Attack } from "../attack.ts";
import type { Answer, Connection } from "../connection.ts";
import { done } from "../members.ts";
import type { Stage } from "../stage.ts";

/** Time after which a changed users file counts. */
const FILE_NOTICED_MS = 2500;
const ADMINS = { fetchGroups: ["admins"], setGroups: ["admins"] };

/** A line of a log that the daemon did not write. */
const FORGED = "2026-01-01T00:00:00.000Z error forged";

/** A connection with or without a login. */
async function peer(
  stage: Stage,
  user?: string,
  received?: (message: Answer) => void,
): Promise<Connection> {
  const connection = (await stage.tcp()).converse(received);
  await done(connection, "config", { name: user ?? "stranger" });
  if (user !== undefined) {
    const password = user === "hello" ? HELLO : PASSWORD;
    await done(connection, "authenticate", { user, password });
  }
  return connection;
}

/** A stranger adds a method before its owner does; a user calls it. */
async function claim(stage: Stage): Promise<void> {
  const path = "safe/door";
  const stranger = await peer(stage, undefined, ({ method }) => {
    if (method === path) stage.fail("a call came to the stranger");
  });
  // Also what would be in its place in the hierarchy.
  for (const taken of [path, "safe", `${path}/lock`]) {
    const added = await stranger.ask("add", { path: taken });
    stage.expect("error" in added, `an anonymous peer added ${taken}`);
  }
  const owner = await peer(stage, "hello", ({ id }) => {
    owner.message({ id, result: "opened" });
  });
  await done(owner, "add", { path });
  const user = await peer(stage, "joe");
  const { result } = await user.ask("call", { path, args: ["1234"] });
  stage.expect(result === "opened", "the call did not come to the owner");
}

/** What an app sends that logs in as a user who is no admin. */
const EVE = { Authorization: basic("eve", PASSWORD) };

/** Puts as an app of GUN; gives the answer, or why there is none. */
async function gunPut(
  stage: Stage,
  soul: string,
  headers?: Record<string, string>,
): Promise<unknown> {
  try {
    await using app = await GunClient.connect(stage.site.wsPort, headers);
    const node = {
      _: { "#": soul, ">": { value: Date.now() } },
      value: "forged",
    };
    return await app.ask({ put: { [soul]: node } });
  } catch (error) {
    return { err: String(error) };
  }
}

/** Without what differs by the request itself. */
function anonymised({ error }: Answer, path: string): string {
  return JSON.stringify(error).replaceAll(path, "PATH");
}

/** Whether a line has characters that move a terminal's cursor or colour it. */
function hasControls(line: string): boolean {
  return Array.from(line).some((character) => {
    const code = character.charCodeAt(0);
    return (code < 0x20 && character !== "\t") || code === 0x7f;
  });
}

export const RIGHTS: readonly Attack[] = [
  {
    name: "claim-path",
    about: "an anonymous peer adds a method before its owner does (--users)",
    daemon: "users",
    states: 0,
    seconds: 8,
    run: claim,
  },
  {
    name: "claim-path-closed",
    about: "an anonymous peer adds a method before its owner does (--closed)",
    daemon: "closed",
    states: 0,
    seconds: 8,
    run: claim,
  },
  {
    name: "gun-put-closed",
    about: "anybody puts at /gun (--users --closed)",
    daemon: "closed",
    states: 0,
    seconds: 8,
    async run(stage) {
      const answer = asRecord(await gunPut(stage, "anything"));
      stage.expect("err" in answer, "a put without login was stored");
    },
  },
  {
    name: "gun-share-hidden",
    about: "an app puts at a shared state that it may not see",
    daemon: "users",
    args: ["--gun-share", "sec/#:set"],
    states: 0,
    seconds: 8,
    async run(stage) {
      const owner = await peer(stage, "hello", ({ method, id }) => {
        if (method === "sec/t") stage.fail("the put came to the owner");
        owner.message({ id, result: true });
      });
      const state = { path: "sec/t", value: "hidden", access: ADMINS };
      await done(owner, "add", state);
      const answer = asRecord(await gunPut(stage, "jet/sec/t", EVE));
      stage.expect("err" in answer, "the put was acknowledged");
      await using other = await GunClient.connect(stage.site.wsPort, EVE);
      const shown = JSON.stringify(
        await other.ask({ get: { "#": "jet/sec/t" } }),
      );
      stage.expect(!/hidden|forged/.test(shown), `other apps see ${shown}`);
    },
  },
  {
    name: "forged-log",
    about: "names with line feeds and escapes, and of 1 MB",
    short: true,
    states: 0,
    seconds: 8,
    async run(stage) {
      const forged = `x\n${FORGED} \u001b[31m\r\u0007`;
      for (const name of [forged, "y".repeat(1_000_000)]) {
        const stranger = (await stage.tcp()).converse();
        await stranger.ask("config", { name });
        // Announces far too much, so that the end is logged.
        await stranger.send(header(0xffffffff));
        await stage.pause(500);
      }
    },
    log: (lines) => [
      ...lines.some((line) => line.startsWith(FORGED))
        ? ["a line of the log was forged"]
        : [],
      ...lines.some(hasControls) ? ["the log has control characters"] : [],
      ...lines.some(({ length }) => length > 4096)
        ? ["the log has a line of more than 4 KiB"]
        : [],
    ],
  },
  {
    name: "removed-user",
    about: "a user is removed while connected",
    daemon: "users",
    states: 0,
    seconds: 8,
    async run(stage) {
      const path = "guarded/state";
      const owner = await peer(stage, "hello", ({ id }) => {
        owner.message({ id, result: true });
      });
      await done(owner, "add", { path, value: 0, access: ADMINS });
      let answered = 0;
      const user = await peer(stage, "root", ({ method }) => {
        if (method === "f") answered++;
      });
      await done(user, "fetch", { id: "f", path: { equals: path } });
      await done(user, "set", { path, value: 1 });
      const file = asRecord(
        JSON.parse(await Deno.readTextFile(stage.site.usersFile)),
      );
      const { root: _root, ...users } = asRecord(file.users);
      await Deno.writeTextFile(
        stage.site.usersFile,
        JSON.stringify({ ...file, users }),
      );
      await stage.pause(FILE_NOTICED_MS);
      const before = answered;
      await done(owner, "change", { path, value: "secret" });
      const answer = await user.ask("set", { path, value: 2 })
        .catch(() => ({ error: "the connection was ended" }));
      stage.expect("error" in answer, "a removed user sets");
      // A remove of what is not visible any more may come before.
      await stage.pause(200);
      stage.expect(answered === before, "a removed user gets changes");
    },
  },
  {
    name: "existence",
    about: "asking whether hidden states, and names of users, exist",
    daemon: "users",
    short: true,
    states: 0,
    seconds: 8,
    async run(stage) {
      const owner = await peer(stage, "hello", ({ id }) => {
        owner.message({ id, result: true });
      });
      const hidden = { path: "hidden/a", value: 1, access: ADMINS };
      await done(owner, "add", hidden);
      const access = { fetchGroups: ["public"] };
      await done(owner, "add", { path: "shown/a", value: 1, access });
      const user = await peer(stage, "eve");
      const of = async (method: string, path: string) =>
        anonymised(await user.ask(method, { path, value: 1, args: [] }), path);
      for (const method of ["set", "call"]) {
        const [there, missing] = [
          await of(method, "hidden/a"),
          await of(method, "hidden/b"),
        ];
        stage.expect(
          there === missing,
          `${method} tells what is hidden: ${there}, ${missing}`,
        );
      }
      const set = await user.ask("set", { path: "shown/a", value: 2 });
      stage.expect("error" in set, "a state without setGroups was set");
      const stranger = await peer(stage);
      const tried = async (user: string) =>
        anonymised(
          await stranger.ask("authenticate", { user, password: "no" }),
          user,
        );
      const [known, unknown] = [await tried("joe"), await tried("jim")];
      stage.expect(
        known === unknown,
        `names can be found out: ${known}, ${unknown}`,
      );
    },
  },
  {
    name: "users-of-others",
    about: "users are added and passwords changed by those who may not",
    daemon: "users",
    states: 0,
    seconds: 6,
    async run(stage) {
      for (const name of [undefined, "eve", "guest"]) {
        const stranger = await peer(stage, name);
        const refused = async (method: string, params: unknown) => {
          const answer = await stranger.ask(method, params);
          stage.expect("error" in answer, `${name} may ${method}`);
        };
        const user = { user: "new", password: "abc", fetchGroups: ["admins"] };
        await refused("addUser", { ...user, groups: ["admins"] });
        await refused("passwd", { user: "root", password: "abc" });
        if (name !== "eve") {
          await refused("passwd", { user: "guest", password: "abc" });
        }
      }
    },
  },
  {
    name: "elements-of-others",
    about: "states of others are changed, removed and added again",
    states: 0,
    seconds: 6,
    async run(stage) {
      const stranger = await peer(stage);
      for (const path of ["well/state", "open/1"]) {
        for (const method of ["change", "remove", "add"]) {
          const answer = await stranger.ask(method, { path, value: "taken" });
          stage.expect("error" in answer, `${method} of ${path}`);
        }
      }
    },
  },
  {
    name: "hidden-by-rules",
    about: "hidden states are looked for by counts, rules, lists and GUN",
    daemon: "users",
    args: ["--gun-share", "hidden/#"],
    states: 0,
    seconds: 8,
    async run(stage) {
      const owner = await peer(stage, "hello");
      const state = {
        path: "hidden/secret",
        value: "treasure",
        access: ADMINS,
      };
      await done(owner, "add", state);
      for (const name of [undefined, "eve"]) {
        const answers: Answer[] = [];
        const stranger = await peer(
          stage,
          name,
          (event) => answers.push(event),
        );
        const path = { startsWith: "hidden" };
        const questions = [
          ["get", { path }],
          ["get", { value: { equals: "treasure" } }],
          ["list", { path: "hidden", values: true }],
          ["fetch", { id: "a", path }],
          ["fetch", { id: "s", path, sort: { byPath: true, from: 1, to: 9 } }],
        ] as const;
        for (const [method, params] of questions) {
          answers.push(await stranger.ask(method, params));
        }
        await done(owner, "change", { path: state.path, value: "treasure 2" });
        await stranger.ask("info");
        const all = JSON.stringify(answers);
        stage.expect(!/secret|treasure|"n":1/.test(all), `${name}: ${all}`);
      }
      await using app = await GunClient.connect(stage.site.wsPort, EVE);
      const get = { "#": "jet/hidden/secret" };
      const shown = JSON.stringify(await app.ask({ get }));
      stage.expect(!shown.includes("treasure"), `an app sees ${shown}`);
    },
  },
  {
    name: "odd-logins",
    about: "logins under names of members of objects, and with odd values",
    daemon: "users",
    states: 0,
    seconds: 15,
    async run(stage) {
      const odd = [
        "__proto__",
        "constructor",
        "",
        "joe\u0000",
        {},
        [],
        null,
        1,
      ];
      await Promise.all(odd.map(async (user) => {
        const stranger = await peer(stage);
        const answer = await stranger.ask("authenticate", {
          ...{ user, password: PASSWORD },
        }, 14);
        stage.expect("error" in answer, `${JSON.stringify(user)} logs in`);
      }));
    },
  },
  {
    name: "gun-put-unshared",
    about: "an app puts below jet/ at a state that is not shared",
    args: ["--gun-share", "else/#:set"],
    states: 0,
    seconds: 8,
    async run(stage) {
      for (const soul of ["jet/open/1", "jet/well/state", "jet/none"]) {
        const answer = asRecord(await gunPut(stage, soul));
        stage.expect("err" in answer, `the put at ${soul} was acknowledged`);
      }
    },
  },
];
