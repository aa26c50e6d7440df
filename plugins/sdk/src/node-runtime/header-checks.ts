const ofConnection = [
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
];
const ofRequest = new Set([...ofConnection, 'expect', 'proxy-connection', 'te', 'x-real-ip']);
const ofResponse = new Set(ofConnection);
const requestPrefixes = /^x-(forwarded|consumer|credential|anonymous|kong|apim)-/;
const responsePrefixes = /^x-kong-/;

/** Throws for a header of a request that handlers may not change, see `RequestWriter.setHeader`. */
export function checkRequestHeader(name: string, value = ''): void {
  check(name, value, ofRequest, requestPrefixes);
}

/** The same for an answer, see `ResponseWriter.setHeader`. */
export function checkResponseHeader(name: string, value = ''): void {
  check(name, value, ofResponse, responsePrefixes);
}

function check(name: string, value: string, kept: ReadonlySet<string>, prefixes: RegExp): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new Error(`${JSON.stringify(name)} is no name of a header`);
  const lower = name.toLowerCase();
  if (kept.has(lower) || prefixes.test(lower)) {
    throw new Error(`the header ${name} is the gateway's own; choose another name`);
  }
  if (/[^\t -~\u0080-\uffff]/.test(value)) {
    throw new Error(`the value of the header ${name} holds a control character; remove it`);
  }
}

/** Throws for what is no whole number of 200 to 599. */
export function checkStatus(status: number): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new Error(`${status} is no status of an answer; give a whole number from 200 to 599`);
  }
}
