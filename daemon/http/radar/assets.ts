/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./answers-ZI7vTqHVpY.js.txt" with { type: "text" };
import asset1 from "./api-ggKECXaiWO.js.txt" with { type: "text" };
import asset2 from "./binary_websocket-me7eNmCLQu.js.txt" with { type: "text" };
import asset3 from "./board-OLqV8NuZqr.js.txt" with { type: "text" };
import asset4 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset5 from "./chunk-0B6rAKMS_Z.js.txt" with { type: "text" };
import asset6 from "./chunk-1_sPkRjVcM.js.txt" with { type: "text" };
import asset7 from "./chunk-2OUK4LzAvb.js.txt" with { type: "text" };
import asset8 from "./chunk-4IMo0OBjnn.js.txt" with { type: "text" };
import asset9 from "./chunk-5fLujz750x.js.txt" with { type: "text" };
import asset10 from "./chunk-6K1hF1bOrx.js.txt" with { type: "text" };
import asset11 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset12 from "./chunk-6qH_uhG0WT.js.txt" with { type: "text" };
import asset13 from "./chunk-70rdhy3XoE.js.txt" with { type: "text" };
import asset14 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset15 from "./chunk-CUw5KxmEl6.js.txt" with { type: "text" };
import asset16 from "./chunk-DdIV1nqusi.js.txt" with { type: "text" };
import asset17 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset18 from "./chunk-I2hfCH7kzm.js.txt" with { type: "text" };
import asset19 from "./chunk-JWixJFV2ST.js.txt" with { type: "text" };
import asset20 from "./chunk-KXOBTfbCSh.js.txt" with { type: "text" };
import asset21 from "./chunk-L8nAERL6EC.js.txt" with { type: "text" };
import asset22 from "./chunk-M-6V8sG7dF.js.txt" with { type: "text" };
import asset23 from "./chunk-NMvKSwDdsS.js.txt" with { type: "text" };
import asset24 from "./chunk-QOTT7eUZkY.js.txt" with { type: "text" };
import asset25 from "./chunk-RM_PlHrQyk.js.txt" with { type: "text" };
import asset26 from "./chunk-T4QA7mhtLK.js.txt" with { type: "text" };
import asset27 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset28 from "./chunk-YMmke-UAid.js.txt" with { type: "text" };
import asset29 from "./chunk-ZiU3hltB7Q.js.txt" with { type: "text" };
import asset30 from "./chunk-Zt9oGs94Ql.js.txt" with { type: "text" };
import asset31 from "./chunk-_Ldauzd2ka.js.txt" with { type: "text" };
import asset32 from "./chunk-b5vwn6O6Hz.js.txt" with { type: "text" };
import asset33 from "./chunk-fEekLjkUsN.js.txt" with { type: "text" };
import asset34 from "./chunk-h-bm8uHq9U.js.txt" with { type: "text" };
import asset35 from "./chunk-hrMHNpiMRR.js.txt" with { type: "text" };
import asset36 from "./chunk-i87tSz0rtR.js.txt" with { type: "text" };
import asset37 from "./chunk-iJlFmnYouZ.js.txt" with { type: "text" };
import asset38 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset39 from "./chunk-llmEWjbQGf.js.txt" with { type: "text" };
import asset40 from "./chunk-nf72tOHcVs.js.txt" with { type: "text" };
import asset41 from "./chunk-rqzR_yIF_K.js.txt" with { type: "text" };
import asset42 from "./chunk-wlg40EIYQe.js.txt" with { type: "text" };
import asset43 from "./chunk-x30evpe_7_.js.txt" with { type: "text" };
import asset44 from "./chunk-xJt5hU9WcG.js.txt" with { type: "text" };
import asset45 from "./chunk-xqMp64jHAJ.js.txt" with { type: "text" };
import asset46 from "./chunk-zAjiW0JyC7.js.txt" with { type: "text" };
import asset47 from "./codec-jNzb3NpS0X.js.txt" with { type: "text" };
import asset48 from "./daemon-II6L2_2yEJ.js.txt" with { type: "text" };
import asset49 from "./explore-Zio-BQ7tnp.js.txt" with { type: "text" };
import asset50 from "./groups-E2ZqJQYDHN.js.txt" with { type: "text" };
import asset51 from "./gun-S_ctqOxoP-.js.txt" with { type: "text" };
import asset52 from "./later-JPii2yC7BN.js.txt" with { type: "text" };
import asset53 from "./later-oaZHuBhRM1.js.txt" with { type: "text" };
import asset54 from "./main-As3DBJ6N38.js.txt" with { type: "text" };
import asset55 from "./method_pane-SV3MvexqvT.js.txt" with { type: "text" };
import asset56 from "./peers-WnUh0paX8C.js.txt" with { type: "text" };
import asset57 from "./pins-NiyzV0kRqK.js.txt" with { type: "text" };
import asset58 from "./plots-6LkzmWjyhR.js.txt" with { type: "text" };
import asset59 from "./raw_websocket-0mVqCkbKSP.js.txt" with { type: "text" };
import asset60 from "./registry-eSvprEKBVa.js.txt" with { type: "text" };
import asset61 from "./sockets-DFlA-5qJyv.js.txt" with { type: "text" };
import asset62 from "./sorted-GSONU_RHI8.js.txt" with { type: "text" };
import asset63 from "./tls-ByJfJ0W2F2.js.txt" with { type: "text" };
import asset64 from "./radar-0QaCnBKt0A.css.txt" with { type: "text" };
import asset65 from "./icon-olj-TLqKbR.svg.txt" with { type: "text" };

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
  { name: "api-ggKECXaiWO.js", type: "text/javascript", content: asset1 },
  { name: "binary_websocket-me7eNmCLQu.js", type: "text/javascript", content: asset2 },
  { name: "board-OLqV8NuZqr.js", type: "text/javascript", content: asset3 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset4 },
  { name: "chunk-0B6rAKMS_Z.js", type: "text/javascript", content: asset5 },
  { name: "chunk-1_sPkRjVcM.js", type: "text/javascript", content: asset6 },
  { name: "chunk-2OUK4LzAvb.js", type: "text/javascript", content: asset7 },
  { name: "chunk-4IMo0OBjnn.js", type: "text/javascript", content: asset8 },
  { name: "chunk-5fLujz750x.js", type: "text/javascript", content: asset9 },
  { name: "chunk-6K1hF1bOrx.js", type: "text/javascript", content: asset10 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset11 },
  { name: "chunk-6qH_uhG0WT.js", type: "text/javascript", content: asset12 },
  { name: "chunk-70rdhy3XoE.js", type: "text/javascript", content: asset13 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset14 },
  { name: "chunk-CUw5KxmEl6.js", type: "text/javascript", content: asset15 },
  { name: "chunk-DdIV1nqusi.js", type: "text/javascript", content: asset16 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset17 },
  { name: "chunk-I2hfCH7kzm.js", type: "text/javascript", content: asset18 },
  { name: "chunk-JWixJFV2ST.js", type: "text/javascript", content: asset19 },
  { name: "chunk-KXOBTfbCSh.js", type: "text/javascript", content: asset20 },
  { name: "chunk-L8nAERL6EC.js", type: "text/javascript", content: asset21 },
  { name: "chunk-M-6V8sG7dF.js", type: "text/javascript", content: asset22 },
  { name: "chunk-NMvKSwDdsS.js", type: "text/javascript", content: asset23 },
  { name: "chunk-QOTT7eUZkY.js", type: "text/javascript", content: asset24 },
  { name: "chunk-RM_PlHrQyk.js", type: "text/javascript", content: asset25 },
  { name: "chunk-T4QA7mhtLK.js", type: "text/javascript", content: asset26 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset27 },
  { name: "chunk-YMmke-UAid.js", type: "text/javascript", content: asset28 },
  { name: "chunk-ZiU3hltB7Q.js", type: "text/javascript", content: asset29 },
  { name: "chunk-Zt9oGs94Ql.js", type: "text/javascript", content: asset30 },
  { name: "chunk-_Ldauzd2ka.js", type: "text/javascript", content: asset31 },
  { name: "chunk-b5vwn6O6Hz.js", type: "text/javascript", content: asset32 },
  { name: "chunk-fEekLjkUsN.js", type: "text/javascript", content: asset33 },
  { name: "chunk-h-bm8uHq9U.js", type: "text/javascript", content: asset34 },
  { name: "chunk-hrMHNpiMRR.js", type: "text/javascript", content: asset35 },
  { name: "chunk-i87tSz0rtR.js", type: "text/javascript", content: asset36 },
  { name: "chunk-iJlFmnYouZ.js", type: "text/javascript", content: asset37 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset38 },
  { name: "chunk-llmEWjbQGf.js", type: "text/javascript", content: asset39 },
  { name: "chunk-nf72tOHcVs.js", type: "text/javascript", content: asset40 },
  { name: "chunk-rqzR_yIF_K.js", type: "text/javascript", content: asset41 },
  { name: "chunk-wlg40EIYQe.js", type: "text/javascript", content: asset42 },
  { name: "chunk-x30evpe_7_.js", type: "text/javascript", content: asset43 },
  { name: "chunk-xJt5hU9WcG.js", type: "text/javascript", content: asset44 },
  { name: "chunk-xqMp64jHAJ.js", type: "text/javascript", content: asset45 },
  { name: "chunk-zAjiW0JyC7.js", type: "text/javascript", content: asset46 },
  { name: "codec-jNzb3NpS0X.js", type: "text/javascript", content: asset47 },
  { name: "daemon-II6L2_2yEJ.js", type: "text/javascript", content: asset48 },
  { name: "explore-Zio-BQ7tnp.js", type: "text/javascript", content: asset49 },
  { name: "groups-E2ZqJQYDHN.js", type: "text/javascript", content: asset50 },
  { name: "gun-S_ctqOxoP-.js", type: "text/javascript", content: asset51 },
  { name: "later-JPii2yC7BN.js", type: "text/javascript", content: asset52 },
  { name: "later-oaZHuBhRM1.js", type: "text/javascript", content: asset53 },
  { name: "main-As3DBJ6N38.js", type: "text/javascript", content: asset54 },
  { name: "method_pane-SV3MvexqvT.js", type: "text/javascript", content: asset55 },
  { name: "peers-WnUh0paX8C.js", type: "text/javascript", content: asset56 },
  { name: "pins-NiyzV0kRqK.js", type: "text/javascript", content: asset57 },
  { name: "plots-6LkzmWjyhR.js", type: "text/javascript", content: asset58 },
  { name: "raw_websocket-0mVqCkbKSP.js", type: "text/javascript", content: asset59 },
  { name: "registry-eSvprEKBVa.js", type: "text/javascript", content: asset60 },
  { name: "sockets-DFlA-5qJyv.js", type: "text/javascript", content: asset61 },
  { name: "sorted-GSONU_RHI8.js", type: "text/javascript", content: asset62 },
  { name: "tls-ByJfJ0W2F2.js", type: "text/javascript", content: asset63 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset64 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset65 },
];
