import { assertEquals } from "@std/assert";
import { invalidParams } from "../support/errors.ts";
import { sharedDaemon, type TestBus } from "../support/shared_daemon.ts";
import { Notifications } from "./notifications.ts";

const notified = new Notifications("f");
const dotted = sharedDaemon("--separator", ".").onOneRuntime;
const wordy = sharedDaemon("--separator", ":").onOneRuntime;

/** A path of a test whose segments are separated by something else. */
function pathOf(bus: TestBus, ...segments: string[]): string {
  return [bus.prefix.slice(0, -1), ...segments].join(".");
}

dotted(
  "with the separator . the hierarchy is that of the early design",
  async (bus) => {
    const [owner, peer] = [await bus.tcp(), await bus.tcp()];
    const [foo, bar] = [pathOf(bus, "foo"), pathOf(bus, "foo", "bar")];
    const status = pathOf(bus, "foo", "bar", "a/b");
    await peer.do("fetch", {
      id: notified.id,
      path: { startsWith: foo },
      nodes: true,
    });
    await owner.do("add", { path: status, value: 1 });
    await peer.expect(
      ...notified.nodes("add", foo, bar),
      notified.state("add", status, 1),
    );
    const refused = {
      pathIsNode: bar,
      emptySegment: `${bar}..x`,
    };
    for (const [reason, path] of Object.entries(refused)) {
      const answer = await owner.ask("add", { path, value: 2 });
      assertEquals(answer, invalidParams({ [reason]: path }));
    }
    assertEquals(
      await owner.ask("add", { path: `${status}.x`, value: 2 }),
      invalidParams({ parentIsLeaf: status }),
    );
    assertEquals(await peer.ask("list", { path: bar }), {
      result: {
        path: bar,
        n: 1,
        children: [{ name: "a/b", path: status, type: "state" }],
      },
    });
    await owner.do("remove", { below: foo });
    await peer.expect(
      notified.state("remove", status, 1),
      ...notified.nodes("remove", bar, foo),
    );
    await peer.quiet();
  },
);

dotted(
  "with the separator . patterns and limits of depth count its segments",
  async (bus) => {
    const [owner, peer] = [await bus.tcp(), await bus.tcp()];
    const top = pathOf(bus);
    const names = ["a.x", "a/x", "b.x", "b.y.x"];
    for (const name of names) {
      await owner.do("add", { path: `${top}.${name}`, value: name });
    }
    const found = async (rules: Record<string, unknown>) => {
      const answer = Object(await peer.ask("get", rules));
      return answer.result.map(({ value }: { value: unknown }) => value);
    };
    assertEquals(
      await found({ path: { matches: `${top}.+.x` } }),
      ["a.x", "b.x"],
    );
    assertEquals(await found({ path: { matches: `${top}.+` } }), ["a/x"]);
    assertEquals(
      await found({ path: { matches: `${top}.b.#` } }),
      ["b.x", "b.y.x"],
    );
    assertEquals(await found({ below: top, depth: 1 }), ["a/x"]);
    assertEquals(await found({ below: top, depth: 2 }), ["a.x", "a/x", "b.x"]);
  },
);

wordy("a separator may be longer than one character", async (bus) => {
  const [owner, peer] = [await bus.tcp(), await bus.tcp()];
  const top = bus.prefix.slice(0, -1);
  const path = `${top}:a/b:c`;
  await peer.do("fetch", {
    id: notified.id,
    path: { matches: `${top}:#` },
    nodes: true,
  });
  await owner.do("add", { path, value: 1 });
  await peer.expect(
    ...notified.nodes("add", top, `${top}:a/b`),
    notified.state("add", path, 1),
  );
  assertEquals(await peer.ask("list", { path: `${top}:a/b` }), {
    result: {
      path: `${top}:a/b`,
      n: 1,
      children: [{ name: "c", path, type: "state" }],
    },
  });
  assertEquals(
    await owner.ask("add", { path: `${top}:a/b::c`, value: 2 }),
    invalidParams({ emptySegment: `${top}:a/b::c` }),
  );
});

for (const args of [["--hierarchy", "open"], ["--compat"]]) {
  const open = sharedDaemon(...args).onOneRuntime;
  const flags = args.join(" ");

  open(
    `${flags}: leaves may be below leaves, in whatever order they come`,
    async (bus) => {
      const [a, b] = [await bus.tcp(), await bus.tcp()];
      const peer = await bus.tcp();
      await peer.do("fetch", {
        id: notified.id,
        path: bus.here(),
        nodes: true,
      });
      const [x, xy, xyz] = ["x", "x/y", "x/y/z"].map(bus.path, bus);
      await a.do("add", { path: x, value: 1 });
      await b.do("add", { path: xyz, value: 2 });
      await a.do("add", { path: xy });
      await peer.expect(
        notified.state("add", x, 1),
        ...notified.nodes("add", x, xy),
        notified.state("add", xyz, 2),
        notified.method("add", xy),
      );
      // The leaf can be used as ever.
      await a.do("change", { path: x, value: 3 });
      await peer.expect(notified.state("change", x, 3));
      await a.do("remove", { path: x });
      await b.do("remove", { path: xyz });
      await peer.expect(
        notified.state("remove", x, 3),
        notified.state("remove", xyz, 2),
        notified.node("remove", xy),
      );
      a.close();
      await peer.expect(
        notified.method("remove", xy),
        notified.node("remove", x),
      );
      await peer.quiet();
    },
  );

  open(
    `${flags}: one path can be taken only once all the same`,
    async (bus) => {
      const [a, b] = [await bus.tcp(), await bus.tcp()];
      const path = bus.path("x/y");
      await a.do("add", { path, value: 1 });
      assertEquals(
        await b.ask("add", { path, value: 2 }),
        invalidParams({ pathAlreadyExists: path }),
      );
    },
  );

  open(
    `${flags}: a list tells of a path that is leaf and node as both`,
    async (bus) => {
      const peer = await bus.tcp();
      const [top, x, xy] = ["top", "top/x", "top/x/y"].map(bus.path, bus);
      await peer.do("add", { path: x, value: 1 });
      await peer.do("add", { path: xy, value: 2 });
      const child = { name: "x", path: x };
      assertEquals(await peer.ask("list", { path: top, values: true }), {
        result: {
          path: top,
          n: 2,
          children: [
            { ...child, type: "node", children: 1 },
            { ...child, type: "state", value: 1 },
          ],
        },
      });
    },
  );

  open(
    `${flags}: an empty last segment is a child like any other`,
    async (bus) => {
      const [owner, peer] = [await bus.tcp(), await bus.tcp()];
      const [a, empty] = [bus.path("a"), bus.path("a/")];
      await owner.do("add", { path: empty, value: 1 });
      assertEquals(await peer.ask("list", { path: a }), {
        result: {
          path: a,
          n: 1,
          children: [{ name: "", path: empty, type: "state" }],
        },
      });
      const found = { result: [{ path: empty, event: "add", value: 1 }] };
      assertEquals(await peer.ask("get", { below: a }), found);
      assertEquals(await peer.ask("get", { below: a, depth: 1 }), found);
    },
  );
}
