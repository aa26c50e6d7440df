import { expect, it } from 'vitest';
import { mariadbOptions } from './mariadb-address.ts';

it('an address gives its parts decoded, the usual port when it names none, and no database when it names none', () => {
  expect(mariadbOptions('mysql://a%40b:p%2Fw@db/apim')).toMatchObject({
    host: 'db',
    port: 3306,
    user: 'a@b',
    password: 'p/w',
    database: 'apim',
  });
  expect(mariadbOptions('mariadb://root@127.0.0.1:23306')).toMatchObject({
    port: 23306,
    password: '',
    database: undefined,
  });
});
