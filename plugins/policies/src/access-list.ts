import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { places } from './scopes.ts';

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be 1 to 100 letters, digits, dots, "-" and "_"');

/** Groups whose names the platform gives, and which have fields of their own. */
const group = name.refine((text) => !/^(api|plan|application|jwt)-/.test(text), {
  error: 'is a group of the platform itself; name plans and applications in their own fields',
});

const callers = z
  .strictObject({
    plans: z
      .array(name)
      .max(200)
      .default([])
      .describe('Plans of the subscription, by id.')
      .meta({ examples: [['gold']] }),
    applications: z
      .array(name)
      .max(1000)
      .default([])
      .describe('Applications, by id.')
      .meta({ examples: [['0192f0c1-7e3a-7000-8000-000000000001']] }),
    groups: z
      .array(group)
      .max(200)
      .default([])
      .describe('Groups of applications, by name.')
      .meta({ examples: [['partners']] }),
  })
  .refine(({ plans, applications, groups }) => plans.length + applications.length + groups.length > 0, {
    path: ['plans'],
    message: 'give at least one plan, application or group',
  });
type Callers = z.output<typeof callers>;

/**
 * Narrows who of the subscribed applications is served. The subscription is asked for all the same: Kong's acl admits who is in
 * any of its groups, so what is listed here is compared after it, with the groups that it read.
 */
export const accessList = definePolicy({
  name: 'access-list',
  version: '1.0.0',
  title: 'Access list',
  summary: 'Admits or rejects subscribed applications by plan, application or group.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      allow: callers
        .optional()
        .describe('Who is admitted; when given, all others are rejected.')
        .meta({ examples: [{ plans: ['gold'] }] }),
      deny: callers
        .optional()
        .describe('Who is rejected, also when it is admitted by allow.')
        .meta({ examples: [{ groups: ['trial'] }] }),
    })
    .refine(({ allow, deny }) => allow !== undefined || deny !== undefined, {
      path: ['allow'],
      message: 'give allow, deny or both',
    }),
  merge: 'override',
  examples: [
    { title: 'One plan only', configuration: { allow: { plans: ['gold'] } } },
    {
      title: 'Partners, but not one application',
      configuration: {
        allow: { groups: ['partners'] },
        deny: { applications: ['0192f0c1-7e3a-7000-8000-000000000001'] },
      },
    },
  ],
  kong: { plugins: ['acl', 'post-function'], minimalVersion: '3.9.0' },
  describe: ({ allow, deny }) =>
    [allow && `Admits only ${named(allow)}`, deny && `${allow ? 'rejects' : 'Rejects'} ${named(deny)}`]
      .filter(Boolean)
      .join(', '),
  compile: ({ allow, deny }, { api }) => ({
    plugins: [{ name: 'acl', config: { allow: [`api-${api.id}`], hide_groups_header: false } }],
    functions: [
      {
        phase: 'access',
        lua: checkGroups,
        data: { ...(allow ? { allow: groupsOf(allow) } : {}), deny: deny ? groupsOf(deny) : {} },
      },
    ],
  }),
});

/** The names of the groups that callers are in. */
function groupsOf({ plans, applications, groups }: Callers): Record<string, true> {
  const names = [
    ...plans.map((id) => `plan-${id}`),
    ...applications.map((id) => `application-${id}`),
    ...groups,
  ];
  return Object.fromEntries(names.map((text) => [text, true]));
}

function named({ plans, applications, groups }: Callers): string {
  return [
    ...plans.map((id) => `plan ${id}`),
    ...applications.map((id) => `application ${id}`),
    ...groups.map((text) => `group ${text}`),
  ].join(', ');
}

/**
 * acl wrote the groups to a header, which ends here. Who passed acl is in a group, so that a header that cannot be found (of a
 * thousand others) rejects. An application's consumer bears its name.
 */
const checkGroups = String.raw`
local gmatch = string.gmatch
local function refuse()
  return kong.response.exit(403, { message = "You cannot consume this service" })
end
return function()
  local consumer = kong.client.get_consumer()
  local held = kong.request.get_headers(1000)["x-consumer-groups"]
  kong.service.request.clear_header("X-Consumer-Groups")
  if not consumer or not held or type(held) == "table" then return refuse() end
  local admitted = not config.allow or config.allow[consumer.username]
  if config.deny[consumer.username] then return refuse() end
  for group in gmatch(held, "[^, ]+") do
    if config.deny[group] then return refuse() end
    admitted = admitted or config.allow[group]
  end
  if not admitted then return refuse() end
end`;
