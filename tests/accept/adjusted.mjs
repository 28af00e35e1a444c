// Acceptance of a Jet daemon: what real node-jet 3.x peers are answered when
// the owner of a state takes another value than they asked for. The owners are
// a classic peer (lua-jet's messages), node-jet 2.x, node-jet 3.x and this
// project's Peer, bundled as peer.js. It stands beside the harness and the
// packages of the other acceptance runs: `.ci/run` copies it there.
//   node adjusted.mjs 127.0.0.1 11122 ws://127.0.0.1:11123/ [part of a test name]
// What Node has from versions 23 and 22 on.
Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new Promise((resolve, reject) => {
    Object.assign(made, { resolve, reject });
  });
  return made;
};
globalThis.CloseEvent ??= class CloseEvent extends Event {};
const v2 = (await import("node-jet-2")).default;
const v3 = (await import("node-jet-3")).default;
const { Peer, State } = await import("./peer.js");
const { args, eq, limit, rawClient, runner, until } = await import(
  "./harness.mjs"
);

const A = args("adjusted.mjs");
const { test, run } = runner("node-jet 3.0.17 callers of adjusting owners");
const MAX = 8;
const clamp = (value) => typeof value === "number" ? Math.min(value, MAX) : 0;

let serial = 0;
const variant = (name, config) => ({
  name,
  make: () => {
    const closing = [];
    const open = async (peer) => {
      closing.push(() => peer.close());
      await limit(peer.connect(), 5000, "connect");
      return peer;
    };
    return {
      path: `adjusted/${process.pid}/${++serial}`,
      caller: () => open(new v3.Peer(config)),
      v3: () => open(new v3.Peer({ ip: A.host, port: A.tcp })),
      v2: () => open(new v2.Peer({ ip: A.host, port: A.tcp })),
      own: async () => {
        const peer = new Peer(`tcp://${A.host}:${A.tcp}`);
        closing.push(() => peer.close());
        await limit(peer.connected, 5000, "connected");
        return peer;
      },
      raw: () => {
        const client = rawClient(A.host, A.tcp);
        closing.push(() => client.close());
        return client;
      },
      close: async () => {
        for (const end of closing) await Promise.resolve(end()).catch(() => {});
      },
    };
  },
});

// The caller is answered the value that was taken, and every fetcher and get
// have the same.
async function isAdjusted({ path, caller }) {
  const peer = await caller();
  for (const [asked, taken] of [[7, 7], [12, MAX], ["x", 0], [9, MAX]]) {
    const result = await limit(peer.set(path, asked), 4000, "set");
    eq(result, { path, value: taken }, `the answer to ${asked}`);
    await until(async () => {
      const [state] = await peer.get({ path: { equals: path } });
      return state?.value === taken;
    }, `the value after ${asked}`);
  }
}

test("a classic owner that adjusts, as lua-jet does", async (t) => {
  const owner = t.raw();
  owner.send({ id: 1, method: "config", params: { name: "lua" } });
  owner.send({ id: 2, method: "add", params: { path: t.path, value: 1 } });
  await owner.answer(2);
  owner.sock.on("data", () => {
    for (const { id, method, params } of owner.all()) {
      if (method !== t.path) continue;
      const value = clamp(params.value);
      const result = params.valueAsResult === true ? value : true;
      owner.send({ id, result });
      owner.send({ method: "change", params: { path: t.path, value } });
    }
    owner.got.length = 0;
  });
  await isAdjusted(t);
});

test("a node-jet 2.x owner that adjusts", async (t) => {
  const owner = await t.v2();
  const state = new v2.State(t.path, 1);
  state.on("set", (value) => ({ value: clamp(value) }));
  await owner.add(state);
  await isAdjusted(t);
});

test("a node-jet 3.x owner that adjusts", async (t) => {
  const owner = await t.v3();
  const state = new v3.State(t.path, 1);
  const take = state.value;
  state.value = (value) => take(value === undefined ? value : clamp(value));
  await owner.add(state);
  await isAdjusted(t);
});

test("a Peer of this project that adjusts", async (t) => {
  const owner = await t.own();
  await owner.add(
    new State(t.path, 1, { set: (value) => ({ value: clamp(value) }) }),
  );
  await isAdjusted(t);
});

process.on("unhandledRejection", () => {});
const counts = await run([
  variant("tcp", { ip: A.host, port: A.tcp }),
  variant("ws", { url: A.ws }),
], A.only);
process.exit(counts.failed === 0 ? 0 : 1);
