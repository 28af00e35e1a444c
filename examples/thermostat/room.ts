// A room with a heating, simulated: the owner of what is below house/<room>.
// Start as many as you like, each with a name of its own.
// Usage: deno run -A examples/thermostat/room.ts [room] [url]
import { argv, env } from "node:process";
import { InvalidArgument, Method, Peer, State } from "../../peer.ts";

const [, , room = "kitchen", url = env.JET_URL ?? "tcp://localhost:11122"] =
  argv;
const OUTSIDE = 8; // degrees

const peer = await Peer.connect(url, { name: `thermostat ${room}` });

// What can be set has a `set` handler, the rest can only be fetched.
const temperature = await peer.add(
  new State(`house/${room}/temperature`, 18.5),
);
const heating = await peer.add(new State(`house/${room}/heating`, 0));
const boosted = await peer.add(new State(`house/${room}/boosted`, 0));
const target = await peer.add(
  new State(`house/${room}/target`, 21, {
    set(value) {
      if (typeof value !== "number") throw new InvalidArgument("no number");
      if (value < 5 || value > 30) throw new InvalidArgument("5 to 30 degrees");
      return { value: Math.round(value * 2) / 2 }; // adapted to half degrees
    },
  }),
);
await peer.add(
  new Method(`house/${room}/boost`, ([minutes]: unknown[]) => {
    if (typeof minutes !== "number" || !(minutes >= 0 && minutes <= 60)) {
      throw new InvalidArgument("0 to 60 minutes");
    }
    boosted.value = minutes;
    heating.value = power();
  }),
);
console.log(`${room} is on the bus`);

/** Full power while boosted, else the more the colder it is, in per cent. */
function power(): number {
  if (boosted.value > 0) return 100;
  const missing = target.value - temperature.value;
  return Math.round(Math.min(Math.max(missing * 50, 0), 100));
}

// A second here is a minute in the room.
setInterval(async () => {
  const warmed = temperature.value + heating.value / 250;
  const cooled = warmed - (warmed - OUTSIDE) / 100;
  if (boosted.value > 0) boosted.value = Math.max(boosted.value - 1, 0);
  // Added in one batch: no fetcher sees a part of it.
  await peer.changeBelow(`house/${room}`, {
    temperature: Math.round(cooled * 100) / 100,
    heating: power(),
  });
}, 1000);
