/**
 * One of several programs that use the graph together, on any runtime.
 *
 * @module
 */
import { Graph } from "../../gun.ts";

/**
 * Joins the others: tells its name, waits for the names of all,
 * greets everybody, waits until everybody has greeted it, and says so.
 */
export async function participate(
  url: string,
  name: string,
  names: readonly string[],
): Promise<void> {
  const graph = await Graph.connect(url);
  const party = graph.get("party");
  await party.put({ [name]: { name, greetings: {} } });
  const seen = new Set<string>();
  for await (const { key } of party.members()) {
    seen.add(key);
    if (names.every((one) => seen.has(one))) break;
  }
  for (const other of names) {
    await party.get(other).get("greetings").put({ [name]: `from ${name}` });
  }
  const greeted = new Set<string>();
  const greetings = party.get(name).get("greetings").node;
  for await (const { key } of greetings.changes()) {
    greeted.add(key);
    if (names.every((one) => greeted.has(one))) break;
  }
  await graph.get("done").put({ [name]: greeted.size });
  graph.close();
}
