/**
 * An owner and a fetcher for each address of a daemon. Each line that it prints
 * is JSON: what happened to whom, and when. When all are connected again, they
 * are whole as soon as a new value of the owner has arrived at the fetcher.
 *
 * Arguments: the heartbeat in seconds, then the addresses.
 */
import process from "node:process";
import { Peer, State } from "../../../peer.ts";

const [heartbeat, ...urls] = process.argv.slice(2);
const options = { heartbeat: Number(heartbeat) };

function print(what: string, url: string, more: object = {}): void {
  console.log(JSON.stringify({ what, url, at: Date.now(), ...more }));
}

async function begin(url: string, number: number): Promise<void> {
  const owner = await Peer.connect(url, options);
  const fetcher = await Peer.connect(url, options);
  const state = await owner.add(new State(`outages/${number}`, 0));
  let arrived: (value: number) => void = () => {};
  const fetching = fetcher.fetch<number>({ path: state.path }, (change) => {
    const { event, value } = change;
    if (event === "change" && value !== undefined) arrived(value);
    else print(event, url);
  });
  await fetching.ready;
  let lost = 0;
  for (const [who, peer] of Object.entries({ owner, fetcher })) {
    peer.addEventListener("disconnect", ({ reason }) => {
      lost++;
      print("lost", url, { who, reason: reason?.message });
    });
    peer.addEventListener("reconnect", () => {
      print("back", url, { who });
      lost--;
      if (lost === 0) check();
    });
  }
  const check = async () => {
    const value = Date.now();
    const seen = new Promise<void>((resolve) => {
      arrived = (other) => other === value && resolve();
    });
    await state.change(value);
    await seen;
    print("whole", url);
  };
}

for (const [number, url] of urls.entries()) await begin(url, number);
print("ready", "");
