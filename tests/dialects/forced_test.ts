import { assertEquals } from "@std/assert";
import { asRecord, type Client } from "../support/client.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

/** What each dialect says to an unknown method, as `data`. */
const DATA = {
  classic: () => "nonsense",
  cjet: () => ({ reason: "nonsense" }),
  v3: (data: unknown) => ({ ...asRecord(data), name: "jet.MethodNotFound" }),
};

/** Asks for nonsense and returns what the error's `data` is. */
async function nonsense(client: Client): Promise<unknown> {
  await client.send({ id: "x", method: "nonsense", params: {} });
  const { error } = asRecord(await client.next());
  return asRecord(error).data;
}

for (const dialect of ["classic", "cjet", "v3"] as const) {
  const test = sharedDaemon("--dialect", dialect).onOneRuntime;

  test(`--dialect ${dialect}: everybody is answered in it, whatever they say`, async (bus) => {
    const first = [
      { id: 0, method: "info", params: {} },
      { id: "1", method: "info", params: {} },
      { jsonrpc: "2.0", id: 1, method: "config", params: {} },
      { id: "a", method: "configure", params: {} },
    ];
    for (const transport of ["tcp", "unix", "websocket"] as const) {
      for (const message of first) {
        const client = await bus.connect(transport);
        await client.send(message);
        assertEquals(asRecord(await client.next()).id, message.id);
        const data = await nonsense(client);
        assertEquals(data, DATA[dialect](data));
      }
    }
  });

  test(`--dialect ${dialect}: home-made peers with any ids own and fetch`, async (bus) => {
    const [owner, client] = [await bus.tcp(), await bus.tcp()];
    const path = bus.path("s");
    const good = dialect === "v3" ? {} : true;
    await owner.send({ id: "own", method: "add", params: { path, value: 1 } });
    await owner.expect({ id: "own", result: good });
    await client.send({ id: 5, method: "set", params: { path, value: 2 } });
    const forward = asRecord(await owner.next());
    assertEquals(forward.method, dialect === "v3" ? "set" : path);
  });
}
