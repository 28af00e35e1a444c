// A todo list that many edit at once, the classic example of Jet. This
// program owns the list and serves the page; open it in several browsers.
// Usage: deno run -A examples/todo/server.ts [ws url]
import { argv, env } from "node:process";
import { InvalidArgument, Method, NotFound, Peer, State } from "../../peer.ts";
import { serve } from "../serve.ts";

/** What the state of an item has as its value. */
interface Item {
  title: string;
  completed: boolean;
}

const daemon = argv[2] ?? env.JET_URL ?? "ws://localhost:11123";
const peer = await Peer.connect(daemon, { name: "todo" });

const items = new Map<number, State<Item>>();
let lastId = 0;

/** What comes from outside is checked: a title of one line, not empty. */
function checkTitle(title: unknown): string {
  if (typeof title !== "string" || title.trim() === "") {
    throw new InvalidArgument("something to do needs a title");
  }
  return title.trim().slice(0, 200);
}

function checkCompleted(completed: unknown): boolean {
  if (typeof completed === "boolean") return completed;
  throw new InvalidArgument("completed is true or false");
}

async function remove(id: number): Promise<void> {
  const item = items.get(id);
  if (item === undefined) throw new NotFound(`todo/items/${id}`);
  items.delete(id);
  await item.remove();
}

await peer.add(
  new Method("todo/add", async ([title]: unknown[]) => {
    const id = ++lastId;
    const item: State<Item> = new State<Item>(
      `todo/items/${id}`,
      { title: checkTitle(title), completed: false },
      {
        // A `set` has the members to change: `{ completed: true }`.
        set(change: Partial<Item>) {
          const { title, completed } = { ...item.value, ...change };
          return {
            value: {
              title: checkTitle(title),
              completed: checkCompleted(completed),
            },
          };
        },
      },
    );
    items.set(id, item);
    await peer.add(item);
    return id;
  }),
);

await peer.add(
  new Method("todo/remove", ([id]: unknown[]) => remove(Number(id))),
);

await peer.add(
  new Method("todo/clearCompleted", async () => {
    const completed = [...items].filter(([, { value }]) => value.completed);
    await Promise.all(completed.map(([id]) => remove(id)));
    return completed.length;
  }),
);

await peer.add(
  new Method("todo/setAllCompleted", ([wanted]: unknown[]) => {
    const completed = checkCompleted(wanted);
    for (const item of items.values()) {
      if (item.value.completed !== completed) {
        item.value = { ...item.value, completed };
      }
    }
  }),
);

const page = new URL("page.html", import.meta.url);
console.log("todo list at", await serve({ page, daemon, port: 8002 }));
