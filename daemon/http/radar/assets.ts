/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-X4GG4HFS.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-36OPG2RG.js.txt" with { type: "text" };
import asset2 from "./board-U4O3ZXG2.js.txt" with { type: "text" };
import asset3 from "./chunk-3TUBRF46.js.txt" with { type: "text" };
import asset4 from "./chunk-4NG7LVZA.js.txt" with { type: "text" };
import asset5 from "./chunk-5OW4P7OP.js.txt" with { type: "text" };
import asset6 from "./chunk-6BGYWQXB.js.txt" with { type: "text" };
import asset7 from "./chunk-6OSKYWOS.js.txt" with { type: "text" };
import asset8 from "./chunk-774SBNZO.js.txt" with { type: "text" };
import asset9 from "./chunk-AMKL7ZKN.js.txt" with { type: "text" };
import asset10 from "./chunk-CI5N5LZN.js.txt" with { type: "text" };
import asset11 from "./chunk-DBVM4F52.js.txt" with { type: "text" };
import asset12 from "./chunk-EZUC7Y4G.js.txt" with { type: "text" };
import asset13 from "./chunk-FI7MX6UX.js.txt" with { type: "text" };
import asset14 from "./chunk-GMCSOQ3B.js.txt" with { type: "text" };
import asset15 from "./chunk-IPVIJWLC.js.txt" with { type: "text" };
import asset16 from "./chunk-IWSOPDW7.js.txt" with { type: "text" };
import asset17 from "./chunk-JLDVRJ3K.js.txt" with { type: "text" };
import asset18 from "./chunk-JQX2KBIK.js.txt" with { type: "text" };
import asset19 from "./chunk-KNLMLLFO.js.txt" with { type: "text" };
import asset20 from "./chunk-KPKBONO5.js.txt" with { type: "text" };
import asset21 from "./chunk-LFD676SO.js.txt" with { type: "text" };
import asset22 from "./chunk-LJ2QECLG.js.txt" with { type: "text" };
import asset23 from "./chunk-LVGHJAOR.js.txt" with { type: "text" };
import asset24 from "./chunk-ODE67MAR.js.txt" with { type: "text" };
import asset25 from "./chunk-OOZNHNOX.js.txt" with { type: "text" };
import asset26 from "./chunk-OQIAIVOS.js.txt" with { type: "text" };
import asset27 from "./chunk-OTIIFSM5.js.txt" with { type: "text" };
import asset28 from "./chunk-PMLSXDID.js.txt" with { type: "text" };
import asset29 from "./chunk-R3J77FJQ.js.txt" with { type: "text" };
import asset30 from "./chunk-RSYV7E4R.js.txt" with { type: "text" };
import asset31 from "./chunk-S7QKWU4E.js.txt" with { type: "text" };
import asset32 from "./chunk-UCJTYUK2.js.txt" with { type: "text" };
import asset33 from "./chunk-VLWRRZ5E.js.txt" with { type: "text" };
import asset34 from "./chunk-X2PVZ7YR.js.txt" with { type: "text" };
import asset35 from "./chunk-XJ3SPVTK.js.txt" with { type: "text" };
import asset36 from "./chunk-YW5SA6A5.js.txt" with { type: "text" };
import asset37 from "./codec-PVCGCW5L.js.txt" with { type: "text" };
import asset38 from "./daemon-TW27SPXF.js.txt" with { type: "text" };
import asset39 from "./groups-ORJRCCV4.js.txt" with { type: "text" };
import asset40 from "./gun-P6NKKASF.js.txt" with { type: "text" };
import asset41 from "./later-LRCZRE4C.js.txt" with { type: "text" };
import asset42 from "./listing-LUTYLEWL.js.txt" with { type: "text" };
import asset43 from "./main-K_jTbRtwZE.js.txt" with { type: "text" };
import asset44 from "./method_pane-5B6CAHRB.js.txt" with { type: "text" };
import asset45 from "./peers-FOUTR35L.js.txt" with { type: "text" };
import asset46 from "./pins-NDN4CKGM.js.txt" with { type: "text" };
import asset47 from "./plots-5FWPFPBG.js.txt" with { type: "text" };
import asset48 from "./raw_websocket-5VV64TXP.js.txt" with { type: "text" };
import asset49 from "./registry-JM7RK662.js.txt" with { type: "text" };
import asset50 from "./sockets-2AA6DD45.js.txt" with { type: "text" };
import asset51 from "./tls-4I67OX2P.js.txt" with { type: "text" };
import asset52 from "./radar-miyCEedoJ7.css.txt" with { type: "text" };
import asset53 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

/** A file that never changes: its name has a hash of its content. */
export interface BuiltAsset {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: string;
}

/** The page itself, for all addresses below `/radar/`. */
export const INDEX: string = index;

/** The files that it loads. */
export const ASSETS: readonly BuiltAsset[] = [
  { name: "api-X4GG4HFS.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-36OPG2RG.js", type: "text/javascript", content: asset1 },
  { name: "board-U4O3ZXG2.js", type: "text/javascript", content: asset2 },
  { name: "chunk-3TUBRF46.js", type: "text/javascript", content: asset3 },
  { name: "chunk-4NG7LVZA.js", type: "text/javascript", content: asset4 },
  { name: "chunk-5OW4P7OP.js", type: "text/javascript", content: asset5 },
  { name: "chunk-6BGYWQXB.js", type: "text/javascript", content: asset6 },
  { name: "chunk-6OSKYWOS.js", type: "text/javascript", content: asset7 },
  { name: "chunk-774SBNZO.js", type: "text/javascript", content: asset8 },
  { name: "chunk-AMKL7ZKN.js", type: "text/javascript", content: asset9 },
  { name: "chunk-CI5N5LZN.js", type: "text/javascript", content: asset10 },
  { name: "chunk-DBVM4F52.js", type: "text/javascript", content: asset11 },
  { name: "chunk-EZUC7Y4G.js", type: "text/javascript", content: asset12 },
  { name: "chunk-FI7MX6UX.js", type: "text/javascript", content: asset13 },
  { name: "chunk-GMCSOQ3B.js", type: "text/javascript", content: asset14 },
  { name: "chunk-IPVIJWLC.js", type: "text/javascript", content: asset15 },
  { name: "chunk-IWSOPDW7.js", type: "text/javascript", content: asset16 },
  { name: "chunk-JLDVRJ3K.js", type: "text/javascript", content: asset17 },
  { name: "chunk-JQX2KBIK.js", type: "text/javascript", content: asset18 },
  { name: "chunk-KNLMLLFO.js", type: "text/javascript", content: asset19 },
  { name: "chunk-KPKBONO5.js", type: "text/javascript", content: asset20 },
  { name: "chunk-LFD676SO.js", type: "text/javascript", content: asset21 },
  { name: "chunk-LJ2QECLG.js", type: "text/javascript", content: asset22 },
  { name: "chunk-LVGHJAOR.js", type: "text/javascript", content: asset23 },
  { name: "chunk-ODE67MAR.js", type: "text/javascript", content: asset24 },
  { name: "chunk-OOZNHNOX.js", type: "text/javascript", content: asset25 },
  { name: "chunk-OQIAIVOS.js", type: "text/javascript", content: asset26 },
  { name: "chunk-OTIIFSM5.js", type: "text/javascript", content: asset27 },
  { name: "chunk-PMLSXDID.js", type: "text/javascript", content: asset28 },
  { name: "chunk-R3J77FJQ.js", type: "text/javascript", content: asset29 },
  { name: "chunk-RSYV7E4R.js", type: "text/javascript", content: asset30 },
  { name: "chunk-S7QKWU4E.js", type: "text/javascript", content: asset31 },
  { name: "chunk-UCJTYUK2.js", type: "text/javascript", content: asset32 },
  { name: "chunk-VLWRRZ5E.js", type: "text/javascript", content: asset33 },
  { name: "chunk-X2PVZ7YR.js", type: "text/javascript", content: asset34 },
  { name: "chunk-XJ3SPVTK.js", type: "text/javascript", content: asset35 },
  { name: "chunk-YW5SA6A5.js", type: "text/javascript", content: asset36 },
  { name: "codec-PVCGCW5L.js", type: "text/javascript", content: asset37 },
  { name: "daemon-TW27SPXF.js", type: "text/javascript", content: asset38 },
  { name: "groups-ORJRCCV4.js", type: "text/javascript", content: asset39 },
  { name: "gun-P6NKKASF.js", type: "text/javascript", content: asset40 },
  { name: "later-LRCZRE4C.js", type: "text/javascript", content: asset41 },
  { name: "listing-LUTYLEWL.js", type: "text/javascript", content: asset42 },
  { name: "main-K_jTbRtwZE.js", type: "text/javascript", content: asset43 },
  { name: "method_pane-5B6CAHRB.js", type: "text/javascript", content: asset44 },
  { name: "peers-FOUTR35L.js", type: "text/javascript", content: asset45 },
  { name: "pins-NDN4CKGM.js", type: "text/javascript", content: asset46 },
  { name: "plots-5FWPFPBG.js", type: "text/javascript", content: asset47 },
  { name: "raw_websocket-5VV64TXP.js", type: "text/javascript", content: asset48 },
  { name: "registry-JM7RK662.js", type: "text/javascript", content: asset49 },
  { name: "sockets-2AA6DD45.js", type: "text/javascript", content: asset50 },
  { name: "tls-4I67OX2P.js", type: "text/javascript", content: asset51 },
  { name: "radar-miyCEedoJ7.css", type: "text/css", content: asset52 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset53 },
];
