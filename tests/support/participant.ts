/**
 * A peer among many: it adds a state and a method, and uses those of all
 * others. The same code runs in Deno, Bun, Node and browsers.
 *
 * @module
 */
import { Method, Peer, State } from "../../peer.ts";

/** What a participant has found out when it is done. */
export interface Findings {
  /** All paths below `peers/` that its fetch has reported, in order. */
  paths: string[];
  /** What the methods of the others gave for its number. */
  doubled: Record<string, number>;
  /** Who has set its state, in order of the names. */
  greeted: string[];
  /** The size of the sorted list that it fetched. */
  rows: number;
}

/**
 * Takes part until a state `finish` is there, and tells its findings by a state
 * `done/<name>`.
 *
 * @param names Everybody who takes part.
 */
export async function participate(
  url: string,
  name: string,
  names: readonly string[],
): Promise<void> {
  const peer = await Peer.connect(url, { name, connectTimeout: 30 });
  // Not `await using`: Node 22 does not know that.
  try {
    await takePart(peer, name, names);
  } finally {
    await peer.close();
  }
}

async function takePart(
  peer: Peer,
  name: string,
  names: readonly string[],
): Promise<void> {
  const others = names.filter((other) => other !== name);

  const greeted = new Set<string>();
  const allGreeted = Promise.withResolvers<void>();
  await peer.add(
    new State<string>(`peers/${name}/greetings`, "", {
      set(from) {
        greeted.add(from);
        if (greeted.size === others.length) allGreeted.resolve();
        return { value: [...greeted].sort().join(" ") };
      },
    }),
  );
  await peer.add(
    new Method(`peers/${name}/double`, ([n]: number[]) => 2 * n),
  );

  // Wait for the others.
  const paths = new Set<string>();
  for await (const { path } of peer.fetch({ path: { startsWith: "peers/" } })) {
    paths.add(path);
    if (paths.size === 2 * names.length) break;
  }

  const doubled: Record<string, number> = {};
  for (const other of others) {
    doubled[other] = await peer.call<number>(`peers/${other}/double`, [21]);
    await peer.set(`peers/${other}/greetings`, name);
  }
  await allGreeted.promise;

  const sort = { byPath: true, from: 1, to: 100 };
  let rows = 0;
  for await (
    const list of peer.fetch({ path: { startsWith: "peers/" }, sort })
  ) {
    rows = list.length;
    break;
  }

  const findings: Findings = {
    paths: [...paths].sort(),
    doubled,
    greeted: [...greeted].sort(),
    rows,
  };
  await peer.add(new State(`done/${name}`, findings));
  for await (const { event } of peer.fetch({ path: "finish" })) {
    if (event === "add") break;
  }
}
