const mebibyte = 2 ** 20;

/** Kong's shared dictionaries by name, with their size in bytes, in the order in which it names them. */
export const sharedDictionaries: readonly (readonly [string, number])[] = [
  ['kong', 5 * mebibyte],
  ['kong_locks', 8 * mebibyte],
  ['kong_healthchecks', 5 * mebibyte],
  ['kong_cluster_events', 5 * mebibyte],
  ['kong_rate_limiting_counters', 12 * mebibyte],
  ['kong_core_db_cache', 128 * mebibyte],
  ['kong_core_db_cache_miss', 12 * mebibyte],
  ['kong_db_cache', 128 * mebibyte],
  ['kong_db_cache_miss', 12 * mebibyte],
  ['kong_secrets', 5 * mebibyte],
  ['prometheus_metrics', 5 * mebibyte],
];

/** What Kong reports as taken of an empty dictionary; the emulator keeps its state elsewhere. */
export const emptyDictionaryBytes = 40960;
