import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { ber } from '../exchange/ber.ts';

/** A certificate with its private key, both as PEM. */
export interface KeyedCertificate {
  cert: string;
  key: string;
}

const yearsValid = 20;
const sequence = (...parts: Buffer[]): Buffer => ber(0x30, ...parts);
const oid = (hex: string): Buffer => ber(0x06, Buffer.from(hex, 'hex'));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = (name: string): Buffer => sequence(ber(0x31, sequence(oid('550403'), ber(0x0c, name))));

/** The extension that names a server by its host name and address. */
const alternativeNames = (name: string, address: Buffer): Buffer =>
  sequence(oid('551d11'), ber(0x04, sequence(ber(0x82, name), ber(0x87, address))));

function generalizedTime(date: Date): Buffer {
  return ber(0x18, `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`);
}

/** A certificate for localhost that signs itself, as Kong makes one where none is configured. */
export function selfSigned(now = new Date()): KeyedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const end = new Date(now);
  end.setUTCFullYear(now.getUTCFullYear() + yearsValid);
  const serial = randomBytes(16);
  // Positive, and of the full length.
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  const name = commonName('localhost');
  const body = sequence(
    ber(0xa0, ber(0x02, Buffer.from([2]))),
    ber(0x02, serial),
    ecdsaWithSha256,
    name,
    sequence(generalizedTime(now), generalizedTime(end)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ber(0xa3, sequence(alternativeNames('localhost', Buffer.from([127, 0, 0, 1])))),
  );
  const signature = ber(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const lines =
    sequence(body, ecdsaWithSha256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
