/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import asset0 from "./api-gIVLh6BSdy.js.txt" with { type: "text" };
import asset1 from "./binary_websocket-EBE1OSElaZ.js.txt" with { type: "text" };
import asset2 from "./board-C7wg1VHy9K.js.txt" with { type: "text" };
import asset3 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset4 from "./chunk-0TjqSyIVmk.js.txt" with { type: "text" };
import asset5 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset6 from "./chunk-2uPWGYgW_n.js.txt" with { type: "text" };
import asset7 from "./chunk-3O6P_d1BH5.js.txt" with { type: "text" };
import asset8 from "./chunk-3p_hJcikTx.js.txt" with { type: "text" };
import asset9 from "./chunk-4K_9RYdRVU.js.txt" with { type: "text" };
import asset10 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset11 from "./chunk-97TGQS_NwR.js.txt" with { type: "text" };
import asset12 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset13 from "./chunk-D2SqmUiByF.js.txt" with { type: "text" };
import asset14 from "./chunk-EsvA_e3eZv.js.txt" with { type: "text" };
import asset15 from "./chunk-GqQ40AM08z.js.txt" with { type: "text" };
import asset16 from "./chunk-Gz28lZwkLz.js.txt" with { type: "text" };
import asset17 from "./chunk-Hc5f3SN7u-.js.txt" with { type: "text" };
import asset18 from "./chunk-Kv2CcF85dy.js.txt" with { type: "text" };
import asset19 from "./chunk-M43wpF7CLZ.js.txt" with { type: "text" };
import asset20 from "./chunk-PeMUYZhpN9.js.txt" with { type: "text" };
import asset21 from "./chunk-SPcBxHtlix.js.txt" with { type: "text" };
import asset22 from "./chunk-Vn50P19cR-.js.txt" with { type: "text" };
import asset23 from "./chunk-XaBW_PrrWD.js.txt" with { type: "text" };
import asset24 from "./chunk-_tOJkHa_wa.js.txt" with { type: "text" };
import asset25 from "./chunk-aFdsHRsuvU.js.txt" with { type: "text" };
import asset26 from "./chunk-aG_7gfN7J6.js.txt" with { type: "text" };
import asset27 from "./chunk-ftUMQbZpZO.js.txt" with { type: "text" };
import asset28 from "./chunk-haoma8DJh-.js.txt" with { type: "text" };
import asset29 from "./chunk-iz9smeSraQ.js.txt" with { type: "text" };
import asset30 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset31 from "./chunk-kqhFxMzhqz.js.txt" with { type: "text" };
import asset32 from "./chunk-lIqjtq0nhY.js.txt" with { type: "text" };
import asset33 from "./chunk-rWdcMa5jcg.js.txt" with { type: "text" };
import asset34 from "./chunk-sL9IsTD8QL.js.txt" with { type: "text" };
import asset35 from "./chunk-uFgPkVOqX8.js.txt" with { type: "text" };
import asset36 from "./chunk-yy9BsFT1Jp.js.txt" with { type: "text" };
import asset37 from "./codec-BggIdTvFJJ.js.txt" with { type: "text" };
import asset38 from "./daemon-pG3r1Hj_g0.js.txt" with { type: "text" };
import asset39 from "./groups-zlxzVWGsgJ.js.txt" with { type: "text" };
import asset40 from "./gun-QE261KFV0K.js.txt" with { type: "text" };
import asset41 from "./later-dZixEJjllc.js.txt" with { type: "text" };
import asset42 from "./listing-pdy7A1M-ht.js.txt" with { type: "text" };
import asset43 from "./main-8rZ8WyUp5T.js.txt" with { type: "text" };
import asset44 from "./method_pane-SLu22_XE-t.js.txt" with { type: "text" };
import asset45 from "./peers-QUqmSD2d1X.js.txt" with { type: "text" };
import asset46 from "./pins-bmBVAI8-Ce.js.txt" with { type: "text" };
import asset47 from "./plots-jAfILHtZkZ.js.txt" with { type: "text" };
import asset48 from "./raw_websocket-WsDFkGRlxk.js.txt" with { type: "text" };
import asset49 from "./registry-d06Mwa0Kk2.js.txt" with { type: "text" };
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
  { name: "api-gIVLh6BSdy.js", type: "text/javascript", content: asset0 },
  { name: "binary_websocket-EBE1OSElaZ.js", type: "text/javascript", content: asset1 },
  { name: "board-C7wg1VHy9K.js", type: "text/javascript", content: asset2 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset3 },
  { name: "chunk-0TjqSyIVmk.js", type: "text/javascript", content: asset4 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset5 },
  { name: "chunk-2uPWGYgW_n.js", type: "text/javascript", content: asset6 },
  { name: "chunk-3O6P_d1BH5.js", type: "text/javascript", content: asset7 },
  { name: "chunk-3p_hJcikTx.js", type: "text/javascript", content: asset8 },
  { name: "chunk-4K_9RYdRVU.js", type: "text/javascript", content: asset9 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset10 },
  { name: "chunk-97TGQS_NwR.js", type: "text/javascript", content: asset11 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset12 },
  { name: "chunk-D2SqmUiByF.js", type: "text/javascript", content: asset13 },
  { name: "chunk-EsvA_e3eZv.js", type: "text/javascript", content: asset14 },
  { name: "chunk-GqQ40AM08z.js", type: "text/javascript", content: asset15 },
  { name: "chunk-Gz28lZwkLz.js", type: "text/javascript", content: asset16 },
  { name: "chunk-Hc5f3SN7u-.js", type: "text/javascript", content: asset17 },
  { name: "chunk-Kv2CcF85dy.js", type: "text/javascript", content: asset18 },
  { name: "chunk-M43wpF7CLZ.js", type: "text/javascript", content: asset19 },
  { name: "chunk-PeMUYZhpN9.js", type: "text/javascript", content: asset20 },
  { name: "chunk-SPcBxHtlix.js", type: "text/javascript", content: asset21 },
  { name: "chunk-Vn50P19cR-.js", type: "text/javascript", content: asset22 },
  { name: "chunk-XaBW_PrrWD.js", type: "text/javascript", content: asset23 },
  { name: "chunk-_tOJkHa_wa.js", type: "text/javascript", content: asset24 },
  { name: "chunk-aFdsHRsuvU.js", type: "text/javascript", content: asset25 },
  { name: "chunk-aG_7gfN7J6.js", type: "text/javascript", content: asset26 },
  { name: "chunk-ftUMQbZpZO.js", type: "text/javascript", content: asset27 },
  { name: "chunk-haoma8DJh-.js", type: "text/javascript", content: asset28 },
  { name: "chunk-iz9smeSraQ.js", type: "text/javascript", content: asset29 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset30 },
  { name: "chunk-kqhFxMzhqz.js", type: "text/javascript", content: asset31 },
  { name: "chunk-lIqjtq0nhY.js", type: "text/javascript", content: asset32 },
  { name: "chunk-rWdcMa5jcg.js", type: "text/javascript", content: asset33 },
  { name: "chunk-sL9IsTD8QL.js", type: "text/javascript", content: asset34 },
  { name: "chunk-uFgPkVOqX8.js", type: "text/javascript", content: asset35 },
  { name: "chunk-yy9BsFT1Jp.js", type: "text/javascript", content: asset36 },
  { name: "codec-BggIdTvFJJ.js", type: "text/javascript", content: asset37 },
  { name: "daemon-pG3r1Hj_g0.js", type: "text/javascript", content: asset38 },
  { name: "groups-zlxzVWGsgJ.js", type: "text/javascript", content: asset39 },
  { name: "gun-QE261KFV0K.js", type: "text/javascript", content: asset40 },
  { name: "later-dZixEJjllc.js", type: "text/javascript", content: asset41 },
  { name: "listing-pdy7A1M-ht.js", type: "text/javascript", content: asset42 },
  { name: "main-8rZ8WyUp5T.js", type: "text/javascript", content: asset43 },
  { name: "method_pane-SLu22_XE-t.js", type: "text/javascript", content: asset44 },
  { name: "peers-QUqmSD2d1X.js", type: "text/javascript", content: asset45 },
  { name: "pins-bmBVAI8-Ce.js", type: "text/javascript", content: asset46 },
  { name: "plots-jAfILHtZkZ.js", type: "text/javascript", content: asset47 },
  { name: "raw_websocket-WsDFkGRlxk.js", type: "text/javascript", content: asset48 },
  { name: "registry-d06Mwa0Kk2.js", type: "text/javascript", content: asset49 },
  { name: "sockets-9m-6pHzwBD.js", type: "text/javascript", content: asset50 },
  { name: "tls-KaCtnerN88.js", type: "text/javascript", content: asset51 },
  { name: "radar-miyCEedoJ7.css", type: "text/css", content: asset52 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset53 },
];
