/**
 * Settings of TLS.
 *
 * @module
 */
import {
  boolean,
  oneOf,
  text,
  wholeNumber,
} from "../../command_line/convert.ts";
import {
  CLIENT_CERT_KINDS,
  DEFAULT_MAX_HANDSHAKES,
  PLAIN_KINDS,
} from "../tls/options.ts";
import { setting } from "./setting.ts";

/** In the order of the help. */
export const TLS_SETTINGS = {
  cert: setting("cert", {
    value: "FILE",
    help: "certificate in PEM: TCP, binary and HTTP ports take TLS only",
    complete: "file",
    read: text,
  }),
  key: setting("key", {
    value: "FILE",
    help: "private key of the certificate, in PEM",
    complete: "file",
    read: text,
  }),
  clientCa: setting("clientCa", {
    value: "FILE",
    help: "authorities in PEM: clients need a certificate of one of them",
    complete: "file",
    read: text,
  }),
  clientCert: setting("clientCert", {
    value: "KIND",
    help: "required, or optional: clients without a certificate connect too",
    default: "required",
    complete: CLIENT_CERT_KINDS,
    read: oneOf(CLIENT_CERT_KINDS),
  }),
  certUsers: setting("certUsers", {
    help: "the common name of a client's certificate logs it in as that user",
    read: boolean,
  }),
  plain: setting("plain", {
    value: "KIND",
    help: "clients without TLS: refuse, local (from this machine) or accept",
    default: "refuse",
    complete: PLAIN_KINDS,
    read: oneOf(PLAIN_KINDS),
  }),
  maxHandshakes: setting("maxHandshakes", {
    value: "NUMBER",
    help: "maximum of TLS handshakes under way, a quarter from one address",
    default: String(DEFAULT_MAX_HANDSHAKES),
    read: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  }),
};
