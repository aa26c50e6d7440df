import type { GatewayNode } from '../gateway-node.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { cookieOf } from '../exchange/cookies.ts';
import { live } from '../store/entities.ts';
import type { Stored } from '../store/table.ts';
import type { SessionConfig } from './session-config.ts';
import {
  headLetters,
  openHead,
  openPayload,
  sealSession,
  touchHead,
  type SessionHead,
} from './session-cookie.ts';

/** Who is known by a session: consumer, credential, and the groups that an authentication plugin found. */
export type SessionData = [consumer: string, credential: string, groups?: string[]];

/** One audience's part of a session; applications that share a cookie have one each. */
type Part = [data: SessionData | [], audience: string, subject?: string];

const longestTtl = 34_560_000;
const largestCookie = 4096;
const touchAfter = 60;
const expired = '; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0';

const headerNames: Record<string, string> = {
  id: 'Session-Id',
  audience: 'Session-Audience',
  subject: 'Session-Subject',
  timeout: 'Session-Timeout',
  'idling-timeout': 'Session-Idling-Timeout',
  'rolling-timeout': 'Session-Rolling-Timeout',
  'absolute-timeout': 'Session-Absolute-Timeout',
};

/** The attributes of a session's cookies. */
function attributesOf(config: SessionConfig): string {
  const domain =
    config.cookie_domain && config.cookie_domain !== 'localhost' ? `; Domain=${config.cookie_domain}` : '';
  const isSecure = config.cookie_secure || config.cookie_same_site === 'None';
  return `${domain}; Path=${config.cookie_path}; SameSite=${config.cookie_same_site}${isSecure ? '; Secure' : ''}${config.cookie_http_only ? '; HttpOnly' : ''}`;
}

/** What a row keeps, which the Admin API lets anybody write. */
function payloadOf(row: Stored | undefined): string {
  try {
    const [payload] = JSON.parse(String(row?.data)) as [unknown];
    return typeof payload === 'string' ? payload : '';
  } catch {
    return '';
  }
}

/** The session of one request, in the format of lua-resty-session 4.0, so that Kong and the emulator read each other's cookies. */
export class Session {
  /** Cookies to be set, by name. */
  readonly cookies = new Map<string, string>();
  readonly #config: SessionConfig;
  readonly #key: Buffer;
  readonly #gateway: GatewayNode;
  readonly #now: number;
  #parts: Part[];
  #head: SessionHead | undefined;
  #payload = '';

  constructor(config: SessionConfig, key: Buffer, gateway: GatewayNode) {
    this.#config = config;
    this.#key = key;
    this.#gateway = gateway;
    this.#now = Math.floor(gateway.settings.clock() / 1000);
    this.#parts = [[[], config.audience]];
  }

  get #part(): Part {
    return this.#parts.find(([, audience]) => audience === this.#config.audience) ?? [[], ''];
  }

  get data(): SessionData | undefined {
    const [data] = this.#part;
    return data.length === 0 ? undefined : data;
  }

  /** Reads the session of a request; whether there is a valid one for this audience. A remembered one begins anew. */
  open({ upstream }: Exchange): boolean {
    const { cookie_name: name, remember, remember_cookie_name: remembered } = this.#config;
    const cookie = cookieOf(upstream.headers, name);
    const head = cookie === undefined ? undefined : this.#read(cookie, false);
    if (head) {
      this.#head = head;
      return this.data !== undefined;
    }
    const second = remember ? cookieOf(upstream.headers, remembered) : undefined;
    const old = second === undefined ? undefined : this.#read(second, true);
    if (!old || this.data === undefined) return false;
    this.#save(old, true);
    this.#save(undefined, false);
    return true;
  }

  /** Keeps who is known, and tells the client by a cookie. */
  save(data: SessionData, subject: string): void {
    const { audience } = this.#config;
    this.#parts = [...this.#parts.filter(([, other]) => other !== audience), [data, audience, subject]];
    this.#save(this.#head, false);
    if (this.#config.remember) this.#save(undefined, true);
  }

  /** Prolongs a session that is in use. */
  refresh(): void {
    const head = this.#head;
    const { rolling_timeout: rolling, idling_timeout: idling } = this.#config;
    if (!head) return;
    const age = this.#now - head.createdAt - head.rollingOffset;
    if (rolling > 0 && age > Math.ceil(rolling * 0.75)) this.#save(head, false);
    else if (idling > 0 && age - head.idlingOffset > touchAfter) {
      this.#head = touchHead(this.#key, head, this.#now);
      this.#setCookie(this.#config.cookie_name, this.#head, this.#payload, '');
    }
  }

  /** Ends the session of this audience, and with the last one the cookie. */
  logout(): void {
    const { audience, cookie_name: name, remember, remember_cookie_name: remembered } = this.#config;
    this.#parts = this.#parts.filter(([, other]) => other !== audience);
    if (this.#parts.length > 0) {
      this.#save(this.#head, false);
      if (remember) this.#save(undefined, true);
      return;
    }
    for (const each of remember ? [name, remembered] : [name])
      this.cookies.set(each, `${each}=${attributesOf(this.#config)}${expired}`);
    const row = this.#head && this.#stored(this.#head);
    if (row) this.#gateway.store.delete('sessions', row.id);
    this.#head = undefined;
  }

  /** Headers that tell of the session, by the names that the configuration has for them. */
  headers(wanted: readonly string[] | null): [string, string][] {
    const head = this.#head;
    if (!head) return [];
    const {
      audience,
      idling_timeout: idle,
      rolling_timeout: roll,
      absolute_timeout: absolute,
    } = this.#config;
    const age = this.#now - head.createdAt;
    const left: Record<string, number | undefined> = {
      'idling-timeout': idle > 0 ? idle - (age - head.rollingOffset - head.idlingOffset) : undefined,
      'rolling-timeout': roll > 0 ? roll - (age - head.rollingOffset) : undefined,
      'absolute-timeout': absolute > 0 ? absolute - age : undefined,
    };
    const known = Object.values(left).filter((value) => value !== undefined);
    const values: Record<string, string | number | undefined> = {
      ...left,
      id: head.id.toString('base64url'),
      audience,
      subject: this.#part[2],
      timeout: known.length > 0 ? Math.min(...known) : undefined,
    };
    return (wanted ?? []).flatMap((name): [string, string][] => {
      const header = headerNames[name];
      const value = values[name];
      return header === undefined || value === undefined ? [] : [[header, String(value)]];
    });
  }

  #stored({ id }: SessionHead): Stored | undefined {
    const found = this.#gateway.store.table('sessions').find('session_id', id.toString('base64url'));
    return found && live(found);
  }

  /** Whether a cookie's times have run out. */
  #isOver({ createdAt, rollingOffset, idlingOffset }: SessionHead, isRemembered: boolean): boolean {
    const config = this.#config;
    const age = this.#now - createdAt;
    const isPast = (seconds: number, limit: number): boolean => limit !== 0 && seconds > limit;
    if (isRemembered)
      return (
        isPast(age, config.remember_absolute_timeout) ||
        isPast(age - rollingOffset, config.remember_rolling_timeout)
      );
    return (
      isPast(age, config.absolute_timeout) ||
      isPast(age - rollingOffset, config.rolling_timeout) ||
      isPast(age - rollingOffset - idlingOffset, config.idling_timeout)
    );
  }

  /** Reads a cookie into this session; undefined where it is not genuine or over. */
  #read(cookie: string, isRemembered: boolean): SessionHead | undefined {
    const isStored = this.#config.storage === 'kong';
    const head = openHead(this.#key, cookie);
    if (!head || head.isStored !== isStored || this.#isOver(head, isRemembered)) return undefined;
    const payload = isStored ? payloadOf(this.#stored(head)) : cookie.slice(headLetters);
    const text = openPayload(this.#key, head, payload, isRemembered);
    if (text === undefined) return undefined;
    this.#payload = payload;
    const parts = JSON.parse(text) as Part[];
    const isKnown = parts.some(([, audience]) => audience === this.#config.audience);
    this.#parts = isKnown ? parts : [...parts, ...this.#parts];
    return head;
  }

  #save(former: SessionHead | undefined, isRemembered: boolean): void {
    const config = this.#config;
    const isStored = config.storage === 'kong';
    const times = { createdAt: former?.createdAt ?? this.#now, now: this.#now };
    const { head, payload } = sealSession(this.#key, JSON.stringify(this.#parts), times, {
      isStored,
      isRemembered,
    });
    const limit = isRemembered ? config.remember_rolling_timeout : config.rolling_timeout;
    const ttl = limit === 0 || limit > longestTtl ? longestTtl : limit;
    if (isStored) this.#store(head, payload, ttl, former, isRemembered);
    if (isRemembered) {
      const expires = new Date((head.createdAt + ttl) * 1000).toUTCString();
      this.#setCookie(config.remember_cookie_name, head, payload, `; Expires=${expires}; Max-Age=${ttl}`);
      return;
    }
    this.#head = head;
    this.#payload = payload;
    this.#setCookie(config.cookie_name, head, payload, '');
  }

  /** Puts a session into the table; the row before it stays a moment for requests that are under way. */
  #store(
    head: SessionHead,
    payload: string,
    ttl: number,
    former: SessionHead | undefined,
    isRemembered: boolean,
  ): void {
    const { entities, settings, store } = this.#gateway;
    if (!settings.database) {
      this.#gateway.log('warn', "cannot create 'sessions' entities when not using a database");
      return;
    }
    entities.insert(store.table('sessions'), {
      session_id: head.id.toString('base64url'),
      data: JSON.stringify([payload]),
      expires: this.#now + ttl,
      ttl,
    });
    const old = former && this.#stored(former);
    if (!old) return;
    if (isRemembered) store.delete('sessions', old.id);
    else {
      const stale = this.#config.stale_ttl;
      store.put('sessions', { ...old, expires: this.#now + stale, ttl: Date.now() / 1000 + stale });
    }
  }

  #setCookie(name: string, head: SessionHead, payload: string, lifetime: string): void {
    const value = head.bytes.toString('base64url') + (this.#config.storage === 'kong' ? '' : payload);
    if (name.length + 1 + value.length > largestCookie) {
      this.#gateway.log('error', 'session save failed (the emulator keeps a session in one cookie of 4 kB)');
      return;
    }
    this.cookies.set(name, `${name}=${value}${attributesOf(this.#config)}${lifetime}`);
  }
}
