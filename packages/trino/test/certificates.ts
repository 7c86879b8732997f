import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface Certificate {
  /** PEM texts. */
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1 and for clients, good for a day, which is its own authority. */
export function selfSigned(name: string, passphrase?: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const cipher = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  return {
    certificate: pem("CERTIFICATE", signed(name, publicKey, privateKey)),
    key: String(privateKey.export({ type: "pkcs8", format: "pem", ...cipher })),
  };
}

/** https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function signed(name: string, publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const ecdsaWithSha256 = der(0x30, oid("2a8648ce3d040302"));
  const names = der(0x30, der(0x31, der(0x30, oid("550403"), der(0x0c, Buffer.from(name)))));
  const time = (millis: number) =>
    der(
      0x17,
      Buffer.from(
        `${new Date(millis)
          .toISOString()
          .replace(/[-:T]|\..*/g, "")
          .slice(2)}Z`,
      ),
    );
  const now = Date.now();
  const authority = der(0x30, oid("551d13"), der(0x04, der(0x30, der(0x01, Buffer.from([0xff])))));
  const addresses = der(0x30, oid("551d11"), der(0x04, der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])))));
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    names,
    der(0x30, time(now - 3_600_000), time(now + 86_400_000)),
    names,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, authority, addresses)),
  );
  return der(
    0x30,
    content,
    ecdsaWithSha256,
    der(0x03, Buffer.from([0]), sign("sha256", content, privateKey)),
  );
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
