import { assertEquals } from "@std/assert";
import { asRecord } from "../support/client.ts";
import { TRANSPORTS } from "../support/daemon_process.ts";
import { sharedDaemon } from "../support/shared_daemon.ts";

const test = sharedDaemon();

// What JSON.parse and JSON.stringify would not give back as it was.
const TEXTS = [
  "9007199254740993",
  "-9007199254740993",
  "1.10",
  "1e300",
  "1E+2",
  "-0",
  "0.1000000000000000055511151231257827",
  '"\\u00e9"',
  '"\\/"',
  '"\\ud83d\\ude00"',
  '"é😀\u2028"',
  '{"b":1,"a":2,"b":3}',
  '{"2":0,"1":0,"__proto__":{"x":1}}',
  '{ "a" : [ 1 ,\t2 ] }',
  "[\n  1,\r\n  2\n]",
  "null",
  "false",
  '""',
  "{}",
  "[]",
];

for (const transport of TRANSPORTS) {
  test(`values pass byte for byte over ${transport}`, async (bus) => {
    const owner = await bus.connect(transport);
    const client = await bus.connect(transport);
    const path = bus.path("s");
    await owner.do("add", { path, value: "" });
    await client.do("fetch", { id: "f", path: { equals: path } });
    await client.next();
    const at = JSON.stringify(path);
    for (const text of TEXTS) {
      await owner.send(
        `{"method":"change","params":{"path":${at},"value":${text}}}`,
      );
      assertEquals(
        await client.text(),
        `{"method":"f","params":{"path":${at},"event":"change","value":${text}}}`,
      );
      await client.send(
        `{"id":1,"method":"get","params":{"path":{"equals":${at}}}}`,
      );
      assertEquals(
        await client.text(),
        `{"id":1,"result":[{"path":${at},"event":"add","value":${text}}]}`,
      );
    }
  });

  test(`requests and answers pass byte for byte over ${transport}`, async (bus) => {
    const owner = await bus.connect(transport);
    const client = await bus.connect(transport);
    const [state, method] = [bus.path("s"), bus.path("m")];
    await owner.do("add", { path: state, value: 0 });
    await owner.do("add", { path: method });
    const forwarded = async (of: string, params: string) => {
      const text = await owner.text();
      const { id } = asRecord(JSON.parse(text));
      assertEquals(
        text,
        `{"id":"${id}","method":${JSON.stringify(of)},"params":${params}}`,
      );
      return `${id}`;
    };
    for (const text of TEXTS) {
      await client.send(
        `{"id":1,"method":"set","params":{"path":${
          JSON.stringify(state)
        },"value":${text}}}`,
      );
      const set = await forwarded(state, `{"value":${text}}`);
      await owner.send(`{"id":"${set}","result":${text}}`);
      assertEquals(await client.text(), `{"id":1,"result":${text}}`);

      // How some peers say that there are no arguments.
      const args = text === "null" ? "[]" : text;
      await client.send(
        `{"id":2,"method":"call","params":{"path":${
          JSON.stringify(method)
        },"args":${text}}}`,
      );
      const call = await forwarded(method, args);
      await owner.send(`{"id":"${call}","error":{"code":1,"data":${text}}}`);
      assertEquals(
        await client.text(),
        `{"id":2,"error":{"code":1,"data":${text}}}`,
      );
    }
  });

  test(`a value of 1 MiB passes over ${transport}`, async (bus) => {
    const owner = await bus.connect(transport);
    const client = await bus.connect(transport);
    const path = bus.path("large");
    const large = "é".repeat(1 << 19);
    await client.do("fetch", { id: "f", path: { equals: path } });
    await owner.do("add", { path, value: large });
    await client.expect({
      method: "f",
      params: { path, event: "add", value: large },
    });
  });
}

test("values that grow and shrink don't touch each other", async (bus) => {
  const peer = await bus.tcp();
  const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
  for (const name of names) {
    await peer.do("add", { path: bus.path(name), value: name });
  }
  for (let round = 0; round < 12; round++) {
    await Promise.all(names.map((name, i) =>
      peer.send({
        method: "change",
        params: {
          path: bus.path(name),
          value: name.repeat((round * 7 + i * 5) % 40),
        },
      })
    ));
    assertEquals(await peer.ask("get", { path: bus.here() }), {
      result: names.map((name, i) => ({
        path: bus.path(name),
        event: "add",
        value: name.repeat((round * 7 + i * 5) % 40),
      })),
    });
  }
});
