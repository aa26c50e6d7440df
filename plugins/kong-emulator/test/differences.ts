/** Recorded cases that the emulator does not reproduce, with the reason. */
export const differences: Readonly<Record<string, string>> = {
  'correlation-id: trk': 'names the process and the connection of a node',
  'forwarded-headers: hop-by-hop': 'node sends no Trailer in front of a body that is not chunked',
  'request-termination: echo-post': 'shows the process id, the times and the random id of a node',
  'routing: path-utf8': "node's parser refuses raw bytes above 0x7f in a path: 400",
  'routing: method-weird': "node's parser refuses methods that nobody registered: 400",
  'hop-by-hop-guard: POST Content-Length': 'the request smuggling of Kong 3.9.3 is not imitated',
  'ts-handlers: p4-mask/gzip': "Python's gzip writes the time, node's does not",
};

const noBytes = 'the bytes that were sent are not in the recording';

/** Recorded cases that cannot be replayed. */
export const unplayable: Readonly<Record<string, string>> = {
  'routing: connect-timeout': 'recorded wrongly, as the recordings say themselves',
  'forwarded-headers: bad-request-line': noBytes,
  'forwarded-headers: bad-header': noBytes,
  'forwarded-headers: content-length-mismatch-te': noBytes,
  'routing: balancer-rr-4': 'the request before it is left out of the recording',
  'ts-handlers: p5-canary/u2': 'the second upstream behind it is not described',
  'ts-handlers: p5-canary/u7': 'the second upstream behind it is not described',
  'scope-rate-limiting: route 3 limited': 'the request before it is left out of the recording',
};

/** Recorded calls of the Admin API that the emulator answers otherwise, with the reason. */
export const adminDifferences: Readonly<Record<string, string>> = {};
