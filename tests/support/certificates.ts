/**
 * Certificates for tests, made by `openssl`.
 *
 * @module
 */
import { isOnPath } from "./runtimes.ts";
import { TemporaryFolder } from "./temporary.ts";

/** Whether `openssl` is missing. */
export const NO_OPENSSL: boolean = !isOnPath("openssl");

/** What a certificate is for. */
export interface CertificateOptions {
  /** Common name; the first alternative name if not given. */
  name?: string;
  /** Alternative names, as OpenSSL writes them. */
  names?: string;
  /** Dates between which it is valid, as `20200101000000Z`. */
  valid?: readonly [from: string, to: string];
}

/** Files of a certificate. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

const LOCAL_NAMES = "DNS:localhost,IP:127.0.0.1,IP:::1";
const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const CONFIG = `[ca]
default_ca = test
[test]
dir = .
database = $dir/index.txt
new_certs_dir = $dir
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
`;

/** An authority with a folder for its certificates. */
export class Authority implements AsyncDisposable {
  readonly #folder: TemporaryFolder;
  /** File with its certificate. */
  readonly file: string;
  #count = 0;

  #last: Promise<unknown> = Promise.resolve();

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
    this.file = folder.path("ca.pem");
  }

  /** Makes an authority. */
  static async create(): Promise<Authority> {
    const authority = new Authority(await TemporaryFolder.create());
    await authority.#folder.write("index.txt", "");
    await authority.#folder.write("ca.cnf", CONFIG);
    await authority.#openssl(
      ...["req", "-x509", ...NEW_KEY, "-nodes", "-days", "30"],
      ...["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority"],
      ...["-addext", "keyUsage=critical,keyCertSign"],
    );
    return authority;
  }

  /** Its certificate in PEM. */
  get pem(): string {
    return Deno.readTextFileSync(this.file);
  }

  /** Path of a file in its folder. */
  path(name: string): string {
    return this.#folder.path(name);
  }

  /** Makes a certificate. */
  certificate(options: CertificateOptions = {}): Promise<CertificateFiles> {
    // OpenSSL keeps one list for all of them, without a lock.
    const made = this.#last.then(() => this.#make(options));
    this.#last = made.catch(() => {});
    return made;
  }

  async #make(
    { name = "localhost", names = LOCAL_NAMES, valid }: CertificateOptions,
  ): Promise<CertificateFiles> {
    const base = `c${++this.#count}`;
    const now = Date.now();
    const day = 24 * 3600 * 1000;
    const [from, to] = valid ?? [dateOf(now - day), dateOf(now + 30 * day)];
    await this.#openssl(
      ...["req", ...NEW_KEY, "-nodes", "-keyout", `${base}.key`],
      ...["-out", `${base}.csr`, "-subj", `/CN=${name}`],
    );
    await this.#folder.write(
      `${base}.ext`,
      `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`,
    );
    await this.#openssl(
      ...["ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem"],
      ...["-keyfile", "ca.key", "-in", `${base}.csr`, "-out", `${base}.pem`],
      ...["-startdate", from, "-enddate", to, "-extfile", `${base}.ext`],
    );
    return { cert: this.path(`${base}.pem`), key: this.path(`${base}.key`) };
  }

  async #openssl(...args: string[]): Promise<void> {
    const { success, stderr } = await new Deno.Command("openssl", {
      args,
      cwd: this.path(""),
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#folder[Symbol.asyncDispose]();
  }
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
}

/** Puts the files of one certificate in the place of another one's. */
export async function exchange(
  files: CertificateFiles,
  { cert, key }: CertificateFiles,
): Promise<void> {
  await Deno.copyFile(cert, files.cert);
  await Deno.copyFile(key, files.key);
}

/** The contents of a certificate's files. */
export function contentOf(
  { cert, key }: CertificateFiles,
): { cert: string; key: string } {
  return { cert: Deno.readTextFileSync(cert), key: Deno.readTextFileSync(key) };
}
