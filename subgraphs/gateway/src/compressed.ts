import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Text as it is stored in a blob; its size on the wire stays below the database's packet limit. */
export const pack = async (text: string): Promise<Uint8Array<ArrayBuffer>> =>
  Uint8Array.from(await compress(text));

/** The text behind `pack`. */
export const unpack = async (blob: Uint8Array): Promise<string> => (await expand(blob)).toString();
