/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./answers-ZI7vTqHVpY.js.txt" with { type: "text" };
import asset1 from "./api-LE6bxIKuTe.js.txt" with { type: "text" };
import asset2 from "./binary_websocket-fuVWAflBMp.js.txt" with { type: "text" };
import asset3 from "./board-R7o8rEY84D.js.txt" with { type: "text" };
import asset4 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset5 from "./chunk--u8fnkjAes.js.txt" with { type: "text" };
import asset6 from "./chunk-06aPadutkd.js.txt" with { type: "text" };
import asset7 from "./chunk-1dIUihq33q.js.txt" with { type: "text" };
import asset8 from "./chunk-3-xJzOMU9Y.js.txt" with { type: "text" };
import asset9 from "./chunk-4IMo0OBjnn.js.txt" with { type: "text" };
import asset10 from "./chunk-5fLujz750x.js.txt" with { type: "text" };
import asset11 from "./chunk-6K1hF1bOrx.js.txt" with { type: "text" };
import asset12 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset13 from "./chunk-6qH_uhG0WT.js.txt" with { type: "text" };
import asset14 from "./chunk-8Z72t0GMWM.js.txt" with { type: "text" };
import asset15 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset16 from "./chunk-EGCNEFaSd-.js.txt" with { type: "text" };
import asset17 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset18 from "./chunk-I2hfCH7kzm.js.txt" with { type: "text" };
import asset19 from "./chunk-JWixJFV2ST.js.txt" with { type: "text" };
import asset20 from "./chunk-KXOBTfbCSh.js.txt" with { type: "text" };
import asset21 from "./chunk-M-6V8sG7dF.js.txt" with { type: "text" };
import asset22 from "./chunk-NMvKSwDdsS.js.txt" with { type: "text" };
import asset23 from "./chunk-O1I6aALXv8.js.txt" with { type: "text" };
import asset24 from "./chunk-OlBCP81pAI.js.txt" with { type: "text" };
import asset25 from "./chunk-SU_1IOzHCU.js.txt" with { type: "text" };
import asset26 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset27 from "./chunk-ZiU3hltB7Q.js.txt" with { type: "text" };
import asset28 from "./chunk-Zt9oGs94Ql.js.txt" with { type: "text" };
import asset29 from "./chunk-_Ldauzd2ka.js.txt" with { type: "text" };
import asset30 from "./chunk-faipWgEma1.js.txt" with { type: "text" };
import asset31 from "./chunk-h-bm8uHq9U.js.txt" with { type: "text" };
import asset32 from "./chunk-iJlFmnYouZ.js.txt" with { type: "text" };
import asset33 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset34 from "./chunk-mijKMM3Bsx.js.txt" with { type: "text" };
import asset35 from "./chunk-mmPjSVxfhQ.js.txt" with { type: "text" };
import asset36 from "./chunk-mtHMx4TrVl.js.txt" with { type: "text" };
import asset37 from "./chunk-nf72tOHcVs.js.txt" with { type: "text" };
import asset38 from "./chunk-o2n6sP3u7v.js.txt" with { type: "text" };
import asset39 from "./chunk-pMxR3gut1e.js.txt" with { type: "text" };
import asset40 from "./chunk-qk6T4ZSncD.js.txt" with { type: "text" };
import asset41 from "./chunk-rqzR_yIF_K.js.txt" with { type: "text" };
import asset42 from "./chunk-urZNc3tPNn.js.txt" with { type: "text" };
import asset43 from "./chunk-x30evpe_7_.js.txt" with { type: "text" };
import asset44 from "./chunk-xz4TH29o44.js.txt" with { type: "text" };
import asset45 from "./chunk-yaHto4a2sF.js.txt" with { type: "text" };
import asset46 from "./codec-RLIRYiynqU.js.txt" with { type: "text" };
import asset47 from "./daemon-mMn50QKiO2.js.txt" with { type: "text" };
import asset48 from "./explore-Zio-BQ7tnp.js.txt" with { type: "text" };
import asset49 from "./groups-XrJCfgy6qf.js.txt" with { type: "text" };
import asset50 from "./gun-9v9wvq1mpE.js.txt" with { type: "text" };
import asset51 from "./later-JPii2yC7BN.js.txt" with { type: "text" };
import asset52 from "./later-qsDLUf0Q-e.js.txt" with { type: "text" };
import asset53 from "./main-sE0aiKjUhu.js.txt" with { type: "text" };
import asset54 from "./method_pane-6_KkmoXYMK.js.txt" with { type: "text" };
import asset55 from "./peers-59tap-31-B.js.txt" with { type: "text" };
import asset56 from "./pins-FL3trBpJ03.js.txt" with { type: "text" };
import asset57 from "./plots-8dI1jKxEfJ.js.txt" with { type: "text" };
import asset58 from "./raw_websocket-fwuF2JEpZy.js.txt" with { type: "text" };
import asset59 from "./registry-DH27X137_U.js.txt" with { type: "text" };
import asset60 from "./sockets-keB-ObEhoH.js.txt" with { type: "text" };
import asset61 from "./sorted-GSONU_RHI8.js.txt" with { type: "text" };
import asset62 from "./tls-ByJfJ0W2F2.js.txt" with { type: "text" };
import asset63 from "./radar-0QaCnBKt0A.css.txt" with { type: "text" };
import asset64 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

/** A file that never changes: its name has a hash of its content. */
export interface BuiltAsset {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: string;
}

/** The page itself, for all addresses below `/radar/`. */
export const INDEX: string = index;

/** The page that tries the API for HTTP. */
export const EXPLORER: string = explorer;

/** The files that it loads. */
export const ASSETS: readonly BuiltAsset[] = [
  { name: "answers-ZI7vTqHVpY.js", type: "text/javascript", content: asset0 },
  { name: "api-LE6bxIKuTe.js", type: "text/javascript", content: asset1 },
  { name: "binary_websocket-fuVWAflBMp.js", type: "text/javascript", content: asset2 },
  { name: "board-R7o8rEY84D.js", type: "text/javascript", content: asset3 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset4 },
  { name: "chunk--u8fnkjAes.js", type: "text/javascript", content: asset5 },
  { name: "chunk-06aPadutkd.js", type: "text/javascript", content: asset6 },
  { name: "chunk-1dIUihq33q.js", type: "text/javascript", content: asset7 },
  { name: "chunk-3-xJzOMU9Y.js", type: "text/javascript", content: asset8 },
  { name: "chunk-4IMo0OBjnn.js", type: "text/javascript", content: asset9 },
  { name: "chunk-5fLujz750x.js", type: "text/javascript", content: asset10 },
  { name: "chunk-6K1hF1bOrx.js", type: "text/javascript", content: asset11 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset12 },
  { name: "chunk-6qH_uhG0WT.js", type: "text/javascript", content: asset13 },
  { name: "chunk-8Z72t0GMWM.js", type: "text/javascript", content: asset14 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset15 },
  { name: "chunk-EGCNEFaSd-.js", type: "text/javascript", content: asset16 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset17 },
  { name: "chunk-I2hfCH7kzm.js", type: "text/javascript", content: asset18 },
  { name: "chunk-JWixJFV2ST.js", type: "text/javascript", content: asset19 },
  { name: "chunk-KXOBTfbCSh.js", type: "text/javascript", content: asset20 },
  { name: "chunk-M-6V8sG7dF.js", type: "text/javascript", content: asset21 },
  { name: "chunk-NMvKSwDdsS.js", type: "text/javascript", content: asset22 },
  { name: "chunk-O1I6aALXv8.js", type: "text/javascript", content: asset23 },
  { name: "chunk-OlBCP81pAI.js", type: "text/javascript", content: asset24 },
  { name: "chunk-SU_1IOzHCU.js", type: "text/javascript", content: asset25 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset26 },
  { name: "chunk-ZiU3hltB7Q.js", type: "text/javascript", content: asset27 },
  { name: "chunk-Zt9oGs94Ql.js", type: "text/javascript", content: asset28 },
  { name: "chunk-_Ldauzd2ka.js", type: "text/javascript", content: asset29 },
  { name: "chunk-faipWgEma1.js", type: "text/javascript", content: asset30 },
  { name: "chunk-h-bm8uHq9U.js", type: "text/javascript", content: asset31 },
  { name: "chunk-iJlFmnYouZ.js", type: "text/javascript", content: asset32 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset33 },
  { name: "chunk-mijKMM3Bsx.js", type: "text/javascript", content: asset34 },
  { name: "chunk-mmPjSVxfhQ.js", type: "text/javascript", content: asset35 },
  { name: "chunk-mtHMx4TrVl.js", type: "text/javascript", content: asset36 },
  { name: "chunk-nf72tOHcVs.js", type: "text/javascript", content: asset37 },
  { name: "chunk-o2n6sP3u7v.js", type: "text/javascript", content: asset38 },
  { name: "chunk-pMxR3gut1e.js", type: "text/javascript", content: asset39 },
  { name: "chunk-qk6T4ZSncD.js", type: "text/javascript", content: asset40 },
  { name: "chunk-rqzR_yIF_K.js", type: "text/javascript", content: asset41 },
  { name: "chunk-urZNc3tPNn.js", type: "text/javascript", content: asset42 },
  { name: "chunk-x30evpe_7_.js", type: "text/javascript", content: asset43 },
  { name: "chunk-xz4TH29o44.js", type: "text/javascript", content: asset44 },
  { name: "chunk-yaHto4a2sF.js", type: "text/javascript", content: asset45 },
  { name: "codec-RLIRYiynqU.js", type: "text/javascript", content: asset46 },
  { name: "daemon-mMn50QKiO2.js", type: "text/javascript", content: asset47 },
  { name: "explore-Zio-BQ7tnp.js", type: "text/javascript", content: asset48 },
  { name: "groups-XrJCfgy6qf.js", type: "text/javascript", content: asset49 },
  { name: "gun-9v9wvq1mpE.js", type: "text/javascript", content: asset50 },
  { name: "later-JPii2yC7BN.js", type: "text/javascript", content: asset51 },
  { name: "later-qsDLUf0Q-e.js", type: "text/javascript", content: asset52 },
  { name: "main-sE0aiKjUhu.js", type: "text/javascript", content: asset53 },
  { name: "method_pane-6_KkmoXYMK.js", type: "text/javascript", content: asset54 },
  { name: "peers-59tap-31-B.js", type: "text/javascript", content: asset55 },
  { name: "pins-FL3trBpJ03.js", type: "text/javascript", content: asset56 },
  { name: "plots-8dI1jKxEfJ.js", type: "text/javascript", content: asset57 },
  { name: "raw_websocket-fwuF2JEpZy.js", type: "text/javascript", content: asset58 },
  { name: "registry-DH27X137_U.js", type: "text/javascript", content: asset59 },
  { name: "sockets-keB-ObEhoH.js", type: "text/javascript", content: asset60 },
  { name: "sorted-GSONU_RHI8.js", type: "text/javascript", content: asset61 },
  { name: "tls-ByJfJ0W2F2.js", type: "text/javascript", content: asset62 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset63 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset64 },
];
