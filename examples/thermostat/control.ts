// A client of the rooms: it knows paths, not their owners.
// Usage: deno run -A examples/thermostat/control.ts            what there is
//        deno run -A examples/thermostat/control.ts ROOM 21.5  sets the target
//        deno run -A examples/thermostat/control.ts ROOM boost [minutes] [url]
import { argv, env, exit } from "node:process";
import { JetError, Peer } from "../../peer.ts";

const [, , room, wish, minutes = "10", address] = argv;
const url = address ?? env.JET_URL ?? "tcp://localhost:11122";
await using peer = await Peer.connect(url);

try {
  if (room === undefined || wish === undefined) {
    for (const { path, value } of await peer.get({ below: "house" })) {
      if (value !== undefined) console.log(path, value);
    }
  } else if (wish === "boost") {
    await peer.call(`house/${room}/boost`, [Number(minutes)]);
    console.log(`${room} is boosted for ${minutes} minutes`);
  } else {
    // The owner may take another value than it was asked for.
    const options = { valueAsResult: true } as const;
    const target = `house/${room}/target`;
    const { value } = await peer.set(target, Number(wish), options);
    console.log(`${room} will have ${value} °C`);
  }
} catch (error) {
  if (!(error instanceof JetError)) throw error;
  console.error(error.message);
  exit(1);
}
