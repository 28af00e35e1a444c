/**
 * Users and access across the members of a cluster that share a users file.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { UserStore } from "../../daemon.ts";
import {
  JetError,
  Method,
  NotFound,
  Occupied,
  Peer,
  State,
  Unauthorized,
} from "../../peer.ts";
import { CHEAP_HASHES } from "../support/cheap_hashes.ts";
import type { HostedDaemon } from "../support/daemon_process.ts";
import { NatsServer } from "../support/nats.ts";
import { TemporaryFolder } from "../support/temporary.ts";
import { within } from "../support/within.ts";
import { cannotRun, startMembers, View } from "./members.ts";

const PASSWORD = "pw";

/** Three members with one users file. */
interface Members {
  readonly daemons: readonly HostedDaemon[];
  readonly users: UserStore;
  /** Connects a peer to a member, as a user if there is a name. */
  connect(member: number, user?: string, password?: string): Promise<Peer>;
}

function test(
  name: string,
  extra: readonly string[],
  body: (members: Members) => Promise<void>,
): void {
  const runtimes = ["deno", "bun", "deno"] as const;
  Deno.test({
    name: `${runtimes.join(", ")}: ${name}`,
    ignore: cannotRun(...runtimes),
    async fn() {
      await using folder = await TemporaryFolder.create();
      const file = folder.path("users.json");
      const users = await UserStore.create(file, CHEAP_HASHES);
      await users.addUser("joe", PASSWORD, ["operators"]);
      await users.addUser("eve", PASSWORD, ["guests"]);
      await users.addUser("ann", PASSWORD, ["operators", "guests"]);
      await using stack = new AsyncDisposableStack();
      const nats = stack.use(await NatsServer.start());
      const args = ["--users", file, ...extra];
      const daemons = await startMembers(runtimes, [nats], () => args);
      for (const daemon of daemons) stack.use(daemon);
      await body({
        daemons,
        users,
        connect: async (member, user, password = PASSWORD) =>
          stack.use(
            await Peer.connect(
              daemons[member].url("tcp"),
              user === undefined ? {} : { user, password },
            ),
          ),
      });
    },
  });
}

/** How a request ends: "done", or the class of its error. */
async function outcome(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return "done";
  } catch (error) {
    if (!(error instanceof JetError)) throw error;
    return `${error.name} ${error.code}`;
  }
}

test(
  "access is that of one daemon at every member",
  [],
  async ({ connect }) => {
    const owner = await connect(0);
    const set = () => undefined;
    const operators = ["operators"];
    await owner.add(new State("open", 1, { set }));
    await owner.add(
      new State("read", 1, {
        set,
        access: { fetchGroups: ["guests", "operators"], setGroups: operators },
      }),
    );
    await owner.add(
      new State("hidden", 1, {
        set,
        access: { fetchGroups: operators, setGroups: operators },
      }),
    );
    await owner.add(
      new Method("run", () => 1, {
        access: { fetchGroups: ["guests"], callGroups: operators },
      }),
    );
    // Each user at the owner's member and at another one.
    for (const user of [undefined, "joe", "eve"]) {
      const results = await Promise.all([0, 1, 2].map(async (member) => {
        const peer = await connect(member, user);
        const view = new View();
        await peer.fetch({}, view.take).ready;
        const entries = await peer.get({});
        const { children } = await peer.list("");
        return {
          view: [...view.states.keys()].sort(),
          entries: entries.map(({ path }) => path).sort(),
          children: children.map(({ name }) => name),
          open: await outcome(peer.set("open", 2)),
          read: await outcome(peer.set("read", 2)),
          hidden: await outcome(peer.set("hidden", 2)),
          run: await outcome(peer.call("run", [])),
          nothing: await outcome(peer.set("nothing", 2)),
          occupied: await outcome(peer.add(new State("hidden", 1))),
          together: await outcome(peer.setBelow("", { hidden: 1 })),
        };
      }));
      assertEquals(results[1], results[0]);
      assertEquals(results[2], results[0]);
      const [{ hidden, entries }] = results;
      assertEquals(hidden === "done", user === "joe");
      assertEquals(entries.includes("hidden"), user === "joe");
    }
  },
);

test(
  "changed groups and removed users count at every member, also for what is there",
  [],
  async ({ connect, users }) => {
    const [owner, joe, elsewhere] = [
      await connect(0),
      await connect(1, "joe"),
      await connect(2, "joe"),
    ];
    // Each member reads the file by itself, so a peer at each shows that it has.
    const beside = await connect(0, "joe");
    const ann = await connect(2, "ann");
    for (const group of ["operators", "guests"]) {
      await owner.add(
        new State(group, 1, {
          set: () => undefined,
          access: { fetchGroups: [group], setGroups: [group] },
        }),
      );
    }
    await joe.add(new State("of/joe", 1));
    const [seen, atJoes, all] = [new View(), new View(), new View()];
    await elsewhere.fetch({}, seen.take).ready;
    await joe.fetch({}, atJoes.take).ready;
    await ann.fetch({}, all.take).ready;
    await seen.until("its own", () => seen.states.size === 2);
    await all.until("all", () => all.states.size === 3);
    await assertRejects(() => elsewhere.set("guests", 2), NotFound);
    const guests = ["guests"];
    await users.changeUser("joe", {
      auth: { fetchGroups: guests, setGroups: guests, callGroups: guests },
    });
    await seen.until("other groups", () => seen.states.has("guests"));
    assertEquals([...seen.states.keys()].sort(), ["guests", "of/joe"]);
    await elsewhere.set("guests", 2);
    await atJoes.until("other groups", () => atJoes.states.has("guests"));
    assertEquals([...atJoes.states.keys()].sort(), ["guests", "of/joe"]);
    await assertRejects(() => joe.set("operators", 2), NotFound);
    await seen.until("the change", () => seen.states.get("guests") === 2);
    const closed = [beside, joe, elsewhere].map((peer) =>
      new Promise<void>((resolve) =>
        peer.addEventListener("close", () => resolve())
      )
    );
    await users.removeUser("joe");
    await within(Promise.all(closed), "the end of the user's peers");
    await all.until("the end of its elements", () => !all.states.has("of/joe"));
    await assertRejects(() => connect(0, "joe"), Unauthorized);
  },
);

test(
  "a password that is changed at one member counts at the others",
  ["--closed"],
  async ({ connect }) => {
    const eve = await connect(0, "eve");
    await eve.changePassword("eve", "another");
    await connect(2, "eve", "another");
    await assertRejects(() => connect(1, "eve"), Unauthorized);
    // Closed members hide what names no groups from those without a login.
    await eve.add(new State("s", 1));
    const anonymous = await connect(1);
    assertEquals(await anonymous.get({}), []);
    const outsider = anonymous.add(new State("t", 1));
    await assertRejects(() => outsider);
    const ann = await connect(1, "ann");
    await assertRejects(() => ann.add(new State("s", 2)), Occupied);
    assertEquals((await ann.get({ path: { equals: "s" } })).length, 1);
  },
);
