// A camera above the sea, simulated: pictures as image/png over binary Jet,
// where bytes are bytes. Peers that speak JSON see them as `data:` URLs.
// Usage: deno run -A examples/camera/camera.ts [name] [url], jetb://… or ws://…
import { argv, env } from "node:process";
import {
  InvalidArgument,
  Method,
  Peer,
  State,
  TypedBytes,
} from "../../peer.ts";
import { type Painter, png } from "./png.ts";

const [, , name = "pier", url = env.JET_URL ?? "jetb://localhost:11124"] = argv;
const [WIDTH, HEIGHT] = [320, 180];

const peer = await Peer.connect(url, {
  name: `camera ${name}`,
  binary: true,
});
const picture = await peer.add(
  new State(`cameras/${name}/picture`, await shoot(0)),
);
const rate = await peer.add(
  new State<number>(`cameras/${name}/rate`, 5, {
    type: "u32", // without it an f64
    set(perSecond) {
      if (!(perSecond >= 1 && perSecond <= 25)) {
        throw new InvalidArgument("1 to 25 pictures a second");
      }
      return { value: Math.round(perSecond) };
    },
  }),
);
await peer.add(
  new Method(`cameras/${name}/shoot`, () => shoot(performance.now())),
);
console.log(`camera ${name} is on the bus`);

// A picture is only taken when the daemon has the one before.
for (;;) {
  const began = performance.now();
  await picture.change(await shoot(began));
  const rest = began + 1000 / rate.value - performance.now();
  await new Promise((resolve) => setTimeout(resolve, rest));
}

async function shoot(time: number): Promise<TypedBytes> {
  return new TypedBytes("image/png", await png(WIDTH, HEIGHT, sea(time)));
}

/** A sun over waves, at a time in milliseconds. */
function sea(time: number): Painter {
  const t = time / 1000;
  const sunX = WIDTH / 2 + Math.sin(t / 5) * WIDTH / 3;
  const sunY = 62 + 25 * Math.cos(t / 5);
  const horizon = 100;
  return (x, y) => {
    const distance = Math.hypot(x - sunX, y - sunY);
    if (y < horizon) {
      const glow = Math.exp(-distance / 60);
      const low = y / horizon;
      return distance < 14
        ? [1, 1, 0.9]
        : [0.25 + 0.6 * low * low + glow, 0.35 + 0.3 * low + glow * 0.6, 0.6];
    }
    const near = (y - horizon) / (HEIGHT - horizon);
    const wave = Math.sin(x * (0.22 - 0.16 * near) + t * 2 + y * y / 40) *
      Math.sin(y * (1.6 - 1.2 * near) - t * 3);
    const path = Math.exp(-Math.abs(x - sunX) / (8 + 40 * near));
    const glitter = wave > 0.35 ? path : 0;
    const water = 0.12 + 0.05 * wave * (1 + near);
    return [water + glitter, water + 0.15 + glitter * 0.8, water + 0.3];
  };
}
