/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-hmReJE524Q.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-EBE1OSElaZ.js.txt" with { type: "text" };
import asset2 from "./board-JpTo-RmND9.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk--ILCAH793E.js.txt" with { type: "text" };
import asset5 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset6 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset7 from "./chunk-4K_9RYdRVU.js.txt" with { type: "text" };
import asset8 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset9 from "./chunk-6iLpRb81le.js.txt" with { type: "text" };
import asset10 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset11 from "./chunk-Gz28lZwkLz.js.txt" with { type: "text" };
import asset12 from "./chunk-H6RDOriN-W.js.txt" with { type: "text" };
import asset13 from "./chunk-Hc5f3SN7u-.js.txt" with { type: "text" };
import asset14 from "./chunk-Hm-PcVtJ_a.js.txt" with { type: "text" };
import asset15 from "./chunk-JxE6rMzGHW.js.txt" with { type: "text" };
import asset16 from "./chunk-Kv2CcF85dy.js.txt" with { type: "text" };
import asset17 from "./chunk-M43wpF7CLZ.js.txt" with { type: "text" };
import asset18 from "./chunk-SPcBxHtlix.js.txt" with { type: "text" };
import asset19 from "./chunk-V7MRel7rNn.js.txt" with { type: "text" };
import asset20 from "./chunk-W1t7Pk4m7p.js.txt" with { type: "text" };
import asset21 from "./chunk-X3l-PX54XQ.js.txt" with { type: "text" };
import asset22 from "./chunk-Xjcsc409Qg.js.txt" with { type: "text" };
import asset23 from "./chunk-Y64O_IJoi7.js.txt" with { type: "text" };
import asset24 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset25 from "./chunk-aFdsHRsuvU.js.txt" with { type: "text" };
import asset26 from "./chunk-eJCvux_TcQ.js.txt" with { type: "text" };
import asset27 from "./chunk-ftUMQbZpZO.js.txt" with { type: "text" };
import asset28 from "./chunk-hX_vXOP73Z.js.txt" with { type: "text" };
import asset29 from "./chunk-iz9smeSraQ.js.txt" with { type: "text" };
import asset30 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset31 from "./chunk-kLPegtj4Cu.js.txt" with { type: "text" };
import asset32 from "./chunk-kM5t2j3Zqe.js.txt" with { type: "text" };
import asset33 from "./chunk-kyq2Hfgb_F.js.txt" with { type: "text" };
import asset34 from "./chunk-rWdcMa5jcg.js.txt" with { type: "text" };
import asset35 from "./chunk-yKLnxhMP44.js.txt" with { type: "text" };
import asset36 from "./chunk-yy9BsFT1Jp.js.txt" with { type: "text" };
import asset37 from "./codec-BggIdTvFJJ.js.txt" with { type: "text" };
import asset38 from "./daemon-dN6ELKgiw-.js.txt" with { type: "text" };
import asset39 from "./groups-OURpOzWHm4.js.txt" with { type: "text" };
import asset40 from "./gun-_Y7F8okDPa.js.txt" with { type: "text" };
import asset41 from "./later-eQdxYQ0WtN.js.txt" with { type: "text" };
import asset42 from "./listing-pdy7A1M-ht.js.txt" with { type: "text" };
import asset43 from "./main-j6196BxBcV.js.txt" with { type: "text" };
import asset44 from "./method_pane-GNSTWSEDBQ.js.txt" with { type: "text" };
import asset45 from "./peers-SKCtfqER9Y.js.txt" with { type: "text" };
import asset46 from "./pins-cnU-IBkWn2.js.txt" with { type: "text" };
import asset47 from "./plots-yx76iJbwsv.js.txt" with { type: "text" };
import asset48 from "./raw_websocket-WsDFkGRlxk.js.txt" with { type: "text" };
import asset49 from "./registry-Rlni_BpjtT.js.txt" with { type: "text" };
import asset50 from "./sockets-9m-6pHzwBD.js.txt" with { type: "text" };
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
  { name: "api-hmReJE524Q.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-EBE1OSElaZ.js", type: "text/javascript", content: asset1 },
  { name: "board-JpTo-RmND9.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk--ILCAH793E.js", type: "text/javascript", content: asset4 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset5 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset6 },
  { name: "chunk-4K_9RYdRVU.js", type: "text/javascript", content: asset7 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset8 },
  { name: "chunk-6iLpRb81le.js", type: "text/javascript", content: asset9 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset10 },
  { name: "chunk-Gz28lZwkLz.js", type: "text/javascript", content: asset11 },
  { name: "chunk-H6RDOriN-W.js", type: "text/javascript", content: asset12 },
  { name: "chunk-Hc5f3SN7u-.js", type: "text/javascript", content: asset13 },
  { name: "chunk-Hm-PcVtJ_a.js", type: "text/javascript", content: asset14 },
  { name: "chunk-JxE6rMzGHW.js", type: "text/javascript", content: asset15 },
  { name: "chunk-Kv2CcF85dy.js", type: "text/javascript", content: asset16 },
  { name: "chunk-M43wpF7CLZ.js", type: "text/javascript", content: asset17 },
  { name: "chunk-SPcBxHtlix.js", type: "text/javascript", content: asset18 },
  { name: "chunk-V7MRel7rNn.js", type: "text/javascript", content: asset19 },
  { name: "chunk-W1t7Pk4m7p.js", type: "text/javascript", content: asset20 },
  { name: "chunk-X3l-PX54XQ.js", type: "text/javascript", content: asset21 },
  { name: "chunk-Xjcsc409Qg.js", type: "text/javascript", content: asset22 },
  { name: "chunk-Y64O_IJoi7.js", type: "text/javascript", content: asset23 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset24 },
  { name: "chunk-aFdsHRsuvU.js", type: "text/javascript", content: asset25 },
  { name: "chunk-eJCvux_TcQ.js", type: "text/javascript", content: asset26 },
  { name: "chunk-ftUMQbZpZO.js", type: "text/javascript", content: asset27 },
  { name: "chunk-hX_vXOP73Z.js", type: "text/javascript", content: asset28 },
  { name: "chunk-iz9smeSraQ.js", type: "text/javascript", content: asset29 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset30 },
  { name: "chunk-kLPegtj4Cu.js", type: "text/javascript", content: asset31 },
  { name: "chunk-kM5t2j3Zqe.js", type: "text/javascript", content: asset32 },
  { name: "chunk-kyq2Hfgb_F.js", type: "text/javascript", content: asset33 },
  { name: "chunk-rWdcMa5jcg.js", type: "text/javascript", content: asset34 },
  { name: "chunk-yKLnxhMP44.js", type: "text/javascript", content: asset35 },
  { name: "chunk-yy9BsFT1Jp.js", type: "text/javascript", content: asset36 },
  { name: "codec-BggIdTvFJJ.js", type: "text/javascript", content: asset37 },
  { name: "daemon-dN6ELKgiw-.js", type: "text/javascript", content: asset38 },
  { name: "groups-OURpOzWHm4.js", type: "text/javascript", content: asset39 },
  { name: "gun-_Y7F8okDPa.js", type: "text/javascript", content: asset40 },
  { name: "later-eQdxYQ0WtN.js", type: "text/javascript", content: asset41 },
  { name: "listing-pdy7A1M-ht.js", type: "text/javascript", content: asset42 },
  { name: "main-j6196BxBcV.js", type: "text/javascript", content: asset43 },
  { name: "method_pane-GNSTWSEDBQ.js", type: "text/javascript", content: asset44 },
  { name: "peers-SKCtfqER9Y.js", type: "text/javascript", content: asset45 },
  { name: "pins-cnU-IBkWn2.js", type: "text/javascript", content: asset46 },
  { name: "plots-yx76iJbwsv.js", type: "text/javascript", content: asset47 },
  { name: "raw_websocket-WsDFkGRlxk.js", type: "text/javascript", content: asset48 },
  { name: "registry-Rlni_BpjtT.js", type: "text/javascript", content: asset49 },
  { name: "sockets-9m-6pHzwBD.js", type: "text/javascript", content: asset50 },
  { name: "tls-KaCtnerN88.js", type: "text/javascript", content: asset51 },
  { name: "radar-miyCEedoJ7.css", type: "text/css", content: asset52 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset53 },
];
