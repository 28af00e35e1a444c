/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-lyx-jHRUmc.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-t5DGooxg56.js.txt" with { type: "text" };
import asset2 from "./board-qeB0IQprZ7.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-19y44zzrpp.js.txt" with { type: "text" };
import asset5 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset6 from "./chunk-4K_9RYdRVU.js.txt" with { type: "text" };
import asset7 from "./chunk-57kGgXk4Sk.js.txt" with { type: "text" };
import asset8 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset9 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset10 from "./chunk-FtzreYwSeO.js.txt" with { type: "text" };
import asset11 from "./chunk-Gz28lZwkLz.js.txt" with { type: "text" };
import asset12 from "./chunk-Hc5f3SN7u-.js.txt" with { type: "text" };
import asset13 from "./chunk-Hm-PcVtJ_a.js.txt" with { type: "text" };
import asset14 from "./chunk-Kv2CcF85dy.js.txt" with { type: "text" };
import asset15 from "./chunk-LPTkl0vvv6.js.txt" with { type: "text" };
import asset16 from "./chunk-M43wpF7CLZ.js.txt" with { type: "text" };
import asset17 from "./chunk-SPcBxHtlix.js.txt" with { type: "text" };
import asset18 from "./chunk-W1t7Pk4m7p.js.txt" with { type: "text" };
import asset19 from "./chunk-YC0bv-Op8K.js.txt" with { type: "text" };
import asset20 from "./chunk-ZTNxEM5phZ.js.txt" with { type: "text" };
import asset21 from "./chunk-Zfq9ru8MGf.js.txt" with { type: "text" };
import asset22 from "./chunk-_q-XYmvvUF.js.txt" with { type: "text" };
import asset23 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset24 from "./chunk-aFdsHRsuvU.js.txt" with { type: "text" };
import asset25 from "./chunk-cJ78cQa7Jy.js.txt" with { type: "text" };
import asset26 from "./chunk-c_v5X1AUZm.js.txt" with { type: "text" };
import asset27 from "./chunk-dKvHTNOCJY.js.txt" with { type: "text" };
import asset28 from "./chunk-dXOqP3yi-g.js.txt" with { type: "text" };
import asset29 from "./chunk-eLjhU7X4Rb.js.txt" with { type: "text" };
import asset30 from "./chunk-ikkfdFYauX.js.txt" with { type: "text" };
import asset31 from "./chunk-iz9smeSraQ.js.txt" with { type: "text" };
import asset32 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset33 from "./chunk-lvxdvgeau4.js.txt" with { type: "text" };
import asset34 from "./chunk-rWdcMa5jcg.js.txt" with { type: "text" };
import asset35 from "./chunk-yKR1xgPdOD.js.txt" with { type: "text" };
import asset36 from "./chunk-yy9BsFT1Jp.js.txt" with { type: "text" };
import asset37 from "./codec-KaxDwFw0gd.js.txt" with { type: "text" };
import asset38 from "./daemon-tpLsXC4MIf.js.txt" with { type: "text" };
import asset39 from "./groups-WR4nMhNzpD.js.txt" with { type: "text" };
import asset40 from "./gun-biI-177J9k.js.txt" with { type: "text" };
import asset41 from "./later-eQdxYQ0WtN.js.txt" with { type: "text" };
import asset42 from "./listing-pdy7A1M-ht.js.txt" with { type: "text" };
import asset43 from "./main-9K-pbXTYYK.js.txt" with { type: "text" };
import asset44 from "./method_pane-7OvAYszfkp.js.txt" with { type: "text" };
import asset45 from "./peers-p5qAC5QGTR.js.txt" with { type: "text" };
import asset46 from "./pins-pBiBEOzQ7O.js.txt" with { type: "text" };
import asset47 from "./plots-qaNMIlu-h8.js.txt" with { type: "text" };
import asset48 from "./raw_websocket-vLWzknwGeR.js.txt" with { type: "text" };
import asset49 from "./registry-Rlni_BpjtT.js.txt" with { type: "text" };
import asset50 from "./sockets-p2QHCH25gH.js.txt" with { type: "text" };
import asset51 from "./tls-KaCtnerN88.js.txt" with { type: "text" };
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
  { name: "api-lyx-jHRUmc.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-t5DGooxg56.js", type: "text/javascript", content: asset1 },
  { name: "board-qeB0IQprZ7.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-19y44zzrpp.js", type: "text/javascript", content: asset4 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset5 },
  { name: "chunk-4K_9RYdRVU.js", type: "text/javascript", content: asset6 },
  { name: "chunk-57kGgXk4Sk.js", type: "text/javascript", content: asset7 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset8 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset9 },
  { name: "chunk-FtzreYwSeO.js", type: "text/javascript", content: asset10 },
  { name: "chunk-Gz28lZwkLz.js", type: "text/javascript", content: asset11 },
  { name: "chunk-Hc5f3SN7u-.js", type: "text/javascript", content: asset12 },
  { name: "chunk-Hm-PcVtJ_a.js", type: "text/javascript", content: asset13 },
  { name: "chunk-Kv2CcF85dy.js", type: "text/javascript", content: asset14 },
  { name: "chunk-LPTkl0vvv6.js", type: "text/javascript", content: asset15 },
  { name: "chunk-M43wpF7CLZ.js", type: "text/javascript", content: asset16 },
  { name: "chunk-SPcBxHtlix.js", type: "text/javascript", content: asset17 },
  { name: "chunk-W1t7Pk4m7p.js", type: "text/javascript", content: asset18 },
  { name: "chunk-YC0bv-Op8K.js", type: "text/javascript", content: asset19 },
  { name: "chunk-ZTNxEM5phZ.js", type: "text/javascript", content: asset20 },
  { name: "chunk-Zfq9ru8MGf.js", type: "text/javascript", content: asset21 },
  { name: "chunk-_q-XYmvvUF.js", type: "text/javascript", content: asset22 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset23 },
  { name: "chunk-aFdsHRsuvU.js", type: "text/javascript", content: asset24 },
  { name: "chunk-cJ78cQa7Jy.js", type: "text/javascript", content: asset25 },
  { name: "chunk-c_v5X1AUZm.js", type: "text/javascript", content: asset26 },
  { name: "chunk-dKvHTNOCJY.js", type: "text/javascript", content: asset27 },
  { name: "chunk-dXOqP3yi-g.js", type: "text/javascript", content: asset28 },
  { name: "chunk-eLjhU7X4Rb.js", type: "text/javascript", content: asset29 },
  { name: "chunk-ikkfdFYauX.js", type: "text/javascript", content: asset30 },
  { name: "chunk-iz9smeSraQ.js", type: "text/javascript", content: asset31 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset32 },
  { name: "chunk-lvxdvgeau4.js", type: "text/javascript", content: asset33 },
  { name: "chunk-rWdcMa5jcg.js", type: "text/javascript", content: asset34 },
  { name: "chunk-yKR1xgPdOD.js", type: "text/javascript", content: asset35 },
  { name: "chunk-yy9BsFT1Jp.js", type: "text/javascript", content: asset36 },
  { name: "codec-KaxDwFw0gd.js", type: "text/javascript", content: asset37 },
  { name: "daemon-tpLsXC4MIf.js", type: "text/javascript", content: asset38 },
  { name: "groups-WR4nMhNzpD.js", type: "text/javascript", content: asset39 },
  { name: "gun-biI-177J9k.js", type: "text/javascript", content: asset40 },
  { name: "later-eQdxYQ0WtN.js", type: "text/javascript", content: asset41 },
  { name: "listing-pdy7A1M-ht.js", type: "text/javascript", content: asset42 },
  { name: "main-9K-pbXTYYK.js", type: "text/javascript", content: asset43 },
  { name: "method_pane-7OvAYszfkp.js", type: "text/javascript", content: asset44 },
  { name: "peers-p5qAC5QGTR.js", type: "text/javascript", content: asset45 },
  { name: "pins-pBiBEOzQ7O.js", type: "text/javascript", content: asset46 },
  { name: "plots-qaNMIlu-h8.js", type: "text/javascript", content: asset47 },
  { name: "raw_websocket-vLWzknwGeR.js", type: "text/javascript", content: asset48 },
  { name: "registry-Rlni_BpjtT.js", type: "text/javascript", content: asset49 },
  { name: "sockets-p2QHCH25gH.js", type: "text/javascript", content: asset50 },
  { name: "tls-KaCtnerN88.js", type: "text/javascript", content: asset51 },
  { name: "radar-miyCEedoJ7.css", type: "text/css", content: asset52 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset53 },
];
