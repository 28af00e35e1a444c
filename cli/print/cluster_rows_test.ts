import { assertEquals } from "@std/assert";
import { clusterRows } from "./cluster_rows.ts";

Deno.test("the members of a cluster are a row each, with times by the log's clock", () => {
  const member = (name: string, heard: number, elements: number) => ({
    ...{ member: `id of ${name}`, name, version: "1.2.3", protocol: 1 },
    ...{ since: 5_000, heard, elements },
  });
  const members = [member("pump", 80_000, 1), member("valve", 77_500, 20)];
  assertEquals(
    clusterRows({
      ...{ member: "id of pump", state: "joined", lease: 5, entries: 9 },
      members,
    }),
    [
      ["cluster", "joined, 2 members, lease 5 s"],
      ["  pump", "1.2.3, 1 element, member for 1:15 min, this daemon"],
      ["  valve", "1.2.3, 20 elements, member for 1:15 min, heard 2.5 s ago"],
    ],
  );
});
