/**
 * The layout that the product keeps: ranks of the folders, and the files of
 * each that other folders import.
 */
import { circles, folderGraph, folderOf, type Graph } from "./graph.ts";

/**
 * Ranks from the bottom up: a folder imports folders of its own rank or below.
 * An entry point at the top level has the rank of the folder of its name.
 */
const RANKS: readonly (readonly string[])[] = [
  ["base"],
  ["protocol"],
  ["transport", "store"],
  ["peer", "gun", "bus", "cluster"],
  // Above peer: what a page loads imports nothing from outside.
  ["command_line", "std", "radar"],
  ["daemon", "peer_sync", "testing", "cli", "mod"],
];

/** Imports that the ranks allow and the design does not. */
const FORBIDDEN: readonly (readonly [from: string, to: string])[] = [
  ["bus", "transport"],
  ["bus", "store"],
  ["bus", "peer"],
  ["bus", "gun"],
  ["bus", "cluster"],
  ["cluster", "gun"],
  ["cluster", "peer"],
  ["cluster", "store"],
  ["cluster", "transport"],
  ["gun", "cluster"],
  ["peer", "cluster"],
  ["peer", "bus"],
  ["peer", "gun"],
  ["peer", "store"],
  ["store", "transport"],
  ["transport", "store"],
  ["gun", "bus"],
  ["gun", "peer"],
  ["daemon", "cli"],
  ["daemon", "testing"],
  ["daemon", "peer_sync"],
  ["peer_sync", "daemon"],
];

/**
 * Files that other top-level folders import; `/*` stands for the files of a
 * folder. The entry point of a folder's name imports any of its files.
 */
const IMPORTABLE: Record<string, readonly string[]> = {
  base: ["base/*"],
  bus: [
    "bus/bus.ts",
    "bus/burst_code.ts",
    "bus/collections/ranked_list.ts",
    "bus/collections/prefix_tree.ts",
    "bus/collections/timer_wheel.ts",
    "bus/elements/access.ts",
    "bus/elements/owned_paths.ts",
    "bus/elements/element.ts",
    "bus/elements/hierarchy.ts",
    "bus/elements/inner_owner.ts",
    "bus/elements/owner.ts",
    "bus/elements/restriction.ts",
    "bus/elements/stamps.ts",
    "bus/elements/watcher.ts",
    "bus/fetches/compile.ts",
    "bus/fetches/fetch.ts",
    "bus/fetches/fetcher.ts",
    "bus/kept/*",
    "bus/limits/*",
    "bus/sessions/host.ts",
    "bus/sessions/message_form.ts",
    "bus/sessions/session.ts",
    "bus/space/federation.ts",
    "bus/space/groups.ts",
    "bus/space/marks.ts",
    "bus/space/mounted_paths.ts",
    "bus/space/owners.ts",
    "bus/space/signals.ts",
    "bus/space/space.ts",
    "bus/space/staying.ts",
  ],
  cli: ["cli/main.ts"],
  cluster: ["cluster/cluster.ts", "cluster/figures.ts", "cluster/transport.ts"],
  command_line: ["command_line/*"],
  daemon: [
    "daemon/backup.ts",
    "daemon/bridges/cluster/access.ts",
    "daemon/bridges/cluster/inspect.ts",
    "daemon/bridges/cluster/library.ts",
    "daemon/bridges/cluster/options.ts",
    "daemon/daemon.ts",
    "daemon/main.ts",
    "daemon/options/*",
    "daemon/users/options.ts",
  ],
  gun: [
    "gun/graph/*",
    "gun/relay/dial.ts",
    "gun/relay/mesh.ts",
    "gun/relay/options.ts",
    "gun/relay/relay.ts",
    "gun/relay/traffic.ts",
    "gun/relay/verify.ts",
    "gun/sea/verifier.ts",
    "gun/store/open.ts",
    "gun/wire/limits.ts",
  ],
  peer: [
    "peer/core.ts",
    "peer/peer.ts",
    "peer/operations.ts",
    "peer/events.ts",
    "peer/options.ts",
    "peer/requests.ts",
    "peer/codecs/codec.ts",
    "peer/connection/*",
    "peer/elements/*",
    "peer/fetch/*",
    "peer/values/*",
  ],
  peer_sync: [],
  protocol: [
    "protocol/*",
    "protocol/binary/*",
    "protocol/dialects/burst_code.ts",
    "protocol/dialects/classic/rules.ts",
    "protocol/dialects/detect.ts",
    "protocol/errors/*",
    "protocol/json/*",
    "protocol/rules/*",
    "protocol/values/*",
    "protocol/websocket/*",
  ],
  radar: [],
  std: ["std/*"],
  store: ["store/*"],
  testing: [],
  transport: [
    "transport/connect/connector.ts",
    "transport/links/*",
    "transport/listen/*",
    "transport/streams/node.ts",
  ],
};

/** Folders whose own files are the seam that their subfolders implement. */
const SEAMS: readonly string[] = ["protocol", "peer/codecs"];

/** The top-level folder of a file; for an entry point the one of its name. */
function roomOf(file: string): string {
  return file.includes("/")
    ? file.slice(0, file.indexOf("/"))
    : file.replace(/\.ts$/, "");
}

function rankOf(file: string): number {
  const rank = RANKS.findIndex((folders) => folders.includes(roomOf(file)));
  if (rank === -1) {
    throw new Error(`${roomOf(file)} has no rank in ${import.meta.url}`);
  }
  return rank;
}

function isImportable(file: string): boolean {
  const list = IMPORTABLE[roomOf(file)] ?? [];
  return list.includes(file) || list.includes(`${folderOf(file)}/*`);
}

/** What the graph has against the layout, a sentence each, sorted. */
export function violations(graph: Graph): string[] {
  const found: string[] = [];
  for (const [from, imports] of graph) {
    for (const to of imports) {
      const arrow = `${from} → ${to}`;
      const rooms = [roomOf(from), roomOf(to)];
      if (rooms[0] === rooms[1]) {
        const [inner, outer] = [folderOf(from), folderOf(to)];
        const upwards = inner.startsWith(`${outer}/`) && outer !== "";
        if (upwards && !SEAMS.includes(outer)) {
          found.push(`out of a subfolder: ${arrow}`);
        }
        continue;
      }
      const forbidden = FORBIDDEN.some((pair) =>
        pair[0] === rooms[0] && pair[1] === rooms[1]
      );
      if (rankOf(to) > rankOf(from) || forbidden) {
        found.push(`upwards: ${arrow}`);
      } else if (to.includes("/") && !isImportable(to)) {
        found.push(`inner file: ${arrow}`);
      }
    }
  }
  for (const files of circles(graph)) {
    found.push(...files.map((file) => `file in a circle: ${file}`));
  }
  for (const folders of circles(folderGraph(graph))) {
    found.push(...folders.map((folder) => `folder in a circle: ${folder}`));
  }
  return found.sort();
}
