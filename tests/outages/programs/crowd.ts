/**
 * Many peers: each fetches one state of another program, and owns one itself.
 * Prints `ready`, then `whole` and the time whenever all of them have seen the
 * same new value of that state.
 *
 * Arguments: the address, how many, and a number for the paths.
 */
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

const [url, count, number] = process.argv.slice(2);
const seen = new Map<number, number>();
let lost = 0;

async function begin(index: number): Promise<void> {
  const peer = await Peer.connect(url, { retry: true });
  peer.addEventListener("disconnect", () => lost++);
  await peer.add(new State(`crowd/${number}/${index}`, index));
  await peer.fetch<number>({ path: "crowd/value" }, ({ event, value }) => {
    if (event === "remove") console.log(`removed ${index}`);
    if (value === undefined) return;
    seen.set(value, (seen.get(value) ?? 0) + 1);
    if (seen.get(value) === Number(count)) {
      console.log(`whole ${value} ${Date.now()} ${lost}`);
    }
  }).ready;
}

const AT_ONCE = 25;
for (let i = 0; i < Number(count); i += AT_ONCE) {
  const length = Math.min(AT_ONCE, Number(count) - i);
  await Promise.all(Array.from({ length }, (_, k) => begin(i + k)));
}
console.log("ready");
