/**
 * Peers that keep quiet: an owner and a fetcher for each address. In the end a
 * value is sent from the one to the other. Prints a line of JSON for each
 * address: how many connections were lost meanwhile, and whether it arrived.
 *
 * Arguments: the seconds of quiet, then heartbeat and address of each pair.
 */
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

const [seconds, ...pairs] = process.argv.slice(2);

async function begin(heartbeat: number, url: string, path: string) {
  const owner = await Peer.connect(url, { heartbeat });
  const fetcher = await Peer.connect(url, { heartbeat });
  let lost = 0;
  for (const peer of [owner, fetcher]) {
    peer.addEventListener("disconnect", () => lost++);
  }
  const state = await owner.add(new State(path, 0));
  const arrived = Promise.withResolvers<boolean>();
  await fetcher.fetch<number>({ path }, ({ value }) => {
    if (value === 1) arrived.resolve(true);
  }).ready;
  return async () => {
    const before = lost;
    await state.change(1);
    const passed = await arrived.promise;
    console.log(JSON.stringify({ url, heartbeat, lost: before, passed }));
  };
}

const ends: (() => Promise<void>)[] = [];
for (let i = 0; i < pairs.length; i += 2) {
  ends.push(await begin(Number(pairs[i]), pairs[i + 1], `quiet/${i}`));
}
setTimeout(async () => {
  await Promise.all(ends.map((end) => end()));
  process.exit();
}, Number(seconds) * 1000);
