// Apps of gun from npm. Each line of the input is a command, [name, method,
// argument], each line of the output its result.
const { createRequire } = require("node:module");
const { createInterface } = require("node:readline");

const npm = createRequire(process.argv[2]);
const WebSocket = npm("ws");
const print = (result) => process.stdout.write(`${JSON.stringify(result)}\n`);
// Gun logs its greeting.
console.log = () => {};
const Gun = npm("gun/gun");
const apps = new Map();

const METHODS = {
  open(_, url, name) {
    const gun = Gun({
      peers: [url],
      localStorage: false,
      radisk: false,
      multicast: false,
      WebSocket,
    });
    const items = gun.get("todo");
    apps.set(name, { gun, url, items, titles: new Map(), own: null });
  },
  watch(app) {
    app.items.map().on((item, key) => app.titles.set(key, item && item.title));
  },
  add(app, title) {
    app.own = app.items.set({ title });
  },
  edit(app, title) {
    app.own.get("title").put(title);
  },
  retry({ gun, url }) {
    gun.opt({ peers: [url] }).get("retry").once();
  },
  titles(app) {
    return [...app.titles.values()];
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const [name, method, argument] = JSON.parse(line);
  print(METHODS[method](apps.get(name), argument, name) ?? null);
});
