/**
 * What a browser loads of Radar. Written by `deno task radar`.
 *
 * @module
 */
// deno-fmt-ignore-file
import index from "./index.html.txt" with { type: "text" };
import explorer from "./explore.html.txt" with { type: "text" };
import asset0 from "./answers-ZI7vTqHVpY.js.txt" with { type: "text" };
import asset1 from "./api-B-SCW4FF5U.js.txt" with { type: "text" };
import asset2 from "./binary_websocket-qvt-nwXEiW.js.txt" with { type: "text" };
import asset3 from "./board-y1Mp3mK0U0.js.txt" with { type: "text" };
import asset4 from "./chunk--D-sJ9Mq4b.js.txt" with { type: "text" };
import asset5 from "./chunk-1_sPkRjVcM.js.txt" with { type: "text" };
import asset6 from "./chunk-3R_tUmk5yt.js.txt" with { type: "text" };
import asset7 from "./chunk-4IMo0OBjnn.js.txt" with { type: "text" };
import asset8 from "./chunk-4sHaqIE0HS.js.txt" with { type: "text" };
import asset9 from "./chunk-5fLujz750x.js.txt" with { type: "text" };
import asset10 from "./chunk-6K1hF1bOrx.js.txt" with { type: "text" };
import asset11 from "./chunk-6ZevwUtUAh.js.txt" with { type: "text" };
import asset12 from "./chunk-6qH_uhG0WT.js.txt" with { type: "text" };
import asset13 from "./chunk-ANLxa-PDnP.js.txt" with { type: "text" };
import asset14 from "./chunk-CUw5KxmEl6.js.txt" with { type: "text" };
import asset15 from "./chunk-DdIV1nqusi.js.txt" with { type: "text" };
import asset16 from "./chunk-E-FHks7kIU.js.txt" with { type: "text" };
import asset17 from "./chunk-FV62HPRFj_.js.txt" with { type: "text" };
import asset18 from "./chunk-FidHxXOiWS.js.txt" with { type: "text" };
import asset19 from "./chunk-I2hfCH7kzm.js.txt" with { type: "text" };
import asset20 from "./chunk-J17PAAR8Tn.js.txt" with { type: "text" };
import asset21 from "./chunk-JWixJFV2ST.js.txt" with { type: "text" };
import asset22 from "./chunk-KXOBTfbCSh.js.txt" with { type: "text" };
import asset23 from "./chunk-KdJRuDmiOJ.js.txt" with { type: "text" };
import asset24 from "./chunk-M-6V8sG7dF.js.txt" with { type: "text" };
import asset25 from "./chunk-NMvKSwDdsS.js.txt" with { type: "text" };
import asset26 from "./chunk-RgnKUbvdGC.js.txt" with { type: "text" };
import asset27 from "./chunk-XbrN7uz6Ea.js.txt" with { type: "text" };
import asset28 from "./chunk-ZiU3hltB7Q.js.txt" with { type: "text" };
import asset29 from "./chunk-Zt9oGs94Ql.js.txt" with { type: "text" };
import asset30 from "./chunk-_5U7fOaJsk.js.txt" with { type: "text" };
import asset31 from "./chunk-_Ldauzd2ka.js.txt" with { type: "text" };
import asset32 from "./chunk-b5vwn6O6Hz.js.txt" with { type: "text" };
import asset33 from "./chunk-dN39vkn4oI.js.txt" with { type: "text" };
import asset34 from "./chunk-dPPTk2l3Yx.js.txt" with { type: "text" };
import asset35 from "./chunk-h-bm8uHq9U.js.txt" with { type: "text" };
import asset36 from "./chunk-hrMHNpiMRR.js.txt" with { type: "text" };
import asset37 from "./chunk-iJlFmnYouZ.js.txt" with { type: "text" };
import asset38 from "./chunk-icOLCqetVK.js.txt" with { type: "text" };
import asset39 from "./chunk-inQE-TF9Kn.js.txt" with { type: "text" };
import asset40 from "./chunk-jTd0fJd0PO.js.txt" with { type: "text" };
import asset41 from "./chunk-nf72tOHcVs.js.txt" with { type: "text" };
import asset42 from "./chunk-r6qio2Wrsx.js.txt" with { type: "text" };
import asset43 from "./chunk-rqzR_yIF_K.js.txt" with { type: "text" };
import asset44 from "./chunk-w8rbCYuYys.js.txt" with { type: "text" };
import asset45 from "./chunk-x30evpe_7_.js.txt" with { type: "text" };
import asset46 from "./chunk-xqMp64jHAJ.js.txt" with { type: "text" };
import asset47 from "./codec-jNzb3NpS0X.js.txt" with { type: "text" };
import asset48 from "./daemon-Rdx7vGuVrg.js.txt" with { type: "text" };
import asset49 from "./explore-Zio-BQ7tnp.js.txt" with { type: "text" };
import asset50 from "./groups-_U-Ljcbkia.js.txt" with { type: "text" };
import asset51 from "./gun-vK7qPn0s8c.js.txt" with { type: "text" };
import asset52 from "./later-JPii2yC7BN.js.txt" with { type: "text" };
import asset53 from "./later-oaZHuBhRM1.js.txt" with { type: "text" };
import asset54 from "./main-420S3qRtvN.js.txt" with { type: "text" };
import asset55 from "./method_pane-kmV_LE--8C.js.txt" with { type: "text" };
import asset56 from "./peers-SnBJ4SIQ4b.js.txt" with { type: "text" };
import asset57 from "./pins-omNFgf5KxB.js.txt" with { type: "text" };
import asset58 from "./plots-F4xYRJs622.js.txt" with { type: "text" };
import asset59 from "./raw_websocket-3uC2s_0da6.js.txt" with { type: "text" };
import asset60 from "./registry-eSvprEKBVa.js.txt" with { type: "text" };
import asset61 from "./sockets-ocO1ri42MI.js.txt" with { type: "text" };
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
  { name: "api-B-SCW4FF5U.js", type: "text/javascript", content: asset1 },
  { name: "binary_websocket-qvt-nwXEiW.js", type: "text/javascript", content: asset2 },
  { name: "board-y1Mp3mK0U0.js", type: "text/javascript", content: asset3 },
  { name: "chunk--D-sJ9Mq4b.js", type: "text/javascript", content: asset4 },
  { name: "chunk-1_sPkRjVcM.js", type: "text/javascript", content: asset5 },
  { name: "chunk-3R_tUmk5yt.js", type: "text/javascript", content: asset6 },
  { name: "chunk-4IMo0OBjnn.js", type: "text/javascript", content: asset7 },
  { name: "chunk-4sHaqIE0HS.js", type: "text/javascript", content: asset8 },
  { name: "chunk-5fLujz750x.js", type: "text/javascript", content: asset9 },
  { name: "chunk-6K1hF1bOrx.js", type: "text/javascript", content: asset10 },
  { name: "chunk-6ZevwUtUAh.js", type: "text/javascript", content: asset11 },
  { name: "chunk-6qH_uhG0WT.js", type: "text/javascript", content: asset12 },
  { name: "chunk-ANLxa-PDnP.js", type: "text/javascript", content: asset13 },
  { name: "chunk-CUw5KxmEl6.js", type: "text/javascript", content: asset14 },
  { name: "chunk-DdIV1nqusi.js", type: "text/javascript", content: asset15 },
  { name: "chunk-E-FHks7kIU.js", type: "text/javascript", content: asset16 },
  { name: "chunk-FV62HPRFj_.js", type: "text/javascript", content: asset17 },
  { name: "chunk-FidHxXOiWS.js", type: "text/javascript", content: asset18 },
  { name: "chunk-I2hfCH7kzm.js", type: "text/javascript", content: asset19 },
  { name: "chunk-J17PAAR8Tn.js", type: "text/javascript", content: asset20 },
  { name: "chunk-JWixJFV2ST.js", type: "text/javascript", content: asset21 },
  { name: "chunk-KXOBTfbCSh.js", type: "text/javascript", content: asset22 },
  { name: "chunk-KdJRuDmiOJ.js", type: "text/javascript", content: asset23 },
  { name: "chunk-M-6V8sG7dF.js", type: "text/javascript", content: asset24 },
  { name: "chunk-NMvKSwDdsS.js", type: "text/javascript", content: asset25 },
  { name: "chunk-RgnKUbvdGC.js", type: "text/javascript", content: asset26 },
  { name: "chunk-XbrN7uz6Ea.js", type: "text/javascript", content: asset27 },
  { name: "chunk-ZiU3hltB7Q.js", type: "text/javascript", content: asset28 },
  { name: "chunk-Zt9oGs94Ql.js", type: "text/javascript", content: asset29 },
  { name: "chunk-_5U7fOaJsk.js", type: "text/javascript", content: asset30 },
  { name: "chunk-_Ldauzd2ka.js", type: "text/javascript", content: asset31 },
  { name: "chunk-b5vwn6O6Hz.js", type: "text/javascript", content: asset32 },
  { name: "chunk-dN39vkn4oI.js", type: "text/javascript", content: asset33 },
  { name: "chunk-dPPTk2l3Yx.js", type: "text/javascript", content: asset34 },
  { name: "chunk-h-bm8uHq9U.js", type: "text/javascript", content: asset35 },
  { name: "chunk-hrMHNpiMRR.js", type: "text/javascript", content: asset36 },
  { name: "chunk-iJlFmnYouZ.js", type: "text/javascript", content: asset37 },
  { name: "chunk-icOLCqetVK.js", type: "text/javascript", content: asset38 },
  { name: "chunk-inQE-TF9Kn.js", type: "text/javascript", content: asset39 },
  { name: "chunk-jTd0fJd0PO.js", type: "text/javascript", content: asset40 },
  { name: "chunk-nf72tOHcVs.js", type: "text/javascript", content: asset41 },
  { name: "chunk-r6qio2Wrsx.js", type: "text/javascript", content: asset42 },
  { name: "chunk-rqzR_yIF_K.js", type: "text/javascript", content: asset43 },
  { name: "chunk-w8rbCYuYys.js", type: "text/javascript", content: asset44 },
  { name: "chunk-x30evpe_7_.js", type: "text/javascript", content: asset45 },
  { name: "chunk-xqMp64jHAJ.js", type: "text/javascript", content: asset46 },
  { name: "codec-jNzb3NpS0X.js", type: "text/javascript", content: asset47 },
  { name: "daemon-Rdx7vGuVrg.js", type: "text/javascript", content: asset48 },
  { name: "explore-Zio-BQ7tnp.js", type: "text/javascript", content: asset49 },
  { name: "groups-_U-Ljcbkia.js", type: "text/javascript", content: asset50 },
  { name: "gun-vK7qPn0s8c.js", type: "text/javascript", content: asset51 },
  { name: "later-JPii2yC7BN.js", type: "text/javascript", content: asset52 },
  { name: "later-oaZHuBhRM1.js", type: "text/javascript", content: asset53 },
  { name: "main-420S3qRtvN.js", type: "text/javascript", content: asset54 },
  { name: "method_pane-kmV_LE--8C.js", type: "text/javascript", content: asset55 },
  { name: "peers-SnBJ4SIQ4b.js", type: "text/javascript", content: asset56 },
  { name: "pins-omNFgf5KxB.js", type: "text/javascript", content: asset57 },
  { name: "plots-F4xYRJs622.js", type: "text/javascript", content: asset58 },
  { name: "raw_websocket-3uC2s_0da6.js", type: "text/javascript", content: asset59 },
  { name: "registry-eSvprEKBVa.js", type: "text/javascript", content: asset60 },
  { name: "sockets-ocO1ri42MI.js", type: "text/javascript", content: asset61 },
  { name: "sorted-GSONU_RHI8.js", type: "text/javascript", content: asset62 },
  { name: "tls-ByJfJ0W2F2.js", type: "text/javascript", content: asset63 },
  { name: "radar-0QaCnBKt0A.css", type: "text/css", content: asset64 },
  { name: "icon-olj-TLqKbR.svg", type: "image/svg+xml", content: asset65 },
];
