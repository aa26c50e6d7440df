import {
  composeSchemaContract,
  composeServices,
  type CompositionResult,
  type ServiceDefinition,
} from '@theguild/federation-composition';
import { parse } from 'graphql';

/** Composed schemas: the whole, and the contract of what is tagged `public`. */
export interface Composition {
  supergraphSdl: string;
  publicSdl: string;
}

const PUBLIC_TAG = 'public';

/** Composes subgraphs' SDL, by subgraph name; throws one error that lists whatever does not fit together. */
export function composeSupergraph(sdlByName: Record<string, string>): Composition {
  const services = Object.entries(sdlByName)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, sdl]): ServiceDefinition => ({
      name,
      typeDefs: parsed(name, sdl),
      url: `http://${name}/graphql`,
    }));
  const filter = { include: new Set([PUBLIC_TAG]), exclude: new Set<string>() };
  return {
    supergraphSdl: sdlOf(composeServices(services), 'The subgraphs do not fit together'),
    publicSdl: sdlOf(composeSchemaContract(services, filter, true), 'The public contract can’t be derived'),
  };
}

function parsed(name: string, sdl: string) {
  try {
    return parse(sdl);
  } catch (error) {
    throw new Error(`The schema of the subgraph ${name} is unreadable: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function sdlOf(result: CompositionResult, failure: string): string {
  if (result.supergraphSdl !== undefined) return result.supergraphSdl;
  const lines = (result.errors ?? []).map(
    ({ message, extensions }) => `${String(extensions?.code)}: ${message}`,
  );
  throw new Error(`${failure}:\n  ${lines.join('\n  ')}`);
}
