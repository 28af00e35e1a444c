/**
 * The files of TLS.
 *
 * @module
 */
import { firstLineOf } from "../../command_line/errors.ts";
import type { TlsMaterial } from "../../transport/listen/tls.ts";
import { builtins } from "../runtime/builtins.ts";
import { fileStorage } from "../users/storage.ts";
import type { TlsOptions } from "./options.ts";

/** Content of the files. */
export interface TlsContent {
  readonly material: TlsMaterial;
  /** End of the certificate's validity, in milliseconds since 1970. */
  readonly validTo: number;
}

/** The files of the options. */
export class TlsFiles {
  readonly #options: TlsOptions;

  constructor(options: TlsOptions) {
    this.#options = options;
  }

  /** A text that differs after each change of a file. */
  async stamp(): Promise<string> {
    const { cert, key, clientCa } = this.#options;
    const files = [cert, key, ...clientCa === undefined ? [] : [clientCa]];
    const stamps = await Promise.all(
      files.map((file) => fileStorage(file).stamp().catch(firstLineOf)),
    );
    return stamps.join("\n");
  }

  /** @throws {Error} if a file can't be used; the message names it. */
  async read(): Promise<TlsContent> {
    const { cert, key, clientCa } = this.#options;
    const { createPrivateKey, X509Certificate } = builtins.crypto;
    const material = {
      cert: await contentOf(cert),
      key: await contentOf(key),
      clientCa: clientCa === undefined ? undefined : await contentOf(clientCa),
    };
    const certificate = parse(
      () => new X509Certificate(material.cert),
      `${cert} holds no certificate in PEM`,
    );
    const privateKey = parse(
      () => createPrivateKey(material.key),
      `${key} holds no private key in PEM without a passphrase`,
    );
    if (!certificate.checkPrivateKey(privateKey)) {
      throw new Error(`the key in ${key} is not that of ${cert}`);
    }
    if (material.clientCa !== undefined) {
      const authorities = material.clientCa;
      parse(
        () => new X509Certificate(authorities),
        `${clientCa} holds no certificate in PEM`,
      );
    }
    return { material, validTo: Date.parse(certificate.validTo) };
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return await fileStorage(file).read();
  } catch (error) {
    throw new Error(`can't read ${file}: ${firstLineOf(error)}`, {
      cause: error,
    });
  }
}

function parse<T>(read: () => T, message: string): T {
  try {
    return read();
  } catch (error) {
    throw new Error(message, { cause: error });
  }
}
