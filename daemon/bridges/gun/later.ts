/**
 * What a daemon loads of GUN when the first app or relay needs it: a quarter of
 * all modules.
 *
 * @module
 */
export { dial } from "../../../gun/relay/dial.ts";
export { Mesh } from "../../../gun/relay/mesh.ts";
export { Relay } from "../../../gun/relay/relay.ts";
export { PERMISSIVE } from "../../../gun/relay/verify.ts";
export { SeaVerifier } from "../../../gun/sea/verifier.ts";
export { GRAPH_FORM, openStore } from "../../../gun/store/open.ts";
export { GunShare } from "./share.ts";
