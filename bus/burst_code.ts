/**
 * Code that runs in bursts: when a peer comes with all its elements, and when a
 * fetch begins. A compiler that takes a long time for very fast code is not paid
 * back by it: a burst is over by then.
 *
 * @module
 */
import { AgingMap } from "../base/aging_map.ts";
import { ByteStore } from "../base/slab.ts";
import { Children } from "./collections/children.ts";
import { Element, Node } from "./elements/element.ts";
import { Hierarchy } from "./elements/hierarchy.ts";
import { ElementTable } from "./elements/table.ts";
import { PathFetch } from "./fetches/path_query.ts";
import { ElementRequests } from "./sessions/element_requests.ts";
import { PeerOutput } from "./sessions/output.ts";
import { publishNodes } from "./space/node_events.ts";
import { Notes } from "./space/notes.ts";
import { Owners } from "./space/owners.ts";
import { Replay } from "./space/replay.ts";
import { Space } from "./space/space.ts";

/** Its functions, but for those that changes and requests need as well. */
export const burstCode: readonly ((...args: never[]) => unknown)[] = [
  // Adds.
  ElementRequests.prototype.add,
  Space.prototype.add,
  Owners.prototype.of,
  Notes.prototype.extrasOf,
  Hierarchy.prototype.add,
  Element.prototype.begin,
  ByteStore.prototype.place,
  ElementTable.prototype.add,
  AgingMap.prototype.add,
  Owners.prototype.add,
  Children.prototype.add,
  Node.prototype.addLeaf,
  publishNodes,
  // Beginnings of fetches.
  Replay.prototype.pass,
  Replay.prototype.reportAbove,
  PathFetch.prototype.replayed,
  PeerOutput.prototype.replay,
];
