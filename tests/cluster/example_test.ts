import { Peer, State } from "../../peer.ts";
import { Program } from "../support/process.ts";
import { onEachRuntime, ROOT, WHOLE_MATRIX } from "../support/runtimes.ts";
import { cannotRun } from "./members.ts";

onEachRuntime(
  "the example starts daemons that are one bus",
  async (runtime) => {
    await using example = await Program.start(
      runtime,
      `${ROOT}examples/cluster.ts`,
    );
    const urls: string[] = [];
    for (const name of ["a", "b"]) {
      const line = new RegExp(`^daemon ${name}: (tcp://[^ ]+)`);
      const [, url] = await example.stdout.match(line);
      urls.push(url);
    }
    await using owner = await Peer.connect(urls[0]);
    await using client = await Peer.connect(urls[1]);
    await owner.add(new State("s", 1, { set: () => undefined }));
    await client.set("s", 2);
    example.signal("SIGINT");
    await example.ended();
  },
  { ignore: cannotRun("bun") || !WHOLE_MATRIX },
);
