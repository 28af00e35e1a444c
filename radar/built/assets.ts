/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-COH4VHWK.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-36OPG2RG.js.txt" with { type: "text" };
import asset2 from "./board-YRHZEBFY.js.txt" with { type: "text" };
import asset3 from "./chunk-2PATMIWJ.js.txt" with { type: "text" };
import asset4 from "./chunk-34JDYBEW.js.txt" with { type: "text" };
import asset5 from "./chunk-4NG7LVZA.js.txt" with { type: "text" };
import asset6 from "./chunk-5OW4P7OP.js.txt" with { type: "text" };
import asset7 from "./chunk-7QRKSDNL.js.txt" with { type: "text" };
import asset8 from "./chunk-AMKL7ZKN.js.txt" with { type: "text" };
import asset9 from "./chunk-BYBQLQA4.js.txt" with { type: "text" };
import asset10 from "./chunk-DBVM4F52.js.txt" with { type: "text" };
import asset11 from "./chunk-FI7MX6UX.js.txt" with { type: "text" };
import asset12 from "./chunk-GMCSOQ3B.js.txt" with { type: "text" };
import asset13 from "./chunk-IPVIJWLC.js.txt" with { type: "text" };
import asset14 from "./chunk-IWSOPDW7.js.txt" with { type: "text" };
import asset15 from "./chunk-J7UU6XF5.js.txt" with { type: "text" };
import asset16 from "./chunk-KPKBONO5.js.txt" with { type: "text" };
import asset17 from "./chunk-LFD676SO.js.txt" with { type: "text" };
import asset18 from "./chunk-LJ2QECLG.js.txt" with { type: "text" };
import asset19 from "./chunk-LS2MPUCE.js.txt" with { type: "text" };
import asset20 from "./chunk-MV67D7V7.js.txt" with { type: "text" };
import asset21 from "./chunk-NEHAZJHD.js.txt" with { type: "text" };
import asset22 from "./chunk-OBALFC4Y.js.txt" with { type: "text" };
import asset23 from "./chunk-ODE67MAR.js.txt" with { type: "text" };
import asset24 from "./chunk-OOZNHNOX.js.txt" with { type: "text" };
import asset25 from "./chunk-OQIAIVOS.js.txt" with { type: "text" };
import asset26 from "./chunk-P2ZGFRKH.js.txt" with { type: "text" };
import asset27 from "./chunk-PMLSXDID.js.txt" with { type: "text" };
import asset28 from "./chunk-S7QKWU4E.js.txt" with { type: "text" };
import asset29 from "./chunk-UXRBS74K.js.txt" with { type: "text" };
import asset30 from "./chunk-VLWRRZ5E.js.txt" with { type: "text" };
import asset31 from "./chunk-WQGPRFPC.js.txt" with { type: "text" };
import asset32 from "./chunk-X2PVZ7YR.js.txt" with { type: "text" };
import asset33 from "./chunk-XCNVEMDS.js.txt" with { type: "text" };
import asset34 from "./chunk-XJ3SPVTK.js.txt" with { type: "text" };
import asset35 from "./chunk-XZSZWIXN.js.txt" with { type: "text" };
import asset36 from "./chunk-YW5SA6A5.js.txt" with { type: "text" };
import asset37 from "./codec-PVCGCW5L.js.txt" with { type: "text" };
import asset38 from "./daemon-ZL4G25ET.js.txt" with { type: "text" };
import asset39 from "./groups-47FOJIUC.js.txt" with { type: "text" };
import asset40 from "./gun-IU75YSTL.js.txt" with { type: "text" };
import asset41 from "./later-LRCZRE4C.js.txt" with { type: "text" };
import asset42 from "./listing-LUTYLEWL.js.txt" with { type: "text" };
import asset43 from "./main-oDiY5hr6XH.js.txt" with { type: "text" };
import asset44 from "./method_pane-M6J2CVHX.js.txt" with { type: "text" };
import asset45 from "./peers-53SXOG4G.js.txt" with { type: "text" };
import asset46 from "./pins-SK5UHZTD.js.txt" with { type: "text" };
import asset47 from "./plots-CEFNAABE.js.txt" with { type: "text" };
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
  { name: "api-COH4VHWK.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-36OPG2RG.js", type: "text/javascript", content: asset1 },
  { name: "board-YRHZEBFY.js", type: "text/javascript", content: asset2 },
  { name: "chunk-2PATMIWJ.js", type: "text/javascript", content: asset3 },
  { name: "chunk-34JDYBEW.js", type: "text/javascript", content: asset4 },
  { name: "chunk-4NG7LVZA.js", type: "text/javascript", content: asset5 },
  { name: "chunk-5OW4P7OP.js", type: "text/javascript", content: asset6 },
  { name: "chunk-7QRKSDNL.js", type: "text/javascript", content: asset7 },
  { name: "chunk-AMKL7ZKN.js", type: "text/javascript", content: asset8 },
  { name: "chunk-BYBQLQA4.js", type: "text/javascript", content: asset9 },
  { name: "chunk-DBVM4F52.js", type: "text/javascript", content: asset10 },
  { name: "chunk-FI7MX6UX.js", type: "text/javascript", content: asset11 },
  { name: "chunk-GMCSOQ3B.js", type: "text/javascript", content: asset12 },
  { name: "chunk-IPVIJWLC.js", type: "text/javascript", content: asset13 },
  { name: "chunk-IWSOPDW7.js", type: "text/javascript", content: asset14 },
  { name: "chunk-J7UU6XF5.js", type: "text/javascript", content: asset15 },
  { name: "chunk-KPKBONO5.js", type: "text/javascript", content: asset16 },
  { name: "chunk-LFD676SO.js", type: "text/javascript", content: asset17 },
  { name: "chunk-LJ2QECLG.js", type: "text/javascript", content: asset18 },
  { name: "chunk-LS2MPUCE.js", type: "text/javascript", content: asset19 },
  { name: "chunk-MV67D7V7.js", type: "text/javascript", content: asset20 },
  { name: "chunk-NEHAZJHD.js", type: "text/javascript", content: asset21 },
  { name: "chunk-OBALFC4Y.js", type: "text/javascript", content: asset22 },
  { name: "chunk-ODE67MAR.js", type: "text/javascript", content: asset23 },
  { name: "chunk-OOZNHNOX.js", type: "text/javascript", content: asset24 },
  { name: "chunk-OQIAIVOS.js", type: "text/javascript", content: asset25 },
  { name: "chunk-P2ZGFRKH.js", type: "text/javascript", content: asset26 },
  { name: "chunk-PMLSXDID.js", type: "text/javascript", content: asset27 },
  { name: "chunk-S7QKWU4E.js", type: "text/javascript", content: asset28 },
  { name: "chunk-UXRBS74K.js", type: "text/javascript", content: asset29 },
  { name: "chunk-VLWRRZ5E.js", type: "text/javascript", content: asset30 },
  { name: "chunk-WQGPRFPC.js", type: "text/javascript", content: asset31 },
  { name: "chunk-X2PVZ7YR.js", type: "text/javascript", content: asset32 },
  { name: "chunk-XCNVEMDS.js", type: "text/javascript", content: asset33 },
  { name: "chunk-XJ3SPVTK.js", type: "text/javascript", content: asset34 },
  { name: "chunk-XZSZWIXN.js", type: "text/javascript", content: asset35 },
  { name: "chunk-YW5SA6A5.js", type: "text/javascript", content: asset36 },
  { name: "codec-PVCGCW5L.js", type: "text/javascript", content: asset37 },
  { name: "daemon-ZL4G25ET.js", type: "text/javascript", content: asset38 },
  { name: "groups-47FOJIUC.js", type: "text/javascript", content: asset39 },
  { name: "gun-IU75YSTL.js", type: "text/javascript", content: asset40 },
  { name: "later-LRCZRE4C.js", type: "text/javascript", content: asset41 },
  { name: "listing-LUTYLEWL.js", type: "text/javascript", content: asset42 },
  { name: "main-oDiY5hr6XH.js", type: "text/javascript", content: asset43 },
  { name: "method_pane-M6J2CVHX.js", type: "text/javascript", content: asset44 },
  { name: "peers-53SXOG4G.js", type: "text/javascript", content: asset45 },
  { name: "pins-SK5UHZTD.js", type: "text/javascript", content: asset46 },
  { name: "plots-CEFNAABE.js", type: "text/javascript", content: asset47 },
  { name: "raw_websocket-5VV64TXP.js", type: "text/javascript", content: asset48 },
  { name: "registry-JM7RK662.js", type: "text/javascript", content: asset49 },
  { name: "sockets-2AA6DD45.js", type: "text/javascript", content: asset50 },
  { name: "tls-4I67OX2P.js", type: "text/javascript", content: asset51 },
  { name: "radar-miyCEedoJ7.css", type: "text/css", content: asset52 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset53 },
];
